"""The same polling with aiohttp and feedparser, as their manuals have it. Runs in an environment of its own."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import aiohttp
import feedparser

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.fetch.feeds import address_of
from benchmarks.fetch.processes import cpu_seconds


async def main(port: int, count: int, at_once: int) -> None:
    """Poll every feed twice and print what the second time cost."""
    hosts = [address_of(number) for number in range(count)]
    etags: dict[str, str] = {}
    entries, measured = 0, False

    async def poll(number: int, host: str) -> None:
        nonlocal entries
        headers = {"If-None-Match": etags[host]} if host in etags else {}
        async with session.get(f"http://{host}:{port}/peer/{number}", headers=headers) as answer:
            if answer.status == 304:
                return
            body = await answer.read()
            etags[host] = answer.headers.get("ETag", "")
        if not measured:
            return
        feed = feedparser.parse(body, response_headers={"content-type": answer.headers.get("Content-Type", "")})
        entries += len(feed.entries)

    async def all_of_them() -> None:
        queue = iter(enumerate(hosts))

        async def work() -> None:
            for number, host in queue:
                await poll(number, host)

        await asyncio.gather(*(work() for _ in range(at_once)))

    async with aiohttp.ClientSession() as session:
        await all_of_them()  # what is not measured is not read
        measured, started, cpu = True, time.monotonic(), cpu_seconds()
        await all_of_them()
        seconds, cpu = time.monotonic() - started, cpu_seconds() - cpu
    version = f"{feedparser.__version__}, aiohttp {aiohttp.__version__}"
    print(json.dumps({"version": version, "polls": count, "entries": entries, "cpu": cpu, "seconds": seconds}))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:4])))
