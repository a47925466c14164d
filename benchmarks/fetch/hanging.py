"""How late the others are polled when 300 of 400 hosts accept and never answer: the whole product, scaled in time.

Everything has its default, but that intervals are fixed, and every second of it is a FACTORth of one: intervals, gaps,
time-outs, and the two seconds after which a request counts as slow. All sources answer once; then 300 begin to hang, or
none.
"""

from __future__ import annotations

import asyncio
import functools
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.fetch.feeds import address_of
from benchmarks.fetch.whole import START
from mirnews.clock import Clock
from mirnews.config import FetchSettings, PollSettings, Settings
from mirnews.fetch import Door, politeness
from mirnews.model import Polled, Source
from mirnews.newsroom import Newsroom, on_duty
from mirnews.observe import start_logging
from mirnews.pipeline import keep_polling
from mirnews.sources.pool import Parsers
from mirnews.store import Store, open_store

FACTOR = 20.0
HOSTS = 400
MINUTES = 45  # of the product's time, after the first poll of all


def main() -> int:
    """Print how late the hundred that answer were polled, with and without the others hanging."""
    defaults, slow = FetchSettings(), politeness.SLOW_SECONDS
    politeness.SLOW_SECONDS = slow / FACTOR  # type: ignore[misc]
    settings = Settings(
        poll=PollSettings(learn=False),  # so that all are due every quarter of an hour
        fetch=replace(
            defaults,
            allow_private=tuple(map(address_of, range(HOSTS))),
            timeout_seconds=defaults.timeout_seconds / FACTOR,
            connect_timeout_seconds=defaults.connect_timeout_seconds / FACTOR,
        ),
    )
    print(
        f"{HOSTS} hosts, {MINUTES} minutes of the product's time at {FACTOR:g} times its pace; seconds after due time"
    )
    for name, hanging in (("none hangs", "quick"), ("300 hang", "hanging")):
        late, failed = _run(settings, hanging)
        print(
            f"  {name:<11} {len(late):4d} polls of the other 100: median {statistics.median(late):5.1f} s,"
            f" p95 {statistics.quantiles(late, n=20)[-1]:5.1f} s, max {max(late):5.1f} s ({failed} polls failed)"
        )
    return 0


def _run(settings: Settings, hanging: str) -> tuple[list[float], int]:
    with (
        subprocess.Popen(
            [sys.executable, Path(__file__).parent / "feeds.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        port = (server.stdout.readline() if server.stdout else "").strip()
        store = open_store(Path(folder) / "news.db")
        found = asyncio.run(_lateness(settings, store, port, hanging))
        store.close()
        server.terminate()
    return found


async def _lateness(settings: Settings, store: Store, port: str, hanging: str) -> tuple[list[float], int]:
    """Seconds between due time and request of every poll of a host that answers, and how many polls failed."""
    clock = Clock(start=START, factor=FACTOR)
    for number in range(HOSTS):
        kind = "good" if number % 4 == 0 else hanging
        source = Source(f"{kind}{number}", f"http://{address_of(number)}:{port}/{kind}/{number}", f"{number}")
        store.add_source(source, now=clock.now())
    async with Door(settings.fetch, clock) as door, Parsers() as parsers:
        room = Newsroom(settings, store, door, clock, start_logging("error"), parsers=parsers)
        late: list[float] = []
        store.record_poll = functools.partial(_watched, store, store.record_poll, late)  # type: ignore[method-assign]
        async with on_duty(room), asyncio.TaskGroup() as tasks:
            polling = tasks.create_task(keep_polling(room))
            until = time.monotonic() + 60 * MINUTES / FACTOR
            while time.monotonic() < until:
                await asyncio.sleep(1.0)
            polling.cancel()
    return late, room.tally.failed


def _watched(
    store: Store, record: Any, late: list[float], polled: Polled, *args: Any, now: datetime, **more: Any
) -> int:
    before = store.polled(polled.source_id)
    if before is not None and before.last_ok is not None and polled.source_id.startswith("good"):
        late.append((now - before.next_due).total_seconds())
    new: int = record(polled, *args, now=now, **more)
    return new


if __name__ == "__main__":
    sys.exit(main())
