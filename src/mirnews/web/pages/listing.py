"""listing: what the pages that are lists have in common: a list of reports or of stories, paging, the side column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from starlette.responses import Response

from mirnews.model import Headline, Story
from mirnews.publish.record import Format
from mirnews.publish.rights import short
from mirnews.stories import standings
from mirnews.stories.standing import kind_of
from mirnews.web.feeds import Channel, feed, feed_links
from mirnews.web.names import outlet as outlet_name
from mirnews.web.query import MAX_PAGE, StoryOrder, page_number, story_order
from mirnews.web.render import page
from mirnews.web.rows import Row, StoryLink, led, rows
from mirnews.web.story_view import StoryView, led_by_own, story_views
from mirnews.web.view import View

_SIDE_OUTLETS = 8
_LEAD_WORDS = 26  # two lines of a list on a desktop, with the font of the pages
_LARGE = 6  # stories of a page that stand large, beside as many headlines as a list has
_PAIRS = 4
_CROWD = 3  # reports of one origin that stand large all the same; two are a text and its copy
_AT_ONCE = 60  # stories that are looked through together for own reports
_SHARE = 4  # of the first page, at most one story in so many is told by the same outlet alone
_LOOKED_THROUGH = 20  # so many times at most; further back `order=own` does not go


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A page of stories in their order. `previous` and `next` are addresses of the pages beside it."""

    order: StoryOrder
    views: list[StoryView]
    number: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of stories laid out: those of several reports stand large, the most important one leads.

    `pairs` stand two in a row; `single` are large stories of one origin, which stand below; `rest` are lines.
    """

    lead: StoryView
    wide: list[StoryView]
    pairs: list[StoryView]
    single: list[StoryView]
    rest: list[StoryView]


def answer_list(
    view: View, channel: Channel, wanted: Format | None, *, title: str, template: str, outlet: str, **more: Any
) -> Response:
    """The reports of an outlet, newest first, as a page or as one of its feeds. `more` is for the template."""
    store, size = view.site.store, view.site.settings.site.headlines
    if wanted:
        newest = store.headlines(outlet=outlet, limit=size, fold_copies=True)
        return feed(view, channel, led(newest, outlet=outlet), wanted)
    number = page_number(view.query)
    found = led(store.headlines(outlet=outlet, limit=number * size + 1, fold_copies=True), outlet=outlet)
    return page(
        view,
        template,
        title=title,
        lines=_with_stories(view, found[(number - 1) * size : number * size]),
        number=number,
        newer=view.here(page=number - 1 if number > 2 else None) if number > 1 else None,
        older=view.here(page=number + 1) if len(found) > number * size else None,
        feeds=feed_links(view, channel),
        outlet=outlet,
        **side(view),
        **more,
    )


def story_page(view: View, *, section: str | None = None) -> StoryPage:
    """The stories that the visitor asks for, by `order` and `page`; raises BadRequest where these make no sense."""
    order, number = story_order(view.query), page_number(view.query)
    size = view.site.settings.site.headlines + _LARGE
    found = _stories(view, order, section, offset=(number - 1) * size, limit=size + 1)
    views = story_views(view, found[:size])
    return StoryPage(
        order=order,
        views=[led_by_own(view, one) for one in views] if order == "own" else views,
        number=number,
        previous=view.here(page=number - 1 if number > 2 else None) if number > 1 else None,
        next=view.here(page=number + 1) if len(found) > size and number < MAX_PAGE else None,
    )


def sheet(shown: StoryPage) -> Sheet | None:
    """The first page by importance laid out; None for all others, whose stories stand one under another."""
    if not shown.views or shown.number > 1 or shown.order != "rank":
        return None
    several = [one for one in shown.views if one.independent > 1 or one.reports >= _CROWD][: _LARGE + 1]
    large = sorted(several, key=lambda one: one.one_origin) or shown.views[:1]
    lead, *others = large
    shared = [one for one in others if not one.one_origin]
    wide, pairs = (shared[:1], shared[1 : 1 + _PAIRS]) if len(shared) != _PAIRS else ([], shared)
    single = [one for one in others if one.one_origin][:2]
    ids = {one.story.id for one in (lead, *wide, *pairs, *single)}
    return Sheet(lead, wide, pairs, single, [one for one in shown.views if one.story.id not in ids])


def first_reports(view: View, *, section: str | None = None) -> list[Headline]:
    """For the feeds: the report that began each of the latest stories, with its copies, newest first."""
    stories = view.site.store.stories(section=section, order="newest", limit=view.site.settings.site.headlines)
    reports = view.site.store.story_reports([story.id for story in stories])
    heads = {story.id: [one.headline for one in reports[story.id]] for story in stories}
    firsts = [_begun(story, heads[story.id]) for story in stories if heads[story.id]]
    return sorted(firsts, key=lambda one: (one.at, one.id), reverse=True)


def side(view: View) -> dict[str, Any]:
    """The side column of every list: sections and outlets with their numbers, and how polling goes."""
    store = view.site.store
    outlets = [
        (outlet_name(view, outlet_id, name, invented), number) for outlet_id, name, number, invented in store.outlets()
    ]
    return {
        "side_sections": store.sections(),
        "side_outlets": outlets[:_SIDE_OUTLETS],
        "more_outlets": len(outlets) > _SIDE_OUTLETS,
    }


def _with_stories(view: View, headlines: Sequence[Headline]) -> list[Row]:
    """Lines of reports, each with the story that it is in, where that has more reports."""
    reports = view.site.store.story_reports(list({one.story for one in headlines if one.story is not None}))
    return [
        replace(line, story=_story_link(view, one.story, len(reports.get(one.story or 0, ()))))
        for line, one in zip(rows(view, map(_short, headlines)), headlines, strict=True)
    ]


def _story_link(view: View, story: int | None, reports: int) -> StoryLink | None:
    return StoryLink(view.link(f"/n/{story}"), reports) if reports > 1 else None


def _short(headline: Headline) -> Headline:
    """The headline with a lead that fits its place in a list."""
    return replace(headline, lead=short(headline.lead, _LEAD_WORDS))


def _stories(view: View, order: StoryOrder, section: str | None, *, offset: int, limit: int) -> list[Story]:
    if order == "own":
        return list(islice(_own(view, section), offset, offset + limit))
    if order == "rank" and section is None and not offset:
        return view.site.store.balanced_stories(limit=limit, each=limit // _SHARE)
    return view.site.store.stories(section=section, order=order, offset=offset, limit=limit)


def _own(view: View, section: str | None) -> Iterator[Story]:
    """Stories, most important first, in which some outlet that counts as independent cites nobody as its source."""
    store = view.site.store
    for turn in range(_LOOKED_THROUGH):
        stories = store.stories(section=section, order="rank", offset=turn * _AT_ONCE, limit=_AT_ONCE)
        reports = store.story_reports([story.id for story in stories])
        for story in stories:
            if any(one.counts and kind_of(one) == "own" for one in standings(reports[story.id])):
                yield story
        if len(stories) < _AT_ONCE:
            return


def _begun(story: Story, reports: Sequence[Headline]) -> Headline:
    """The report that began a story, or the earliest that is still shown, with the copies of its text."""
    first = next((one for one in reports if one.id == story.id), reports[0])
    same = [one for one in reports if one.fold is not None and one.fold == first.fold and one.id != first.id]
    return replace(first, copies=tuple(one for one in same if one.relation == "copy"))
