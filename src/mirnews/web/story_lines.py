"""story_lines: takes the reports of a story, returns them as lines by day, as a timeline, as a list of their headlines.

Times are of the site's zone. A headline is what the outlet wrote; nothing is reworded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from markupsafe import Markup

from mirnews.model import StoryReport
from mirnews.store.port import Revision
from mirnews.stories.standing import interval, told_at
from mirnews.web.marked import isolated
from mirnews.web.names import OutletName
from mirnews.web.rows import Row, line
from mirnews.web.story_view import Member
from mirnews.web.times import TimeWords
from mirnews.web.view import View

_MOST_REVISED = 30  # reports whose revisions are looked up for one page
_MOST_CHANGES = 12  # of one report, the latest ones

Kind = Literal["first", "counts", "further", "relay", "title", "text", "gone"]


@dataclass(frozen=True, slots=True)
class Time:
    """An instant of a list by day: the clock alone, None where only the day is known; all of it in `full`."""

    at: datetime
    clock: str | None
    iso: str
    full: str


@dataclass(frozen=True, slots=True)
class Change:
    """A headline or a text that was another one when we saw it at that time."""

    kind: Literal["title", "text"]
    time: Time


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as a line of its story. `known` says whose time it is and how far it may be off, `is_seen` that it is
    ours.

    `share` is how much of a copy's text is the original's. `earlier` are its headlines before the present one,
    `changes` what we saw change in it.
    """

    member: Member
    row: Row
    time: Time
    is_seen: bool
    known: Markup
    share: Markup | None
    changes: tuple[Change, ...]
    earlier: tuple[str, ...]
    gone_at: Time | None

    @property
    def is_first(self) -> bool:
        """Is it first in our archive, alone or with others?"""
        return self.member.standing.part == "first"


@dataclass(frozen=True, slots=True)
class Event:
    """A point of the timeline: a report that is no copy, a change of headline or text, a report that is gone."""

    kind: Kind
    time: Time
    line: ReportLine


T = TypeVar("T", ReportLine, Event)


