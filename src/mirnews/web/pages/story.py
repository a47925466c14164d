"""story: `/n/{story}` and its feeds: one event: who told it when, who has it from whom, how it is headlined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from mirnews.stories import sum_up
from mirnews.stories.lineage import Kin, lineage
from mirnews.stories.standing import count
from mirnews.web.feeds import Channel, feed, feed_links, split_format
from mirnews.web.names import OutletName, outlet
from mirnews.web.render import page
from mirnews.web.story_lines import ReportLine, by_day, report_lines, timeline, wordings
from mirnews.web.story_view import Member, StoryView, story_view
from mirnews.web.view import View

_MOST_ID = 2**63 - 1  # SQLite's largest number
_MOST_ORIGINS = 5  # origins that the sentence above the chain names; the others are counted


@dataclass(frozen=True, slots=True)
class Link:
    """A node of the chain on the page. `line` is the report; None for an outlet that is only named.

    `place` is what stands there: copy, partial, relay, own, further, owner (a further report of another outlet of that
    owner), or of a named outlet: origin, agency, other. `is_held`: does our archive have anything of that outlet?
    """

    outlet: OutletName
    line: ReportLine | None
    place: str
    is_held: bool
    children: tuple[Link, ...]


def story(view: View, name: str) -> Response:
    """The page of a story; 404 for an unknown one, and for one of which nothing is shown."""
    name, wanted = split_format(name)
    number = _number(name)
    reports = [] if number is None else view.site.store.story_reports([number])[number]
    summed = None if number is None else view.site.store.story(number) or sum_up(number, reports)
    if summed is None or not reports:
        raise HTTPException(404)
    shown = story_view(view, summed, reports)
    title = shown.headline.plain
    channel = Channel(title, view.plain("story_page.description", title=title), f"/n/{number}", f"/n/{number}")
    if wanted:
        newest = sorted((one.headline for one in reports), key=lambda one: (one.at, one.id), reverse=True)
        return feed(view, channel, newest[: view.site.settings.site.headlines], wanted)
    return _page(view, shown, channel)


def _number(name: str) -> int | None:
    """The id in an address; one that is written in another way than ours is no address."""
    if not (name.isascii() and name.isdigit() and len(name) < 20):
        return None
    return number if str(number := int(name)) == name and number <= _MOST_ID else None


def _page(view: View, shown: StoryView, channel: Channel) -> Response:
    lines = report_lines(view, shown.members)
    trees = lineage(shown.standings)
    by_id = {one.row.id: one for one in lines}
    have = {outlet_id for outlet_id, *_ in view.site.store.outlets()}
    return page(
        view,
        "story.html",
        title=channel.title,
        description=channel.description,
        canonical=view.absolute(f"/n/{shown.story.id}"),
        section=shown.section,
        story=shown,
        counts=count(shown.standings),
        telling=by_id[shown.headline.id],
        firsts=[one for one in lines if one.is_first],
        lines=lines,
        days=by_day(view, lines),
        chain=[_link(view, kin, None, by_id, have) for kin in trees],
        origins=_origins(view, trees),
        events=timeline(view, lines),
        wordings=wordings(lines),
        feeds=feed_links(view, channel),
    )


def _link(view: View, kin: Kin, parent: Kin | None, lines: Mapping[int, ReportLine], have: set[str]) -> Link:
    """A node with its words; `parent` is the one above."""
    children = tuple(_link(view, child, kin, lines, have) for child in kin.children)
    if kin.standing is None:
        known = view.site.known.get(kin.outlet.outlet)
        between = "agency" if known and known.kind.startswith("agency") else "other"
        name = outlet(view, kin.outlet.outlet, kin.outlet.name, False)
        return Link(name, None, between if parent else "origin", kin.outlet.outlet in have, children)
    line = lines[kin.standing.report.headline.id]
    return Link(line.member.outlet, line, _place(line.member, parent), True, children)


def _place(member: Member, parent: Kin | None) -> str:
    if member.kind != "own" or parent is None:
        return member.kind
    return "further" if member.standing.report.publisher.outlet == parent.outlet.outlet else "owner"


def _origins(view: View, trees: Sequence[Kin]) -> Markup:
    """The origins of a story in a sentence's words: «تاس، هامون* و ۳ منبع دیگر»."""
    names = [_name(view, kin) for kin in trees]
    if len(names) <= _MOST_ORIGINS + 1:
        return view.words.listed(names)
    left = len(names) - _MOST_ORIGINS
    return view.words.listed([*names[:_MOST_ORIGINS], view.count("story_page.more_origins", left)])


def _name(view: View, kin: Kin) -> Markup:
    head = kin.standing.report.headline if kin.standing else None
    if head is not None:
        return outlet(view, head.outlet, head.outlet_name, head.invented).words
    return outlet(view, kin.outlet.outlet, kin.outlet.name, False).words
