"""Times in which a host misbehaves, and the sources that never work."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import aiohttp
import pytest

from mirnews.clock import Clock
from mirnews.errors import Quarantine
from mirnews.newsstand import Newsstand
from mirnews.newsstand.printing import FLOOD
from mirnews.newsstand.records import Trouble, TroubleKind
from mirnews.newsstand.world import load_world
from mirnews.sources import read
from mirnews.urls import canonical
from tests.unit.newsstand.conftest import fetch, visit

WORLD = load_world()
MINUTE = timedelta(minutes=1)


def the(kind: TroubleKind) -> Trouble:
    return next(one for one in WORLD.troubles if one.kind == kind)


@pytest.mark.parametrize(("kind", "status"), [("too_many", 429), ("unavailable", 503)])
def test_a_host_refuses_for_a_while(kind: TroubleKind, status: int) -> None:
    trouble = the(kind)

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> tuple[list[int], str | None]:
        stand = newsstand.publisher(trouble.publisher)
        async with client.get(stand.feed_url) as answer:
            wait = answer.headers.get("Retry-After")
        urls = (stand.feed_url, stand.url + "/", stand.url + "/robots.txt")
        return [(await fetch(client, url))[0] for url in urls], wait

    during, wait = visit(work, at=trouble.end - 10 * MINUTE)
    assert during == [status, status, 200]
    assert wait == ("600" if status == 429 else None)
    for at in (trouble.start - MINUTE, trouble.end):
        assert visit(work, at=at) == ([200, 200, 200], None)


def test_a_flood_repeats_old_entries_that_all_lead_to_the_same_reports() -> None:
    trouble = the("flood")

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> tuple[list[str], Counter[str], int]:
        stand = newsstand.publisher(trouble.publisher)
        _, body, content_type = await fetch(client, stand.feed_url)
        entries = read(body, url=stand.feed_url, content_type=content_type).entries
        addresses = Counter(canonical(entry.url or "") for entry in entries)
        return [entry.id or "" for entry in entries], addresses, len(stand.visible())

    guids, addresses, visible = visit(work, at=trouble.start)
    assert len(guids) == len(set(guids)) == FLOOD + visible
    assert len(addresses) == visible
    guids, addresses, visible = visit(work, at=trouble.end)
    assert len(guids) == len(addresses) == visible


def test_a_feed_drops_everything_and_brings_it_back_under_other_guids() -> None:
    trouble = the("new_guids")

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> tuple[list[str], int]:
        stand = newsstand.publisher(trouble.publisher)
        _, body, content_type = await fetch(client, stand.feed_url)
        entries = read(body, url=stand.feed_url, content_type=content_type).entries
        return [entry.id or "" for entry in entries], len(stand.visible())

    before, visible = visit(work, at=trouble.start - MINUTE)
    assert len(before) == visible > 5
    assert visit(work, at=trouble.start) == ([], visible)
    after, visible = visit(work, at=trouble.end)
    assert len(after) == visible
    assert not set(before) & set(after)


def test_a_feed_is_a_web_page_for_a_while_and_pages_go_on() -> None:
    trouble = the("web_page")

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> None:
        stand = newsstand.publisher(trouble.publisher)
        status, body, content_type = await fetch(client, stand.feed_url)
        assert status == 200
        with pytest.raises(Quarantine) as refused:
            read(body, url=stand.feed_url, content_type=content_type)
        assert refused.value.code == "feed_is_html"
        assert (await fetch(client, stand.url + "/"))[0] == 200

    visit(work, at=trouble.start)


def test_a_hung_host_says_nothing_and_hangs_up_when_the_trouble_is_over() -> None:
    trouble = the("hang")
    clock = Clock(start=trouble.start)

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> tuple[bytes, int]:
        stand = newsstand.publisher(trouble.publisher)
        reader, writer = await asyncio.open_connection(stand.host, stand.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.5)
        clock.set_factor(1e6)  # the rest of it is over in a moment
        said = b""
        with suppress(ConnectionResetError):
            said = await reader.read()
        assert clock.now() >= trouble.end
        writer.close()
        return said, (await fetch(client, stand.feed_url))[0]

    assert visit(work, clock=clock) == (b"", 200)


def test_a_hung_host_does_not_hold_up_the_end() -> None:
    trouble = the("hang")

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(fetch(client, newsstand.publisher(trouble.publisher).feed_url), 0.3)

    visit(work, at=trouble.start)  # ends, which it would not for hours


def test_sources_that_never_work_are_apart_and_do_what_they_promise() -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> dict[str, str]:
        found = {}
        sources = newsstand.troubled_sources()
        assert not {one.id for one in sources} & {one.id for one in newsstand.sources()}
        assert len({one.url.split("/")[2] for one in sources}) == len(sources)
        for source in sources:
            assert source.invented
            assert source.name.endswith("*")
            try:
                async with asyncio.timeout(1 if source.id == "khamoosh" else 30), client.get(source.url) as answer:
                    head = await answer.content.read(200)
                    found[source.id] = "page" if head.startswith(b"<!DOCTYPE") else f"body {answer.status}"
            except (TimeoutError, aiohttp.ClientError) as error:
                found[source.id] = type(error).__name__
        return found

    assert visit(work) == {
        "sanglakh": "page",
        "kavir": "ClientConnectorError",
        "marpich": "body 200",
        "bahman": "body 200",
        "anboh": "body 200",
        "khamoosh": "TimeoutError",
    }
