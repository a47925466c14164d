"""printing: takes pieces and a publisher, returns the bytes of its pages and feed, in its family's templates.

Dates are printed by persiantools and the standard library alone, not by `mirnews.persian`: the newsstand is the world
that MirNews is tested on, so it must not share the code under test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup, escape
from persiantools.jdatetime import JalaliDateTime

from mirnews.newsstand.damage import as_printed
from mirnews.newsstand.families import Family, family
from mirnews.newsstand.world import Piece, Publisher, Section
from mirnews.persian.letters import ZWNJ

TEHRAN = ZoneInfo("Asia/Tehran")
RELATED = 4
MOST_READ = 8


@dataclass(frozen=True, slots=True)
class Press:
    """Prints for one publisher whose site answers at `base` (no slash at the end)."""

    publisher: Publisher
    base: str

    @property
    def family(self) -> Family:
        """The system in whose markup this publisher prints."""
        return family(self.publisher.family)

    def url(self, piece: Piece) -> str:
        """The address of a piece, slug in raw Persian letters."""
        return self.base + self.family.article_path(piece)

    def article(self, piece: Piece, earlier: Sequence[Piece]) -> bytes:
        """The page of a piece. `earlier` are the publisher's older pieces, which fill the boxes around it."""
        printed = as_printed(piece)
        section = self.publisher.section(piece.section)
        near = [one for one in earlier if one.truth.section == piece.truth.section]
        return self._render(
            "article.html",
            piece=printed,
            section=section,
            crumbs=piece.section.split(" > "),
            related=self._links(near[-RELATED:]),
            most_read=self._links(earlier[-MOST_READ:]),
            read_more=self._links(near[:1]),
        )

    def listing(self, pieces: Sequence[Piece], section: Section | None = None) -> bytes:
        """The front page, or a section's page: titles of `pieces`, newest first."""
        return self._render("front.html", pieces=[as_printed(one) for one in reversed(pieces)], section=section)

    def feed(self, pieces: Sequence[Piece], built: datetime) -> bytes:
        """The feed with the newest `feed_items` of `pieces` (oldest first); `built` is the feed's own date."""
        newest = list(reversed(pieces))[: self.publisher.feed_items]
        return self._render("feed.xml", pieces=[as_printed(one) for one in newest], built=built)

    def _links(self, pieces: Sequence[Piece]) -> list[tuple[str, str]]:
        return [(as_printed(one).title, self.url(one)) for one in reversed(pieces)]

    def _render(self, name: str, **values: Any) -> bytes:
        template = _templates().get_template(f"{self.publisher.family}/{name}")
        text = template.render(
            site=self.publisher, base=self.base, url=self.url, family=self.family, t=self._text, **values
        )
        return text.encode()

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
    made.filters.update(
        jalali=jalali,
        jalali_slashed=jalali_slashed,
        gmt=gmt,
        tehran822=tehran822,
        utc=utc,
        tehran=tehran,
        fa=persian,
        encoded=encoded,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return made


def encoded(url: str) -> str:
    """An address with its Persian letters percent-encoded, as WordPress writes them."""
    return quote(url, safe=":/?=&#")


def persian(text: object) -> str:
    """Persian digits for the ASCII digits of a text."""
    return str(text).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def jalali(when: datetime, pattern: str = "%-d %B %Y، %H:%M") -> str:
    """«۳ مهر ۱۴۰۰، ۱۳:۱۰»: the Jalali date in Tehran, by a strftime pattern."""
    local = JalaliDateTime.to_jalali(when.astimezone(TEHRAN))  # type: ignore[no-untyped-call]
    day = pattern.replace("%-d", str(local.day))
    return persian(local.strftime(day, locale="fa"))


def jalali_slashed(when: datetime) -> str:
    """«۱۴۰۰/۰۷/۰۳ - ۱۳:۱۰», as IranSamaneh writes it into its metas."""
    return jalali(when, "%Y/%m/%d - %H:%M")


def gmt(when: datetime) -> str:
    """RFC 822 date in GMT."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def tehran822(when: datetime) -> str:
    """`25 Sep 2021 15:05:00 +0330`: RFC 822 without the day's name, with Tehran's offset."""
    return format_datetime(when.astimezone(TEHRAN)).partition(", ")[2]


def utc(when: datetime) -> str:
    """ISO 8601 in UTC with Z."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tehran(when: datetime) -> str:
    """ISO 8601 with Tehran's offset."""
    return when.astimezone(TEHRAN).isoformat(timespec="seconds")
