"""discover: takes the page of a site, returns where its feeds may be, the likeliest first. Nothing is fetched here.

Three ways, in this order: what the page declares (`<link rel=alternate>`), links that look like feeds, and the
addresses at which the publishing system of the page keeps its feed. Many sites declare nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from mirnews.sources import text as texts
from mirnews.sources.links import web_link
from mirnews.sources.names import Element
from mirnews.sources.page import base_of_page, tree_of, words_of

FoundBy = Literal["declared", "linked", "well_known"]
MAX_FOUND = 20
_MAX_LINKS = 3_000
_FEED_TYPES = frozenset(
    "application/rss+xml application/atom+xml application/rdf+xml application/feed+json application/x-rss+xml "
    "text/rss+xml text/rss application/rss text/xml application/xml".split()
)
_FEED_WORDS = re.compile(
    r"(?:^|[/._?=&-])(?:rss|rss2|rdf|feed|feeds|atom|allnews)(?:$|[/._?=&-])|\.(?:rss|atom|rdf)$", re.I
)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|pdf|mp[34])$", re.I)
_COMMENTS = re.compile(r"comments?(?:/|-|_|%20)?feed|feed.{0,10}comments?", re.I)

# Where a publishing system keeps the feed of the whole site, and the signs of that system in a page.
# Facts: 23 feed addresses of Persian sites as stored crawlers have them, seen 2025; signs as in extract/profiles.
_WELL_KNOWN = (
    (re.compile(r"nastooh", re.I), ("/rss",)),
    (
        re.compile(r"iransam+aneh|\bhref\s*=\s*[\"']?[^\"'\s>]{0,80}/fa/(?:news|services)/\d", re.I),
        ("/fa/rss/allnews",),
    ),
    (re.compile(r"wp-content/|wp-includes/|content\s*=\s*[\"']wordpress", re.I), ("/feed/",)),
    (re.compile(r"\becho_detail\b|main_ck_editor|/fa/tiny/news-", re.I), ("/rss",)),
)
_ANYWHERE = ("/rss", "/feed/", "/fa/rss/allnews")


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """An address at which a feed may be. `kind` is how it was found: declared, linked or well_known."""

    url: str
    title: str | None
    kind: FoundBy


def feeds_in(page_html: str, url: str) -> list[FoundFeed]:
    """Where the feeds of a site may be, the likeliest first, each once, at most 20.

    `url` is the page's address. Feeds of comments come last of what the page itself names. The usual addresses of
    the systems we know are guessed only for a page that shows none of their signs and names no feed.
    """
    root = tree_of(page_html)
    named = [*_declared(root, url), *_linked(root, url)] if root is not None else []
    named.sort(key=lambda found: bool(_COMMENTS.search(found.url)))
    paths = [path for sign, known in _WELL_KNOWN if sign.search(page_html) for path in known]
    paths = paths or ([] if named else list(_ANYWHERE))
    guessed = [FoundFeed(address, None, "well_known") for path in paths if (address := web_link(path, url))]
    once: dict[str, FoundFeed] = {}
    for found in (*named, *guessed):
        once.setdefault(found.url, found)
    once.pop(url, None)
    return list(once.values())[:MAX_FOUND]


def _declared(root: Element, url: str) -> Iterator[FoundFeed]:
    base = base_of_page(root, url)
    for element in islice(root.iter("link"), _MAX_LINKS):
        rel = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        if ("alternate" not in rel or kind not in _FEED_TYPES) and "feed" not in rel:
            continue
        if address := _address(element, base):
            yield FoundFeed(address, texts.title(element.get("title"), is_html=False), "declared")


def _linked(root: Element, url: str) -> Iterator[FoundFeed]:
    base = base_of_page(root, url)
    for element in islice(root.iter("a"), _MAX_LINKS):
        address = _address(element, base)
        if address and _looks_like_feed(address):
            yield FoundFeed(address, texts.title(words_of(element, 200), is_html=False), "linked")


def _looks_like_feed(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.netloc.lower().startswith(("feeds.", "rss.")):
        return True
    return bool(_FEED_WORDS.search(f"{parts.path}?{parts.query}")) and not _FILE.search(parts.path)


def _address(element: Element, base: str | None) -> str | None:
    return (web_link(element.get("href"), base) or "").partition("#")[0] or None
