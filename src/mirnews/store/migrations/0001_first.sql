-- Instants are milliseconds since 1970 UTC. JSON columns hold records of model.py, written and read by their types.

CREATE TABLE source (
    id       TEXT PRIMARY KEY,
    record   TEXT NOT NULL,             -- Source as JSON
    added_at INTEGER NOT NULL
) STRICT;

CREATE TABLE poll (
    source_id TEXT PRIMARY KEY REFERENCES source(id) ON DELETE CASCADE,
    record    TEXT NOT NULL             -- Polled as JSON
) STRICT;

CREATE TABLE raw_feed (
    source_id    TEXT NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    fetched_at   INTEGER NOT NULL,
    url          TEXT,
    content_type TEXT,
    body         BLOB NOT NULL          -- zstd
) STRICT;
CREATE INDEX raw_feed_source ON raw_feed(source_id, fetched_at);

CREATE TABLE entry (
    key           INTEGER PRIMARY KEY,
    source_id     TEXT NOT NULL,
    guid          TEXT,
    canonical_url TEXT,
    record        TEXT NOT NULL,        -- Entry as JSON
    digest        TEXT NOT NULL,        -- of title and summary: a change makes the entry wait again
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dropped', 'purged')),
    attempts      INTEGER NOT NULL DEFAULT 0,
    next_try      INTEGER NOT NULL,
    seen_at       INTEGER NOT NULL,
    reason        TEXT,
    report_id     INTEGER
) STRICT;
CREATE UNIQUE INDEX entry_guid ON entry(source_id, guid) WHERE guid IS NOT NULL;
CREATE INDEX entry_url ON entry(source_id, canonical_url);
CREATE INDEX entry_waiting ON entry(next_try) WHERE state = 'waiting';

CREATE TABLE report (
    id             INTEGER PRIMARY KEY,
    source_id      TEXT NOT NULL,
    outlet         TEXT,
    outlet_name    TEXT NOT NULL,
    outlet_key     TEXT NOT NULL,       -- the outlet, or the source where the catalogue knows none: /o/{outlet_key}
    invented       INTEGER NOT NULL,
    guid           TEXT,
    url            TEXT,
    canonical_url  TEXT,
    article        TEXT NOT NULL,       -- Article as JSON
    repairs        TEXT NOT NULL,
    credit         TEXT NOT NULL,
    section        TEXT NOT NULL,
    fold           INTEGER NOT NULL,
    relation       TEXT NOT NULL,
    copy_of        INTEGER,
    containment    REAL NOT NULL,
    size           INTEGER NOT NULL,    -- number of fingerprints
    first_seen     INTEGER NOT NULL,
    published      INTEGER,
    at             INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    revision       INTEGER NOT NULL,
    visibility     TEXT NOT NULL DEFAULT 'shown',
    removal_reason TEXT,
    title          TEXT,                -- repaired, for lists
    lead           TEXT,
    excerpt        TEXT,
    search_text    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX report_url ON report(canonical_url) WHERE canonical_url IS NOT NULL;
CREATE INDEX report_guid ON report(source_id, guid);
CREATE INDEX report_at ON report(at DESC, id DESC) WHERE visibility = 'shown';
CREATE INDEX report_section ON report(section, at DESC, id DESC) WHERE visibility = 'shown';
CREATE INDEX report_outlet ON report(outlet_key, at DESC, id DESC) WHERE visibility = 'shown';
CREATE INDEX report_fold ON report(fold);

CREATE TABLE revision (
    report_id INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    seen_at   INTEGER NOT NULL,
    article   TEXT NOT NULL,
    PRIMARY KEY (report_id, number)
) STRICT;

CREATE TABLE raw_page (
    report_id    INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    url          TEXT,
    content_type TEXT,
    fetched_at   INTEGER NOT NULL,
    body         BLOB NOT NULL,         -- zstd
    PRIMARY KEY (report_id, number)
) STRICT;

CREATE TABLE set_aside (
    entry_key    INTEGER PRIMARY KEY REFERENCES entry(key) ON DELETE CASCADE,
    url          TEXT,
    content_type TEXT,
    fetched_at   INTEGER NOT NULL,
    body         BLOB NOT NULL          -- zstd: bytes behind a dropped entry, for a person
) STRICT;

CREATE TABLE shingle (
    hash      INTEGER NOT NULL,
    report_id INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    PRIMARY KEY (hash, report_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX shingle_report ON shingle(report_id);

CREATE TABLE removal (
    sequence  INTEGER PRIMARY KEY,
    report_id INTEGER NOT NULL,
    action    TEXT NOT NULL,
    reason    TEXT NOT NULL,
    at        INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox (
    sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
    report_id INTEGER NOT NULL
) STRICT;
