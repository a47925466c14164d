"""jsonld: what a page says in `application/ld+json`, however badly it is written.

Seen on pages: trailing commas, raw line ends and control characters in strings, `headLine` for `headline`, `@graph`,
lists of lists, HTML comments around the JSON, text after it, HTML entities in strings. Keys are folded to lower case.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

Node: TypeAlias = dict[str, Any]

MAX_BLOCKS = 20
MAX_BLOCK = 500_000  # characters
MAX_NODES = 2_000
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?$))|,(?=\s*[}\]])', re.DOTALL)
_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_PAIR = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|description)"\s*:\s*"((?:[^"\\]|\\.)*+)"', re.I
)
_ARTICLES = frozenset(["blogposting", "liveblogposting", "reportage", "socialmediaposting"])


def nodes(blocks: Iterable[str]) -> Iterator[Node]:
    """Every object in the blocks that has a type, outermost first."""
    for block, _ in zip(blocks, range(MAX_BLOCKS), strict=False):
        queue, seen = [read_block(block)], 0
        while queue and seen < MAX_NODES:
            value, seen = queue.pop(0), seen + 1
            if isinstance(value, list):
                queue += value
            elif isinstance(value, dict):
                if "@type" in value:
                    yield value
                queue += [inner for inner in value.values() if isinstance(inner, dict | list)]


def read_block(text: str) -> Any:
    """The JSON of one block with keys in lower case, repaired where it can be; None when nothing can be read."""
    text = _WRAPPING.sub("", text[:MAX_BLOCK].strip()).strip(" \t\r\n;")
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
