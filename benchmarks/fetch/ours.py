"""Our polling: the door and the reader of feeds, as the newsroom has them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time

import mirnews
from benchmarks.fetch.feeds import address_of
from benchmarks.fetch.processes import cpu_seconds
from mirnews.clock import Clock
from mirnews.config import FetchSettings
from mirnews.fetch import Door, Validators, validators
from mirnews.sources import read


async def main(port: int, count: int, at_once: int) -> None:
    """Poll every feed twice and print what the second time cost."""
    hosts = [address_of(number) for number in range(count)]
    settings = FetchSettings(
        allow_private=tuple(hosts), respect_robots=False, host_gap_seconds=0.0, parallel=at_once, timeout_seconds=60.0
    )
    clock, known, digests = Clock(), dict.fromkeys(hosts, Validators()), dict.fromkeys(hosts, b"")
    entries = 0

    async def poll(number: int, host: str) -> None:
        nonlocal entries
        has = known[host]
        response = await door.get(
            f"http://{host}:{port}/ours/{number}", etag=has.etag, last_modified=has.last_modified, accept="feed"
        )
        if response.not_modified:
            return
        known[host], digest = validators(response), hashlib.sha256(response.body).digest()
        if digest != digests[host]:
            digests[host] = digest
            feed = read(response.body, url=response.final_url, content_type=response.content_type, at=clock.now())
            entries += len(feed.entries)

    async def all_of_them() -> None:
        queue = iter(enumerate(hosts))

        async def work() -> None:
            for number, host in queue:
                await poll(number, host)

        await asyncio.gather(*(work() for _ in range(at_once)))

    async with Door(settings, clock) as door:
        await all_of_them()
        entries, started, cpu = 0, time.monotonic(), cpu_seconds()
        await all_of_them()
        seconds, cpu = time.monotonic() - started, cpu_seconds() - cpu
    answer = {"version": mirnews.__version__, "polls": count, "entries": entries, "cpu": cpu, "seconds": seconds}
    print(json.dumps(answer))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:4])))
