-- WebSub: how each source stands with the hub that its feed names.

CREATE TABLE subscription (
    source_id TEXT PRIMARY KEY REFERENCES source(id) ON DELETE CASCADE,
    token     TEXT NOT NULL UNIQUE,     -- of the address that the hub calls
    next_try  INTEGER NOT NULL,         -- when the hub is asked, or asked again
    record    TEXT NOT NULL             -- Subscription as JSON
) STRICT;
CREATE INDEX subscription_due ON subscription(next_try);
