"""site: what the pages are made from: the archive, the search, the settings, the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.model import Figure
from mirnews.search import Search
from mirnews.store.port import Store


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a page is made from. `notice` is the locale key of a bar on top of every page, for the demo.

    `measured` measures this very archive against a known truth, where there is one (the demo's newsstand).
    """

    store: Store
    search: Search | None
    settings: Settings
    clock: Clock
    notice: str | None = None
    measured: Callable[[], Sequence[Figure]] | None = None
