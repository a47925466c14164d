"""Our polling as the product runs it: an archive on disk, leases, robots.txt, children that read, the pipeline's loop.

Pages are not read: what is measured is polls. Every source is due twice; the clock is put ahead between the two.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import mirnews
from benchmarks.fetch.feeds import address_of
from benchmarks.fetch.processes import cpu_seconds
from mirnews.clock import Clock
from mirnews.config import FetchSettings, Settings
from mirnews.fetch import Door
from mirnews.model import Source
from mirnews.newsroom import Newsroom, on_duty
from mirnews.observe import start_logging
from mirnews.pipeline import keep_polling
from mirnews.sources.pool import Parsers
from mirnews.store import Store, open_store

START = datetime(2025, 2, 25, 12, tzinfo=UTC)  # the day of the items
AGAIN = timedelta(hours=2)  # longer than any wait that is learned


class SetClock(Clock):
    """A clock that can be put ahead."""

    ahead = timedelta()

    def now(self) -> datetime:
        """The present."""
        return super().now() + self.ahead


async def main(port: int, count: int, at_once: int) -> None:
    """Poll every source twice and print what the second time cost."""
    hosts = [address_of(number) for number in range(count)]
    settings = Settings(
        fetch=FetchSettings(allow_private=tuple(hosts), host_gap_seconds=0.0, parallel=at_once, timeout_seconds=60.0)
    )
    log = start_logging("warning")
    clock = SetClock(start=START)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "news.db")
        with store.together():
            for number, host in enumerate(hosts):
                url = f"http://{host}:{port}/whole/{number}"
                store.add_source(Source(f"s{number}", url, f"{number}"), now=clock.now())
        async with Door(settings.fetch, clock) as door, Parsers() as parsers:
            room = Newsroom(settings, store, door, clock, log, parsers=parsers)
            async with on_duty(room), asyncio.TaskGroup() as tasks:
                polling = tasks.create_task(keep_polling(room))
                await _all_polled(store, clock)
                before, started, cpu = room.tally.entries, time.monotonic(), cpu_seconds()
                clock.ahead = AGAIN
                await _all_polled(store, clock)
                seconds, cpu = time.monotonic() - started, cpu_seconds() - cpu
                polling.cancel()
            failed = room.tally.failed
        store.close()
    answer = {
        "version": mirnews.__version__,
        "polls": count,
        "entries": room.tally.entries - before,
        "failed": failed,
        "cpu": cpu,
        "seconds": seconds,
    }
    print(json.dumps(answer))


async def _all_polled(store: Store, clock: Clock) -> None:
    while (due := store.next_due(after=START - AGAIN)) and due <= clock.now():
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:4])))
