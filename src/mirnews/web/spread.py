"""spread: how a story spread over time, as a line of marks: takes standings, returns where each mark stands.

    ◎──────|─|──●─|──────────○──    ring: first · dot: another independent report · tick: copy or relay
    10:42        12:00      now     small hollow dot: a further own report of an outlet that is counted already

As many marks as reports. The line begins at the first report and ends now, or at the last report when that is long ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from markupsafe import Markup

from mirnews.model import Standing
from mirnews.stories.standing import kind_of, told_at
from mirnews.web.view import View

MarkKind = Literal["first", "independent", "further", "copy"]

# The line goes on until now while the reports take up this share of it at least; else they would stand in one heap.
_SHARE_OF_NOW = 0.3
_SHORTEST = timedelta(minutes=20)  # a line of a few minutes would make a gap of one minute look like much
_LONG = timedelta(hours=1)  # a shorter line has no time in its middle
_NEAREST = 0.02  # of the line: 6 px of the 300 that a phone has for it
_ROOM = 0.5  # of the line at most for keeping marks apart; the rest is time
_INSET = 1.6  # per cent left free at both ends, so that a ring lies inside the line; 6 px of 375


@dataclass(frozen=True, slots=True)
class Mark:
    """A report on the line; `at` is its share of the way, 0 to 1."""

    kind: MarkKind
    at: float


@dataclass(frozen=True, slots=True)
class Line:
    """The marks of a story between two instants; `until_now` when the second one is the time of asking."""

    marks: tuple[Mark, ...]
    start: datetime
    end: datetime
    until_now: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """A line ready to be drawn from right to left, or in English from left to right. Places are per cent of its width.

    `ticks` is the path of all ticks on a width of 1000; `middle` a round time half-way, with its place; `words` says
    the same to those who do not see it.
    """

    rings: tuple[float, ...]
    dots: tuple[float, ...]
    further: tuple[float, ...]
    ticks: str
    start: str
    middle: tuple[float, str] | None
    end: str | None
    words: Markup


def lay_out(standings: Sequence[Standing], now: datetime) -> Line:
    """Where the marks of a story stand at that time; at least one standing."""
    times = [told_at(one.report) for one in standings]
    start, last = min(times), max(times)
    until_now = start < now and (last - start) >= _SHARE_OF_NOW * (now - start)
    end = max(now if until_now else last, start + _SHORTEST)
    marks = [Mark(_kind(one), (at - start) / (end - start)) for one, at in zip(standings, times, strict=True)]
    return Line(tuple(marks), start, end, until_now)


def spread(view: View, standings: Sequence[Standing]) -> Spread:
    """The line of a story with its labels in the visitor's language."""
    line = lay_out(standings, view.now)
    places: dict[MarkKind, list[float]] = {"first": [], "independent": [], "further": [], "copy": []}
    for mark, at in zip(line.marks, apart([mark.at for mark in line.marks]), strict=True):
        places[mark.kind].append(_place(view, at))
    start, end = view.short(line.start).text, _end(view, line)
    independent = sum(one.counts for one in standings)
    return Spread(
        rings=tuple(places["first"]),
        dots=tuple(places["independent"]),
        further=tuple(places["further"]),
        ticks="".join(f"M{round(place * 10)} 0v10" for place in sorted(places["copy"])),
        start=start,
        middle=_middle(view, line),
        end=end if end != start else None,
        words=view.t(
            "story.spread",
            reports=view.count("count.reports", len(standings)),
            independent=view.count("story.independent", independent),
            start=start,
            end=end,
        ),
    )


def apart(shares: Sequence[float]) -> list[float]:
    """Places from 0 to 1 as near to the given ones as can be, in their order, none of them upon another.

    Pools neighbours that are too near and lays them around their mean, as isotonic regression does.
    """
    step = min(_NEAREST, _ROOM / max(1, len(shares)))
    order = sorted(range(len(shares)), key=shares.__getitem__)
    pools: list[tuple[float, int]] = []  # mean and number of marks, each mark moved back by its steps
    for rank, index in enumerate(order):
        mean, number = shares[index] - rank * step, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, number = (before * many + mean * number) / (many + number), many + number
        pools.append((mean, number))
    means = [mean for mean, number in pools for _ in range(number)]
    last = 1 - (len(shares) - 1) * step
    found = [0.0] * len(shares)
    for rank, index in enumerate(order):
        found[index] = min(max(means[rank], 0.0), last) + rank * step
    return found


def _kind(standing: Standing) -> MarkKind:
    if standing.part == "first":
        return "first"
    if standing.counts:
        return "independent"
    return "further" if kind_of(standing) == "own" else "copy"


def _place(view: View, at: float) -> float:
    """Per cent from the left edge: time runs from right to left in Persian."""
    along = at if view.language == "en" else 1 - at
    return round(_INSET + along * (100 - 2 * _INSET), 1)


def _end(view: View, line: Line) -> str:
    return view.plain("story.now") if line.until_now else view.short(line.end).text


def _middle(view: View, line: Line) -> tuple[float, str] | None:
    """A round time near the middle of a line that lies within one day and is long enough to need it, with its place."""
    zone, length = ZoneInfo(view.zone), line.end - line.start
    days = {instant.astimezone(zone).date() for instant in (line.start, line.end, view.now)}
    if len(days) > 1 or length < _LONG:
        return None
    half = (line.start + length / 2).astimezone(zone)
    minutes = half.hour * 60 + half.minute
    step = 60 if length >= 3 * _LONG else 10
    at = half.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=round(minutes / step) * step)
    return _place(view, (at - line.start) / length), view.short(at).text
