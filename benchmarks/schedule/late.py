"""What `schedule.states.SILENT` was tuned on: how silent sound sources are, and how soon dead ones are noticed.

`python -m benchmarks.schedule.late [SEEDS]` lives 60 days of the shipped table for each seed, by the learned schedule.
Of every look it takes how many entries were to be expected since the last that came; then it lets every outlet go
silent for good and takes how many hours it is until the threshold is passed.
"""

from __future__ import annotations

import random
import sys
from bisect import bisect_right
from datetime import datetime, timedelta

from mirnews.config import PollSettings
from mirnews.model import Polled, Source
from mirnews.schedule import after_success
from mirnews.schedule.rhythm import expected
from mirnews.schedule.simulate import START, _arrivals, table
from mirnews.schedule.states import MATURE_HOURS

DAYS = 60
SILENCE = 14  # days that each outlet is silent for at the end
THRESHOLDS = (8.0, 12.0, 16.0, 20.0, 30.0)


def lived(week: list[float], seed: int) -> tuple[list[float], dict[float, float]]:
    """Of one outlet: the most that was expected in each silence between two arrivals that were seen, and the hours of
    the last silence after which each threshold was passed.
    """
    chance, settings = random.Random(seed), PollSettings()
    arrivals = list(_arrivals(week, -7 * 86_400.0, DAYS * 86_400.0, chance))
    source, polled = Source("s", "", "s"), Polled("s", START)
    at, seen, last_new = chance.random() * 900, max(0, bisect_right(arrivals, 0.0) - 30), START
    silences: list[float] = []
    passed: dict[float, float] = {}
    most = 0.0
    while at < (DAYS + SILENCE) * 86_400.0:
        now, until = START + timedelta(seconds=at), bisect_right(arrivals, at)
        new, seen = arrivals[seen:until], until
        if polled.rhythm:
            most = expected(polled.rhythm, last_new, now)
        if at > DAYS * 86_400.0 and not new:
            for threshold in THRESHOLDS:
                if most >= threshold:
                    passed.setdefault(threshold, (now - last_new).total_seconds() / 3600)
        elif new:
            if polled.rhythm and sum(polled.rhythm.hours_seen) >= MATURE_HOURS:
                silences.append(most)
            last_new = now
        polled = _after(polled, source, now, [START + timedelta(seconds=one) for one in new], settings, chance)
        at = (polled.next_due - START).total_seconds()
    return silences, passed


def _after(
    polled: Polled, source: Source, now: datetime, new: list[datetime], settings: PollSettings, chance: random.Random
) -> Polled:
    return after_success(
        polled,
        source,
        now=now,
        chance=chance.random(),
        etag=None,
        last_modified=None,
        digest=str(new[-1]) if new else polled.body_digest,
        published=new,
        settings=settings,
    )


def main(words: list[str]) -> int:
    """Print a line a threshold."""
    seeds = range(1, 1 + int(words[0] if words else 1))
    found = [lived(week, seed) for seed in seeds for week in table().values()]
    silences = [one for outlet, _ in found for one in outlet]
    days = len(found) * DAYS
    print(f"{len(found)} outlets, {days} days, {len(silences)} silences, the longest worth {max(silences):.1f} entries")
    for threshold in THRESHOLDS:
        false = sum(one >= threshold for one in silences)
        hours = sorted(passed[threshold] for _, passed in found if threshold in passed)
        missed = len(found) - len(hours)
        print(
            f"{threshold:4.0f}: {false} false alarms, {1000 * false / days:.2f} in 1,000 days of a source; a dead one"
            f" is noticed after {hours[len(hours) // 2]:.0f} h (median), {hours[-1]:.0f} h (longest), {missed} never"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
