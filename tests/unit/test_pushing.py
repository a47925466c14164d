"""What hubs may ask of us and bring us, and what becomes of it."""

from __future__ import annotations

import asyncio
import functools
import hmac
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from mirnews.clock import Clock
from mirnews.config import FetchSettings, PollSettings, Settings
from mirnews.fetch import Door
from mirnews.model import Source, Subscription
from mirnews.newsroom import Newsroom
from mirnews.observe import Log
from mirnews.polling import poll
from mirnews.pushing import Push, Pushes, is_signed
from mirnews.schedule import pushes
from mirnews.store import open_store
from tests.builders import NOON
from tests.unit.fetch.servers import site

TOPIC, SECRET, TOKEN = "http://127.0.0.1/rss", "s" * 43, "t" * 32
SOURCE = Source(id="khabar", url=TOPIC, name="خبر*", invented=True)
HELD = Subscription("khabar", "http://127.0.0.1/hub", TOPIC, TOKEN, SECRET, next_try=NOON)
ASKED = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c0de", "hub.lease_seconds": "3600"}
ITEM = "<item><title>پل تازهٔ شهر باز شد {n}</title><link>http://127.0.0.1/news/{n}</link>{date}</item>"


def in_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @functools.wraps(test)
    def run(**given: Any) -> None:
        asyncio.run(asyncio.wait_for(test(**given), 60))

    return run


class Hands(Clock):
    """A clock that stands until it is moved."""

    at = NOON

    def now(self) -> Any:
        return self.at


def feed(*numbers: int, topic: str = TOPIC, date: str = "") -> bytes:
    link = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="{topic}"/>'
    items = "".join(ITEM.format(n=n, date=date) for n in numbers)
    return f"<rss version='2.0'><channel><title>خبر</title>{link}{items}</channel></rss>".encode()


def signature(body: bytes, method: str = "sha256", secret: str = SECRET) -> str:
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


@asynccontextmanager
async def newsroom(folder: Path, held: Subscription | None = HELD, source: Source = SOURCE) -> AsyncIterator[Newsroom]:
    settings = Settings(
        fetch=FetchSettings(allow_private=("127.0.0.1",), host_gap_seconds=0.0, max_bytes=50_000, timeout_seconds=5.0),
        poll=PollSettings(max_age_days=0, learn=False),
    )
    clock, store = Hands(), open_store(folder / "archive.sqlite")
    store.add_source(source, now=NOON)
    if held:
        store.put_subscription(held)
    async with Door(settings.fetch, clock) as door:
        yield Newsroom(settings, store, door, clock, Log())
    store.close()


def held_in(room: Newsroom) -> Subscription:
    found = room.store.subscription(SOURCE.id)
    assert found is not None
    return found


def active() -> Subscription:
    return pushes.verified(pushes.asked(HELD, now=NOON), 3_600, now=NOON)


async def bring(room: Newsroom, body: bytes, signed: str | None = "", kind: str | None = None) -> int:
    """A body comes from the hub; how many entries wait then."""
    desk = Pushes(room)
    await desk._take(Push(TOKEN, body, kind, signature(body) if signed == "" else signed))
    return room.store.waiting_count()


# ---- does the hub hear what it should?


@in_loop
async def test_the_challenge_is_echoed_for_what_was_asked_and_starts_the_lease(tmp_path: Path) -> None:
    async with newsroom(tmp_path, pushes.asked(HELD, now=NOON)) as room:
        assert Pushes(room).verify(TOKEN, ASKED) == "c0de"
        held = held_in(room)
        assert (held.state, held.pending, held.until) == ("active", False, NOON + timedelta(hours=1))
        room.clock.at = NOON + timedelta(minutes=10)  # type: ignore[attr-defined]
        assert Pushes(room).verify(TOKEN, ASKED) == "c0de"  # a hub may ask again; that is no longer lease
        assert held_in(room) == held


@pytest.mark.parametrize(
    ("token", "changes"),
    [
        ("x" * 32, {}),
        (TOKEN, {"hub.topic": f"{TOPIC}/"}),
        (TOKEN, {"hub.topic": TOPIC.upper()}),
        (TOKEN, {"hub.mode": "unsubscribe"}),
        (TOKEN, {"hub.mode": "SUBSCRIBE"}),
        (TOKEN, {"hub.mode": ""}),
        (TOKEN, {"hub.challenge": ""}),
        (TOKEN, {"hub.challenge": "x" * 600}),
        (TOKEN, {"hub.challenge": "<سلام>"}),
        (TOKEN, {"hub.challenge": "a\r\nb"}),
    ],
)
@in_loop
async def test_anything_else_is_not_found(tmp_path: Path, token: str, changes: dict[str, str]) -> None:
    async with newsroom(tmp_path, pushes.asked(HELD, now=NOON)) as room:
        assert Pushes(room).verify(token, ASKED | changes) is None
        assert held_in(room) == pushes.asked(HELD, now=NOON)


