-- When a report's page was last there, so that of a page that is gone the time between can be told.

ALTER TABLE report ADD COLUMN last_seen INTEGER;    -- NULL: not since this is kept, or never (an entry without its page)
