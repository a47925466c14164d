"""The pool: real child processes, with readers that spin, swallow memory, crash, forge and flood (`hogs.py`)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals.sources.cases import AT, FOLDER, cases
from mirnews.errors import MirNewsError, Quarantine, TryLater
from mirnews.model import Feed
from mirnews.sources import pool, reader
from mirnews.sources.pool import Limits, Parsers

HOGS = "hogs:reader"
# Times that no sound reading reaches, on a slow machine either: each test narrows what it tries.
WIDE = Limits(cpu_seconds=30.0, wall_seconds=60.0, memory_bytes=256 * 1024 * 1024)


@pytest.fixture(autouse=True)
def _hogs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    monkeypatch.setattr(pool, "_LAST_SECONDS", 20.0)  # a busy machine takes its time to bury a child


def run(work: Callable[[Parsers], Awaitable[object]], *, workers: int = 1, limits: Limits = WIDE) -> None:
    async def all_of_it() -> None:
        async with asyncio.timeout(120), Parsers(workers, limits, readers=HOGS) as parsers:
            await work(parsers)

    asyncio.run(all_of_it())


def test_a_child_reads_as_we_do() -> None:
    async def both() -> None:
        async with Parsers(2) as parsers:
            for case in cases():
                body = (FOLDER / case.file).read_bytes()
                kept = {"url": case.url, "content_type": case.content_type, "at": AT}
                here = await _outcome(asyncio.to_thread(reader("feed"), body, **kept))
                there = await _outcome(parsers.read("feed", body, **kept))
                assert here == there, case.file
            assert parsers.spent.feeds == len(cases())
            assert parsers.spent.killed == 0

    asyncio.run(both())


async def _outcome(reading: Awaitable[Feed]) -> Feed | tuple[str, str]:
    try:
        return await reading
    except MirNewsError as error:
        return error.code, error.message


@pytest.mark.parametrize(
    ("deed", "said", "limits"),
    [
        ("spin", "more than 0.3 s of CPU", replace(WIDE, cpu_seconds=0.3)),
        ("rest", "more than 1.5 s", replace(WIDE, wall_seconds=1.5)),
        ("swallow", "too much memory", WIDE),
        ("crash", "crashed (SIGSEGV)", WIDE),
        ("leave", "crashed (exit 7)", WIDE),
        ("garbage", "nonsense", WIDE),
        ("flood", "nonsense", WIDE),
        ("fault", "KeyError", WIDE),
        ("write", "OSError", WIDE),
    ],
)
def test_a_feed_that_goes_too_far_is_refused_and_the_next_is_read(deed: str, said: str, limits: Limits) -> None:
    async def work(parsers: Parsers) -> None:
        assert (await parsers.read("feed", b"good")).title == "good"
        with pytest.raises(Quarantine) as refused:
            await parsers.read("feed", deed.encode())
        assert refused.value.code == "parse_limits"
        assert said in refused.value.message
        assert (await parsers.read("feed", b"good")).title == "good"

    run(work, limits=limits)


def test_one_feed_that_hangs_does_not_hold_up_the_others() -> None:
    async def work(parsers: Parsers) -> None:
        hanging = asyncio.create_task(parsers.read("feed", b"rest"))
        await asyncio.sleep(0.2)
        await asyncio.gather(*(parsers.read("feed", b"good") for _ in range(50)))
        assert not hanging.done()
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)

    run(work, workers=2)


def test_what_a_reader_prints_is_no_answer() -> None:
    async def work(parsers: Parsers) -> None:
        assert (await parsers.read("feed", b"forge")).title == "own"

    run(work)


def test_a_refusal_of_the_reader_passes_through() -> None:
    async def work(parsers: Parsers) -> None:
        with pytest.raises(Quarantine) as refused:
            await parsers.read("feed", b"refuse")
        assert (refused.value.code, refused.value.message) == ("feed_broken", "as readers do")
        assert parsers.spent.killed == 0

    run(work)


def test_what_is_asked_arrives_and_what_it_took_is_measured() -> None:
    async def work(parsers: Parsers) -> None:
        when = datetime(2025, 2, 25, 12, 0, 0, 123456, tzinfo=UTC)
        found = await parsers.measure("sitemap", b"x " + bytes(3_000_000), url="https://khabar.example/", at=when)
        assert (found.feed.title, found.feed.url, found.feed.updated) == ("x", "https://khabar.example/", when)
        assert 0 < found.cpu_seconds <= found.wall_seconds + 0.1
        assert parsers.spent.cpu_seconds == found.cpu_seconds

    run(work)


def test_a_child_is_replaced_after_its_share_of_feeds() -> None:
    async def work(parsers: Parsers) -> None:
        pids = [(await parsers.read("feed", b"good")).language for _ in range(7)]
        assert [len(set(pids[i : i + 3])) for i in (0, 3)] == [1, 1]
        assert len(set(pids)) == 3
        assert (parsers.spent.started, parsers.spent.killed) == (3, 0)

    run(work, limits=replace(WIDE, feeds_per_child=3))


def test_a_child_that_was_killed_at_rest_is_started_again() -> None:
    async def work(parsers: Parsers) -> None:
        pid = int((await parsers.read("feed", b"good")).language or 0)
        process = parsers._children[0]._process
        assert process is not None
        os.kill(pid, 9)
        while process.returncode is None:
            await asyncio.sleep(0.01)
        assert (await parsers.read("feed", b"good")).language != str(pid)

    run(work)


def test_a_cancelled_reading_leaves_no_answer_behind() -> None:
    async def work(parsers: Parsers) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await parsers.read("feed", b"rest")
        assert (await parsers.read("feed", b"good")).title == "good"

    run(work)


def test_no_child_outlives_the_pool_and_none_knows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRNEWS_ADMIN_PASSWORD", "x")
    pids = []

    async def work(parsers: Parsers) -> None:
        assert "MIRNEWS_ADMIN_PASSWORD" not in ((await parsers.read("feed", b"secrets")).title or "").split()
        pids.append(int((await parsers.read("feed", b"good")).language or 0))

    run(work)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_a_reader_that_does_not_exist_is_no_fault_of_the_feed() -> None:
    async def work() -> None:
        async with Parsers(1, readers="no_such_module:reader") as parsers:
            with pytest.raises(TryLater) as refused:
                await parsers.read("feed", b"good")
            assert refused.value.code == "parser_unavailable"

    asyncio.run(work())
