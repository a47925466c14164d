"""crash: F1 to F5, real processes killed, stopped and doubled on one archive."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import statistics
import time
from collections import Counter

from faults.behaviours import late
from faults.host import gaps_of
from faults.invariants import Scene, scene
from faults.paper import Paper
from faults.product import STOP_SECONDS, Running, until
from faults.report import Length, Result, Scenario, result

KILLS = {"short": 6, "long": 200}  # FAULTS_KILLS says otherwise
POLLING_SECONDS = 10.0  # on a machine that is not busy: elsewhere three times the first start, on an empty archive
TAKEOVER_SECONDS = 60.0
_NAMES = ("alef", "be", "pe", "te")


async def f1(length: Length) -> Result:
    """SIGKILL at random points of a crawl, again and again."""
    chance, kills = random.Random(1), int(os.environ.get("FAULTS_KILLS", KILLS[length]))
    async with scene(*_NAMES, articles=4) as stage:
        found, restarts = stage.found, []
        await stage.add()
        for _ in range(kills):
            for paper in stage.papers:
                paper.publish(2)
                paper.numbers = paper.numbers[-40:]
            running = await stage.product.launch()
            first = await _first_poll(stage.papers, running)
            if first is None:
                found.want(False, f"no poll after a restart: {running.log[-200:]}")
                break
            restarts.append(first - running.started)
            await asyncio.sleep(chance.uniform(0.0, 1.5))
            known = {*stage.product.addresses()}
            await running.kill()
            lost = known - {*stage.product.addresses()}
            found.want(not lost, f"I2: {len(lost)} reports were lost")
        if restarts:
            found.note(
                f"{kills} kills, restart to first poll {statistics.median(restarts):.1f} s,"
                f" at most {max(restarts):.1f} s"
            )
            most = max(POLLING_SECONDS, 3 * restarts[0])
            found.want(max(restarts) < most, f"a restart took longer than {most:.0f} s to its first poll")
        running = await stage.product.up()
        await stage.hold(running)
    return result("F1", "kill -9 at random points: I1 to I4, restart to first poll under 10 s", found)


async def _first_poll(papers: list[Paper], running: Running) -> float | None:
    def polls() -> list[float]:
        return [at for paper in papers for at in paper.host.asked() if at > running.started]

    await until(lambda: polls() or not running.is_alive, 120, every=0.02)
    return min(polls(), default=None)


async def f2(length: Length) -> Result:
    """SIGKILL between fetch and commit, between commit and index, and during a purge."""
    rounds = 3 if length == "short" else 20
    async with scene("alef", "be", articles=3) as stage:
        await stage.add()
        for number in range(rounds):
            await _killed_after_page(stage, number)
            await _killed_before_index(stage)
        running = await stage.product.up()
        await stage.settle()
        await running.stop()
        purged = await _killed_in_purge(stage, rounds)
        stage.found.note(f"{rounds} kills at each point")
        running = await stage.product.up()
        await stage.hold(running)
        await _check_purged(stage, purged)
    return result(
        "F2", "kill -9 between fetch and commit, commit and index, in a purge: repeated once, index whole", stage.found
    )


async def _killed_after_page(stage: Scene, number: int) -> None:
    """Kill when a page has just been sent, a few milliseconds later each round."""
    paper = stage.papers[0]
    paper.publish()
    page = paper.page_url(paper.numbers[-1]).removeprefix(paper.host.url(""))
    running = await stage.product.launch()
    sent = await until(lambda: paper.host.asked(page), 30, every=0.002)
    stage.found.want(sent, "a page was not asked for")
    await asyncio.sleep(0.01 * number)
    await running.kill()


async def _killed_before_index(stage: Scene) -> None:
    """Kill when a report is in the archive and not yet in the index."""
    paper = stage.papers[1]
    paper.publish()
    running = await stage.product.launch()
    seen = await until(lambda: stage.product.has_all([paper]), 60, every=0.01)
    stage.found.want(seen, "an article that was published did not come in")
    await running.kill()


async def _killed_in_purge(stage: Scene, rounds: int) -> list[int]:
    """Kill the command that purges an article after a random while, then run it to its end."""
    chance, product = random.Random(2), stage.product
    ids = [row[0] for row in product.rows("SELECT id FROM report ORDER BY id LIMIT ?", rounds)]
    for one in ids:
        purge = ("article", "purge", str(one), "--reason", "fault test")
        process = await product.command(*purge)
        await asyncio.sleep(chance.uniform(0.3, 0.8))
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        code, _, err = await product.run(*purge)
        again = product.rows("SELECT visibility FROM report WHERE id = ?", one)[0][0]
        stage.found.want(again == "purged", f"a purge could not be repeated: exit {code}, {err.strip()[-120:]}")
    return ids


async def _check_purged(stage: Scene, ids: list[int]) -> None:
    for one in ids:
        row = stage.product.rows("SELECT article, search_text FROM report WHERE id = ?", one)
        stage.found.want(not row or not row[0]["search_text"], "the text of a purged article is left")


async def f3(length: Length) -> Result:
    """SIGTERM in the middle of a crawl, with hosts that hold their answers back."""
    chance, rounds, took = random.Random(3), 3 if length == "short" else 20, []
    async with scene(*_NAMES, articles=4) as stage:
        found = stage.found
        await stage.add()
        stage.product.configure(_SLOW_SETTINGS)
        sound = stage.papers[0].host.behaviour
        stage.papers[0].host.behaviour = late(sound, 20.0)
        for _ in range(rounds):
            for paper in stage.papers:
                paper.publish(3)
            running = await stage.product.up()
            await asyncio.sleep(chance.uniform(0.0, 1.5))
            code, seconds = await running.stop()
            took.append(seconds)
            found.want(code == 0, f"exit code {code}: {running.log[-160:]}")
        found.note(f"{rounds} times, at most {max(took):.1f} s, exit 0")
        found.want(max(took) <= STOP_SECONDS, f"SIGTERM took {max(took):.1f} s")
        stage.papers[0].host.behaviour = sound
        running = await stage.product.up()
        await stage.hold(running)
    return result("F3", "SIGTERM in a crawl: exit 0 within 10 s, the rest is done at the next start", found)


async def f4(length: Length) -> Result:
    """A process is stopped while it holds a poll and pages; another one takes over; the first one goes on."""
    stopped = 14.0 if length == "short" else 300.0  # longer than a lease
    async with scene("alef", "be", articles=3) as stage:
        found, paper = stage.found, stage.papers[0]
        stage.product.configure({**_SLOW_SETTINGS, "poll.interval_seconds": 2})
        await stage.add()
        first = await stage.product.up()
        await stage.settle()
        sound = paper.host.behaviour
        paper.host.behaviour = late(sound, 1.0)
        paper.publish(3)
        before = len(paper.host.asked())
        await until(lambda: len(paper.host.asked()) > before, 10, every=0.01)
        first.signal(signal.SIGSTOP)
        started = time.monotonic()
        await asyncio.sleep(1.2)
        paper.host.behaviour = sound
        paper.publish(3)
        second = await _second(stage)
        if second is None:  # one process at a time is an answer too, as long as the first one goes on
            found.note("a second process is refused while the first one is stopped")
        else:
            took = await until(lambda: stage.product.has_all(stage.papers), max(TAKEOVER_SECONDS, stopped))
            found.want(took, "the second process did not take over")
            found.note(f"taken over after {time.monotonic() - started:.1f} s")
        await asyncio.sleep(max(0.0, stopped - (time.monotonic() - started)))
        held = stage.product.polled(paper.name)
        asked = Counter(request.path for request in paper.host.requests if "/news/" in request.path)
        first.signal(signal.SIGCONT)
        if second is not None:
            await _no_going_back(stage, held, paper)
        again = [path for path, count in Counter(_pages(paper)).items() if count > max(1, asked[path])]
        found.want(not again, f"after CONT {len(again)} pages were read a second time")
        found.note(f"stopped for {time.monotonic() - started:.0f} s")
        if second is not None:
            await second.stop()
        await stage.hold(first)
    return result("F4", "SIGSTOP for five minutes, then CONT: no double run, what is stale cannot commit", found)


async def _no_going_back(stage: Scene, held: dict[str, str], paper: Paper) -> None:
    """For some seconds, the poll that was under way at the stop must not overwrite a later one."""
    end, latest = time.monotonic() + 4.0, held["last_polled"]
    while time.monotonic() < end:
        now = stage.product.polled(paper.name)
        if now["etag"] != held["etag"]:
            stage.found.want(False, "the stale poll put its old validators over the newer ones")
            return
        stage.found.want(now["last_polled"] >= latest, "the stale poll put its time over a later one")
        latest = now["last_polled"]
        await asyncio.sleep(0.01)


def _pages(paper: Paper) -> list[str]:
    return [request.path for request in paper.host.requests if "/news/" in request.path]


async def _second(stage: Scene) -> Running | None:
    """Another process on the same archive; None when it is refused, which must be one line and a code of its own."""
    running = await stage.product.launch()
    try:
        await running.ready()
    except RuntimeError:
        await running.process.wait()
        stage.found.want(running.process.returncode in (5, 75), f"refused with {running.process.returncode}")
        stage.found.want("Traceback" not in running.log, "refused with a traceback")
        return None
    return running


async def f5(length: Length) -> Result:
    """Two processes on one archive."""
    seconds = 6.0 if length == "short" else 120.0
    async with scene(*_NAMES, articles=4) as stage:
        found, papers = stage.found, stage.papers
        stage.product.configure({**_SLOW_SETTINGS, "poll.interval_seconds": 2})
        await stage.add()
        first, second = await stage.product.up(), await _second(stage)
        found.note("the second process is refused" if second is None else "work is shared")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for paper in papers:
                paper.publish(1)
            await asyncio.sleep(1.0)
        await stage.settle()
        pages = Counter(path for paper in papers for path in ((paper.name, page) for page in _pages(paper)))
        twice = sum(count > 1 for count in pages.values())
        found.want(not twice, f"{twice} of {len(pages)} pages were read by both")
        short = [gap for paper in papers for gap in gaps_of(paper.host.asked()) if gap < 1.5]
        found.want(not short, f"{len(short)} polls came before their time")
        found.note(f"{len(pages)} pages, {twice} read twice")
        if second is not None:
            code, _ = await second.stop()
            found.want(code == 0, f"the second process ended with {code}")
        await stage.hold(first)
    return result("F5", "two processes on one archive: one wins or work is shared, never double", found)


_SLOW_SETTINGS: dict[str, object] = {"fetch.timeout_seconds": 30.0}
SCENARIOS: dict[str, Scenario] = {"f1": f1, "f2": f2, "f3": f3, "f4": f4, "f5": f5}
