"""front: `/`. The stories of all sections: the most important one leads, those of several reports stand large, the
others by section. `?order=newest` and every further page is a plain list.
"""

from __future__ import annotations

from starlette.responses import Response

from mirnews.publish.record import Format
from mirnews.web.feeds import Channel, feed, feed_links
from mirnews.web.pages.listing import Sheet, first_reports, sheet, side, story_page
from mirnews.web.query import StoryOrder
from mirnews.web.render import page
from mirnews.web.source_states import health
from mirnews.web.story_view import StoryView, story_views
from mirnews.web.view import View

_NEWEST = 5  # of the side column, where that is no shorter than the cards
_MOST_NEWEST = 12
# Heights in rem on a desktop, measured on the demo's front page, with which cards and side column are made to end
# together: the side column with five of the newest, one more of them, the cards, a section's box and a line of it.
_SIDE, _LINE_OF_SIDE = 72.0, 4.6
_LEAD, _WIDE, _ROW_OF_PAIRS = 21.0, 17.5, 15.0
_BOX, _LINE_OF_BOX = 4.5, 4.3
_Sections = list[tuple[str, list[StoryView]]]
HEADINGS: dict[StoryOrder, str] = {"rank": "site.front", "newest": "front.newest_first", "own": "front.own_title"}


def front(view: View) -> Response:
    """The front page; before the first report, the page that says how to begin."""
    store = view.site.store
    if store.count() == 0:
        return page(view, "first_run.html", title=view.plain("first_run.title"), sources=len(store.sources()))
    shown = story_page(view)
    laid_out = sheet(shown)
    beside, briefs, newest = _balanced(laid_out) if laid_out else ([], [], 0)
    return page(
        view,
        "front.html",
        title=view.name if shown.order == "rank" else view.plain(HEADINGS[shown.order]),
        heading=view.plain(HEADINGS[shown.order]),
        shown=shown,
        sheet=laid_out,
        beside=beside,
        briefs=briefs,
        newest=_newest(view, shown.views, newest) if laid_out else [],
        feeds=feed_links(view, channel(view)),
        health=health(view),
        **side(view),
    )


def front_feed(view: View, wanted: Format) -> Response:
    """The newest stories of all sections as a feed of the reports that began them."""
    return feed(view, channel(view), first_reports(view), wanted)


def channel(view: View) -> Channel:
    """The feed of the whole site."""
    return Channel(view.name, view.plain("front.description"), "/", "/index")


def by_section(views: list[StoryView]) -> _Sections:
    """Stories under their sections; sections and stories keep the order they come in."""
    found: dict[str, list[StoryView]] = {}
    for one in views:
        found.setdefault(one.section, []).append(one)
    return list(found.items())


def _balanced(laid_out: Sheet) -> tuple[_Sections, _Sections, int]:
    """The sections that fill the column of cards, those below both columns, and how many of the newest to name."""
    wide, rows = len(laid_out.wide) + len(laid_out.single), -(-len(laid_out.pairs) // 2)
    room = _SIDE - _LEAD - wide * _WIDE - rows * _ROW_OF_PAIRS
    more = min(_MOST_NEWEST - _NEWEST, max(0, int(-room / _LINE_OF_SIDE)))
    beside: _Sections = []
    below: _Sections = []
    for section, views in by_section(laid_out.rest):
        height = _BOX + len(views) * _LINE_OF_BOX
        (beside if height <= room else below).append((section, views))
        room -= height if height <= room else 0
    return beside, below, _NEWEST + more


def _newest(view: View, made: list[StoryView], number: int) -> list[StoryView]:
    """The stories with the latest news; those that the page has already are not made again."""
    known = {one.story.id: one for one in made}
    newest = view.site.store.stories(order="newest", limit=number)
    known |= {one.story.id: one for one in story_views(view, [story for story in newest if story.id not in known])}
    return [known[story.id] for story in newest if story.id in known]
