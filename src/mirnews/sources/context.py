"""context: what every entry of one feed needs to know of the feed: its base, its time zone, and how much is left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from mirnews.sources import text as texts
from mirnews.sources.dates import CLOCK_LEAD, EARLIEST, FUTURE, TEHRAN, printed
from mirnews.sources.document import MAX_ENTRIES, Document
from mirnews.sources.links import has_user, host_of, web_link

_T = TypeVar("_T")
_ARABIC_LETTER = re.compile("[\u0600-\u06ff]")


class Context:
    """One reading of one feed. `flagged` becomes true when something was too much, or could not be believed."""

    def __init__(self, document: Document, base: str | None, zone: str) -> None:
        self.base = base
        self.has_base = document.has_base
        self.cleaner = texts.Cleaner()
        self._at = document.at
        self._ahead, self._latest = document.at + CLOCK_LEAD, document.at + FUTURE
        self._zone = zone
        self._flagged = False

    @property
    def flagged(self) -> bool:
        """Was anything left out or cut, a link refused, or a date not believed?"""
        return self._flagged or self.cleaner.cut

    def take(self, items: Iterable[_T]) -> Iterator[_T]:
        """The first entries, as many as one poll may bring."""
        source = iter(items)
        yield from islice(source, MAX_ENTRIES)
        self._flagged = self._flagged or next(source, None) is not None

    def title(self, text: str | None, *, is_html: bool = True) -> str | None:
        """The title of an entry as plain text; one longer than any headline is cut, which is flagged."""
        if text and len(text) > texts.MAX_TITLE:
            self._flagged = True
        return texts.title(text, is_html=is_html)

    def identity(self, text: str | None) -> str | None:
        """The guid of an entry; one that is far too long is named by its digest, which is flagged."""
        if text and len(text) > texts.MAX_ID:
            self._flagged = True
        return texts.identity(text)

    def link(self, raw: str | None, base: str | None) -> str | None:
        """The address of an entry; flagged where what is written is none (`javascript:`, 64 kB) or names a user."""
        url = web_link(raw, base)
        if raw and (url is None or "@" in raw) and not raw.isspace():
            self._flagged = self._flagged or url is None or has_user(raw)
        return url

    def when(self, texts: Iterable[str | None]) -> datetime | None:
        """The first of these texts that is a time to be believed, in UTC; others, and any ahead of us, are flagged."""
        for text in texts:
            if text and (found := printed(text, at=self._at, zone=self._zone)):
                if EARLIEST <= found <= self._ahead:
                    return found
                self._flagged = True
                if EARLIEST <= found <= self._latest:
                    return found
        return None


def context_of(document: Document, *, base: str | None, language: str | None, title: str | None) -> Context:
    """The context of a feed. Times without a zone are Tehran's in a Persian feed and UTC in another one."""
    persian = (language or "").strip().lower()[:2] == "fa" or bool(_ARABIC_LETTER.search(title or ""))
    iranian = any(host_of(url).endswith(".ir") for url in (base, document.url))
    return Context(document, base, TEHRAN if persian or iranian else "UTC")
