"""site: what the pages are made from: the archive, the search, the settings, the clock."""

from __future__ import annotations

from dataclasses import dataclass

from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.search import Search
from mirnews.store.port import Store


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a page is made from. `notice` is the locale key of a bar on top of every page, for the demo."""

    store: Store
    search: Search | None
    settings: Settings
    clock: Clock
    notice: str | None = None
