"""printing: takes pieces and a publisher, returns the bytes of its pages and of what is polled of it.

Pages are in the templates of the publisher's family; feeds too, unless the publisher has a feed of another format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from mirnews.newsstand.damage import as_printed
from mirnews.newsstand.days import FILTERS, tehran
from mirnews.newsstand.families import Family, family
from mirnews.newsstand.records import FeedFormat, Piece, Publisher, Section, SectionFeed
from mirnews.persian.letters import ZWNJ

RELATED = 4
MOST_READ = 8
FLOOD = 300  # entries of a feed that is flooded with its own old ones
FEED_TYPES: dict[FeedFormat, str] = {
    "rss091": "text/xml",
    "rdf10": "application/rdf+xml",
    "json11": "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Press:
    """Prints for one publisher whose site answers at `base` (no slash at the end)."""

    publisher: Publisher
    base: str

    @property
    def family(self) -> Family:
        """The system in whose markup this publisher prints."""
        return family(self.publisher.family)

    @property
    def path(self) -> str:
        """Where that stands which is polled: the feed, the sitemap or the listing page."""
        return self.publisher.path or self.family.feed_path

    @property
    def page_type(self) -> str:
        """The Content-Type of pages; a careless system leaves the charset to the page itself."""
        return "text/html; charset=utf-8" if self.publisher.encoding == "utf-8" else "text/html"

    @property
    def feed_type(self) -> str:
        """The Content-Type of what is polled."""
        if self.publisher.kind == "listing":
            return self.page_type
        if self.publisher.kind == "sitemap":
            return "application/xml"
        kind = FEED_TYPES.get(self.publisher.feed_format, self.family.feed_type)
        return kind if self.publisher.encoding == "utf-8" else kind.partition(";")[0]

    def url(self, piece: Piece) -> str:
        """The address of a piece, slug in raw Persian letters; of another publisher's, an address that leads there."""
        if piece.publisher != self.publisher.id:
            return f"{self.base}/go/{piece.key}"
        return self.base + self.family.article_path(piece)

    def article(self, piece: Piece, earlier: Sequence[Piece]) -> bytes:
        """The page of a piece. `earlier` are older pieces, the publisher's own unless its family shows others' too."""
        near = [one for one in earlier if one.truth.section == piece.truth.section]
        boxed = earlier if self.family.headlines else near
        return self._render(
            f"{self.publisher.family}/article.html",
            piece=as_printed(piece),
            section=self.publisher.section(piece.section),
            crumbs=piece.section.split(" > "),
            related=self._links(boxed[-(self.family.headlines or RELATED) :]),
            most_read=self._links(earlier[-MOST_READ:]),
            read_more=self._links(near[:1]),
        )

    def listing(self, pieces: Sequence[Piece], section: Section | None = None) -> bytes:
        """The front page, or a section's page: titles of `pieces`, newest first."""
        printed = [as_printed(one) for one in reversed(pieces)]
        return self._render(f"{self.publisher.family}/front.html", pieces=printed, section=section)

    def section_feed(self, feed: SectionFeed, pieces: Sequence[Piece], built: datetime) -> bytes:
        """A further feed of the publisher, with what it lists of `pieces` (oldest first)."""
        listed = [as_printed(one) for one in reversed(pieces) if feed.lists(one)][: self.publisher.feed_items]
        return self._render(
            self._feed_template(),
            pieces=listed,
            built=built,
            path=feed.path,
            url=lambda one: self.base + feed.address.format(id=one.id) if feed.address else self.url(one),
            guid=lambda one: feed.guid.format(id=one.id),
        )

    def feed(self, pieces: Sequence[Piece], built: datetime, *, flooded: bool = False, renamed: bool = False) -> bytes:
        """What is polled, with the newest `feed_items` of `pieces` (oldest first); `built` is its own date.

        A listing page has all of them. `flooded`: the same pieces again and again, each time at another address that
        differs by what trackers add. `renamed`: every entry by another guid than before.
        """
        if self.publisher.kind == "listing":
            return self.listing(pieces)
        newest = [as_printed(one) for one in reversed(pieces)][: self.publisher.feed_items]
        marks: dict[int, str] = {}
        if flooded and newest:
            again = [replace(one) for one in islice(cycle(newest), FLOOD)]
            marks = {id(one): f"?utm_source=rss&utm_content={number}" for number, one in enumerate(again)}
            newest += again
        if self.publisher.feed_format == "json11":
            return self._json_feed(newest)
        return self._render(
            self._feed_template(),
            pieces=newest,
            built=built,
            url=lambda one: self.url(one) + marks.get(id(one), ""),
            guid=lambda one: f"{self.base}/?item={one.id}" if renamed else "",
        )

    def _feed_template(self) -> str:
        if self.publisher.kind == "sitemap":
            return "feeds/sitemap.xml"
        form = self.publisher.feed_format
        return f"{self.publisher.family}/feed.xml" if form == "rss20" else f"feeds/{form}.xml"

    def _json_feed(self, pieces: Iterable[Piece]) -> bytes:
        """JSON Feed 1.1 with full texts."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.publisher.name,
            "home_page_url": f"{self.base}/",
            "feed_url": self.base + self.path,
            "language": "fa",
            "items": [self._json_item(piece) for piece in pieces],
        }
        return json.dumps(feed, ensure_ascii=False).encode()

    def _json_item(self, piece: Piece) -> dict[str, Any]:
        item: dict[str, Any] = {
            "id": str(piece.id),
            "url": self.url(piece),
            "title": piece.title,
            "summary": piece.lead,
            "content_html": "".join(f"<p>{self._text(text)}</p>" for text in piece.paragraphs),
            "date_published": tehran(piece.published),
            "tags": [piece.section, *piece.tags],
        }
        if piece.edited:
            item["date_modified"] = tehran(piece.edited)
        if piece.image:
            item["image"] = self.base + self.family.image_path(piece)
        return item

    def _links(self, pieces: Sequence[Piece]) -> list[tuple[str, str]]:
        return [(as_printed(self._adopted(one)).title, self.url(one)) for one in reversed(pieces)]

    def _adopted(self, piece: Piece) -> Piece:
        """Another publisher's piece, as it looks when this one prints its headline."""
        own = self.publisher
        return piece if piece.publisher == own.id else replace(piece, damage=own.damage, letters=own.letters)

    def _render(self, name: str, **values: Any) -> bytes:
        values = {"url": self.url, "guid": lambda _: "", "path": self.path, **values}
        text = (
            _templates()
            .get_template(name)
            .render(
                site=self.publisher,
                base=self.base,
                family=self.family,
                feed_link=self._feed_link(),
                t=self._text,
                **values,
            )
        )
        return text.encode(self.publisher.encoding, "xmlcharrefreplace")

    def _feed_link(self) -> tuple[str, str] | None:
        """Type and path of the feed, for the head of pages; None for a publisher without one."""
        if self.publisher.kind != "feed":
            return None
        return FEED_TYPES.get(self.publisher.feed_format, "application/rss+xml"), self.path

    def _text(self, text: str) -> Markup:
        """Text for HTML, with half-spaces written the way this publisher's system writes them."""
        safe = escape(text)
        return Markup(safe.replace(ZWNJ, Markup("&zwnj;"))) if self.publisher.half_space == "entity" else safe


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("mirnews.newsstand"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS, encoded=encoded)
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return made


def encoded(url: str) -> str:
    """An address with its Persian letters percent-encoded, as WordPress writes them."""
    return quote(url, safe=":/?=&#")
