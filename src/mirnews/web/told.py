"""told: takes the reports of a story, returns them as lines by day, as a timeline, as a list of their headlines.

Times are of the site's zone. A headline is what the outlet wrote; nothing is reworded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from markupsafe import Markup

from mirnews.stories.standing import interval
from mirnews.web.marked import isolated
from mirnews.web.rows import OutletName, Row, line
from mirnews.web.spread import told_at
from mirnews.web.story_view import Member
from mirnews.web.times import TimeWords
from mirnews.web.view import View

_MOST_REVISED = 40  # reports whose earlier headlines are looked up for one page

Kind = Literal["first", "counts", "further", "relay", "title", "text", "gone"]


@dataclass(frozen=True, slots=True)
class Time:
    """An instant of a list by day: the clock alone, None where only the day is known; all of it in `full`."""

    at: datetime
    clock: str | None
    iso: str
    full: str


@dataclass(frozen=True, slots=True)
class Told:
    """A report as a line of its story. `error` says how far its time may be off, `is_seen` that it is our time.

    `share` is how much of a copy's text is the original's. `earlier` are its headlines before the present one;
    `changed_at` is None while it is as it was first seen.
    """

    member: Member
    row: Row
    time: Time
    is_seen: bool
    error: Markup
    share: Markup | None
    changed_at: Time | None
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
    told: Told


T = TypeVar("T", Told, Event)


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


def told(view: View, members: Sequence[Member]) -> list[Told]:
    """A line for each report of a story, earliest first."""
    revised = [one.standing.report.headline.id for one in members if one.standing.report.revision > 1]
    looked_up = set(revised[-_MOST_REVISED:])
    return [_told(view, one, look_up=one.standing.report.headline.id in looked_up) for one in members]


def by_day(view: View, lines: Iterable[T]) -> list[Day[T]]:
    """Lines in their order, those of one day together."""
    groups = (tuple(group) for _, group in groupby(lines, key=lambda one: _day(view, one)))
    return [Day(view.moment(group[0].time.at, with_clock=False), group) for group in groups]


def timeline(view: View, lines: Iterable[Told]) -> list[Day[Event]]:
    """What happened, by day: new reports save copies, changed headlines and texts, reports taken away."""
    return by_day(view, sorted(_events(lines), key=lambda event: event.time.at))


def wordings(lines: Iterable[Told]) -> list[Wording]:
    """Every headline once, in the order in which it came, with the outlets that wrote it; those given up since last."""
    now: dict[str, list[Told]] = {}
    before: dict[str, list[Told]] = {}
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


def _told(view: View, member: Member, *, look_up: bool) -> Told:
    report = member.standing.report
    head = report.headline
    at = told_at(report)
    possible = interval(report)
    is_seen = at != head.published
    off = possible.latest - (possible.earliest if is_seen else at)
    is_copy = member.kind in ("copy", "partial")
    return Told(
        member=member,
        row=line(view, head),
        time=moment(view, at),
        is_seen=is_seen,
        error=duration(view, off.total_seconds()),
        share=view.t("story_page.share", n=round(100 * report.containment)) if is_copy and report.containment else None,
        changed_at=moment(view, report.changed_at) if report.revision > 1 and report.changed_at else None,
        earlier=_earlier(view, head.id) if look_up else (),
        gone_at=moment(view, report.gone_at) if report.gone_at else None,
    )


def _earlier(view: View, number: int) -> tuple[str, ...]:
    """The headlines that a report had before, as the outlet wrote them, each once."""
    titles = [revision.article.title for revision in view.site.store.revisions(number)]
    return tuple(dict.fromkeys(title for title in titles[:-1] if title and title != titles[-1]))


def _events(lines: Iterable[Told]) -> Iterable[Event]:
    for one in lines:
        member = one.member
        if one.is_first:
            yield Event("first", one.time, one)
        elif member.kind not in ("copy", "partial"):
            kind: Kind = "counts" if member.standing.counts else "relay" if member.kind == "relay" else "further"
            yield Event(kind, one.time, one)
        if one.changed_at:
            yield Event("title" if one.earlier else "text", one.changed_at, one)
        if one.gone_at:
            yield Event("gone", one.gone_at, one)


def _wording(title: str, who: Sequence[Told], *, is_earlier: bool) -> Wording:
    outlets = {one.member.outlet.name: one.member.outlet for one in who}
    return Wording(isolated(title), who[0].member.href, tuple(outlets.values()), is_earlier)


def _day(view: View, one: Told | Event) -> date:
    return one.time.at.astimezone(ZoneInfo(view.zone)).date()
