"""One at a time to a host, a gap between two, no slot held by who waits, and no memory without end."""

from __future__ import annotations

import asyncio

import pytest

from mirnews.clock import Clock
from mirnews.fetch import politeness
from mirnews.fetch.politeness import Politeness
from tests.unit.fetch.servers import in_exact_time, seconds


@in_exact_time
async def test_who_waits_for_a_gap_holds_no_slot() -> None:
    polite = Politeness(Clock(), gap_seconds=0.4, parallel=1)
    order: list[str] = []

    async def visit(host: str) -> None:
        async with polite.turn(host):
            order.append(host)

    await visit("a")
    await asyncio.gather(visit("a"), visit("b"), visit("c"))
    assert order == ["a", "b", "c", "a"]
    assert seconds() == pytest.approx(0.4)


@in_exact_time
async def test_a_crawl_delay_raises_the_gap_and_never_lowers_it() -> None:
    polite = Politeness(Clock(factor=10), gap_seconds=1.0, parallel=4)
    for delay, gap in ((3.0, 0.3), (0.0, 0.1)):
        async with polite.turn(f"host {delay}", delay):
            pass
        started = seconds()
        async with polite.turn(f"host {delay}", delay):
            assert seconds() - started == pytest.approx(gap)


@in_exact_time
async def test_one_at_a_time_in_order_also_after_failures_and_cancellation() -> None:
    polite = Politeness(Clock(), gap_seconds=0.0, parallel=8)
    inside, order = 0, []

    async def visit(number: int) -> None:
        nonlocal inside
        async with polite.turn("a"):
            inside += 1
            assert inside == 1
            order.append(number)
            await asyncio.sleep(0.01)
            inside -= 1
            if number == 1:
                raise ValueError

    tasks = [asyncio.create_task(visit(n)) for n in range(5)]
    await asyncio.sleep(0.005)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == [0, 1, 3, 4]


@in_exact_time
async def test_hosts_are_forgotten_only_after_their_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "_REMEMBERED", 8)
    polite = Politeness(Clock(), gap_seconds=0.0, parallel=4)
    async with polite.turn("held"):
        async with polite.turn("slow", 60.0):
            pass
        for number in range(200):
            async with polite.turn(f"h{number}"):
                pass
        assert polite.remembered <= 16
        assert {"held", "slow"} <= set(polite._hosts)


@in_exact_time
async def test_a_feed_does_not_wait_behind_the_pages_of_its_host() -> None:
    polite, order = Politeness(Clock(), gap_seconds=1.0, parallel=9), []

    async def ask(name: str, *, first: bool = False) -> None:
        async with polite.turn("host", first=first):
            order.append(name)

    pages = [asyncio.create_task(ask(f"page {number}")) for number in range(9)]
    await asyncio.sleep(2.5)  # three have been read
    await ask("feed", first=True)
    await asyncio.gather(*pages)
    assert order.index("feed") <= 4
    assert sorted(order) == sorted(["feed", *(f"page {number}" for number in range(9))])
