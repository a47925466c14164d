"""robots.txt: what it allows, how long we remember it, and what happens when it cannot be had."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from mirnews.clock import Clock
from mirnews.errors import MirNewsError, Skip, TryLater
from mirnews.fetch import robots
from mirnews.fetch.robots import MAX_DELAY_SECONDS, RobotsBook, Rules, allowed, product
from mirnews.model import Response
from tests.growth import assert_linear
from tests.unit.fetch.servers import Handler, door, in_loop, site, wire

SITE = "http://example.org"


@pytest.mark.parametrize(
    ("text", "path", "wanted"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /a", "/a/b", True),
        ("User-agent: mirnews\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: mirnews\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/x/1", False),
        ("User-agent: othernews\nDisallow: /", "/a", True),
        ("User-agent: a\nUser-agent: MirNews\nUser-agent: b\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("\ufeffUser-agent: *\r\nDisallow: /a # us\r\n", "/a", False),
        ("User-agent: *\nDisallow: /خبر", "/%D8%AE%D8%A8%D8%B1/1", False),
        ("<html><body>404</body></html>", "/a", True),
        ("Disallow: /", "/a", True),
    ],
)
def test_what_a_text_allows(text: str, path: str, wanted: bool) -> None:
    assert allowed(text, "MirNews", SITE + path) is wanted


@pytest.mark.parametrize(
    ("text", "path", "wanted"),
    [
        ("User-agent: MirNews/0.1\nDisallow: /", "/a", False),
        ("User-agent: MirNews for news\nDisallow: /a", "/a", False),
        ("User-agent: mirnews (all versions)\nDisallow: /a", "/b", True),
        ("User-agent: Other MirNews\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\nUser-agent: MirNews beta\nAllow: /", "/a", True),
        ("User-agent: Other\nPolicy: strict\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: MirNews\nSitemap: https://example.org/s.xml\nUser-agent: Other\nDisallow: /", "/a", False),
        ("User-agent: MirNews\nNoindex: /x\nClean-param: ref\nDisallow: /a", "/a", False),
        ("disallow /\n", "/a", True),
        ("user-agent MirNews\ndisallow /", "/a", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/a/b", False),
        ("User-agent: *\rDisallow: /a\rAllow: /a/b", "/a/b", True),
        ("User-agent: *\nDisallow: /a # all of it\nAllow: /a/b#not this", "/a/c", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?a", True),
        ("User-agent: *\nDisallow: /*.pdf", "/x.pdf?a", False),
        ("User-agent: *\nDisallow: /خبر", "/%D8%AE%D8%A8%D8%B1", False),
        ("User-agent: *\nDisallow: /%d8%ae%d8%a8%d8%b1", "/%D8%AE%D8%A8%D8%B1/1", False),
        ("User-agent: *\nDisallow: /A", "/a", True),
    ],
)
def test_forms_that_files_come_in(text: str, path: str, wanted: bool) -> None:
    assert allowed(text, "MirNews", SITE + path) is wanted


def test_the_product_name_is_what_files_call_us_by() -> None:
    assert product("MirNews/0.1 (+https://example.org/googlebot)") == "MirNews"
    assert product("") == ""


def test_crawl_delay_is_capped_and_junk_is_none() -> None:
    for value, seconds in (
        ("5", 5.0),
        ("0.5", 0.5),
        ("9999999", MAX_DELAY_SECONDS),
        ("-1", 0.0),
        ("nan", 0.0),
        ("x", 0.0),
    ):
        assert Rules(f"User-agent: *\nCrawl-delay: {value}", "MirNews").delay_seconds == seconds
    assert Rules("", "MirNews").delay_seconds == 0.0


HOSTILE: dict[str, tuple[int, Callable[[int], str]]] = {
    "agents": (15_000, lambda size: "".join(f"User-agent: a{n}\n" for n in range(size)) + "Disallow: /x\n" * size),
    "stars": (100_000, lambda size: "User-agent: *\nDisallow: /" + "*a" * size + "*b\n"),
    "rules": (30_000, lambda size: "User-agent: *\n" + "Disallow: /*zz\n" * size),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_take_linear_time(name: str) -> None:
    def ask(text: str) -> None:
        assert allowed(text, "MirNews", SITE + "/" + "a" * 8_000)

    size, text = HOSTILE[name]
    assert_linear(ask, text, size)


LINES = st.sampled_from(
    """
    User-agent: *|User-agent: FooBot|user agent: Bar|User-agent: foobot*|User-agent : Baz # x|useragent Foo|User-agent:
    Disallow: /|Disallow: /a|Allow: /a/b|Disallow:|Disallow: /*b$|Sitemap: http://example.org/s|Crawl-delay: 3|junk
    """.replace("|", "\n").splitlines()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=14), st.sampled_from(["FooBot", "Foo", "Other"]), st.sampled_from(["/", "/a", "/a/b"]))
def test_our_shortening_never_changes_an_answer(lines: list[str], agent: str, path: str) -> None:
    text = "\n".join(lines)
    assert allowed(text, agent, SITE + path) == Protego.parse(text).can_fetch(SITE + path, agent)
    assert Rules(text, agent).delay_seconds == (Protego.parse(text).crawl_delay(agent) or 0.0)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_and_any_address_have_an_answer(text: str, url: str) -> None:
    assert allowed(text, "MirNews", url) in (True, False)


async def error_of(url: str, **changes: object) -> MirNewsError:
    async with door(**changes) as opened:
        with pytest.raises(MirNewsError) as caught:
            await opened.get(url)
    return caught.value


@in_loop
async def test_the_door_asks_once_and_obeys() -> None:
    async with site({"/robots.txt": "User-agent: *\nDisallow: /private", "/a": "a", "/private": "b"}) as server:
        async with door() as opened:
            await asyncio.gather(*(opened.get(f"{server.url}/a") for _ in range(4)))
            with pytest.raises(Skip) as caught:
                await opened.get(f"{server.url}/private")
            assert caught.value.code == "robots_denied"
            assert (await opened.get(f"{server.url}/private", robots=False)).body == b"b"
        async with door(respect_robots=False) as opened:
            assert (await opened.get(f"{server.url}/private")).body == b"b"
    assert [path for _, path, _ in server.requests].count("/robots.txt") == 1


@in_loop
async def test_a_redirect_into_what_is_disallowed_is_not_followed() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/private"})

    routes: dict[str, Handler | str | bytes] = {"/robots.txt": "User-agent: *\nDisallow: /private", "/a": answer}
    async with site(routes) as server:
        assert (await error_of(f"{server.url}/a")).code == "robots_denied"
    assert server.paths == ["/a"]


@in_loop
async def test_it_is_asked_again_after_a_day_of_the_clock() -> None:
    async with site({"/robots.txt": "", "/a": "a"}) as server, door(clock=Clock(factor=86_400 * 10)) as opened:
        for _ in range(2):
            await opened.get(f"{server.url}/a")
            await asyncio.sleep(0.15)
    assert [path for _, path, _ in server.requests].count("/robots.txt") == 2


@pytest.mark.parametrize("code", [401, 403, 404, 410])
@in_loop
async def test_no_file_allows_everything(code: int) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=code)

    async with site({"/robots.txt": answer, "/a": "a"}) as server, door() as opened:
        assert (await opened.get(f"{server.url}/a")).body == b"a"


@pytest.mark.parametrize("code", [429, 500, 503])
@in_loop
async def test_a_host_that_fails_is_left_alone_for_now(code: int) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=code, headers={"Retry-After": "7"})

    async with site({"/robots.txt": answer, "/a": "a"}) as server, door() as opened:
        for _ in range(2):
            with pytest.raises(TryLater) as caught:
                await opened.get(f"{server.url}/a")
            assert (caught.value.code, caught.value.after_seconds) == ("robots_unavailable", 7.0)
    assert [path for _, path, _ in server.requests] == ["/robots.txt"]


@in_loop
async def test_silence_and_broken_connections() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with wire(silent) as server:
        assert (await error_of(f"{server.url}/a", timeout_seconds=0.2)).code == "timeout"
    assert (await error_of(f"{server.url}/a")).code == "connect_failed"
    assert (await error_of("http://no-such-name.invalid/")).code == "dns_failed"


@in_loop
async def test_redirects_of_the_file_are_followed_and_circles_mean_no_file() -> None:
    def to(place: str) -> Handler:
        async def answer(request: web.Request) -> web.Response:
            return web.Response(status=301, headers={"Location": place})

        return answer

    for place, wanted in (("/r", False), ("/robots.txt", True), ("http://127.0.0.9/", True)):
        routes: dict[str, Handler | str | bytes] = {
            "/robots.txt": to(place),
            "/r": "User-agent: *\nDisallow: /",
            "/a": "a",
        }
        async with site(routes) as server:
            if wanted:
                async with door() as opened:
                    assert (await opened.get(f"{server.url}/a")).status == 200
            else:
                assert (await error_of(f"{server.url}/a")).code == "robots_denied"


@in_loop
async def test_of_a_huge_file_the_first_half_megabyte_counts() -> None:
    text = "User-agent: *\nDisallow: /first\n" + "#\n" * 400_000 + "Disallow: /last\n"
    async with site({"/robots.txt": text, "/first": "a", "/last": "b"}) as server, door() as opened:
        assert (await opened.get(f"{server.url}/last")).body == b"b"
        with pytest.raises(Skip):
            await opened.get(f"{server.url}/first")


@in_loop
async def test_hosts_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "_REMEMBERED", 3)
    names = [f"h{n}.test" for n in range(6)]

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async with site({"/a": "a"}) as server, door(allow_private=tuple(names), resolve=resolve) as opened:
        for name in names:
            await opened.get(f"http://{name}:{server.port}/a")
        assert len(opened._robots._hosts) == 3


@in_loop
async def test_hosts_are_forgotten_when_their_files_are_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "User-agent: *\nDisallow: /private\n"
    monkeypatch.setattr(robots, "_REMEMBERED_CHARS", 3 * len(text))
    names = [f"h{n}.test" for n in range(9)]

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    routes: dict[str, Handler | str | bytes] = {"/a": "a", "/robots.txt": text}
    async with site(routes) as server, door(allow_private=tuple(names), resolve=resolve) as opened:
        for name in [*names, *names]:
            await opened.get(f"http://{name}:{server.port}/a")
            with pytest.raises(Skip):
                await opened.get(f"http://{name}:{server.port}/private")
        book = opened._robots
        assert 3 <= len(book._hosts) <= 4
        assert book._chars == sum(known.chars for known in book._hosts.values()) <= 4 * len(text)


@in_loop
async def test_the_crawl_delay_holds_between_pages() -> None:
    times: list[float] = []

    async def page(request: web.Request) -> web.Response:
        times.append(time.monotonic())
        return web.Response(text="a")

    routes: dict[str, Handler | str | bytes] = {"/robots.txt": "User-agent: *\nCrawl-delay: 30", "/a": page}
    async with site(routes) as server, door(clock=Clock(factor=100)) as opened:
        for _ in range(2):
            await opened.get(f"{server.url}/a")
    assert 0.29 < times[1] - times[0] < 15  # 0.3 s by the clock of the door, 30 s by that on the wall


@pytest.mark.parametrize("code", ["timeout", "too_slow", "reset", "exit_failed", "exit_resting", "tls_handshake"])
@in_loop
async def test_what_kept_us_from_the_host_is_told_by_its_own_name(code: str) -> None:
    async def read(url: str) -> Response:
        raise TryLater(code, "why", after_seconds=5.0)

    book = RobotsBook(read, agent="MirNews", clock=Clock())
    with pytest.raises(TryLater) as caught:
        await book.rules("https://khabar.example")
    assert (caught.value.code, caught.value.message, caught.value.after_seconds) == (code, "why", 5.0)
