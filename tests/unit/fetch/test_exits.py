"""Exits over real sockets: an HTTP proxy and a SOCKS server of our own, which tell where they were asked to go."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from mirnews import config
from mirnews.clock import Clock
from mirnews.config import FetchSettings
from mirnews.errors import MirNewsError, Misconfigured
from mirnews.fetch import exits as rooms
from mirnews.fetch.exits import Exits
from tests.unit.fetch.servers import LOOPBACK, door, in_loop, wire

OUTSIDE = "93.184.215.14"  # what names resolve to in these tests; nothing ever connects there
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews"


async def outside(host: str, port: int) -> list[str]:
    return [OUTSIDE]


async def rebound(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def through(exit_url: str, **changes: Any) -> Any:
    hosts = changes.pop("exit_of", {"example.org": "far"})
    own = {"allow_private": (), "resolve": outside, "respect_robots": False} | changes
    return door(exits={"far": exit_url}, exit_of=hosts, **own)


async def error_of(opened: Any, url: str) -> MirNewsError:
    with pytest.raises(MirNewsError) as caught:
        await opened.get(url)
    return caught.value


@dataclass
class Socks:
    port: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)


@asynccontextmanager
async def socks(reply: int = 0) -> AsyncIterator[Socks]:
    """A SOCKS5 server that answers every connection itself with ANSWER, or refuses with a reply code."""
    found = Socks()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            _, methods = await reader.readexactly(2)
            await reader.readexactly(methods)
            writer.write(b"\x05\x00")
            *_, kind = await reader.readexactly(4)
            if kind == 3:
                host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
            else:
                host = ".".join(map(str, await reader.readexactly(4)))
            found.asked.append((host, struct.unpack(">H", await reader.readexactly(2))[0]))
            writer.write(bytes([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]))
            if not reply:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(ANSWER)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, LOOPBACK, 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        await server.wait_closed()


@in_loop
async def test_an_http_exit_is_given_the_checked_address_and_the_name_in_the_host_header() -> None:
    async with wire(ANSWER) as proxy, through(f"http://{LOOPBACK}:{proxy.port}") as opened:
        found = await opened.get("http://www.example.org/feed?a=%D8%A7")
        assert (found.body, found.final_url) == (b"news", "http://www.example.org/feed?a=%D8%A7")
        assert opened.exits[0].last_ok is not None
    head = proxy.heads[0].decode()
    assert head.startswith(f"GET http://{OUTSIDE}/feed?a=%D8%A7 HTTP/1.1\r\n")
    assert "\r\nHost: www.example.org\r\n" in head


@in_loop
async def test_https_is_asked_for_by_the_checked_address() -> None:
    async with wire(b"HTTP/1.1 502 Bad Gateway\r\n\r\n") as proxy, through(f"http://{LOOPBACK}:{proxy.port}") as opened:
        error = await error_of(opened, "https://example.org/feed")
        assert error.code == "connect_failed"
        assert opened.exits[0].failures == 0
    assert proxy.heads[0].startswith(f"CONNECT {OUTSIDE}:443 HTTP/1.1\r\n".encode())


@in_loop
async def test_an_exit_with_remote_dns_is_given_the_name_but_no_inner_one() -> None:
    refused = ("http://127.0.0.1/", "http://2130706433/", "http://[::ffff:10.0.0.1]/", "http://a.internal/")
    hosts = {"example.org": "far", "internal": "far", "127.0.0.1": "far", "10.0.0.1": "far"}
    async with wire(ANSWER) as proxy:
        url = f"http://{LOOPBACK}:{proxy.port}"
        async with through(url, remote_dns=("far",), resolve=rebound, exit_of=hosts) as opened:
            assert (await opened.get("http://example.org/")).body == b"news"
            for address in refused:
                assert (await error_of(opened, address)).code == "address_refused"
            assert (await error_of(opened, "http://example.org:6379/")).code == "address_refused"
    assert [head.split(b"\r\n")[0] for head in proxy.heads] == [b"GET http://example.org/ HTTP/1.1"]


@in_loop
async def test_a_name_that_leads_inside_never_reaches_an_exit() -> None:
    async with wire(ANSWER) as proxy, socks() as server:
        for url in (f"http://{LOOPBACK}:{proxy.port}", f"socks5://{LOOPBACK}:{server.port}"):
            async with through(url, resolve=rebound) as opened:
                for scheme in ("http", "https"):
                    assert (await error_of(opened, f"{scheme}://example.org/")).code == "address_refused"
    assert (proxy.accepted, server.asked) == (0, [])


@in_loop
async def test_a_redirect_behind_an_exit_is_judged_like_any() -> None:
    inside = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n"
    async with wire(inside) as proxy, through(f"http://{LOOPBACK}:{proxy.port}") as opened:
        assert (await error_of(opened, "http://example.org/")).code == "address_refused"
    assert proxy.accepted == 1


@pytest.mark.parametrize(("remote", "host"), [((), OUTSIDE), (("far",), "example.org")])
@in_loop
async def test_a_socks_exit(remote: tuple[str, ...], host: str) -> None:
    async with socks() as server, through(f"socks5://{LOOPBACK}:{server.port}", remote_dns=remote) as opened:
        assert (await opened.get("http://example.org/feed")).body == b"news"
    assert server.asked == [(host, 80)]


@in_loop
async def test_a_host_that_a_socks_exit_cannot_reach_is_the_hosts_fault() -> None:
    async with socks(reply=5) as server, through(f"socks5://{LOOPBACK}:{server.port}") as opened:
        assert (await error_of(opened, "http://example.org/")).code == "connect_failed"
        assert opened.exits[0].failures == 0


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@in_loop
async def test_an_exit_that_is_down_rests_after_three_failures(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with wire() as gone:
        pass
    async with through(f"{scheme}://me:secret@{LOOPBACK}:{gone.port}") as opened:
        codes = [(await error_of(opened, "http://example.org/")).code for _ in range(4)]
        assert codes == ["exit_failed"] * 3 + ["exit_resting"]
        (health,) = opened.exits
        assert (health.failures, health.resting, health.last_ok) == (3, True, None)
        assert health.address == f"{LOOPBACK}:{gone.port}"
        assert "secret" not in health.last_error
        now = rooms._monotonic()
        monkeypatch.setattr(rooms, "_monotonic", lambda: now + rooms.REST_SECONDS)
        assert (await error_of(opened, "http://example.org/")).code == "exit_failed"


@in_loop
async def test_an_exit_that_wants_a_password_says_so() -> None:
    for url in ("http://example.org/", "https://example.org/"):
        answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
        async with wire(answer) as proxy, through(f"http://{LOOPBACK}:{proxy.port}") as opened:
            error = await error_of(opened, url)
            assert error.code == "exit_failed"
            assert "407" in error.message


@in_loop
async def test_other_hosts_are_asked_directly() -> None:
    exits = Exits(FetchSettings(exits={"far": "http://10.0.0.1:1"}, exit_of={"Example.org": "far"}), Clock())
    assert [exits.of(host) is not None for host in ("example.org.", "a.b.example.org", "notexample.org", "org")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"fetch.exits": {"far": "ftp://host:1"}},
        {"fetch.exits": {"far": "http://host"}},
        {"fetch.exit_of": {"example.org": "far"}},
        {"fetch.remote_dns": ["far"]},
    ],
)
def test_settings_that_make_no_sense(changes: dict[str, object]) -> None:
    with pytest.raises(Misconfigured):
        config.load(overrides=changes, environ={})


@in_loop
async def test_how_the_exits_do_can_be_asked_from_a_thread_of_the_pages() -> None:
    async with door(exits={"tehran": "http://127.0.0.1:9"}, exit_of={"news.example": "tehran"}) as opened:
        (health,) = await asyncio.to_thread(lambda: opened.exits)
        behind = await asyncio.to_thread(opened.exit_of, "fa.news.example")
        assert (health.name, health.resting, behind) == ("tehran", False, health)
        assert opened.exit_of("other.example") is None
