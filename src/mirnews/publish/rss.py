"""rss: a FeedOut as RSS 2.0, with atom:link (self), dc:creator (the outlet) and content:encoded (full texts)."""

from __future__ import annotations

from email.utils import format_datetime

from lxml import etree

from mirnews.publish import text
from mirnews.publish.record import FeedOut, ItemOut

MEDIA_TYPE = "application/rss+xml; charset=utf-8"

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"


def write(feed: FeedOut) -> bytes:
    """The feed as UTF-8 bytes."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM, "dc": _DC, "content": _CONTENT})
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", text.title(feed.title))
    _add(channel, "link", feed.url)
    _add(channel, "description", text.title(feed.description))
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", format_datetime(feed.updated))
    _add(channel, "generator", "MirNews")
    etree.SubElement(channel, f"{{{_ATOM}}}link", href=feed.feed_url, rel="self", type="application/rss+xml")
    for item in feed.items:
        _item(channel, item, feed)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _item(channel: etree._Element, item: ItemOut, feed: FeedOut) -> None:
    node = etree.SubElement(channel, "item")
    _add(node, "title", text.title(item.title))
    _add(node, "link", item.url)
    guid = _add(node, "guid", item.id)
    guid.set("isPermaLink", "true" if item.id == item.url else "false")
    if item.published:
        _add(node, "pubDate", format_datetime(item.published))
    _add(node, f"{{{_DC}}}creator", text.title(item.outlet))
    _add(node, "category", text.title(item.section))
    body = text.html(item, feed)
    if item.whole:
        _add(node, "description", text.clean(item.lead or ""))
        _add(node, f"{{{_CONTENT}}}encoded", body)
    elif body:
        _add(node, "description", body)


def _add(parent: etree._Element, name: str, value: str) -> etree._Element:
    node = etree.SubElement(parent, name)
    node.text = value
    return node
