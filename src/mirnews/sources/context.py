"""context: what every entry of one feed needs to know of the feed: its base, its time zone, and how much is left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from mirnews.sources.dates import TEHRAN, instant
from mirnews.sources.document import MAX_ENTRIES, Document
from mirnews.sources.links import host_of
from mirnews.sources.text import Cleaner

_T = TypeVar("_T")
_ARABIC_LETTER = re.compile("[\u0600-\u06ff]")


class Context:
    """One reading of one feed. `capped` becomes true when something was left out for being too much."""

    def __init__(self, document: Document, base: str | None, zone: str) -> None:
        self.base = base
        self.has_base = document.has_base
        self.cleaner = Cleaner()
        self._at = document.at
        self._zone = zone
        self._too_many = False

    @property
    def capped(self) -> bool:
        """Were entries or their HTML left out?"""
        return self._too_many or self.cleaner.spent

    def take(self, items: Iterable[_T]) -> Iterator[_T]:
        """The first entries, as many as one poll may bring."""
        source = iter(items)
        yield from islice(source, MAX_ENTRIES)
        self._too_many = next(source, None) is not None

    def when(self, texts: Iterable[str | None]) -> datetime | None:
        """The first of these texts that is a time to be believed, in UTC."""
        for text in texts:
            if text and (found := instant(text, at=self._at, zone=self._zone)):
                return found
        return None


def context_of(document: Document, *, base: str | None, language: str | None, title: str | None) -> Context:
    """The context of a feed. Times without a zone are Tehran's in a Persian feed and UTC in another one."""
    persian = (language or "").strip().lower()[:2] == "fa" or bool(_ARABIC_LETTER.search(title or ""))
    iranian = any(host_of(url).endswith(".ir") for url in (base, document.url))
    return Context(document, base, TEHRAN if persian or iranian else "UTC")
