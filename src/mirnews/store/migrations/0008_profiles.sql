-- What was learned of the pages of a site, and whether it still fits.

CREATE TABLE site_profile (
    site       TEXT PRIMARY KEY,         -- host with its port, as raw_page.site
    state      TEXT NOT NULL,            -- used, lost, refused
    profile    TEXT NOT NULL,            -- TOML with its evidence; empty where nothing was learned
    pages      INTEGER NOT NULL,         -- kept pages of the site at that time
    learned_at INTEGER NOT NULL,
    since      INTEGER NOT NULL,         -- of the state
    recent     TEXT NOT NULL             -- JSON: characters that it read of the last pages, oldest first
) STRICT;
