"""limits: F6 and F7, feeds that take too much memory, and readers that crash or hang.

The children of a running program are found in /proc and made to fail from outside, as the kernel or a bad library
would.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import time

from faults.behaviours import plain
from faults.host import Asked, Behaviour
from faults.invariants import Scene, scene
from faults.paper import RSS
from faults.product import Running, children, until
from faults.report import Length, Result, Scenario, result

_MB = 1024 * 1024
_CAP, _TIGHT = 256 * _MB, 150 * _MB
_NODES = 2_300_000  # empty elements in nine megabytes; the tree of all of them would take 300 MB
WALL_SECONDS = 10.0


async def f6(length: Length) -> Result:
    """The heaviest feed that is taken at all, with as much memory as is promised, and with less than it needs."""
    async with scene("calm", "quiet") as stage:
        found = stage.found
        heavy = await stage.hosts.start(_heavy_feed())
        await stage.add(heavy=heavy.url())
        running = await stage.product.up()
        for cap, wanted in ((_CAP, "ok"), (_TIGHT, "parse_limits")):
            capping = asyncio.create_task(_cap(running, cap))
            came = await _becomes(stage, wanted)
            state = stage.product.polled("heavy")
            found.want(came, f"with {cap // _MB} MB the heavy feed is {state.get('state')}: {state.get('detail')}")
            for paper in stage.papers:
                paper.publish()
            found.want(await stage.settle(), f"with {cap // _MB} MB the other sources did not go on")
            capping.cancel()
        found.note(
            f"the heaviest feed is read in {_CAP // _MB} MB; with {_TIGHT // _MB} MB it is refused, others unharmed"
        )
        await stage.hold(running)
    return result("F6", "a reader that runs out of memory: typed error, that source fails, others go on", found)


async def _becomes(stage: Scene, wanted: str) -> bool:
    return await until(lambda: stage.product.polled("heavy").get("state") == wanted, 40)


async def f7(length: Length) -> Result:
    """A reader that crashes (SIGSEGV) in the middle of its work, and one that hangs."""
    async with scene("calm", "quiet") as stage:
        found = stage.found
        await stage.add()
        running = await stage.product.up()
        await stage.settle()
        crashed = await _spoiled(stage, running, signal.SIGSEGV)
        found.want(crashed is not None, "a crash of the reader was not told")
        hung = await _spoiled(stage, running, signal.SIGSTOP)
        found.want(hung is not None and hung <= 2 * WALL_SECONDS, f"a hanging reader was given up after {hung} s")
        if hung is not None:
            found.note(f"hang given up after {hung:.1f} s")
        await stage.hold(running)
    return result(
        "F7", "crash and hang of a reader: typed error, the hang ended at 10 s; back-off, others go on", found
    )


async def _spoiled(stage: Scene, running: Running, number: int) -> float | None:
    """Stop all readers with something to read before them, send the signal, and wait for the error: seconds."""
    spoilt = children(running.pid)
    for child in spoilt:
        os.kill(child, signal.SIGSTOP)
    before, started = running.log.count("parse_limits"), time.monotonic()
    stage.papers[0].publish()
    sent = stage.papers[0].feeds_sent
    await until(lambda: stage.papers[0].feeds_sent > sent + 1, 10)
    await asyncio.sleep(0.3)
    if number != signal.SIGSTOP:
        for child in spoilt:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)
                os.kill(child, signal.SIGCONT)
    if not await until(lambda: running.log.count("parse_limits") > before, 30):
        return None
    seconds = time.monotonic() - started
    status, _ = await running.page()
    stage.found.want(status == 200, "I5: the site did not answer meanwhile")
    failures = stage.product.polled(stage.papers[0].name)["failures"]
    stage.found.want(failures >= 1, "the source does not back off")
    stage.found.want(await stage.settle(), "reading did not go on afterwards")
    return seconds


async def _cap(running: Running, most: int) -> None:
    """Give every reader of the program no more address space than this."""
    while True:
        for child in children(running.pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                resource.prlimit(child, resource.RLIMIT_AS, (most, most))
        await asyncio.sleep(0.02)


def _heavy_feed() -> Behaviour:
    """Millions of elements, and another byte in every answer, so that each is read."""
    nodes, answers = b"<a/>" * _NODES, 0

    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal answers
        answers += 1
        top = f'<rss version="2.0"><channel><title>{answers}</title><item><title>.</title>'
        writer.write(plain(top.encode() + nodes + b"</item></channel></rss>", RSS))

    return behave


SCENARIOS: dict[str, Scenario] = {"f6": f6, "f7": f7}
