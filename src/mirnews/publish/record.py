"""record: one feed, before it becomes RSS, Atom or JSON Feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Format = Literal["rss", "atom", "json"]
FORMATS: tuple[Format, ...] = ("rss", "atom", "json")


@dataclass(frozen=True, slots=True)
class ItemOut:
    """One report in a feed. `url` is our page, `original` the publisher's; texts are plain and already cut to rights.

    `published` is None when the source gives no date; `updated` is always there, as Atom demands.
    `extra` is the `_mirnews` object of JSON Feed.
    """

    id: str
    url: str
    title: str
    outlet: str
    section: str
    updated: datetime
    published: datetime | None = None
    original: str | None = None
    lead: str | None = None
    paragraphs: tuple[str, ...] = ()
    cut: bool = False
    whole: bool = False  # is this the full text? Then it goes out as content, not as a summary
    language: str = "fa"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedOut:
    """One feed: `url` is the page it belongs to, `feed_url` its own address; both absolute."""

    title: str
    description: str
    url: str
    feed_url: str
    language: str
    updated: datetime
    items: tuple[ItemOut, ...] = ()
    more_label: str = ""  # the words of the link to the original
