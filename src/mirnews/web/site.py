"""site: what the pages are made from: the archive, the search, the settings, the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.model import Figure, Outlet
from mirnews.outlets import Catalogue, catalogue
from mirnews.search import Search
from mirnews.store.port import Store

if TYPE_CHECKING:
    from mirnews.fetch.exits import ExitHealth


class Exits(Protocol):
    """What pages may see of the door to the network, where it runs in this process."""

    @property
    def exits(self) -> list[ExitHealth]:
        """How each exit does."""

    def exit_of(self, host: str) -> ExitHealth | None:
        """How the exit of a host does."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a page is made from. `notice` is the locale key of a bar on top of every page, for the demo.

    `measured` measures this very archive against a known truth, where there is one (the demo's newsstand).
    `extra_outlets` are outlets beside the catalogue, such as the demo's; `known` is the catalogue with them.
    `door` is None in a process that does not poll.
    """

    store: Store
    search: Search | None
    settings: Settings
    clock: Clock
    notice: str | None = None
    measured: Callable[[], Sequence[Figure]] | None = None
    extra_outlets: Sequence[Outlet] = ()
    door: Exits | None = None
    known: Catalogue = field(init=False, repr=False)

    def __post_init__(self) -> None:
        known = catalogue().with_more(self.extra_outlets) if self.extra_outlets else catalogue()
        object.__setattr__(self, "known", known)
