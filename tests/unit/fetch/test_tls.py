"""TLS through exits: a server with certificates made for the occasion, behind a SOCKS server and an HTTP proxy of ours.

Names resolve to addresses that nothing connects to; the exits lead every connection to the one server here.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import trustme

from mirnews.errors import MirNewsError
from mirnews.fetch import Door
from tests.unit.fetch.servers import LOOPBACK, door, in_loop

OUTSIDE = "93.184.215.14"
NEWS, OTHER = "news.example.org", "other.example.org"
KINDS = ("http", "socks5")
REMOTE: Sequence[tuple[str, ...]] = ((), ("far",))


@dataclass
class Secure:
    """A TLS server: the names that clients asked for (SNI), and the request heads that it was sent."""

    port: int = 0
    names: list[str | None] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def believing(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@asynccontextmanager
async def secure(authority: trustme.CA, *names: str) -> AsyncIterator[Secure]:
    """A server that answers with the certificate of the name asked for, where it has one, else with its first."""
    found = Secure()
    contexts: dict[str, ssl.SSLContext] = {}
    for name in names:
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(contexts[name])

    def named(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        found.names.append(name)
        connection.context = contexts.get(name or "", contexts[names[0]])

    contexts[names[0]].sni_callback = named  # type: ignore[assignment]

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                found.heads.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews")
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, LOOPBACK, 0, ssl=contexts[names[0]])
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()


@dataclass
class Proxy:
    """An exit of ours: where it was asked to go. Whatever that is, it leads to the server behind it."""

    url: str = ""
    asked: list[tuple[str, int]] = field(default_factory=list)


@asynccontextmanager
async def proxy(kind: str, behind: int) -> AsyncIterator[Proxy]:
    found = Proxy()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            found.asked.append(await (_connect if kind == "http" else _socks)(reader, writer))
            there, back = await asyncio.open_connection(LOOPBACK, behind)
            await asyncio.gather(_pump(reader, back), _pump(there, writer))
        writer.close()

    server = await asyncio.start_server(talk, LOOPBACK, 0)
    found.url = f"{kind}://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    try:
        yield found
    finally:
        server.close()


async def _connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    method, target, _ = (await reader.readuntil(b"\r\n\r\n")).decode().split(" ", 2)
    assert method == "CONNECT"
    host, _, port = target.rpartition(":")
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    return host, int(port)


async def _socks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    _, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(b"\x05\x00")
    *_, kind = await reader.readexactly(4)
    if kind == 3:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    else:
        host = ".".join(map(str, await reader.readexactly(4)))
    port = struct.unpack(">H", await reader.readexactly(2))[0]
    writer.write(bytes([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    return host, port


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def outside(host: str, port: int) -> list[str]:
    return [OUTSIDE]


def through(exit_url: str, tls: ssl.SSLContext | None, **changes: Any) -> Door:
    own = {"allow_private": (), "resolve": outside, "respect_robots": False, "tls": tls}
    hosts = {"example.org": "far", OUTSIDE: "far"}
    return door(exits={"far": exit_url}, exit_of=hosts, **own | changes)


async def error_of(opened: Door, url: str) -> MirNewsError:
    with pytest.raises(MirNewsError) as caught:
        await opened.get(url)
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("remote", REMOTE)
@in_loop
async def test_the_name_is_sent_and_the_certificate_checked_against_it(
    kind: str, remote: tuple[str, ...], authority: trustme.CA
) -> None:
    async with secure(authority, NEWS) as server, proxy(kind, server.port) as exit_:
        async with through(exit_.url, believing(authority), remote_dns=remote) as opened:
            for host in (NEWS, f"{NEWS}."):  # a name that ends in a dot is the same name
                assert (await opened.get(f"https://{host}/feed")).body == b"news"
        assert set(server.names) == {NEWS}
        assert f"\r\nHost: {NEWS}\r\n".encode() in server.heads[0]
        assert {host.rstrip(".") for host, _ in exit_.asked} == {NEWS if remote else OUTSIDE}
        assert {port for _, port in exit_.asked} == {443}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("remote", REMOTE)
@in_loop
async def test_a_certificate_of_another_name_is_refused_before_anything_is_asked(
    kind: str, remote: tuple[str, ...], authority: trustme.CA
) -> None:
    async with secure(authority, OTHER) as server, proxy(kind, server.port) as exit_:
        async with through(exit_.url, believing(authority), remote_dns=remote) as opened:
            assert (await error_of(opened, f"https://{NEWS}/feed")).code == "tls_failed"
            assert opened.exits[0].failures == 0
        assert (server.names, server.heads) == ([NEWS], [])


@pytest.mark.parametrize("kind", KINDS)
@in_loop
async def test_a_certificate_that_nobody_vouches_for_is_refused(kind: str, authority: trustme.CA) -> None:
    async with secure(authority, NEWS) as server, proxy(kind, server.port) as exit_:
        async with through(exit_.url, None) as opened:
            assert (await error_of(opened, f"https://{NEWS}/feed")).code == "tls_failed"
        assert server.heads == []


@pytest.mark.parametrize("kind", KINDS)
@in_loop
async def test_two_names_at_one_address_never_share_a_connection(kind: str, authority: trustme.CA) -> None:
    async with secure(authority, NEWS) as server, proxy(kind, server.port) as exit_:
        async with through(exit_.url, believing(authority)) as opened:
            assert (await opened.get(f"https://{NEWS}/feed")).body == b"news"
            assert (await error_of(opened, f"https://{OTHER}/feed")).code == "tls_failed"
        assert server.names == [NEWS, OTHER]
        assert len(server.heads) == 1


@pytest.mark.parametrize("kind", KINDS)
@in_loop
async def test_a_literal_address_is_checked_against_the_certificate_too(kind: str, authority: trustme.CA) -> None:
    for named, right in ((OUTSIDE, True), (NEWS, False)):
        async with (
            secure(authority, named) as server,
            proxy(kind, server.port) as exit_,
            through(exit_.url, believing(authority)) as opened,
        ):
            if right:
                assert (await opened.get(f"https://{OUTSIDE}/feed")).body == b"news"
            else:
                assert (await error_of(opened, f"https://{OUTSIDE}/feed")).code == "tls_failed"


@pytest.mark.parametrize("kind", KINDS)
@in_loop
async def test_a_name_that_turns_inside_is_refused_and_what_was_checked_is_what_is_asked(
    kind: str, authority: trustme.CA
) -> None:
    answers = [OUTSIDE, "127.0.0.1", "10.0.0.1"]
    looked_up: list[str] = []

    async def turning(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return [answers[len(looked_up) - 1]]

    async with secure(authority, NEWS, OTHER) as server, proxy(kind, server.port) as exit_:
        async with through(exit_.url, believing(authority), resolve=turning) as opened:
            assert (await opened.get(f"https://{NEWS}/feed")).body == b"news"
            for _ in range(2):
                assert (await error_of(opened, f"https://{OTHER}/feed")).code == "address_refused"
        assert exit_.asked == [(OUTSIDE, 443)]
        assert looked_up == [NEWS, OTHER, OTHER]


@in_loop
async def test_without_an_exit_it_is_the_same(authority: trustme.CA) -> None:
    async def here(host: str, port: int) -> list[str]:
        return [LOOPBACK]

    async with secure(authority, NEWS) as server:
        own: dict[str, Any] = {"allow_private": (NEWS, OTHER), "resolve": here, "respect_robots": False}
        async with door(**own, tls=believing(authority)) as opened:
            assert (await opened.get(f"https://{NEWS}:{server.port}/feed")).body == b"news"
            assert (await error_of(opened, f"https://{OTHER}:{server.port}/feed")).code == "tls_failed"
    assert server.names == [NEWS, OTHER]
