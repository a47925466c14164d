"""standing: takes the reports of a story, returns what each of them is in it, and how many count as independent.

First, copy of, relay of, or own report; independent means distinct origins, after merging copies, outlets of one owner
and relays of one origin. Readers count origins, not copies.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from mirnews.model import Origin, Part, Standing, StoryReport

CLOCK_ERROR = timedelta(minutes=1)  # a printed time is no finer than a minute, and clocks of outlets differ
ONE_DISPATCH = timedelta(hours=24)  # two reports that cite one agency so near in time are taken to cite one dispatch
BELIEVED = timedelta(hours=24)  # a printed time is believed when it is at most this much before we saw the report


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which instants a report came out, as far as we can know."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How a story is spread; the four parts add up to `reports`."""

    reports: int
    independent: int
    copies: int
    relays: int
    further: int


def interval(report: StoryReport) -> Interval:
    """The printed time where it is believable, else the time since its source was looked at before, to first seen.

    A report that has only a day is ordered by another instant than its day's first (`at`): that says nothing. Where the
    clock was set back between two looks, the time between them is unknown and counts as none.
    """
    head = report.headline
    is_instant = head.published is not None and head.published == head.at
    if is_instant and head.first_seen - BELIEVED <= head.at <= head.first_seen:
        return Interval(head.at - CLOCK_ERROR, head.at + CLOCK_ERROR)
    return Interval(head.first_seen - timedelta(seconds=max(0, report.error_seconds)), head.first_seen)


def told_at(report: StoryReport) -> datetime:
    """The instant that a report is put in order by: what it printed where that is believed, else when it was seen."""
    believed = interval(report)
    return believed.latest - CLOCK_ERROR if believed.latest != report.headline.first_seen else believed.latest


def standings(reports: Iterable[StoryReport]) -> list[Standing]:
    """The reports of one story with what each is in it, earliest first."""
    ordered = sorted(reports, key=lambda report: (told_at(report), report.headline.id))
    if not ordered:
        return []
    originals = _originals(ordered)
    origins = _origins(ordered, originals)
    first_until = min(interval(report).latest for report in ordered)
    counted: set[str] = set()
    found = []
    for report in ordered:
        origin = origins[report.headline.id]
        is_first = interval(report).earliest <= first_until
        copied = originals.get(report.headline.id)
        found.append(
            Standing(
                report=report,
                part="first" if is_first else _part(report, origin),
                origin=origin,
                counts=origin.key not in counted,
                of=copied,
            )
        )
        counted.add(origin.key)
    return found


def count(found: Sequence[Standing]) -> Counts:
    """How many of them are independent, copies, relays, or further own reports of an origin that is counted."""
    rest = [kind_of(one) for one in found if not one.counts]
    return Counts(
        reports=len(found),
        independent=len(found) - len(rest),
        copies=sum(kind in ("copy", "partial") for kind in rest),
        relays=rest.count("relay"),
        further=rest.count("own"),
    )


def kind_of(standing: Standing) -> Part:
    """What a report is beside being the first: copy, partial, relay or own."""
    return standing.part if standing.part != "first" else _part(standing.report, standing.origin)


def _part(report: StoryReport, origin: Origin) -> Part:
    relation = report.headline.relation
    if relation in ("copy", "partial"):
        return relation
    return "own" if report.origin is None or origin.key == report.publisher.key else "relay"


def _originals(ordered: Sequence[StoryReport]) -> dict[int, int]:
    """Whose text each copy has: of those in the story, the original, or the earliest copy where that was taken down."""
    numbers = {one.headline.id for one in ordered}
    earliest: dict[int | None, int] = {}
    found = {}
    for one in ordered:
        head = one.headline
        first = earliest.setdefault(head.fold, head.id)
        if head.relation in ("copy", "partial"):
            if one.copy_of in numbers:
                found[head.id] = one.copy_of
            elif head.fold is not None and first != head.id:
                found[head.id] = first
    return found


def _origins(ordered: Sequence[StoryReport], originals: Mapping[int, int]) -> dict[int, Origin]:
    """The origin of every report: its original's for a copy; what the cited report relays, where the story has it.

    Where only an outlet is cited that we do not hold, another report of the story may say whom that one cites.
    All that lies on one way outward has one origin, so that each report is passed once.
    """
    cited = _Cited(ordered)
    by_id = {report.headline.id: report for report in ordered}
    found: dict[int, Origin] = {}
    for report in ordered:
        way, at = [], report
        while at.headline.id not in found:
            way.append(at.headline.id)
            following = _following(at, by_id, originals, cited)
            if following is None or following.headline.id in way:  # a circle of citations ends where it began
                end = at.origin if (following or _relays(at)) and at.origin else at.publisher
                found[at.headline.id] = cited.beyond(end, told_at(at))
                break
            at = following
        found.update(dict.fromkeys(way, found[at.headline.id]))
    return found


def _relays(report: StoryReport) -> bool:
    return report.origin is not None and report.origin.key != report.publisher.key


def _following(
    at: StoryReport, by_id: Mapping[int, StoryReport], originals: Mapping[int, int], cited: _Cited
) -> StoryReport | None:
    """The next report on the way to where the news comes from; None at its end."""
    if (original := originals.get(at.headline.id)) is not None:
        return by_id[original]
    return cited.by(at) if _relays(at) else None


class _Cited:
    """Who is cited in a story: the reports of each publisher, and whom outlets are said to cite that we do not hold."""

    def __init__(self, ordered: Iterable[StoryReport]) -> None:
        self._of: dict[str, list[tuple[datetime, int, StoryReport]]] = defaultdict(list)
        self._next: dict[str, list[tuple[datetime, Origin]]] = defaultdict(list)
        for report in ordered:
            self._of[report.publisher.key].append((interval(report).earliest, report.headline.id, report))
            for near, far in pairwise(report.way):
                self._next[near.key].append((told_at(report), far))
        for rows in self._of.values():
            rows.sort(key=lambda row: row[:2])

    def by(self, citing: StoryReport) -> StoryReport | None:
        """The latest report of the outlet that this one goes back to which is not later than it."""
        rows = self._of.get(citing.origin.key, []) if citing.origin else []
        at = bisect_right(rows, interval(citing).latest, key=lambda row: row[0])
        return rows[at - 1][2] if at else None

    def beyond(self, end: Origin, at: datetime) -> Origin:
        """Whom an outlet goes back to by what other reports of about that time say of it; itself where we hold it."""
        seen = {end.key}
        while end.key not in self._of:
            said = [far for when, far in self._next.get(end.key, ()) if abs(when - at) <= ONE_DISPATCH]
            if not said or said[0].key in seen:
                break
            end = said[0]
            seen.add(end.key)
        return end
