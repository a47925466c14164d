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
    listed     INTEGER NOT NULL DEFAULT 0,      -- of a feed: whether dictionary_entry has all that it names
    bytes      BLOB NOT NULL            -- zstd; empty where a dictionary is useless
) STRICT;
CREATE INDEX dictionary_site ON dictionary(kind, site, id);
CREATE INDEX dictionary_retired ON dictionary(id) WHERE state = 'retired';

-- `dictionary`: what the body needs to be read. `size`: bytes before compression; NULL in rows of earlier versions.
ALTER TABLE raw_feed RENAME TO raw_feed_before;
CREATE TABLE raw_feed (
    key          INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id    TEXT NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    fetched_at   INTEGER NOT NULL,
    url          TEXT,
    content_type TEXT,
    dictionary   INTEGER REFERENCES dictionary(id),
    size         INTEGER,
    listed       INTEGER NOT NULL DEFAULT 0,    -- whether feed_entry has all that it names
    body         BLOB NOT NULL                  -- zstd
) STRICT;
INSERT INTO raw_feed (source_id, fetched_at, url, content_type, body)
    SELECT source_id, fetched_at, url, content_type, body FROM raw_feed_before ORDER BY rowid;
DROP TABLE raw_feed_before;
CREATE INDEX raw_feed_source ON raw_feed(source_id, fetched_at);
CREATE INDEX raw_feed_dictionary ON raw_feed(dictionary) WHERE dictionary IS NOT NULL;
CREATE INDEX raw_feed_at ON raw_feed(fetched_at);

CREATE TABLE feed_entry (               -- which entries a kept body named: it goes when a report of one is purged
    feed      INTEGER NOT NULL REFERENCES raw_feed(key) ON DELETE CASCADE,
    entry_key INTEGER NOT NULL REFERENCES entry(key) ON DELETE CASCADE,
    PRIMARY KEY (feed, entry_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_entry_key ON feed_entry(entry_key);

CREATE TABLE dictionary_entry (         -- the same of the body that a feed's dictionary was made of
    dictionary INTEGER NOT NULL REFERENCES dictionary(id) ON DELETE CASCADE,
    entry_key  INTEGER NOT NULL REFERENCES entry(key) ON DELETE CASCADE,
    PRIMARY KEY (dictionary, entry_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX dictionary_entry_key ON dictionary_entry(entry_key);

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
