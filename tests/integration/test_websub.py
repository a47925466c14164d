"""A hub that pushes, end to end: the newsstand's publisher and its hub, the run, the site that the hub calls."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from mirnews.cli.running import serve, site_app
from mirnews.clock import Clock
from mirnews.config import FetchSettings, PollSettings, ServerSettings, Settings
from mirnews.fetch import Door
from mirnews.model import Polled, Subscription
from mirnews.newsroom import Newsroom
from mirnews.newsstand import START, Newsstand
from mirnews.observe import Log
from mirnews.pipeline import run_forever
from mirnews.pushing import Pushes
from mirnews.search import open_search
from mirnews.store import Store, open_store
from mirnews.web import Site

PAPER = "hamoon"
MORNING = START + timedelta(hours=8)
FAST = 3_600.0
INTERVAL = 20 * 86_400  # longer than the world lasts: a second poll never comes
SETTINGS = Settings(
    server=ServerSettings(port=0),
    fetch=FetchSettings(allow_private=("127.0.0.1",), timeout_seconds=10.0),
    poll=PollSettings(max_age_days=0, attempts=1, learn=False),
)


@dataclass
class Seen:
    """What there was before the first push and after it."""

    polls: list[Polled | None] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    held: Subscription | None = None
    feed_requests: int = 0
    ops: str = ""
    statuses: list[int] = field(default_factory=list)


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not done():
            await asyncio.sleep(0.05)


def entries(store: Store) -> int:
    """Entries of the source, read or waiting."""
    return store.waiting_count() + store.count()


async def ask(url: str, path: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rstrip("/").rpartition(":")[2]))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    found = await reader.read()
    writer.close()
    return found.decode("utf-8", "replace")


async def run(folder: Path) -> Seen:
    seen, clock = Seen(), Clock(start=MORNING, factor=1.0)
    store, search = open_store(folder / "archive.sqlite"), open_search(folder / "search")
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    async with Newsstand(clock) as stand, Door(SETTINGS.fetch, clock) as door:
        room = Newsroom(SETTINGS, store, door, clock, Log(), search, stand.outlets())
        hubs = Pushes(room)
        store.add_source(replace(stand.publisher(PAPER).source(), interval_seconds=INTERVAL), now=clock.now())

        def held() -> Subscription | None:
            return store.subscription(PAPER)

        async def watch() -> None:
            await until(lambda: bool((one := held()) and one.state == "active"))
            seen.polls.append(store.polled(PAPER))
            seen.known.append(entries(store))
            clock.set_factor(FAST)  # now the next reports come out
            await until(lambda: bool((one := held()) and one.pushes >= 2))
            clock.set_factor(1.0)
            await until(lambda: entries(store) > seen.known[0])
            seen.polls.append(store.polled(PAPER))
            seen.known.append(entries(store))
            seen.held = held()
            seen.ops = await ask(await address, "/ops")
            seen.feed_requests = [path for path, _ in stand.publisher(PAPER).requests].count(
                stand.publisher(PAPER).press.path
            )
            seen.statuses = [status for _, status in stand.hub.pushed]

        async def ready(found: str) -> None:
            address.set_result(found)
            hubs.reachable_at(found)

        app = site_app(Site(store, search, SETTINGS, clock, extra_outlets=stand.outlets()), hubs)
        await serve(app, SETTINGS, beside=[lambda: run_forever(room), hubs.run, watch], when_ready=ready)
    search.close()
    store.close()
    return seen


def test_a_push_arrives_before_the_next_poll(tmp_path: Path) -> None:
    seen = asyncio.run(run(tmp_path))
    assert seen.feed_requests == 1
    before, after = seen.polls
    assert before is not None
    assert after is not None
    assert after.last_new is not None
    assert replace(before, last_new=after.last_new) == after
    assert seen.known[1] > seen.known[0] > 0
    assert seen.held is not None
    assert seen.held.last_push is not None
    assert set(seen.statuses) == {202}
    assert "با خبر فوری از هاب" in seen.ops


def test_a_hub_that_does_not_answer_leaves_the_polls_as_they_are(tmp_path: Path) -> None:
    async def poll_beside_a_dead_hub() -> tuple[Polled | None, Subscription | None]:
        clock, store = Clock(start=MORNING, factor=600.0), open_store(tmp_path / "archive.sqlite")
        async with Newsstand(clock) as stand, Door(SETTINGS.fetch, clock) as door:
            await stand.hub.stop()
            with socket.socket() as taken:  # nobody else answers at the port of the hub
                taken.bind(("127.0.0.1", stand.hub.port))
                room = Newsroom(SETTINGS, store, door, clock, Log())
                hubs = Pushes(room)
                hubs.reachable_at("http://127.0.0.1:9/")
                store.add_source(stand.publisher(PAPER).source(), now=clock.now())
                running = [asyncio.create_task(run_forever(room)), asyncio.create_task(hubs.run())]
                await until(lambda: bool((one := store.subscription(PAPER)) and one.failures))
                count = room.tally.polled
                await until(lambda: room.tally.polled - room.tally.failed >= count + 2)
                await until(lambda: bool((one := store.polled(PAPER)) and one.state == "ok"))
                found = store.polled(PAPER), store.subscription(PAPER)
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)
        store.close()
        return found

    polled, held = asyncio.run(poll_beside_a_dead_hub())
    assert polled is not None
    assert polled.state == "ok"
    assert held is not None
    assert held.state in ("failed", "asked")
    assert (polled.next_due - (polled.last_polled or polled.next_due)).total_seconds() <= 1_000
