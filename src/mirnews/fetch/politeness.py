"""politeness: one request at a time to a host, a gap between two, and so many over all hosts.

A "host" is scheme, name and port (`urls.host_key`). The gap runs from the end of one request to the start of the next,
in seconds of our clock, so that a demo that lives a day in a minute also waits less; it is measured by the system's
monotonic time, so that a clock set back or forth changes nothing. Whoever waits for a gap takes up no slot: hosts with
a queue do not hold up the others.

Nor do hosts that hang. A request that has had its slot for two seconds gives it up and goes on beside, as long as not
too many do, and sooner when many are there already; and a host that hung the last time takes its next turn among those
that did, not among the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field

from mirnews.clock import Clock

SLOW_SECONDS = 2.0  # real ones; news hosts answer in .1 to 1 s, from the other side of the world too
ASIDE = 20  # times the slots: with a time-out of 20 s, one slot in a row of hanging hosts fills ten places
_REMEMBERED = 4_096  # hosts before the first sweep; a state is some 300 bytes


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    pages: asyncio.Lock = field(default_factory=asyncio.Lock)  # one of those that wait behind asks for the turn
    here: int = 0  # requests running or waiting
    free_at: float = 0.0  # monotonic seconds at which the gap is over
    hung: bool = False  # did its last request fail after more than SLOW_SECONDS?


class _Lane:
    """So many slots; a request that is slow gives its slot up for a place aside, while there is one."""

    def __init__(self, slots: int, aside: asyncio.Semaphore) -> None:
        self._count = slots
        self._slots = asyncio.Semaphore(slots)
        self._aside = aside
        self._moved = 0  # requests that gave their slot up and still run

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a slot and hold it, or a place aside when that takes long."""
        await self._slots.acquire()
        mover: asyncio.Task[None] | None = None

        def start() -> None:
            nonlocal mover
            mover = asyncio.create_task(self._move_aside())

        timer = asyncio.get_running_loop().call_later(self._patience(), start)
        try:
            yield
        finally:
            timer.cancel()
            if mover is not None and mover.done():
                self._moved -= 1
                self._aside.release()
            else:
                if mover is not None:
                    mover.cancel()
                self._slots.release()

    def _patience(self) -> float:
        """Seconds that a request keeps its slot, shorter the more are hanging: 300 of them are aside in 8 s, not 38."""
        return SLOW_SECONDS / (1 + self._moved / self._count)

    async def _move_aside(self) -> None:
        await self._aside.acquire()
        self._moved += 1
        self._slots.release()


class Politeness:
    """Gives out turns. `gap_seconds` is of `clock`; `parallel` is requests at once over all hosts, slow ones aside, of
    which there may be `aside`.
    """

    def __init__(self, clock: Clock, *, gap_seconds: float, parallel: int, aside: int | None = None) -> None:
        self._clock = clock
        self._gap_seconds = gap_seconds
        self._lane = _Lane(parallel, asyncio.Semaphore(ASIDE * parallel if aside is None else aside))
        self._slow_lane = _Lane(parallel, asyncio.Semaphore(0))
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = _REMEMBERED

    @property
    def remembered(self) -> int:
        """Hosts kept in memory: those in use, those in their gap, and some that are neither."""
        return len(self._hosts)

    @asynccontextmanager
    async def turn(self, host: str, gap_seconds: float = 0.0, *, first: bool = False) -> AsyncIterator[None]:
        """Wait for the turn at `host`, then hold it. `gap_seconds` raises the gap after it (a crawl-delay).

        What is `first` waits for one other at most: a feed is not late because thirty pages of it are being read.
        """
        state = self._state(host)
        state.here += 1
        try:
            async with nullcontext() if first else state.pages, state.turn:
                await self._gap(state)
                async with (self._slow_lane if state.hung else self._lane).slot():
                    started, failed = _monotonic(), True
                    try:
                        yield
                        failed = False
                    finally:
                        ended = _monotonic()
                        state.hung = failed and ended - started > SLOW_SECONDS
                        state.free_at = ended + self._clock.real_seconds(max(self._gap_seconds, gap_seconds))
        finally:
            state.here -= 1

    async def _gap(self, state: _Host) -> None:
        while (left := state.free_at - _monotonic()) > 0:
            await asyncio.sleep(left)

    def _state(self, host: str) -> _Host:
        found = self._hosts.get(host)
        if found is None:
            if len(self._hosts) >= self._sweep_at:
                self._sweep()
            found = self._hosts[host] = _Host()
        return found

    def _sweep(self) -> None:
        """Forget hosts whose gap is over. The next sweep comes when twice as many are left, so that it stays cheap."""
        now = _monotonic()
        self._hosts = {name: host for name, host in self._hosts.items() if host.here or host.free_at > now}
        self._sweep_at = max(_REMEMBERED, 2 * len(self._hosts))


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
