-- One article once: by what an entry and a page are known again, who named an entry, in which sections a report is filed.

ALTER TABLE entry ADD COLUMN house TEXT;       -- Source.house: what the sources of one outlet have in common
ALTER TABLE entry ADD COLUMN number TEXT;      -- Identities.number, Identities.twin of its address
ALTER TABLE entry ADD COLUMN twin TEXT;
UPDATE entry SET house = (
    SELECT coalesce(nullif(outlet, ''), '//' || CASE WHEN host LIKE 'www.%' THEN substr(host, 5) ELSE host END)
    FROM (SELECT outlet, lower(substr(rest, 1, instr(rest || '/', '/') - 1)) AS host
        FROM (SELECT json_extract(record, '$.outlet') AS outlet,
                substr(json_extract(record, '$.url'), instr(json_extract(record, '$.url'), '://') + 3) AS rest
            FROM source WHERE source.id = entry.source_id))
);
-- As far as SQL reaches: without scheme, www and the slash at the end. The rest is filled in when it is named again.
UPDATE entry SET twin = rtrim(
    substr(canonical_url, instr(canonical_url, '://') + CASE instr(canonical_url, '://www.') WHEN instr(canonical_url, '://')
    THEN 7 ELSE 3 END), '/'
) WHERE canonical_url IS NOT NULL;
DROP INDEX entry_guid;                         -- a guid that is used again for another article is another entry
DROP INDEX entry_url;
CREATE INDEX entry_address ON entry(canonical_url) WHERE canonical_url IS NOT NULL;
CREATE INDEX entry_twin ON entry(twin) WHERE twin IS NOT NULL;
CREATE INDEX entry_number ON entry(number) WHERE number IS NOT NULL;
CREATE INDEX entry_source ON entry(source_id, seen_at);
CREATE INDEX entry_report ON entry(report_id) WHERE report_id IS NOT NULL;

CREATE TABLE named (                           -- which sources named an entry; the first of them fetches its page
    entry_key  INTEGER NOT NULL REFERENCES entry(key) ON DELETE CASCADE,
    source_id  TEXT NOT NULL,
    guid       TEXT,                           -- what this source calls it; `text:…` where it has no guid and no address
    url        TEXT,                           -- as this source writes it
    text       TEXT,                           -- Identities.text
    section    TEXT,                           -- where this source files it, if it says so
    first_seen INTEGER NOT NULL,
    PRIMARY KEY (entry_key, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_guid ON named(source_id, guid) WHERE guid IS NOT NULL;
CREATE INDEX named_text ON named(source_id, text) WHERE text IS NOT NULL;
INSERT INTO named (entry_key, source_id, guid, url, first_seen)
    SELECT key, source_id, guid, json_extract(record, '$.url'), seen_at FROM entry;

ALTER TABLE report ADD COLUMN number TEXT;     -- of the address that its text came from
ALTER TABLE report ADD COLUMN twin TEXT;
UPDATE report SET twin = rtrim(
    substr(canonical_url, instr(canonical_url, '://') + CASE instr(canonical_url, '://www.') WHEN instr(canonical_url, '://')
    THEN 7 ELSE 3 END), '/'
) WHERE canonical_url IS NOT NULL;
CREATE INDEX report_twin ON report(twin) WHERE twin IS NOT NULL;
CREATE INDEX report_number ON report(number) WHERE number IS NOT NULL;

CREATE TABLE filed (                           -- every section of every shown report, made from report and named
    report_id INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    section   TEXT NOT NULL,
    at        INTEGER NOT NULL,                -- as in report
    PRIMARY KEY (report_id, section)
) STRICT, WITHOUT ROWID;
CREATE INDEX filed_section ON filed(section, at DESC, report_id DESC);
INSERT INTO filed SELECT id, section, at FROM report WHERE visibility = 'shown';
DROP INDEX report_section;

CREATE TABLE story_section (                   -- every section of every shown story
    story_id   INTEGER NOT NULL REFERENCES story(id) ON DELETE CASCADE,
    section    TEXT NOT NULL,
    rank       REAL NOT NULL,                  -- both as in story
    renewed_at INTEGER NOT NULL,
    PRIMARY KEY (story_id, section)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_section_by_rank ON story_section(section, rank DESC, story_id DESC);
CREATE INDEX story_section_by_time ON story_section(section, renewed_at DESC, story_id DESC);
INSERT INTO story_section SELECT id, section, rank, renewed_at FROM story WHERE reports > 0;
INSERT OR IGNORE INTO story_section
    SELECT s.id, f.section, s.rank, s.renewed_at FROM story s
    JOIN report r ON r.story = s.id JOIN filed f ON f.report_id = r.id
    WHERE s.reports > 0 AND f.section <> 'other'
    GROUP BY s.id, f.section HAVING 2 * count(*) >= s.reports;
DROP INDEX story_section_rank;
DROP INDEX story_section_new;
