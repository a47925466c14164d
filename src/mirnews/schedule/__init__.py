"""schedule: takes how the polls of a source went, returns when the next look is. Pure: no clock.

`turns` is what the newsroom asks; `rhythm` learns when a source has something new and `plan` how often that is worth a
look; `rests` knows when a feed says that it has nothing; `moves` waits until an address has moved for certain; `pushes`
decides how far a hub is trusted; `outage` knows when it is our own network that is away; `simulate` lives a month of a
table of rhythms in seconds, to measure all that.
"""

from mirnews.schedule import pushes
from mirnews.schedule.moves import adoptable
from mirnews.schedule.outage import excused
from mirnews.schedule.plans import Plan, plan
from mirnews.schedule.turns import (
    FRESH_CAP_SECONDS,
    JITTER,
    LOOKS,
    after_failure,
    after_success,
    entry_due,
    look_again,
)

__all__ = [
    "FRESH_CAP_SECONDS",
    "JITTER",
    "LOOKS",
    "Plan",
    "adoptable",
    "after_failure",
    "after_success",
    "entry_due",
    "excused",
    "look_again",
    "plan",
    "pushes",
]
