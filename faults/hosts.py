"""hosts: F20 to F23 and F25, hosts that hang, trickle, refuse, break off, or lie about who they are."""

from __future__ import annotations

import asyncio
import ssl
import time
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from faults.behaviours import dripping, endless, fixed, plain, reset_midway, silent, slow_head
from faults.certificates import authority
from faults.host import Host, gaps_of
from faults.invariants import Scene, scene
from faults.paper import RSS, Paper
from faults.product import until
from faults.report import Findings, Length, Result, Scenario, result
from mirnews import schedule
from mirnews.config import PollSettings
from mirnews.errors import TryLater
from mirnews.model import Polled, Source

_MB = 1024 * 1024


async def f20(length: Length) -> Result:
    """Hosts that accept and never answer: the feed, or even robots.txt."""
    limit = 4.0 if length == "short" else 20.0
    async with scene("calm", "quiet") as stage:
        found = stage.found
        stage.product.configure({"fetch.timeout_seconds": limit})
        still, mute = await stage.hosts.start(silent), await stage.hosts.start(silent, answers_robots=True)
        await stage.add(still=still.url(), mute=mute.url())
        running = await stage.product.up()
        cut = await _cut_after(still)
        await until(lambda: stage.product.polled("mute").get("failures"), 3 * limit)
        states = {name: stage.product.polled(name).get("state") for name in ("still", "mute")}
        found.want(states == {"still": "timeout", "mute": "timeout"}, f"the states are {states}")
        found.want(limit * 0.9 <= cut <= limit + 5, f"the connection was given up after {cut:.1f} s")
        others = [at for at in stage.papers[0].host.asked() if at < still.asked()[0] + cut]
        found.want(len(others) >= limit / 3, f"the others were polled {len(others)} times meanwhile")
        await until(lambda: len(still.asked()) > 1, 2 * limit)
        gap = still.asked()[1] - still.asked()[0] if len(still.asked()) > 1 else 0.0
        found.want(gap > limit + 2, "the host was asked again at once")
        found.note(
            f"cut at {cut:.1f} s, asked again after {gap - cut:.1f} s; others polled {len(others)} times meanwhile"
        )
        still.behaviour = mute.behaviour = fixed(plain(b"", status=503))
        await stage.hold(running)
    return result("F20", "a host that never answers: cut at fetch.timeout_seconds, worker freed, host back-off", found)


async def f21(length: Length) -> Result:
    """A byte a second, a head a line a second, chunks without end."""
    limit = 4.0 if length == "short" else 20.0
    async with scene("calm", "quiet") as stage:
        found = stage.found
        stage.product.configure({"fetch.timeout_seconds": limit})
        drops, head, flood = [await stage.hosts.start(one) for one in (dripping, slow_head, endless)]
        running = await stage.product.up()
        await stage.add()
        await stage.settle()
        before = running.memory()
        peak = asyncio.create_task(_peak(running.memory, limit + 6))
        await stage.product.add({"drops": drops.url(), "head": head.url(), "flood": flood.url()})
        cut = await _cut_after(drops)
        await until(lambda: stage.product.polled("head").get("failures"), 2 * limit)
        states = {name: stage.product.polled(name).get("state") for name in ("drops", "head", "flood")}
        wanted = {"drops": "timeout", "head": "timeout", "flood": "too_large"}
        found.want(states == wanted, f"the states are {states}")
        found.want(cut <= limit + 5, f"a byte a second was read for {cut:.1f} s")
        grown = (await peak - before) / _MB
        found.want(grown < 100, f"memory grew by {grown:.0f} MB")
        found.note(f"trickle cut at {cut:.1f} s, endless body at 10 MB; memory grew by {grown:.0f} MB at most")
        await stage.hold(running)
    return result("F21", "1 byte/s, slow head, endless chunks: cut by total time and size, memory flat", found)


async def _cut_after(host: Host) -> float:
    """Seconds from the first request for a host's feed until it was given up; a minute when it never is."""
    await until(lambda: any(path == "/feed" for path, _ in host.lasted), 60)
    return next((seconds for path, seconds in host.lasted if path == "/feed"), 60.0)


