"""newsroom: what a run works with, shared by the pipeline and its two halves (`polling`, `reading`).

While a run is on duty it is a holder in the store: what it takes to work on, no other process takes, until it gives it
back with an outcome, leaves, is known to be dead, or has not been heard of for LEASE_SECONDS.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from mirnews import presence
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
LEASE_SECONDS = 9.0  # real; after that another machine takes over what a killed process had
BEAT_SECONDS = 3.0  # one beat may be lost in a locked archive
SPIN_SECONDS = 0.05


@dataclass(slots=True)
class Tally:
    """What one run did, for its summary line."""

    polled: int = 0
    held: int = 0  # left to another process that was at it
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
    in child processes; `plan` says which hours of the sources are worth a look, by what was learned of all of them;
    `takes_pushes` when hubs can reach this run.
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
    takes_pushes: bool = False
    tally: Tally = field(default_factory=Tally)
    chance: random.Random = field(default_factory=random.Random)
    holder: int = field(default_factory=lambda: secrets.randbits(62))
    telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        self.telling = Telling(self.store)


@asynccontextmanager
async def on_duty(room: Newsroom) -> AsyncIterator[None]:
    """Be a holder of work in the archive while inside; at the end everything that was taken is given back."""
    await unharmed(room, _bury_the_dead(room), "holders")
    with ThreadPoolExecutor(1, "beat") as pulse:  # of its own: pages being read fill the others
        await _beat(room, pulse)
        beating = asyncio.create_task(_keep_beating(room, pulse))
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.wait([beating])
            try:
                room.store.leave(room.holder)
            except MirNewsError as error:
                room.log.warning("work not given back, it is free soon", code=error.code, why=error.message)


async def _bury_the_dead(room: Newsroom) -> None:
    """What a killed process of this machine had is free at once, not only when its lease is over."""
    for holder, process in room.store.holders().items():
        if presence.is_gone(process):
            room.store.leave(holder)


async def _keep_beating(room: Newsroom, pulse: Executor) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        await _beat(room, pulse)


async def _beat(room: Newsroom, pulse: Executor) -> None:
    def beat() -> None:
        lease = timedelta(seconds=LEASE_SECONDS * room.clock.factor)
        room.store.beat(room.holder, now=room.clock.now(), lease=lease, process=presence.here())

    await unharmed(room, asyncio.get_running_loop().run_in_executor(pulse, beat), "beat")


async def unharmed(room: Newsroom, work: Awaitable[object], what: str | None) -> bool:
    """Do a piece of work: was it done? A fault of ours in one piece is logged and never stops the others."""
    try:
        await work
        return True
    except Skip as error:
        room.log.info("work left alone", what=what, code=error.code, why=error.message)
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
