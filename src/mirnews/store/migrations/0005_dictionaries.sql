-- Kept bodies share what they have in common: a dictionary a site for pages, an earlier body a source for feeds. And a
-- text may be read again from its bytes without being another one.

CREATE TABLE dictionary (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice: processes keep dictionaries in memory by it
    kind       TEXT NOT NULL CHECK (kind IN ('page', 'feed')),
    site       TEXT NOT NULL,           -- a page's host with its port; a feed's source
    trained_at INTEGER NOT NULL,
    samples    INTEGER NOT NULL,        -- bodies of the site when it was made
    ratio      REAL NOT NULL,           -- how many times smaller bodies got with it, then
    state      TEXT NOT NULL CHECK (state IN ('used', 'useless', 'retired')),
    bytes      BLOB NOT NULL            -- zstd; empty where a dictionary is useless
) STRICT;
CREATE INDEX dictionary_site ON dictionary(kind, site, id);
CREATE INDEX dictionary_retired ON dictionary(id) WHERE state = 'retired';

-- `dictionary`: what the body needs to be read. `size`: bytes before compression; NULL in rows of earlier versions.
ALTER TABLE raw_feed ADD COLUMN dictionary INTEGER REFERENCES dictionary(id);
ALTER TABLE raw_feed ADD COLUMN size INTEGER;
CREATE INDEX raw_feed_dictionary ON raw_feed(dictionary) WHERE dictionary IS NOT NULL;
CREATE INDEX raw_feed_at ON raw_feed(fetched_at);

ALTER TABLE raw_page ADD COLUMN dictionary INTEGER REFERENCES dictionary(id);
ALTER TABLE raw_page ADD COLUMN size INTEGER;
ALTER TABLE raw_page ADD COLUMN site TEXT NOT NULL DEFAULT '';
UPDATE raw_page SET site = substr(url, instr(url, '://') + 3) WHERE instr(url, '://') > 0;
UPDATE raw_page SET site = substr(site, 1, instr(site || '/', '/') - 1);
CREATE INDEX raw_page_site ON raw_page(site, dictionary);
CREATE INDEX raw_page_dictionary ON raw_page(dictionary) WHERE dictionary IS NOT NULL;
CREATE INDEX raw_page_at ON raw_page(fetched_at);

ALTER TABLE set_aside ADD COLUMN dictionary INTEGER REFERENCES dictionary(id);
ALTER TABLE set_aside ADD COLUMN size INTEGER;
ALTER TABLE set_aside ADD COLUMN site TEXT NOT NULL DEFAULT '';
UPDATE set_aside SET site = substr(url, instr(url, '://') + 3) WHERE instr(url, '://') > 0;
UPDATE set_aside SET site = substr(site, 1, instr(site || '/', '/') - 1);
CREATE INDEX set_aside_site ON set_aside(site, dictionary);
CREATE INDEX set_aside_dictionary ON set_aside(dictionary) WHERE dictionary IS NOT NULL;

ALTER TABLE revision ADD COLUMN reading INTEGER NOT NULL DEFAULT 1;    -- how often we have read it from its bytes
ALTER TABLE revision ADD COLUMN read_at INTEGER;                       -- when it was read last, where that was later

CREATE TABLE refold (                   -- reports whose text was read otherwise and whose fold is to be looked at
    report_id INTEGER PRIMARY KEY REFERENCES report(id) ON DELETE CASCADE
) STRICT;

CREATE TABLE replay (
    name    TEXT PRIMARY KEY,           -- what was asked for
    done    INTEGER NOT NULL,           -- the last report that is finished
    at      INTEGER NOT NULL
) STRICT;