async def _peak(measure: object, seconds: float) -> int:
    end, most = time.monotonic() + seconds, 0
    while time.monotonic() < end and callable(measure):
        most = max(most, measure())
        await asyncio.sleep(0.1)
    return most


async def f22(length: Length) -> Result:
    """Three quarters of all hosts begin to hang at once; the others are watched before and after."""
    count, seconds = (60, 25.0) if length == "short" else (400, 150.0)
    interval = 4 if length == "short" else 20
    async with scene(*(f"sound{number}" for number in range(count // 4)), articles=1) as stage:
        found = stage.found
        limit = 8.0 if length == "short" else 20.0
        stage.product.configure({"fetch.timeout_seconds": limit, "poll.interval_seconds": interval})
        await stage.add()
        running = await stage.product.up()
        await stage.settle()
        alone = await _p95_gap(stage, 2.5 * interval)
        hanging = [await stage.hosts.start(silent) for _ in range(count - count // 4)]
        await stage.product.add({f"hangs{number}": host.url() for number, host in enumerate(hanging)})
        beside = await _p95_gap(stage, seconds)
        longest = 2 * max(interval, alone)
        found.want(beside <= longest, f"p95 between two polls is {beside:.1f} s; it was {alone:.1f} s")
        tried = sum(bool(host.asked()) for host in hanging)
        found.want(tried >= 0.9 * len(hanging), f"only {tried} of the {len(hanging)} hanging hosts were tried")
        found.note(
            f"{len(hanging)} of {count} hang: the others polled every {beside:.1f} s (p95) instead of {alone:.1f} s,"
            f" their interval being {interval} s and a tenth"
        )
        for host in hanging:
            await host.away()
        await stage.hold(running)
    return result("F22", "three quarters of the hosts hang: the others keep their interval", found)


async def _p95_gap(stage: Scene, seconds: float) -> float:
    """The time between two polls of a sound paper that 19 in 20 stay under, watched for so many seconds."""
    started = time.monotonic()
    await asyncio.sleep(seconds)
    times = [[at for at in paper.host.asked() if at >= started - 1] for paper in stage.papers]
    gaps = sorted(gap for row in times for gap in gaps_of([*row, time.monotonic()] if len(row) < 2 else row))
    return gaps[int(0.95 * len(gaps))] if gaps else seconds


async def f23(length: Length) -> Result:
    """Connections refused and reset, certificates that are not good enough; and how long one waits after each."""
    async with scene("calm", "quiet") as stage:
        found = stage.found
        hosts = await _unsafe(stage)
        codes = {"good": "ok", "refused": "connect_failed", "midway": "reset"}
        codes |= {"expired": "tls_failed", "wrong": "tls_failed", "old": "tls_handshake"}
        await stage.product.add({"calm": stage.papers[0].host.url(), "quiet": stage.papers[1].host.url()})
        await stage.product.add({name: host.url() for name, host in hosts.items()})
        stage.product.configure({"poll.retry_seconds": 1, "poll.retry_max_seconds": 8})
        running = await stage.product.up()
        waits: dict[int, float] = {}
        end = time.monotonic() + (16 if length == "short" else 60)
        while time.monotonic() < end:
            polled = stage.product.polled("refused")
            if polled["failures"]:
                waits[polled["failures"]] = stage.product.wait_of("refused")
            await asyncio.sleep(0.1)
        states = {name: stage.product.polled(name)["state"] for name in hosts}
        states["midway"] = states["midway"].replace("truncated", "reset")
        found.want(states == codes, f"the states are {states}")
        for failures, wait in waits.items():
            plain_wait = min(2.0 ** (failures - 1), 8.0)
            found.want(plain_wait <= wait <= 1.11 * plain_wait, f"after {failures} failures the wait is {wait:.1f} s")
        found.want(len({round(wait / 2 ** (n - 1), 4) for n, wait in waits.items()}) > 1, "the waits have no jitter")
        found.want(
            stage.product.count("SELECT count(*) FROM entry WHERE source_id = 'midway'") == 0, "half a feed is kept"
        )
        found.note("waits " + ", ".join(f"{wait:.1f}" for _, wait in sorted(waits.items())) + " s; " + _longest(found))
        await stage.hold(running)
    return result(
        "F23", "refused, reset, bad TLS: typed error, back-off doubling with jitter to 24 h, no half feed", found
    )


async def _unsafe(stage: Scene) -> dict[str, Host]:
    """Hosts that fail at connecting, each by the name of its source; `good` shows that the authority is trusted."""
    made = authority(Path(stage.product.folder) / "tls")
    stage.product.surroundings["SSL_CERT_FILE"] = str(made.trusted)
    body = Paper("tls", stage.papers[0].host, [1]).feed()
    whole = fixed(plain(body, RSS))
    refused = await stage.hosts.start(silent)
    await refused.away()
    old = made.host("127.0.0.1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it is old on purpose
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    return {
        "good": await stage.hosts.start(whole, tls=made.host("127.0.0.1")),
        "refused": refused,
        "midway": await stage.hosts.start(reset_midway(body * 50)),
        "expired": await stage.hosts.start(whole, tls=made.host("127.0.0.1", days=-1)),
        "wrong": await stage.hosts.start(whole, tls=made.host("other.example")),
        "old": await stage.hosts.start(whole, tls=old),
    }


def _longest(found: Findings) -> str:
    """The longest wait with the settings as shipped: thirty failures in a row, by the schedule itself."""
    now, source = datetime.now(UTC), Source("s", "http://s.example/", "s")
    polled, fault = Polled("s", now), TryLater("connect_failed", "")
    for _ in range(30):
        polled = schedule.after_failure(polled, source, fault, now=now, chance=0.5, settings=PollSettings())
    hours = (polled.next_due - now).total_seconds() / 3600
    found.want(24 <= hours <= 24 * (1 + schedule.JITTER), f"after thirty failures the wait is {hours:.1f} h")
    return f"as shipped at most {hours:.1f} h"


async def f25(length: Length) -> Result:
    """The whole network is away for six hours."""
    factor = 1200.0 if length == "short" else 120.0
    interval = 900 / factor
    async with scene(*(f"paper{number}" for number in range(20)), articles=1, FAULTS_FACTOR=str(factor)) as stage:
        found, hosts = stage.found, [paper.host for paper in stage.papers]
        stage.product.configure({"poll.interval_seconds": 900, "poll.retry_seconds": 300})
        await stage.add()
        running = await stage.product.up()
        await stage.settle()
        await asyncio.sleep(3 * interval)
        for host in hosts:
            await host.away()
        await asyncio.sleep(6 * 3600 / factor)
        failures = min(stage.product.polled(paper.name)["failures"] for paper in stage.papers)
        found.want(failures > 0, "the network was not away")
        for host in hosts:
            await host.back()
        back = time.monotonic()
        returned = await until(lambda: _all_ok(stage), 8 * 3600 / factor)
        hours = (time.monotonic() - back) * factor / 3600
        found.want(returned and hours < 3, f"it took {hours:.1f} h until every source was back")
        await asyncio.sleep(6 * interval)
        most = _most_in_window([at for host in hosts for at in host.asked() if at > back], interval)
        found.want(most <= 2 * len(hosts), f"{most} polls in one interval of {len(hosts)} sources")
        disabled = stage.product.count("SELECT count(*) FROM source WHERE json_extract(record, '$.enabled') = 0")
        found.want(not disabled, f"{disabled} sources were disabled")
        found.note(
            f"{len(hosts)} sources, none disabled, all back after {60 * hours:.0f} min;"
            f" at most {most} polls in an interval"
        )
        await stage.hold(running)
    return result(
        "F25", "the network is away for 6 h: no source disabled, staggered restart, at most twice the rate", found
    )


def _all_ok(stage: Scene) -> bool:
    return all(stage.product.polled(paper.name)["state"] == "ok" for paper in stage.papers)


def _most_in_window(times: Sequence[float], seconds: float) -> int:
    """The largest number of instants that lie within so many seconds."""
    ordered, start, most = sorted(times), 0, 0
    for place, at in enumerate(ordered):
        while at - ordered[start] >= seconds:
            start += 1
        most = max(most, place - start + 1)
    return most


SCENARIOS: dict[str, Scenario] = {"f20": f20, "f21": f21, "f22": f22, "f23": f23, "f25": f25}
