"""The hostile corners do what they promise, and never keep the newsstand from closing."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import pytest

from mirnews.clock import Clock
from mirnews.newsstand import END, Newsstand
from mirnews.newsstand.hostile import BOMB_BYTES, HOSTILE, HUGE_BYTES, METADATA_ADDRESS
from tests.unit.newsstand.conftest import LONGEST_SECONDS

T = TypeVar("T")
Work = Callable[[str, aiohttp.ClientSession], Awaitable[T]]


def visit(work: Work[T]) -> T:
    """Run `work` with the address of a stand and a client that neither unpacks nor follows."""

    async def run() -> T:
        async with asyncio.timeout(LONGEST_SECONDS):
            async with Newsstand(Clock(start=END)) as newsstand, aiohttp.ClientSession(auto_decompress=False) as client:
                return await work(newsstand.publisher("hamoon").url, client)

    return asyncio.run(run())


def test_endless_goes_on_for_as_long_as_one_reads_and_stopping_cuts_it_off() -> None:
    async def work(url: str, client: aiohttp.ClientSession) -> int:
        read = 0
        async with client.get(url + "/hostile/endless") as answer:
            async for part in answer.content.iter_chunked(65536):
                read += len(part)
                if read > 4_000_000:
                    answer.close()
                    break
        return read

    assert visit(work) > 4_000_000


def test_slow_sends_almost_nothing_and_does_not_hold_up_the_end() -> None:
    async def work(url: str, client: aiohttp.ClientSession) -> bytes:
        answer = await client.get(url + "/hostile/slow")
        first = await answer.content.read(100)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(answer.content.read(100), 0.3)
        answer.close()
        return first

    assert visit(work) == b" "


def test_huge_is_thirty_megabytes_with_its_length_announced() -> None:
    async def work(url: str, client: aiohttp.ClientSession) -> tuple[int | None, int]:
        async with client.get(url + "/hostile/huge") as answer:
            return answer.content_length, len(await answer.read())

    assert visit(work) == (HUGE_BYTES, HUGE_BYTES)


def test_bomb_is_small_on_the_wire_and_huge_when_unpacked() -> None:
    async def work(url: str, client: aiohttp.ClientSession) -> bytes:
        async with client.get(url + "/hostile/bomb") as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            return await answer.read()

    packed = visit(work)
    assert len(packed) < 1_000_000
    unpacker, size, rest = zlib.decompressobj(16 + zlib.MAX_WBITS), 0, packed
    while rest and not unpacker.eof:
        size += len(unpacker.decompress(rest, 1 << 20))
        rest = unpacker.unconsumed_tail
    assert size == BOMB_BYTES


def test_truncated_breaks_off() -> None:
    async def work(url: str, client: aiohttp.ClientSession) -> None:
        async with client.get(url + "/hostile/truncated") as answer:
            assert answer.status == 200
            await answer.read()

    with pytest.raises(aiohttp.ClientPayloadError):
        visit(work)


def test_redirect_loop_never_arrives() -> None:
    async def work(url: str, client: aiohttp.ClientSession) -> None:
        await client.get(url + "/hostile/redirect-loop")

    with pytest.raises(aiohttp.TooManyRedirects):
        visit(work)


@pytest.mark.parametrize(
    ("path", "status", "header", "value"),
    [
        ("/hostile/private-redirect", 302, "Location", METADATA_ADDRESS),
        ("/hostile/429", 429, "Retry-After", "120"),
        ("/hostile/html-feed", 200, "Content-Type", "application/rss+xml; charset=utf-8"),
    ],
)
def test_short_answers(path: str, status: int, header: str, value: str) -> None:
    async def work(url: str, client: aiohttp.ClientSession) -> tuple[int, str]:
        async with client.get(url + path, allow_redirects=False) as answer:
            return answer.status, answer.headers[header]

    assert visit(work) == (status, value)


def test_html_feed_is_a_page() -> None:
    async def work(url: str, client: aiohttp.ClientSession) -> bytes:
        async with client.get(url + "/hostile/html-feed") as answer:
            return await answer.read()

    assert visit(work).startswith(b"<!DOCTYPE html>")


def test_no_feed_or_list_leads_into_a_hostile_corner() -> None:
    async def work(url: str, client: aiohttp.ClientSession) -> bytes:
        text = b""
        for path in ("/", "/rss"):
            async with client.get(url + path, headers={"Accept-Encoding": "identity"}) as answer:
                text += await answer.read()
        return text

    assert HOSTILE
    assert b"/hostile" not in visit(work)
