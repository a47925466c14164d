"""atom: a FeedOut as Atom 1.0 (RFC 4287). The original page is the entry's `via` link."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from mirnews.publish import text
from mirnews.publish.record import FeedOut, ItemOut

MEDIA_TYPE = "application/atom+xml; charset=utf-8"

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(feed: FeedOut) -> bytes:
    """The feed as UTF-8 bytes."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    root.set(_LANG, feed.language)
    _add(root, "id", feed.feed_url)
    _add(root, "title", text.title(feed.title))
    _add(root, "subtitle", text.title(feed.description))
    _add(root, "updated", stamp(feed.updated))
    _add(root, "generator", "MirNews")
    _link(root, "self", feed.feed_url, "application/atom+xml")
    _link(root, "alternate", feed.url, "text/html")
    for item in feed.items:
        _entry(root, item, feed)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def stamp(when: datetime) -> str:
    """An instant as RFC 3339 in UTC, in whole seconds."""
    return when.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _entry(root: etree._Element, item: ItemOut, feed: FeedOut) -> None:
    node = etree.SubElement(root, f"{{{_ATOM}}}entry")
    _add(node, "id", item.id)
    _add(node, "title", text.title(item.title))
    _add(node, "updated", stamp(item.updated))
    if item.published:
        _add(node, "published", stamp(item.published))
    author = etree.SubElement(node, f"{{{_ATOM}}}author")
    _add(author, "name", text.title(item.outlet))
    _link(node, "alternate", item.url, "text/html")
    if item.original:
        _link(node, "via", item.original)
    etree.SubElement(node, f"{{{_ATOM}}}category", term=text.title(item.section))
    if body := text.html(item, feed):
        content = _add(node, "content" if item.whole else "summary", body)
        content.set("type", "html")
        content.set(_LANG, item.language)


def _link(parent: etree._Element, relation: str, address: str, media_type: str | None = None) -> None:
    node = etree.SubElement(parent, f"{{{_ATOM}}}link", rel=relation, href=address)
    if media_type:
        node.set("type", media_type)


def _add(parent: etree._Element, name: str, value: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    node.text = value
    return node
