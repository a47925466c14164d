"""opinions: takes a Page, returns what each extractor by itself finds in it: profiles, generic, trafilatura, the head.

What `extract` returns is one of these, or mixed of them; a person who writes rules wants them side by side. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from mirnews.clock import Clock
from mirnews.decode import decode
from mirnews.extract import generic, jsonld
from mirnews.extract.assemble import assemble
from mirnews.extract.body import Body
from mirnews.extract.dates import DateReader
from mirnews.extract.found import Found, find_by_profile
from mirnews.extract.limits import tame
from mirnews.extract.lines import folded, has_words
from mirnews.extract.metadata import read_metadata
from mirnews.extract.outline import outline_of
from mirnews.extract.page import extract
from mirnews.extract.profiles import recognised
from mirnews.extract.tree import absolute, parse
from mirnews.model import Article, Page, When

DateOrigin = Literal["json-ld", "meta", "visible"]
MAX_RECOGNISED = 6


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one extractor found. `by` is `mirnews` for the answer of `extract`, else the extractor's name."""

    by: str
    article: Article
    date_origin: DateOrigin | None = None


def opinions(page: Page, *, at: datetime | None = None) -> list[Opinion]:
    """The answer of `extract` first, then each extractor alone. Of plain text there is only the answer."""
    moment = at or page.fetched_at or Clock().now()
    answer = extract(page, at=moment)
    if answer.profile == "text":
        return [Opinion("mirnews", answer)]
    html = tame(decode(page.body, page.content_type).text)
    asked = _Asked(html, page.url, moment)
    alone = [*asked.profiles(), asked.generic(), asked.trafilatura(), asked.head()]
    return [Opinion("mirnews", answer, asked.origin(answer.published)), *alone]


class _Asked:
    """One page, read again for each extractor: reading takes furniture out of the tree."""

    def __init__(self, html: str, url: str | None, at: datetime) -> None:
        self._html, self._url, self._at = html, url, at
        tree = parse(html)
        self._meta = read_metadata(tree, absolute(url, None))
        self._structured = _structured_dates(tree)
        self._known = list(islice(recognised(tree, urlsplit(url or "").hostname), MAX_RECOGNISED))

    def profiles(self) -> list[Opinion]:
        """Each profile that the page has the marks of and that finds its container."""
        made = []
        for profile in self._known:
            found = find_by_profile(parse(self._html), profile, self._meta)
            if found is not None:
                made.append(self._opinion(profile.name, found, zone=profile.zone))
        return made

    def generic(self) -> Opinion:
        """What is done with a page of an unknown site."""
        tree = parse(self._html)
        return self._opinion("generic", generic.find_generic(tree, self._meta, outline_of(tree.body), self._at))

    def trafilatura(self) -> Opinion:
        """trafilatura as it is, set to precision; signs that it would delete are carried through."""
        from trafilatura import bare_extraction

        html = parse(self._html).html or ""  # entities of half-spaces decoded, so that the guard sees them
        guard = generic.Guard.for_text(html)
        try:
            document = bare_extraction(
                html.translate(guard.there), favor_precision=True, include_comments=False, with_metadata=True
            )
        except Exception:  # a foreign extractor on foreign content
            document = None
        text, title, date = (getattr(document, name, None) or "" for name in ("text", "title", "date"))
        lines = [folded(line) for line in text.translate(guard.back).splitlines() if has_words(line)]
        when = DateReader(self._at).read(date)
        article = Article(
            "article" if lines else "other",
            "trafilatura",
            self._url,
            title=title.translate(guard.back) or None,
            paragraphs=tuple(lines),
            published=when,
        )
        return Opinion("trafilatura", article, self.origin(when))

    def head(self) -> Opinion:
        """What the head says, and the text of its JSON-LD."""
        text = self._meta.article_body or ""
        paragraphs = tuple(folded(line) for line in text.splitlines() if has_words(line))
        return self._opinion("metadata", Found(Body(paragraphs), lead=self._meta.description))

    def origin(self, when: When | None) -> DateOrigin | None:
        """Where a date stands: in JSON-LD, in a meta, or among what is visible."""
        if when is None:
            return None
        dates = DateReader(self._at)
        if any((read := dates.read(text)) and _same(read, when) for text in self._structured):
            return "json-ld"
        if any((read := dates.read(text)) and _same(read, when) for text in self._meta.published):
            return "meta"
        return "visible"

    def _opinion(self, name: str, found: Found, *, zone: str = "Asia/Tehran") -> Opinion:
        article = assemble("article", name, found, self._meta, url=self._url, dates=DateReader(self._at, zone))
        return Opinion(name, article, self.origin(article.published))


def _structured_dates(tree: LexborHTMLParser) -> list[str]:
    blocks = [node.text(deep=True) for node in tree.css("script[type*='ld+json' i]")]
    articles = filter(jsonld.is_article, jsonld.nodes(blocks))
    return [text for node in articles for text in jsonld.strings(node.get("datepublished"))]


def _same(one: When, other: When) -> bool:
    """One instant; where either is a mere day, one day."""
    if one.is_instant and other.is_instant:
        return one.value == other.value
    return one.value.date() == other.value.date()
