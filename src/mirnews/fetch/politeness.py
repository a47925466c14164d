"""politeness: one request at a time to a host, a gap between two, and so many over all hosts.

A "host" is scheme, name and port (`urls.host_key`). The gap runs from the end of one request to the start of the next,
in seconds of our clock, so that a demo that lives a day in a minute also waits less; it is measured by the system's
monotonic time, so that a clock set back or forth changes nothing. Whoever waits for a gap takes up no slot: hosts with
a queue do not hold up the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from mirnews.clock import Clock

_REMEMBERED = 4_096  # hosts before the first sweep; a state is some 300 bytes


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    here: int = 0  # requests running or waiting
    free_at: float = 0.0  # monotonic seconds at which the gap is over


class Politeness:
    """Gives out turns. `gap_seconds` is of `clock`; `parallel` is requests at once over all hosts."""

    def __init__(self, clock: Clock, *, gap_seconds: float, parallel: int) -> None:
        self._clock = clock
        self._gap_seconds = gap_seconds
        self._slots = asyncio.Semaphore(parallel)
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = _REMEMBERED

    @property
    def remembered(self) -> int:
        """Hosts kept in memory: those in use, those in their gap, and some that are neither."""
        return len(self._hosts)

    @asynccontextmanager
    async def turn(self, host: str, gap_seconds: float = 0.0) -> AsyncIterator[None]:
        """Wait for the turn at `host`, then hold it. `gap_seconds` raises the gap after it (a crawl-delay)."""
        state = self._state(host)
        state.here += 1
        try:
            async with state.turn:
                await self._gap(state)
                async with self._slots:
                    try:
                        yield
                    finally:
                        gap = max(self._gap_seconds, gap_seconds)
                        state.free_at = _monotonic() + self._clock.real_seconds(gap)
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