@dataclass(frozen=True, slots=True)
class Day(Generic[T]):
    """What stands under one day."""

    when: TimeWords
    lines: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A headline with the outlets that wrote it so; `is_earlier` where it has been changed since."""

    title: Markup
    href: str
    outlets: tuple[OutletName, ...]
    is_earlier: bool


def report_lines(view: View, members: Sequence[Member]) -> list[ReportLine]:
    """A line for each report of a story, earliest first."""
    revised = [one.standing.report.headline.id for one in members if one.standing.report.revision > 1]
    looked_up = set(revised[-_MOST_REVISED:])
    return [_report_line(view, one, look_up=one.standing.report.headline.id in looked_up) for one in members]


def by_day(view: View, lines: Iterable[T]) -> list[Day[T]]:
    """Lines in their order, those of one day together."""
    groups = (tuple(group) for _, group in groupby(lines, key=lambda one: _day(view, one)))
    return [Day(view.moment(group[0].time.at, with_clock=False), group) for group in groups]


def timeline(view: View, lines: Iterable[ReportLine]) -> list[Day[Event]]:
    """What happened, by day: new reports save copies, changed headlines and texts, reports taken away."""
    return by_day(view, sorted(_events(lines), key=lambda event: event.time.at))


def wordings(lines: Iterable[ReportLine]) -> list[Wording]:
    """Every headline once, in the order in which it came, with the outlets that wrote it; those given up since last."""
    now: dict[str, list[ReportLine]] = {}
    before: dict[str, list[ReportLine]] = {}
    for one in lines:
        if one.row.state == "title":
            now.setdefault(one.row.plain, []).append(one)
        for title in one.earlier:
            before.setdefault(title, []).append(one)
    return [
        *(_wording(title, who, is_earlier=False) for title, who in now.items()),
        *(_wording(title, who, is_earlier=True) for title, who in before.items() if title not in now),
    ]


def moment(view: View, at: datetime) -> Time:
    """An instant for a list by day; midnight is what a day without a clock comes out as."""
    whole = view.moment(at)
    local = at.astimezone(ZoneInfo(view.zone))
    is_day = (local.hour, local.minute, local.second) == (0, 0, 0)
    clock = None if is_day else view.n(f"{local:%H:%M}")
    return Time(at, clock, whole.iso, f"{whole.text} ({whole.other})")


def duration(view: View, seconds: float) -> Markup:
    """A length of time in words: minutes up to an hour and a half, then whole hours."""
    minutes = max(1, round(seconds / 60))
    if minutes < 90:
        return view.count("story_page.minutes", minutes)
    return view.count("story_page.hours", -(-minutes // 60))


def _report_line(view: View, member: Member, *, look_up: bool) -> ReportLine:
    report = member.standing.report
    at = told_at(report)
    is_seen = at != report.headline.published
    is_copy = member.kind in ("copy", "partial")
    revisions = view.site.store.revisions(report.headline.id) if look_up else []
    return ReportLine(
        member=member,
        row=line(view, report.headline),
        time=moment(view, at),
        is_seen=is_seen,
        known=_seen(view, report) if is_seen else _printed(view, report),
        share=view.t("story_page.share", n=round(100 * report.containment)) if is_copy and report.containment else None,
        changes=_changes(view, revisions) or _last_change(view, report),
        earlier=_earlier(revisions),
        gone_at=moment(view, report.gone_at) if report.gone_at else None,
    )


def _printed(view: View, report: StoryReport) -> Markup:
    off = interval(report).latest - told_at(report)
    return view.t("story_page.printed", error=duration(view, off.total_seconds()))


def _seen(view: View, report: StoryReport) -> Markup:
    """Between which instants it came, as far as we know: the clocks alone where both are of one day."""
    between = interval(report)
    zone = ZoneInfo(view.zone)
    start, end = between.earliest.astimezone(zone), between.latest.astimezone(zone)
    if f"{start:%F %H:%M}" == f"{end:%F %H:%M}":
        return view.t("story_page.seen", time=moment(view, end).full)
    if start.date() == end.date():
        return view.t("story_page.seen_between", start=view.n(f"{start:%H:%M}"), end=view.n(f"{end:%H:%M}"))
    return view.t("story_page.seen_between", start=view.moment(start).text, end=view.moment(end).text)


def _changes(view: View, revisions: Sequence[Revision]) -> tuple[Change, ...]:
    """What each revision changed, the latest ones."""
    pairs = list(pairwise(revisions))[-_MOST_CHANGES:]
    return tuple(
        Change("title" if now.article.title != before.article.title else "text", moment(view, now.seen_at))
        for before, now in pairs
    )


def _last_change(view: View, report: StoryReport) -> tuple[Change, ...]:
    """The last change of a report whose revisions were not looked up."""
    if report.revision == 1 or report.changed_at is None:
        return ()
    return (Change("text", moment(view, report.changed_at)),)


def _earlier(revisions: Sequence[Revision]) -> tuple[str, ...]:
    """The headlines that a report had before, as the outlet wrote them, each once."""
    titles = [revision.article.title for revision in revisions]
    return tuple(dict.fromkeys(title for title in titles[:-1] if title and title != titles[-1]))


def _events(lines: Iterable[ReportLine]) -> Iterable[Event]:
    for one in lines:
        member = one.member
        if one.is_first:
            yield Event("first", one.time, one)
        elif member.kind not in ("copy", "partial"):
            kind: Kind = "counts" if member.standing.counts else "relay" if member.kind == "relay" else "further"
            yield Event(kind, one.time, one)
        for change in one.changes:
            yield Event(change.kind, change.time, one)
        if one.gone_at:
            yield Event("gone", one.gone_at, one)


def _wording(title: str, who: Sequence[ReportLine], *, is_earlier: bool) -> Wording:
    outlets = {one.member.outlet.name: one.member.outlet for one in who}
    return Wording(isolated(title), who[0].member.href, tuple(outlets.values()), is_earlier)


def _day(view: View, one: ReportLine | Event) -> date:
    return one.time.at.astimezone(ZoneInfo(view.zone)).date()
