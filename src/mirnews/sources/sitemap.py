"""sitemap: lists of addresses (`urlset`) with the news and image extensions, and lists of such lists (`sitemapindex`).

An index has no entries; it names further sitemaps (`Feed.sitemaps`), which whoever polls it fetches. Nothing is here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from mirnews.model import Entry, Feed, Image
from mirnews.sources import text as texts
from mirnews.sources.context import Context, context_of
from mirnews.sources.document import Document
from mirnews.sources.links import web_link
from mirnews.sources.names import Element, Fields, fields, name_of, named

_KEYWORD_ENDS = re.compile("[,،;؛]")
_MAX_IMAGES = 20
_MAX_SITEMAPS = 1_000
_ROOTS = ("urlset", "sitemapindex")
_NEWS = re.compile(r"news|akhbar|latest", re.I)
_NEVER = datetime.min.replace(tzinfo=UTC)


def sniff(document: Document) -> str | None:
    """Is it a list of addresses, or of such lists?"""
    return "sitemap" if document.root is not None and name_of(document.root) in _ROOTS else None


def parse(document: Document, form: str) -> Feed:
    """The addresses of a sitemap as entries; name and language of the site from the first news entry."""
    root = document.root
    assert root is not None
    if name_of(root) == "sitemapindex":
        return _index(root, document, form)
    first = next((fields(item) for item in root.iter("{*}publication")), None)
    title = texts.title(texts.first_text(first.get("news:name"))) if first else None
    language = texts.language(texts.first_text(first.get("news:language"))) if first else None
    context = context_of(document, base=document.url, language=language, title=title)
    entries = [entry for item in context.take(named(root, "url")) if (entry := _entry(item, context))]
    return Feed(
        format=form,
        malformed=document.malformed or context.flagged,
        title=title,
        feed_url=document.url,
        language=language,
        entries=tuple(entries),
    )


def _index(root: Element, document: Document, form: str) -> Feed:
    """The further sitemaps that an index names, each once: those of news first, then what changed last."""
    context = context_of(document, base=document.url, language=None, title=None)
    changed: dict[str, datetime] = {}
    for item in context.take(named(root, "sitemap")):
        found = fields(item)
        url = web_link(texts.first_text(found.get("loc")), context.base)
        if url and url != document.url:
            changed.setdefault(url, context.when([texts.first_text(found.get("lastmod"))]) or _NEVER)
    ordered = sorted(changed, key=lambda url: (bool(_NEWS.search(urlsplit(url).path)), changed[url]), reverse=True)
    return Feed(
        format=form,
        malformed=document.malformed or context.flagged or len(ordered) > _MAX_SITEMAPS,
        feed_url=document.url,
        sitemaps=tuple(ordered[:_MAX_SITEMAPS]),
    )


def _entry(item: Element, context: Context) -> Entry | None:
    found = fields(item)
    url = context.link(texts.first_text(found.get("loc")), context.base)
    if url is None:
        return None
    news = fields(next(iter(found.get("news:news", ())), None))
    keywords = _KEYWORD_ENDS.split(texts.first_text(news.get("news:keywords")) or "")
    return Entry(
        id=url,
        url=url,
        title=context.title(texts.first_text(news.get("news:title"))),
        published=context.when([texts.first_text(news.get("news:publication_date"))]),
        updated=context.when([texts.first_text(found.get("lastmod"))]),
        categories=texts.categories(keywords),
        images=_images(found, context),
    )


def _images(found: Fields, context: Context) -> tuple[Image, ...]:
    images: dict[str, Image] = {}
    for element in found.get("image:image", ()):
        inner = fields(element)
        url = web_link(texts.first_text(inner.get("image:loc")), context.base)
        if url and url not in images:
            caption = texts.first_text(inner.get("image:caption")) or texts.first_text(inner.get("image:title"))
            images[url] = Image(url, texts.title(caption))
    return tuple(images.values())[:_MAX_IMAGES]
