-- Who works on what: a process that works on the archive is a holder and beats; what a silent holder has, others take.

CREATE TABLE holder (
    id      INTEGER PRIMARY KEY,    -- drawn by chance and never used twice: the fence against a holder that was away
    beat    INTEGER NOT NULL,       -- when it last said that it is there
    lease   INTEGER NOT NULL,       -- milliseconds that its word holds
    process TEXT NOT NULL           -- which one it is (presence.py): its end may be known before its lease is over
) STRICT;

ALTER TABLE source ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1;  -- as in the record
UPDATE source SET enabled = coalesce(json_extract(record, '$.enabled'), 1);

ALTER TABLE poll ADD COLUMN next_due INTEGER NOT NULL DEFAULT 0;   -- as in the record; 0 is due at once
ALTER TABLE poll ADD COLUMN last_polled INTEGER;                   -- as in the record; later than now: the clock was set back
ALTER TABLE poll ADD COLUMN held_by INTEGER;
UPDATE poll SET next_due = coalesce(strftime('%s', json_extract(record, '$.next_due')), 0) * 1000;
CREATE INDEX poll_due ON poll(next_due);
CREATE INDEX poll_last ON poll(last_polled);

ALTER TABLE entry ADD COLUMN held_by INTEGER;
DROP INDEX entry_waiting;
CREATE INDEX entry_waiting ON entry(source_id, next_try) WHERE state = 'waiting';
CREATE INDEX entry_reason ON entry(seen_at, key) WHERE reason IS NOT NULL;
CREATE INDEX entry_held ON entry(held_by) WHERE held_by IS NOT NULL;
