"""newsroom: what a run works with, shared by the pipeline and its two halves (`polling`, `reading`)."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field

from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError, Skip
from mirnews.fetch import Door
from mirnews.model import Outlet, Response
from mirnews.observe import Log
from mirnews.schedule import Plan
from mirnews.search import Search
from mirnews.sources.pool import Parsers
from mirnews.store.port import RawPage, Store
from mirnews.telling import Telling
from mirnews.urls import canonical

IDLE_SECONDS = 1.0
SPIN_SECONDS = 0.05


@dataclass(slots=True)
class Tally:
    """What one run did, for its summary line."""

    polled: int = 0
    failed: int = 0
    unchanged: int = 0
    entries: int = 0
    saved: int = 0
    revised: int = 0
    told: int = 0
    gone: int = 0
    dropped: int = 0
    postponed: int = 0


@dataclass(slots=True)
class Newsroom:
    """What a run works with. `extra_outlets` are outlets beside the catalogue, such as the demo's; `parsers` read feeds
    in child processes; `plan` says which hours of the sources are worth a look, by what was learned of all of them.
    """

    settings: Settings
    store: Store
    door: Door
    clock: Clock
    log: Log
    search: Search | None = None
    extra_outlets: Sequence[Outlet] = ()
    parsers: Parsers | None = None
    plan: Plan = field(default_factory=Plan)
    tally: Tally = field(default_factory=Tally)
    chance: random.Random = field(default_factory=random.Random)
    telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        self.telling = Telling(self.store)


async def unharmed(room: Newsroom, work: Awaitable[object], what: str | None) -> bool:
    """Do a piece of work: was it done? A fault of ours in one piece is logged and never stops the others."""
    try:
        await work
        return True
    except MirNewsError as error:
        room.log.error("work put off", what=what, code=error.code, why=error.message)
    except Exception as error:
        room.log.error("internal fault", what=what, error=type(error).__name__, why=str(error))
    return False


def raw_page(response: Response) -> RawPage:
    """The bytes of an answer, to be kept."""
    return RawPage(response.final_url, response.content_type, response.fetched_at, response.body)


def address(url: str | None) -> str | None:
    """The canonical URL, or None where there is none or it is no web address."""
    try:
        return canonical(url) if url else None
    except Skip:
        return None
