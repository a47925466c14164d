"""The same polling with aiohttp and feedparser, as their manuals have it. Runs in an environment of its own."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

import aiohttp
import feedparser

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.fetch.feeds import address_of


async def main(port: int, count: int, at_once: int) -> None:
    """Poll every feed twice and print what the second time cost."""
    hosts = [address_of(number) for number in range(count)]
    etags: dict[str, str] = {}
    entries = 0

    async def poll(number: int, host: str) -> None:
        nonlocal entries
        headers = {"If-None-Match": etags[host]} if host in etags else {}
        async with session.get(f"http://{host}:{port}/peer/{number}", headers=headers) as answer:
            if answer.status == 304:
                return
            body = await answer.read()
            etags[host] = answer.headers.get("ETag", "")
        feed = feedparser.parse(body, response_headers={"content-type": answer.headers.get("Content-Type", "")})
        entries += len(feed.entries)

    async def all_of_them() -> None:
        queue = iter(enumerate(hosts))

        async def work() -> None:
            for number, host in queue:
                await poll(number, host)

        await asyncio.gather(*(work() for _ in range(at_once)))

    async with aiohttp.ClientSession() as session:
        await all_of_them()
        entries, started, cpu = 0, time.monotonic(), _cpu()
        await all_of_them()
        seconds, cpu = time.monotonic() - started, _cpu() - cpu
    version = f"{feedparser.__version__}, aiohttp {aiohttp.__version__}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {"version": version, "polls": count, "entries": entries, "cpu": cpu, "seconds": seconds, "peak_kb": peak}
        )
    )


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:4])))
