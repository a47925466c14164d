-- Stories: which report belongs to which, where its news comes from, and a line for each story to list it by.

ALTER TABLE report ADD COLUMN topic TEXT;                           -- subject by its text, beside the section
ALTER TABLE report ADD COLUMN mentions TEXT NOT NULL DEFAULT '[]';  -- people, places and organisations as JSON
ALTER TABLE report ADD COLUMN publisher TEXT;                       -- Origin as JSON: whose report it is
ALTER TABLE report ADD COLUMN way TEXT NOT NULL DEFAULT '[]';       -- Origins as JSON: whom it cites, outward
ALTER TABLE report ADD COLUMN words INTEGER NOT NULL DEFAULT 0;     -- of the untouched text
ALTER TABLE report ADD COLUMN half_spaces INTEGER NOT NULL DEFAULT 0; -- in it: the health of its source
ALTER TABLE report ADD COLUMN error_seconds INTEGER NOT NULL DEFAULT 86400; -- how much before first_seen it may have stood
ALTER TABLE report ADD COLUMN gone_at INTEGER;                      -- when its page was found missing
ALTER TABLE report ADD COLUMN story INTEGER;                        -- NULL until it is told
ALTER TABLE report ADD COLUMN told INTEGER;                         -- the order in which reports were told
CREATE INDEX report_story ON report(story);
CREATE INDEX report_told ON report(told) WHERE told IS NOT NULL;

ALTER TABLE entry ADD COLUMN look_again INTEGER;                    -- when its page is looked at once more
ALTER TABLE entry ADD COLUMN gap_seconds INTEGER NOT NULL DEFAULT 86400; -- since its source was looked at before
CREATE INDEX entry_look_again ON entry(look_again) WHERE state = 'done' AND look_again IS NOT NULL;
UPDATE entry SET look_again = seen_at + 86400000
    WHERE state = 'done' AND report_id IS NOT NULL AND seen_at > (strftime('%s', 'now') - 86400) * 1000;

CREATE TABLE story (
    id          INTEGER PRIMARY KEY,    -- the report that began it
    headline    INTEGER,
    section     TEXT NOT NULL DEFAULT 'other',
    first_at    INTEGER NOT NULL DEFAULT 0,
    last_at     INTEGER NOT NULL DEFAULT 0,
    renewed_at  INTEGER NOT NULL DEFAULT 0,
    reports     INTEGER NOT NULL DEFAULT 0,     -- 0: nothing of it is shown
    independent INTEGER NOT NULL DEFAULT 0,
    copies      INTEGER NOT NULL DEFAULT 0,
    relays      INTEGER NOT NULL DEFAULT 0,
    further     INTEGER NOT NULL DEFAULT 0,
    rank        REAL NOT NULL DEFAULT 0,
    changes     INTEGER NOT NULL DEFAULT 1,     -- counts the changes of its reports
    summed      INTEGER NOT NULL DEFAULT 0      -- the count that the line was made at; behind: it is stale
) STRICT;
CREATE INDEX story_rank ON story(rank DESC, id DESC) WHERE reports > 0;
CREATE INDEX story_new ON story(renewed_at DESC, id DESC) WHERE reports > 0;
CREATE INDEX story_section_rank ON story(section, rank DESC, id DESC) WHERE reports > 0;
CREATE INDEX story_section_new ON story(section, renewed_at DESC, id DESC) WHERE reports > 0;
CREATE INDEX story_stale ON story(id) WHERE summed < changes;
