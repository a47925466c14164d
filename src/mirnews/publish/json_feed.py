"""json_feed: a FeedOut as JSON Feed 1.1. `_mirnews` carries what no other feed says: the chain, copies."""

from __future__ import annotations

import json
from typing import Any

from mirnews.publish import text
from mirnews.publish.atom import stamp
from mirnews.publish.record import FeedOut, ItemOut

MEDIA_TYPE = "application/feed+json; charset=utf-8"


def write(feed: FeedOut) -> bytes:
    """The feed as UTF-8 bytes."""
    top = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": text.title(feed.title),
        "description": text.title(feed.description),
        "home_page_url": feed.url,
        "feed_url": feed.feed_url,
        "language": feed.language,
        "items": [_item(item, feed) for item in feed.items],
    }
    return json.dumps(top, ensure_ascii=False, indent=1).encode()


def _item(item: ItemOut, feed: FeedOut) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "external_url": item.original,
        "title": text.title(item.title),
        "content_html": text.html(item, feed),
        "summary": text.clean(item.lead) if item.lead else None,
        "date_published": stamp(item.published) if item.published else None,
        "date_modified": stamp(item.updated),
        "authors": [{"name": text.title(item.outlet)}],
        "tags": [item.section],
        "language": item.language,
        "_mirnews": dict(item.extra),
    }
    return {name: value for name, value in fields.items() if value is not None}
