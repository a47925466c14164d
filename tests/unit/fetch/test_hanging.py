"""Hosts that accept and never answer hold up each other, not those that do."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from mirnews.clock import Clock
from mirnews.errors import TryLater
from mirnews.fetch import politeness
from mirnews.fetch.politeness import Politeness
from tests.unit.fetch.servers import Script, door, in_exact_time, in_loop, seconds, site, wire


def hang(done: asyncio.Event) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()

    return script


@in_loop
async def test_sixty_of_eighty_hosts_that_hang_do_not_delay_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "SLOW_SECONDS", 0.1)
    hosts = [f"127.0.1.{n}" for n in range(1, 81)]
    done = asyncio.Event()
    async with (
        site({"/feed": "news"}, host="0.0.0.0") as good,
        wire(hang(done), host="0.0.0.0") as bad,
        door(allow_private=tuple(hosts), timeout_seconds=60.0, connect_timeout_seconds=60.0, parallel=8) as opened,
    ):

        async def ask(host: str, port: int) -> None:
            await opened.get(f"http://{host}:{port}/feed", robots=False)

        hanging = [asyncio.create_task(ask(host, bad.port)) for host in hosts[:60]]
        try:
            await asyncio.gather(*(ask(host, good.port) for host in hosts[60:]))
            assert not any(task.done() for task in hanging)  # the others had their answers before the first time-out
        finally:
            done.set()
        ends = await asyncio.gather(*hanging, return_exceptions=True)
    assert {type(end) for end in ends} == {TryLater}


@in_exact_time
async def test_who_hung_before_waits_with_its_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "SLOW_SECONDS", 0.02)
    polite = Politeness(Clock(), gap_seconds=0.0, parallel=1)

    async def visit(host: str, stay: float, *, fails: bool = False) -> float:
        started = seconds()
        with suppress(TimeoutError):
            async with polite.turn(host):
                await asyncio.sleep(stay)
                if fails:
                    raise TimeoutError
        return seconds() - started

    await asyncio.gather(*(visit(host, 0.1, fails=True) for host in "abcd"))
    slow = [asyncio.create_task(visit(host, 0.2)) for host in "abcd"]
    await asyncio.sleep(0.01)
    assert await visit("quick", 0.0) == 0.0
    assert await asyncio.gather(*slow) == pytest.approx([0.2, 0.4, 0.6, 0.8])
    assert await visit("a", 0.0) == 0.0


@in_exact_time
async def test_who_was_slow_but_answered_waits_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "SLOW_SECONDS", 0.02)
    polite = Politeness(Clock(), gap_seconds=0.0, parallel=1)
    async with polite.turn("slow"):
        await asyncio.sleep(0.1)
    with suppress(TimeoutError):
        async with polite.turn("hanging"):
            await asyncio.sleep(0.1)
            raise TimeoutError
    assert (polite._hosts["slow"].hung, polite._hosts["hanging"].hung) == (False, True)


@in_exact_time
async def test_places_aside_are_limited_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "SLOW_SECONDS", 0.01)
    monkeypatch.setattr(politeness, "ASIDE", 2)
    polite = Politeness(Clock(), gap_seconds=0.0, parallel=1)
    inside = most = 0

    async def visit(host: int) -> None:
        nonlocal inside, most
        async with polite.turn(f"host {host}"):
            inside += 1
            most = max(most, inside)
            try:
                await asyncio.sleep(0.1)
            finally:
                inside -= 1

    tasks = [asyncio.create_task(visit(host)) for host in range(12)]
    await asyncio.sleep(0.05)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (inside, most) == (0, 3)
    assert polite._lane._slots._value == 1
    assert polite._lane._aside._value == 2


@in_loop
async def test_the_more_hang_the_sooner_the_next_goes_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "SLOW_SECONDS", 0.2)
    polite = Politeness(Clock(), gap_seconds=0.0, parallel=2)
    lane, done = polite._lane, asyncio.Event()
    assert lane._patience() == 0.2

    async def hang(host: int) -> None:
        async with polite.turn(f"host {host}"):
            await done.wait()

    tasks = [asyncio.create_task(hang(host)) for host in range(12)]
    while lane._moved < 12:
        await asyncio.sleep(0.01)
    assert lane._patience() == pytest.approx(0.2 / 7)
    done.set()
    await asyncio.gather(*tasks)
    assert lane._moved == 0
    assert lane._patience() == 0.2
