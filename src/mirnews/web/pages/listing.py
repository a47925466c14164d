"""listing: what the pages that are lists have in common: paging, the side column, a page or one of its feeds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from mirnews.model import Headline
from mirnews.publish.record import Format
from mirnews.publish.rights import short
from mirnews.web.feeds import Channel, feed, feed_links
from mirnews.web.query import page_number
from mirnews.web.render import page
from mirnews.web.rows import led, outlet, rows
from mirnews.web.view import View

_SIDE_OUTLETS = 8
_LEAD_WORDS = 26  # two lines of a list on a desktop, with the font of the pages


def answer_list(
    view: View, channel: Channel, wanted: Format | None, *, title: str, template: str = "list.html", **chosen: Any
) -> Response:
    """A list of headlines as its page or as one of its feeds. `chosen` is `section` or `outlet`, and more."""
    select = {name: chosen[name] for name in ("section", "outlet") if name in chosen}
    size = view.site.settings.site.headlines
    if wanted:
        newest = led(view.site.store.headlines(**select, limit=size, fold_copies=True), **select)
        return feed(view, channel, newest, wanted)
    number = page_number(view.query)
    found = led(view.site.store.headlines(**select, limit=number * size + 1, fold_copies=True), **select)
    return page(
        view,
        template,
        title=title,
        lines=rows(view, map(_short, found[(number - 1) * size : number * size])),
        number=number,
        newer=view.here(page=number - 1 if number > 2 else None) if number > 1 else None,
        older=view.here(page=number + 1) if len(found) > number * size else None,
        feeds=feed_links(view, channel),
        **side(view),
        **chosen,
    )


def _short(headline: Headline) -> Headline:
    """The headline with a lead that fits its place in a list."""
    return replace(headline, lead=short(headline.lead, _LEAD_WORDS))


def side(view: View) -> dict[str, Any]:
    """The side column of every list: sections and outlets with their numbers, and how polling goes."""
    store = view.site.store
    outlets = [
        (outlet(view, outlet_id, name, invented), number) for outlet_id, name, number, invented in store.outlets()
    ]
    return {
        "side_sections": store.sections(),
        "side_outlets": outlets[:_SIDE_OUTLETS],
        "more_outlets": len(outlets) > _SIDE_OUTLETS,
    }


def first_titles(headlines: list[Headline]) -> set[int]:
    """The ids of these headlines and of the copies under them."""
    return {one.id for headline in headlines for one in (headline, *headline.copies)}