@in_loop
async def test_what_was_only_offered_is_not_confirmed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        assert Pushes(room).verify(TOKEN, ASKED) is None
        assert not Pushes(room).knows(TOKEN)


@in_loop
async def test_a_denial_ends_it_and_polling_is_as_before(tmp_path: Path) -> None:
    async with newsroom(tmp_path, pushes.pushed(active(), now=NOON)) as room:
        polled = room.store.polled(SOURCE.id)
        assert polled is not None
        room.store.record_poll(replace(polled, next_due=NOON + timedelta(hours=1)), now=NOON)
        said = {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "لغو شد"}
        assert Pushes(room).verify(TOKEN, said | {"hub.topic": "x"}) is None
        assert Pushes(room).verify(TOKEN, said) == ""
        assert held_in(room).state == "denied"
        assert not Pushes(room).knows(TOKEN)
        after = room.store.polled(SOURCE.id)
        assert after is not None
        assert after.next_due == NOON + timedelta(seconds=SOURCE.interval_seconds)


# ---- what a hub brings


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512", "SHA256"])
def test_signatures_by_all_methods_of_the_standard(method: str) -> None:
    body = feed(1)
    given = f"{method}={signature(body, method.lower()).partition('=')[2]}"
    assert is_signed(SECRET, body, given)
    assert is_signed(SECRET, body, given.upper())
    assert not is_signed(SECRET, body + b" ", given)
    assert not is_signed("other", body, given)


@pytest.mark.parametrize(
    "given", [None, "", "=", "sha256=", "sha256", "md5=" + "0" * 32, "none=", "sha256=سلام", "sha1=\udcff"]
)
def test_what_is_no_signature(given: str | None) -> None:
    assert not is_signed(SECRET, b"x", given)


@in_loop
async def test_what_is_pushed_waits_like_what_is_polled_and_the_poll_stands_as_it_stood(tmp_path: Path) -> None:
    async with newsroom(tmp_path, active()) as room:
        before = room.store.polled(SOURCE.id)
        assert await bring(room, feed(1, 2)) == 2
        assert await bring(room, feed(1, 2)) == 2  # the same again
        assert await bring(room, feed(2, 3)) == 3  # a feed without what was brought already
        assert before is not None
        assert room.store.polled(SOURCE.id) == replace(before, last_new=room.clock.now())
        assert held_in(room).pushes == 3
        assert {one.canonical_url for one in room.store.waiting(now=NOON, limit=9)} == {
            f"http://127.0.0.1/news/{n}" for n in (1, 2, 3)
        }


@pytest.mark.parametrize("signed", [None, "sha256=" + "0" * 64, signature(b"other")])
@in_loop
async def test_a_body_that_is_not_signed_is_ignored(tmp_path: Path, signed: str | None) -> None:
    async with newsroom(tmp_path, active()) as room:
        assert await bring(room, feed(1), signed) == 0
        assert held_in(room).pushes == 0


@in_loop
async def test_a_body_about_another_topic_is_refused(tmp_path: Path) -> None:
    async with newsroom(tmp_path, active()) as room:
        assert await bring(room, feed(1, topic="http://127.0.0.1/other")) == 0
        assert held_in(room).pushes == 0
        assert await bring(room, feed(1, topic="https://127.0.0.1/rss")) == 1  # the same, by another scheme


@pytest.mark.parametrize("body", [b"", b"<html><body>moved</body></html>", b"\x00" * 100, b"<rss"])
@in_loop
async def test_a_body_that_cannot_be_read_leads_to_a_poll(tmp_path: Path, body: bytes) -> None:
    async with newsroom(tmp_path, active()) as room:
        polled = room.store.polled(SOURCE.id)
        assert polled is not None
        later = replace(polled, next_due=NOON + timedelta(hours=1), last_polled=NOON - timedelta(minutes=5))
        room.store.record_poll(later, now=NOON)
        assert await bring(room, body) == 0
        after = room.store.polled(SOURCE.id)
        assert after is not None
        assert after.next_due == NOON
        assert held_in(room).pushes == 0


@in_loop
async def test_a_lease_that_has_ended_brings_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path, active()) as room:
        room.clock.at = NOON + timedelta(hours=2)  # type: ignore[attr-defined]
        assert not Pushes(room).knows(TOKEN)
        assert await bring(room, feed(1)) == 0


