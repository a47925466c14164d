"""site: what the pages are made from: the archive, the search, the settings, the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.store.port import Store


class Found(Protocol):
    """What a search gives back: how many there are, the ids of this page, and the words to mark (search forms)."""

    @property
    def total(self) -> int:
        """How many reports match."""

    @property
    def ids(self) -> list[int]:
        """The reports of this page, in order."""

    @property
    def words(self) -> list[str]:
        """The words that were looked for, as search keys."""


class Finder(Protocol):
    """The part of a search engine that pages need."""

    def find(
        self,
        query: str,
        *,
        section: str | None = None,
        outlet: str | None = None,
        newest: bool = False,
        limit: int = 30,
        offset: int = 0,
    ) -> Found:
        """Reports that match; raises MirNewsError when the query cannot be read."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a page is made from. `notice` is the locale key of a bar on top of every page, for the demo."""

    store: Store
    search: Finder | None
    settings: Settings
    clock: Clock
    notice: str | None = None
