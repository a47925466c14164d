"""read: from bytes to a feed, whichever format. A format is a module with `sniff` and `parse` and a row in FORMATS."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from lxml import etree

from mirnews.clock import Clock
from mirnews.decode import UTF_7, decode
from mirnews.errors import Quarantine
from mirnews.markup import plain
from mirnews.model import Feed
from mirnews.sources import atom, json_feed, rss, sitemap
from mirnews.sources.document import MAX_BYTES, Document, read_json, read_xml
from mirnews.sources.links import web_link
from mirnews.sources.names import name_of
from mirnews.sources.packed import unpack
from mirnews.sources.signs import is_doubtful
from mirnews.walls import fault, wall


class Format(NamedTuple):
    """How one wire format is recognised (its name of the command contract, or None) and read."""

    sniff: Callable[[Document], str | None]
    parse: Callable[[Document, str], Feed]


FORMATS = (
    Format(rss.sniff, rss.parse),
    Format(atom.sniff, atom.parse),
    Format(json_feed.sniff, json_feed.parse),
    Format(sitemap.sniff, sitemap.parse),
)

_INNER_ROOTS = ("rss", "rdf:rdf", "rdf", "atom:feed", "feed", "urlset")
_INNER_NODES = 20
_HEAD = 65_536  # where the root of a feed, or the links of a page, must stand
_JSON_START = re.compile(r"(?:[{\[\"]|-?\d|null\b|true\b|false\b)")
_XML_START = re.compile(r"<(?:\?xml\b|(?:\w{1,20}:)?(?:rss|rdf|feed|urlset|sitemapindex)[\s>])", re.I)
_HTML_START = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,2000}-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I
)
_FEED_AFTER_DOCTYPE = re.compile(
    r"[^<>]{0,500}>\s*(?:<!--.{0,2000}?-->\s*)?<(?:\w{1,20}:)?(?:rss|rdf|feed)\b", re.I | re.S
)
_LINK = re.compile(r"<link\b[^<>]{0,1000}>", re.I)
_FEED_TYPE = re.compile(r"type\s*=\s*[\"']?application/(?:rss\+xml|atom\+xml|feed\+json)", re.I)
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)


def read(
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    at: datetime | None = None,
) -> Feed:
    """The feed that these bytes are: RSS, RDF, Atom, JSON Feed or a sitemap, repaired where it is broken.

    `url` is where the bytes came from (relative links are resolved on it where the feed gives no base); `at` is
    the present (default: now), against which dates are judged. Bytes in gzip are unpacked, as sitemaps are sent.
    What is too much is cut: 10 MiB, 5,000 entries.
    Raises Quarantine: `feed_empty`, `feed_is_html`, what `walls` says of a page that stands in the way
    (`challenge_page`, `login_page`, `geo_blocked`, `filtered`, `missing_page`), `feed_broken` (past repair, or an
    entity bomb), `feed_unknown` (neither XML nor JSON that we know).
    """
    unpacked, cut = unpack(body, MAX_BYTES)
    decoded = decode(unpacked, content_type, markup="xml")
    text = decoded.text
    begun = text.lstrip("\ufeff \t\r\n")
    if not begun:
        raise Quarantine("feed_empty", "the feed has no content; ask the outlet, or wait for the next poll")
    if (page := _HTML_START.match(begun)) and not _FEED_AFTER_DOCTYPE.match(begun, page.end()):
        raise _is_html(begun, url)
    if decoded.declared == UTF_7 and text.isascii():
        raise Quarantine("feed_broken", "the feed says that it is UTF-7, which hides markup; ask the outlet for UTF-8")
    misnamed = decoded.declared not in (None, decoded.encoding) and not text.isascii()
    malformed = decoded.damaged or misnamed or cut or is_doubtful(unpacked, decoded)
    given = Document(url=url, at=at or Clock().now(), malformed=malformed, lossy=cut)
    document = _loaded(text, begun, given)
    feed = _parsed(document) or _parsed(_inner(document))
    if feed is None:
        raise _unknown(text, document)
    feed = feed if feed.entries else _with_strange_items(feed, document)
    seen = {"encoding_damaged": decoded.damaged, "encoding_misnamed": misnamed, "lossy": document.lossy}
    return replace(feed, remarks=tuple(remark for remark, is_so in seen.items() if is_so))


def _parsed(document: Document | None) -> Feed | None:
    for form in FORMATS if document else ():
        if document and (name := form.sniff(document)):
            return form.parse(document, name)
    return None


def _inner(document: Document) -> Document | None:
    """The feed that stands inside an element of a stranger, if one does."""
    nodes = islice(document.root.iter(etree.Element), _INNER_NODES) if document.root is not None else ()
    inner = next((node for node in nodes if name_of(node) in _INNER_ROOTS), None)
    return None if inner is None else replace(document, root=inner, malformed=True)


def _with_strange_items(feed: Feed, document: Document) -> Feed:
    """A feed without entries of its own form takes those of another: `item` in Atom, `entry` in RSS."""
    is_atom = feed.format.startswith("atom")
    if document.root is None or next(document.root.iter("{*}item" if is_atom else "{*}entry"), None) is None:
        return feed
    other = (rss if is_atom else atom).parse(document, feed.format)
    return replace(feed, entries=other.entries, malformed=True) if other.entries else feed


def _loaded(text: str, begun: str, document: Document) -> Document:
    if _JSON_START.match(begun):
        return read_json(begun, document)
    if begun.startswith("<") or _XML_START.search(begun, 0, _HEAD):
        return read_xml(text, document)
    raise Quarantine("feed_unknown", "this is neither XML nor JSON; look at what the address answers")


def _is_html(text: str, url: str | None) -> Quarantine:
    """The refusal of a web page: what stands there, and the feeds that the page itself names."""
    links = [link for link in _LINK.findall(text[:_HEAD]) if _FEED_TYPE.search(link)]
    found = [address for link in links[:5] if (address := _href(link, url))]
    hint = f"; it names these feeds, try one of them: {', '.join(found)}" if found else ""
    if kind := wall(text):
        code, line = fault(kind)
        return Quarantine(code, f"{line}{hint}")
    return Quarantine("feed_is_html", f"this is a web page, not a feed{hint or '; check the address'}")


def _href(link: str, url: str | None) -> str | None:
    match = _HREF.search(link)
    written = plain(next((group for group in match.groups() if group), "")) if match else ""
    return web_link(written, url) or written[:200] or None


def _unknown(text: str, document: Document) -> Quarantine:
    if document.root is None:
        return Quarantine("feed_unknown", "this JSON is not a JSON Feed: it has no list of items")
    name = name_of(document.root)
    if name in ("html", "body", "head") or wall(text):
        return _is_html(text, document.url)
    return Quarantine("feed_unknown", f"this XML is not a feed: its root element is {name[:40]!r}")