@in_loop
async def test_more_than_can_wait_is_sent_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path, active()) as room:
        desk = Pushes(room)
        taken = [desk.deliver(Push(TOKEN, b"x" * 1_000_000)) for _ in range(40)]
        assert taken[:33] == [True] * 33
        assert not any(taken[34:])
        small = Pushes(room)
        assert [small.deliver(Push(TOKEN, b"")) for _ in range(65)] == [True] * 64 + [False]


# ---- asking hubs


@asynccontextmanager
async def asking(folder: Path, hub: Any) -> AsyncIterator[tuple[Newsroom, Pushes]]:
    async with site({"/hub": hub}) as there, newsroom(folder, replace(HELD, hub=f"{there.url}/hub")) as room:
        desk = Pushes(room)
        desk.reachable_at("https://news.example/site/")
        yield room, desk


@in_loop
async def test_a_hub_is_asked_as_the_standard_says_and_may_verify_before_it_answers(tmp_path: Path) -> None:
    forms: list[dict[str, Any]] = []

    async def hub(request: web.Request) -> web.StreamResponse:
        forms.append(dict(await request.post()))
        assert desk.verify(TOKEN, ASKED) == "c0de"
        return web.Response(status=202)

    async with asking(tmp_path, hub) as (room, desk):
        await desk._ask_all()
        assert held_in(room).state == "active"
        await desk._ask_all()  # nothing is due
        room.clock.at = held_in(room).next_try  # type: ignore[attr-defined]
        await desk._ask_all()
        assert held_in(room).until == room.clock.now() + timedelta(hours=1)
    wanted = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.secret": SECRET, "hub.lease_seconds": "864000"}
    assert forms == [wanted | {"hub.callback": f"https://news.example/site/hub/{TOKEN}"}] * 2


@in_loop
async def test_a_hub_that_fails_or_never_verifies_is_tried_again_later(tmp_path: Path) -> None:
    status = 500

    async def hub(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    async with asking(tmp_path, hub) as (room, desk):
        await desk._ask_all()
        assert (held_in(room).state, held_in(room).failures) == ("failed", 1)
        status = 202
        room.clock.at = held_in(room).next_try  # type: ignore[attr-defined]
        await desk._ask_all()
        assert (held_in(room).state, held_in(room).pending) == ("asked", True)
        room.clock.at = held_in(room).next_try  # type: ignore[attr-defined]
        await desk._ask_all()
        assert (held_in(room).state, held_in(room).pending, held_in(room).failures) == ("failed", False, 2)
        assert "never verified" in held_in(room).detail


@in_loop
async def test_without_an_address_of_ours_nobody_is_asked_and_a_source_that_is_off_is_not_pushed(
    tmp_path: Path,
) -> None:
    async def hub(request: web.Request) -> web.StreamResponse:
        raise AssertionError

    async with asking(tmp_path, hub) as (room, desk):
        await Pushes(room)._ask_all()
        assert held_in(room).state == "offered"
        room.store.add_source(replace(SOURCE, enabled=False), now=NOON)
        await desk._ask_all()
        assert room.store.subscription(SOURCE.id) is None


# ---- polls beside pushes


@in_loop
async def test_polls_find_the_hub_trust_it_and_lose_the_trust(tmp_path: Path) -> None:
    head, body = {"Link": '</hub>; rel=hub, <http://127.0.0.1/rss>; rel="self"'}, feed(1)

    async def rss(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers=head, content_type="application/rss+xml")

    async with site({"/rss": rss}) as there:
        source = replace(SOURCE, url=f"{there.url}/rss")
        async with newsroom(tmp_path, None, source) as room:
            room.takes_pushes = True

            async def poll_it() -> None:
                (taken,) = room.store.take_sources(room.holder, [source.id], now=room.clock.now())
                await poll(room, taken)

            async def wait_after_poll() -> float:
                await poll_it()
                polled = room.store.polled(source.id)
                assert polled is not None
                assert polled.state == "ok"
                return (polled.next_due - room.clock.now()).total_seconds()

            assert 900 <= await wait_after_poll() <= 990
            held = held_in(room)
            assert (held.hub, held.topic, held.state) == (f"{there.url}/hub", TOPIC, "offered")
            trusted = pushes.pushed(pushes.verified(pushes.asked(held, now=NOON), None, now=NOON), now=NOON)
            room.store.put_subscription(trusted)
            assert 3_600 <= await wait_after_poll() <= 3_960
            room.clock.at = NOON + timedelta(hours=1)  # type: ignore[attr-defined]
            body = feed(1, 2, date="<pubDate>Sat, 25 Sep 2021 08:40:00 GMT</pubDate>")
            assert 900 <= await wait_after_poll() <= 990
            assert (held_in(room).pushes, held_in(room).misses) == (0, 1)
            head, body = {}, feed(1, 2, 3)
            await poll_it()
            assert room.store.subscription(source.id) is None
