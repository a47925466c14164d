"""What the tests of the newsstand share: a visit to it at an instant, and the body of an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import aiohttp
from yarl import URL

from mirnews.clock import Clock
from mirnews.newsstand import END, Newsstand

T = TypeVar("T")
Work = Callable[[Newsstand, aiohttp.ClientSession], Awaitable[T]]


LONGEST_SECONDS = 60.0  # a visit takes one or two; longer is for ever


def visit(work: Work[T], *, at: datetime = END, clock: Clock | None = None) -> T:
    """Open the newsstand with its clock at `at`, run `work` with a client, close all."""

    async def run() -> T:
        async with asyncio.timeout(LONGEST_SECONDS):
            async with Newsstand(clock or Clock(start=at)) as newsstand, aiohttp.ClientSession() as client:
                return await work(newsstand, client)

    return asyncio.run(run())


async def fetch(client: aiohttp.ClientSession, url: str) -> tuple[int, bytes, str]:
    """Status, body and Content-Type of an address, its letters sent as they are."""
    async with client.get(URL(url), allow_redirects=False) as answer:
        return answer.status, await answer.read(), answer.headers.get("Content-Type", "")
