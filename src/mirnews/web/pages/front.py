"""front: `/`. The newest report leads, the next four stand under it, then each section with its newest."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from mirnews.model import Headline
from mirnews.publish.record import Format
from mirnews.web.chain import ChainWords, chain_words
from mirnews.web.feeds import Channel, feed, feed_links
from mirnews.web.pages.listing import first_titles, side
from mirnews.web.pages.ops import health
from mirnews.web.relation import Relation, copy_of, copy_words
from mirnews.web.render import page
from mirnews.web.rows import Row, led, row, rows
from mirnews.web.view import View

_CARDS = 4
_BRIEF = 6


@dataclass(frozen=True, slots=True)
class Card:
    """A report with the chain it comes by, and whose text it is where that is another's."""

    row: Row
    chain: ChainWords | None
    copy: Relation | None


def front(view: View) -> Response:
    """The front page; before the first report, the page that says how to begin."""
    if view.site.store.count() == 0:
        return page(view, "first_run.html", title=view.plain("first_run.title"), sources=len(view.site.store.sources()))
    newest = led(view.site.store.headlines(limit=1 + _CARDS, fold_copies=True))
    cards = [_card(view, headline) for headline in newest]
    return page(
        view,
        "front.html",
        title=view.name,
        lead=cards[0],
        cards=cards[1:],
        briefs=_briefs(view, first_titles(newest)),
        feeds=feed_links(view, channel(view)),
        health=health(view),
        **side(view),
    )


def front_feed(view: View, wanted: Format) -> Response:
    """The newest reports of all sections as a feed."""
    size = view.site.settings.site.headlines
    return feed(view, channel(view), led(view.site.store.headlines(limit=size, fold_copies=True)), wanted)


def channel(view: View) -> Channel:
    """The feed of the whole site."""
    return Channel(view.name, view.plain("front.description"), "/", "/index")


def _card(view: View, headline: Headline) -> Card:
    report = view.site.store.report(headline.id)
    if report is None:
        return Card(row(view, headline), None, None)
    found = copy_of(view, report)
    copy = copy_words(view, found) if found else None
    return Card(row(view, headline, report), chain_words(view, report, found), copy)


def _briefs(view: View, shown: set[int]) -> list[tuple[str, list[Row]]]:
    """Each section with its newest reports that do not stand above."""
    briefs = []
    for section, _ in view.site.store.sections():
        found = led(
            view.site.store.headlines(section=section, limit=_BRIEF + len(shown), fold_copies=True), section=section
        )
        rest = [headline for headline in found if headline.id not in shown][:_BRIEF]
        if rest:
            briefs.append((section, rows(view, rest)))
    return briefs
