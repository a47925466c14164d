"""jsonld: what a page says in `application/ld+json`, however badly it is written.

Seen on pages: trailing commas, raw line ends and control characters in strings, `headLine` for `headline`, `@graph`,
lists of lists, HTML comments around the JSON, text after it, HTML entities in strings or over the whole of it. Keys are
folded to lower case.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypeAlias

from mirnews.extract.lines import squash

Node: TypeAlias = dict[str, Any]

LISTED = "@listed"
MAX_BLOCKS = 20
MAX_BLOCK = 500_000  # characters
MAX_NODES = 2_000
MIN_HEAD = 12  # letters of a title that may be the beginning of a headline
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?$))|,(?=\s*[}\]])', re.DOTALL)
_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_PAIR = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|description)"\s*:\s*"((?:[^"\\]|\\.)*+)"', re.I
)
_ARTICLES = frozenset(["blogposting", "liveblogposting", "reportage", "socialmediaposting"])


def nodes(blocks: Iterable[str]) -> Iterator[Node]:
    """Every object in the blocks that has a type, outermost first. What stands in a list of pages has LISTED."""
    for block, _ in zip(blocks, range(MAX_BLOCKS), strict=False):
        queue: deque[tuple[Any, bool]] = deque([(read_block(block), False)])
        seen = 0
        while queue and seen < MAX_NODES:
            (value, is_listed), seen = queue.popleft(), seen + 1
            if isinstance(value, list):
                queue += [(inner, is_listed) for inner in value]
            elif isinstance(value, dict):
                if "@type" in value:
                    yield {**value, LISTED: True} if is_listed else value
                queue += [
                    (inner, is_listed or key == "itemlistelement")
                    for key, inner in value.items()
                    if isinstance(inner, dict | list)
                ]


def read_block(text: str) -> Any:
    """The JSON of one block with keys in lower case, repaired where it can be; None when nothing can be read."""
    text = _WRAPPING.sub("", text[:MAX_BLOCK].strip()).strip(" \t\r\n;")
    if "&quot;" in text and '"' not in text:
        text = html.unescape(text)
    for attempt in (text, _ESCAPE.sub(r"\\\\", _COMMA.sub(lambda match: match[1] or "", text))):
        try:
            value, _ = json.JSONDecoder(strict=False, object_pairs_hook=_lowered).raw_decode(attempt)
        except (ValueError, RecursionError):
            continue
        return value
    return _pairs(text)


def _lowered(pairs: list[tuple[str, Any]]) -> Node:
    return {key.lower(): value for key, value in pairs}


def _pairs(text: str) -> Node | None:
    """The few facts that can be read from JSON that cannot be repaired."""
    if "Article" not in text and "BlogPosting" not in text:
        return None
    found: Node = {}
    for key, value in _PAIR.findall(text):
        found.setdefault(key.lower(), value.replace('\\"', '"').replace("\\/", "/"))
    return {"@type": "NewsArticle", **found} if found else None


def types(node: Node) -> list[str]:
    """The types of a node in lower case, without their address."""
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rsplit("/", 1)[-1].lower() for kind in listed if isinstance(kind, str)]


def is_article(node: Node) -> bool:
    """Is the node an Article, NewsArticle, BlogPosting …?"""
    return any(kind.endswith("article") or kind in _ARTICLES for kind in types(node))


def main_article(found: Iterable[Node], *, titles: Iterable[str], url: str | None) -> Node:
    """The article that a page is about, of all that it names: by headline, by address, the first outside a list.

    Lists of other reports are written as articles too, and some stand before the page's own. {} where there is none.
    """
    articles = list(filter(is_article, found))
    heads = [squash(title) for title in titles]
    for node in articles:
        headline = squash(string(node.get("headline")) or "")
        if headline and any(headline in head or (len(head) >= MIN_HEAD and head in headline) for head in heads):
            return node
    named = (node for node in articles if url and url.rstrip("/") in {link.rstrip("/") for link in links(node)})
    return next(chain(named, (node for node in articles if LISTED not in node)), {})


def links(node: Node) -> list[str]:
    """The addresses that an article gives as its own."""
    main = node.get("mainentityofpage")
    main = main.get("@id", main.get("url")) if isinstance(main, dict) else main
    return [value for value in (node.get("url"), main, node.get("@id")) if isinstance(value, str)]


def strings(value: Any) -> list[str]:
    """A value as a list of texts: a string, the name (or address) of an object, or a list of these."""
    listed = value if isinstance(value, list) else [value]
    found: list[str] = []
    for item in listed:
        name = item.get("name", item.get("@value", item.get("url"))) if isinstance(item, dict) else item
        name = name[0] if isinstance(name, list) and name else name
        if isinstance(name, str) and (text := html.unescape(name).strip()):
            found.append(text)
    return found


def string(value: Any) -> str | None:
    """The first of `strings`, or None."""
    return next(iter(strings(value)), None)
