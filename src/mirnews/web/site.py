"""site: what the pages are made from: the archive, the search, the settings, the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.model import Figure, Outlet
from mirnews.outlets import Catalogue, catalogue
from mirnews.search import Search
from mirnews.store.port import Store


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a page is made from. `notice` is the locale key of a bar on top of every page, for the demo.

    `measured` measures this very archive against a known truth, where there is one (the demo's newsstand).
    `extra_outlets` are outlets beside the catalogue, such as the demo's; `known` is the catalogue with them.
    """

    store: Store
    search: Search | None
    settings: Settings
    clock: Clock
    notice: str | None = None
    measured: Callable[[], Sequence[Figure]] | None = None
    extra_outlets: Sequence[Outlet] = ()
    known: Catalogue = field(init=False, repr=False)

    def __post_init__(self) -> None:
        known = catalogue().with_more(self.extra_outlets) if self.extra_outlets else catalogue()
        object.__setattr__(self, "known", known)
