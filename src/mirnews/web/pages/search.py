"""search: `/q?q=` and its feeds. What is searched for is never logged and never kept in shared caches."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup
from starlette.responses import Response

from mirnews.errors import MirNewsError
from mirnews.model import Headline, Report
from mirnews.publish.record import Format
from mirnews.publish.rights import shown
from mirnews.search import highlight, parse
from mirnews.web.feeds import Channel, feed, feed_links
from mirnews.web.marked import isolated
from mirnews.web.pages.listing import side
from mirnews.web.query import BadRequest, page_number, search_words
from mirnews.web.render import PRIVATE, page
from mirnews.web.rows import Row, row
from mirnews.web.view import View

_TITLE_WORDS = 200  # titles are shown whole
_SNIPPET_WORDS = 36

_Pieces = list[tuple[str, bool]]


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
        wordless=bool(words) and parse(words).is_empty,
        lines=_lines(view, hits, len(parse(words).wanted)) if hits else [],
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
    if view.site.search is None or parse(words).is_empty:
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


def _lines(view: View, hits: Hits, asked: int) -> list[Row]:
    """Each line with the words that were looked for marked, in its title and in the paragraph that has them."""
    lines = []
    for one in hits.headlines:
        report = view.site.store.report(one.id)
        line = row(view, one, report)
        title = _marked(highlight(line.plain, hits.words, limit_words=_TITLE_WORDS))
        snippet = _snippet(view, report, hits.words, asked) if report else []
        lines.append(replace(line, title=title, lead=_marked(snippet) if snippet else None))
    return lines


def _snippet(view: View, report: Report, words: frozenset[str], asked: int) -> _Pieces:
    """The shown paragraph with most of the words, cut around the first of them; the first paragraph when none has."""
    text = shown(report, view.site.settings)
    best: _Pieces = []
    most = -1
    for paragraph in filter(None, (text.lead, *text.paragraphs)):
        pieces = highlight(paragraph.text, words, limit_words=_SNIPPET_WORDS)
        found = len({piece for piece, hit in pieces if hit})
        if found > most:
            best, most = pieces, found
        if found >= asked:
            break
    return best


def _marked(pieces: _Pieces) -> Markup:
    return Markup("").join(
        Markup("<mark>{}</mark>").format(isolated(piece)) if hit else isolated(piece) for piece, hit in pieces
    )
