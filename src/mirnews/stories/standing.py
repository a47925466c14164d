"""standing: takes the reports of a story, returns what each of them is in it, and how many count as independent.

First, copy of, relay of, or own report; independent means distinct origins, after merging copies, outlets of one owner
and relays of one origin. Readers count origins, not copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mirnews.model import Origin, Part, Standing, StoryReport

CLOCK_ERROR = timedelta(minutes=1)  # a printed time is no finer than a minute, and clocks of outlets differ
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
    """The printed time where it is believable, else the time since its source was looked at before, to first seen."""
    head = report.headline
    if head.published is not None and head.first_seen - BELIEVED <= head.published <= head.first_seen:
        return Interval(head.published - CLOCK_ERROR, head.published + CLOCK_ERROR)
    return Interval(head.first_seen - timedelta(seconds=report.error_seconds), head.first_seen)


def standings(reports: Iterable[StoryReport]) -> list[Standing]:
    """The reports of one story with what each is in it, earliest first."""
    ordered = sorted(reports, key=lambda report: (_time(report), report.headline.id))
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


def _time(report: StoryReport) -> datetime:
    return interval(report).latest


def _origins(ordered: Sequence[StoryReport], originals: Mapping[int, int]) -> dict[int, Origin]:
    """The origin of every report: its original's for a copy; what the cited report relays, where the story has it."""
    by_id = {report.headline.id: report for report in ordered}
    by_publisher: dict[str, list[StoryReport]] = defaultdict(list)
    for report in ordered:
        by_publisher[report.publisher.key].append(report)

    def origin(report: StoryReport) -> Origin:
        """Follow a report to where its news comes from; a circle of citations ends where it began."""
        at, seen = report, {report.headline.id}
        while True:
            following: StoryReport | None
            if (copied := originals.get(at.headline.id)) is not None:
                following = by_id[copied]
            elif at.origin is None or at.origin.key == at.publisher.key:
                return at.publisher
            else:
                following = _not_later(by_publisher[at.origin.key], at)
            if following is None or following.headline.id in seen:
                return at.origin or at.publisher
            at = following
            seen.add(at.headline.id)

    return {number: origin(report) for number, report in by_id.items()}


def _not_later(cited: Sequence[StoryReport], citing: StoryReport) -> StoryReport | None:
    """The latest report of the cited outlet that is not later than the one that cites it."""
    latest = interval(citing).latest
    return next((one for one in reversed(cited) if interval(one).earliest <= latest), None)
