"""search: `/q?q=` and its feeds. What is searched for is never logged and never kept in shared caches."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup
from starlette.responses import Response

from mirnews.errors import MirNewsError
from mirnews.model import Headline
from mirnews.publish.record import Format
from mirnews.search import highlight
from mirnews.web.feeds import Channel, feed, feed_links
from mirnews.web.marked import isolated
from mirnews.web.pages.listing import side
from mirnews.web.query import BadRequest, page_number, search_words
from mirnews.web.render import PRIVATE, page
from mirnews.web.rows import Row, row
from mirnews.web.view import View

_TITLE_WORDS = 200  # titles are shown whole
_SNIPPET_WORDS = 36


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found."""

    total: int
    headlines: list[Headline]
    words: frozenset[str]


def search(view: View) -> Response:
    """The search page: the box alone, or what was found."""
    words = search_words(view.query)
    number = page_number(view.query)
    newest = view.query.get("order") == "newest"
    size = view.site.settings.site.headlines
    hits = _find(view, words, newest=newest, number=number)
    return page(
        view,
        "search.html",
        cache=PRIVATE,
        title=view.plain("search.title"),
        words=words,
        newest=newest,
        works=view.site.search is not None,
        hits=hits,
        lines=[_marked(row(view, one), hits.words) for one in hits.headlines] if hits else [],
        number=number,
        newer=view.here(page=number - 1 if number > 2 else None) if number > 1 else None,
        older=view.here(page=number + 1) if hits and hits.total > number * size else None,
        feeds=feed_links(view, _channel(view, words)) if words else [],
        **side(view),
    )


def search_feed(view: View, wanted: Format) -> Response:
    """What was found, newest first, as a feed."""
    words = search_words(view.query)
    hits = _find(view, words, newest=True, number=1)
    return feed(view, _channel(view, words), hits.headlines if hits else [], wanted, cache=PRIVATE)


def _find(view: View, words: str, *, newest: bool, number: int) -> Hits | None:
    if not words or view.site.search is None:
        return None
    size = view.site.settings.site.headlines
    try:
        found = view.site.search.find(words, newest=newest, limit=size, offset=(number - 1) * size)
    except MirNewsError as error:
        raise BadRequest("bad.query_form") from error
    headlines = view.site.store.headlines(ids=found.ids, limit=size) if found.ids else []
    return Hits(found.total, headlines, frozenset(found.words))


def _channel(view: View, words: str) -> Channel:
    title = view.plain("search.feed_title", words=words)
    return Channel(title, title, "/q", "/q", {"q": words})


def _marked(line: Row, words: frozenset[str]) -> Row:
    """The line with the words that were looked for marked, and its lead cut around the first of them."""
    lead = _mark(line.lead.striptags(), words, _SNIPPET_WORDS) if line.lead else None
    return replace(line, title=_mark(line.plain, words, _TITLE_WORDS), lead=lead)


def _mark(text: str, words: frozenset[str], limit: int) -> Markup:
    pieces = highlight(text, words, limit_words=limit)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(isolated(piece)) if hit else isolated(piece) for piece, hit in pieces
    )
