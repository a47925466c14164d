"""simulate: takes a table of rhythms, returns how long news waited to be seen, by our schedule and by a fixed interval.

Arrivals are Poisson by the table's pace; every look is `after_success`, as in the newsroom; nothing fails and nothing
waits for its turn. The fixed interval is one for all outlets, drawn out by the same jitter, and so long that it asks as
often in all as our schedule did. Both see the same arrivals from the first hour on, when ours knows only the dates of
the thirty entries that its first look at each feed finds.
"""

from __future__ import annotations

import heapq
import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources

from mirnews.config import PollSettings
from mirnews.model import Polled, Source
from mirnews.schedule.plans import DEFAULT, plan
from mirnews.schedule.turns import JITTER, after_success

START = datetime(2025, 4, 4, 20, 30, tzinfo=UTC)  # the first minute of Saturday, 16 Farvardin 1404, in Tehran
DAYS = ("sat", "sun", "mon", "tue", "wed", "thu", "fri")
_HOUR = 3600.0
_WEEK = 604_800.0
_FEED_ENTRIES = 30  # of the time before, which the first look finds in a feed; their waits do not count
_RENEWED = 21_600.0  # seconds between two plans

Look = Callable[[str, float, Sequence[float]], float]  # outlet, moment, what is new → seconds to the next look


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds that items waited to be seen, each item once: the mean, the median, p95; and how often was asked."""

    requests: int
    items: int
    mean: float
    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One seed: our schedule, and the fixed interval in seconds that asks as often."""

    seed: int
    ours: Freshness
    fixed: Freshness
    fixed_interval: float

    @property
    def ratio(self) -> float:
        """Our p95 over that of the fixed interval; below 1 is better."""
        return self.ours.p95 / self.fixed.p95 if self.fixed.p95 else 1.0


def table(text: str | None = None) -> dict[str, list[float]]:
    """Items an hour of each outlet for the 168 hours from Saturday; of the shipped table by default.

    Raises ValueError for a line that is not `outlet<TAB>weekday<TAB>24 numbers`.
    """
    text = text or resources.files("mirnews.schedule").joinpath("rhythms.tsv").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[float]]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, day, numbers = line.split("\t")
            found.setdefault(name, {})[day] = [float(number) for number in numbers.split()]
    weeks = {name: [rate for day in DAYS for rate in days.get(day, ())] for name, days in found.items()}
    if not weeks or any(len(week) != 168 or min(week) < 0 for week in weeks.values()):
        raise ValueError("a table of rhythms has for each outlet seven weekdays with 24 numbers that are 0 or more")
    return weeks


def simulate(
    rhythms: dict[str, list[float]],
    *,
    seed: int,
    days: int = 30,
    interval: int = 900,
    settings: PollSettings | None = None,
) -> Outcome:
    """Live so many days of the table. `interval` is every source's own, in seconds."""
    limits, seconds = settings or PollSettings(), days * 24 * _HOUR
    chance = random.Random(seed)
    arrivals = {name: list(_arrivals(week, -_WEEK, seconds, chance)) for name, week in rhythms.items()}
    ours = _lived(arrivals, seconds, _learning(list(arrivals), interval, limits, chance), interval, chance)
    fixed = seconds * len(rhythms) / ours.requests / (1 + JITTER / 2)
    still = _lived(arrivals, seconds, lambda *_: fixed * (1 + JITTER * chance.random()), fixed, chance)
    return Outcome(seed, ours, still, round(fixed, 1))


def _arrivals(week: Sequence[float], start: float, end: float, chance: random.Random) -> Iterator[float]:
    at, most = start, max(week)
    while most > 0:
        at += chance.expovariate(most) * _HOUR
        if at >= end:
            return
        if chance.random() * most < week[int(at // _HOUR) % 168]:
            yield at


def _learning(names: Sequence[str], interval: int, limits: PollSettings, chance: random.Random) -> Look:
    """Our schedule, as the newsroom asks it: dates of the entries in, seconds to the next look out."""
    sources = {name: Source(name, "", name, interval_seconds=interval) for name in names}
    polls = {name: Polled(name, START) for name in names}
    current, renew_at = DEFAULT, 0.0

    def look(name: str, at: float, new: Sequence[float]) -> float:
        nonlocal current, renew_at
        if at >= renew_at:
            current = plan([polled.rhythm for polled in polls.values() if polled.rhythm])
            renew_at = at + _RENEWED
        now, polled = START + timedelta(seconds=at), polls[name]
        polls[name] = after_success(
            polled,
            sources[name],
            now=now,
            chance=chance.random(),
            etag=None,
            last_modified=None,
            digest=str(new[-1]) if new else polled.body_digest,
            published=[START + timedelta(seconds=instant) for instant in new],
            settings=limits,
            plan=current,
        )
        return (polls[name].next_due - now).total_seconds()

    return look


def _lived(
    arrivals: dict[str, list[float]], seconds: float, look: Look, interval: float, chance: random.Random
) -> Freshness:
    """Every outlet looked at when `look` says so, from a first look at some moment of the first `interval` on."""
    queue = [(chance.random() * interval, name) for name in arrivals]
    heapq.heapify(queue)
    seen = {name: max(0, bisect_right(instants, 0.0) - _FEED_ENTRIES) for name, instants in arrivals.items()}
    waits: list[float] = []
    requests = 0
    while queue:
        at, name = heapq.heappop(queue)
        until = bisect_right(arrivals[name], at, seen[name])
        new, seen[name] = arrivals[name][seen[name] : until], until
        waits += [at - instant for instant in new if instant > 0]
        if at < seconds:  # the last look sees what the time after the end would have seen
            requests += 1
            heapq.heappush(queue, (at + look(name, at, new), name))
    waits.sort()
    count = max(1, len(waits))
    return Freshness(requests, len(waits), round(sum(waits) / count, 1), _part(waits, 0.5), _part(waits, 0.95))


def _part(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else 0.0
