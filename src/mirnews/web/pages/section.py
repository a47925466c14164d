"""section: `/s/{section}` and its feeds."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from mirnews.classify import sections
from mirnews.web.feeds import Channel, feed, feed_links, split_format
from mirnews.web.pages.listing import first_reports, sheet, side, story_page
from mirnews.web.render import page
from mirnews.web.view import View


def section(view: View, name: str) -> Response:
    """The stories of a section, laid out as on the front page."""
    name, wanted = split_format(name)
    if not any(known.id == name for known in sections()):
        raise HTTPException(404)
    title = view.section_name(name)
    channel = Channel(title, view.plain("section.description", section=title), f"/s/{name}", f"/s/{name}")
    if wanted:
        return feed(view, channel, first_reports(view, section=name), wanted)
    shown = story_page(view, section=name)
    return page(
        view,
        "list.html",
        title=title if shown.order == "rank" else view.plain(f"section.{shown.order}_title", section=title),
        section=name,
        shown=shown,
        sheet=sheet(shown),
        feeds=feed_links(view, channel),
        **side(view),
    )
