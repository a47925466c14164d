"""front: `/`. The stories of all sections: the most important one leads, those of several reports stand large, the
others by section. `?order=newest` and every further page is a plain list.
"""

from __future__ import annotations

from starlette.responses import Response

from mirnews.publish.record import Format
from mirnews.web.feeds import Channel, feed, feed_links
from mirnews.web.pages.listing import first_reports, sheet, side, story_page
from mirnews.web.pages.ops import health
from mirnews.web.render import page
from mirnews.web.story_view import StoryView, story_views
from mirnews.web.view import View

_NEWEST = 5  # of the side column


def front(view: View) -> Response:
    """The front page; before the first report, the page that says how to begin."""
    store = view.site.store
    if store.count() == 0:
        return page(view, "first_run.html", title=view.plain("first_run.title"), sources=len(store.sources()))
    shown = story_page(view)
    laid_out = sheet(shown)
    return page(
        view,
        "front.html",
        title=view.name,
        shown=shown,
        sheet=laid_out,
        briefs=by_section(laid_out.rest) if laid_out else [],
        newest=_newest(view, shown.views) if laid_out else [],
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


def by_section(views: list[StoryView]) -> list[tuple[str, list[StoryView]]]:
    """Stories under their sections; sections and stories keep the order they come in."""
    found: dict[str, list[StoryView]] = {}
    for one in views:
        found.setdefault(one.section, []).append(one)
    return list(found.items())


def _newest(view: View, made: list[StoryView]) -> list[StoryView]:
    """The stories with the latest news; those that the page has already are not made again."""
    known = {one.story.id: one for one in made}
    newest = view.site.store.stories(order="newest", limit=_NEWEST)
    known |= {one.story.id: one for one in story_views(view, [story for story in newest if story.id not in known])}
    return [known[story.id] for story in newest if story.id in known]
