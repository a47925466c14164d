"""rhythm: when a source has something new, learned from when it had. Pure.

What is counted are arrivals in each hour of the day and on each day of the week, and for how long was looked; the pace
of Tuesday at nine is the mean pace times what nine o'clock and what Tuesday have of it. The past fades by half in two
weeks. Hours are Tehran's, without summer time as there since 2022; for a publisher elsewhere they are an hour off for
some weeks after its clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mirnews.model import Rhythm

HALF_LIFE = timedelta(days=14)  # two of each weekday count as much as all before them
LONGEST_LOOK = timedelta(days=2)  # what came while nobody looked for longer says nothing about hours
FIRST_LOOK = timedelta(days=7)  # how far back the dates of a first feed are believed
_PRIOR = 2.0  # arrivals that an hour or a day of the week is believed to have had at the mean pace, before any is seen
_FADE_SECONDS = 21_600.0  # fading is applied in steps of this, because it costs more than it says
_TEHRAN = 12_600.0
_HOUR = 3600.0
_DIGITS = 3  # of an hour or an arrival
_DAY = 86_400.0
_EPOCH_DAY = 5  # 1 January 1970 was a Thursday: days count from Saturday


def learned(
    before: Rhythm | None, dates: Sequence[datetime], *, changed: bool, looked: datetime | None, now: datetime
) -> Rhythm:
    """What is known after a look at `now`; `looked` is when the source was looked at with success before.

    `dates` are the instants that its entries say they were published at, old ones included: those later than any seen
    before are the arrivals. Where there are none although the source `changed`, one arrival is counted.
    """
    past = [date for date in dates if date <= now]
    newest = max(past, default=None)
    if before is None or looked is None:
        return _first(past, newest, now)
    known = _faded(before, now)
    since = before.newest or looked
    fresh = [date for date in past if date > since]
    newest = max((date for date in (before.newest, newest) if date), default=None)
    if now <= looked or now - looked > LONGEST_LOOK:
        return replace(known, newest=newest)
    start, end = looked.timestamp(), now.timestamp()
    instants = [min(max(date.timestamp(), start), end) for date in fresh]
    if not fresh and changed:
        instants = [(start + end) / 2]
    return replace(_counted(known, instants, start, end), newest=newest)


def pace(rhythm: Rhythm, at: datetime) -> float:
    """Arrivals an hour that are to be expected at an instant."""
    return _pace(rhythm, _mean(rhythm), *_cell(at.timestamp()))


def hours_from(rhythm: Rhythm, now: datetime) -> Iterator[tuple[float, float]]:
    """The coming hours: how many seconds each still has, and the arrivals an hour to be expected. A week of them."""
    start, mean = now.timestamp(), _mean(rhythm)
    for hour, day, seconds in _pieces(start, start + 7 * _DAY):
        yield seconds, _pace(rhythm, mean, hour, day)


def expected(rhythm: Rhythm, start: datetime, end: datetime) -> float:
    """Arrivals that were to be expected between two instants; of a longer stretch than a week, by its last week."""
    first, last = start.timestamp(), end.timestamp()
    if last - first > 7 * _DAY:
        return expected(rhythm, end - timedelta(days=7), end) * (last - first) / (7 * _DAY)
    mean = _mean(rhythm)
    return sum(seconds / _HOUR * _pace(rhythm, mean, hour, day) for hour, day, seconds in _pieces(first, last))


def week(rhythm: Rhythm) -> list[float]:
    """Arrivals an hour that are to be expected in each of the 168 hours from Saturday."""
    mean = _mean(rhythm)
    of_hours = [_share(rhythm.hours[hour], rhythm.hours_seen[hour], mean) for hour in range(24)]
    of_days = [_share(rhythm.days[day], rhythm.days_seen[day], mean) for day in range(7)]
    return [mean * of_hour * of_day for of_day in of_days for of_hour in of_hours]


def _first(past: Sequence[datetime], newest: datetime | None, now: datetime) -> Rhythm:
    """From the dates of a feed that was never seen before: how fast it came to be as long as it is."""
    empty = Rhythm((0.0,) * 24, (0.0,) * 24, (0.0,) * 7, (0.0,) * 7, now, newest)
    young = sorted(date.timestamp() for date in past if now - date <= FIRST_LOOK)
    if len(young) < 2:
        return empty
    return _counted(empty, young[1:], young[0], now.timestamp())


def _counted(known: Rhythm, instants: Sequence[float], start: float, end: float) -> Rhythm:
    hours, hours_seen = list(known.hours), list(known.hours_seen)
    days, days_seen = list(known.days), list(known.days_seen)
    for hour, day, seconds in _pieces(start, end):
        hours_seen[hour] = round(hours_seen[hour] + seconds / _HOUR, _DIGITS)
        days_seen[day] = round(days_seen[day] + seconds / _HOUR, _DIGITS)
    for instant in instants:
        hour, day = _cell(instant)
        hours[hour] = round(hours[hour] + 1.0, _DIGITS)
        days[day] = round(days[day] + 1.0, _DIGITS)
    return Rhythm(tuple(hours), tuple(hours_seen), tuple(days), tuple(days_seen), known.faded_at, known.newest)


def _faded(known: Rhythm, now: datetime) -> Rhythm:
    age = (now - known.faded_at).total_seconds()
    if age < _FADE_SECONDS:
        return known
    left = 0.5 ** (age / HALF_LIFE.total_seconds())
    rows = (known.hours, known.hours_seen, known.days, known.days_seen)
    hours, hours_seen, days, days_seen = (_short([value * left for value in row]) for row in rows)
    return Rhythm(hours, hours_seen, days, days_seen, now, known.newest)


def _mean(known: Rhythm) -> float:
    """Arrivals an hour over all hours that were looked at."""
    return (sum(known.hours) + 1.0) / (sum(known.hours_seen) + 1.0)


def _pace(known: Rhythm, mean: float, hour: int, day: int) -> float:
    """Arrivals an hour, never nothing: an hour without any is as rare as what was seen allows."""
    of_hour = _share(known.hours[hour], known.hours_seen[hour], mean)
    return mean * of_hour * _share(known.days[day], known.days_seen[day], mean)


def _share(arrivals: float, seen: float, mean: float) -> float:
    """How many times the mean came in these hours."""
    return (arrivals + _PRIOR) / (seen * mean + _PRIOR)


def _pieces(start: float, end: float) -> Iterator[tuple[int, int, float]]:
    """A stretch of time cut at full hours: hour of the day, day of the week, seconds."""
    while start < end:
        stop = min(end, start + _HOUR - (start + _TEHRAN) % _HOUR)
        hour, day = _cell(start)
        yield hour, day, stop - start
        start = stop


def _cell(instant: float) -> tuple[int, int]:
    local = instant + _TEHRAN
    return int(local // _HOUR) % 24, (int(local // _DAY) + _EPOCH_DAY) % 7


def _short(values: Sequence[float]) -> tuple[float, ...]:
    """Rounded, because the record is stored with every poll."""
    return tuple([round(value, _DIGITS) for value in values])
