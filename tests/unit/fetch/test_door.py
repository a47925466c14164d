"""The door over real sockets: answers, redirects, limits, refusals."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
import zlib
from itertools import pairwise

import pytest
from aiohttp import web

from mirnews.clock import Clock
from mirnews.errors import MirNewsError, Skip, TryLater
from mirnews.fetch import Door, validators
from mirnews.fetch.door import _host_asked, user_agent
from mirnews.fetch.faults import RefusedAddress
from mirnews.fetch.guard import Guard, verdict
from tests.unit.fetch.servers import LOOPBACK, Handler, door, in_loop, site, wire

BODY = "خبرهای امروز".encode()


async def refused(opened: Door, url: str, **kwargs: object) -> MirNewsError:
    """The error that a request ends with; its line must be one that people can read."""
    with pytest.raises(MirNewsError) as caught:
        await opened.get(url, **kwargs)  # type: ignore[arg-type]
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 400
    return caught.value


def status(code: int, **headers: str) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=code, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return answer


def packed(body: bytes, encoding: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


# ---- answers


@in_loop
async def test_an_answer_and_what_we_say_of_ourselves() -> None:
    async with site({"/feed": BODY}) as server, door(contact="https://example.org/contact") as opened:
        found = await opened.get(f"http://me:secret@{LOOPBACK}:{server.port}/feed?a=1#top", accept="feed")
    assert (found.status, found.body, found.moved_to) == (200, BODY, None)
    assert found.final_url == f"{server.url}/feed?a=1"
    assert found.content_type == "text/plain"
    assert found.fetched_at.tzinfo is not None
    _, path, headers = server.requests[-1]
    assert path == "/feed?a=1"
    assert headers["user-agent"] == "MirNews/0.1 (+https://example.org/contact)"
    assert "application/rss+xml" in headers["accept"]
    assert headers["accept-encoding"] == "gzip, deflate"
    assert "authorization" not in headers
    assert "cookie" not in headers


@in_loop
async def test_validators_go_back_verbatim_and_304_has_no_body() -> None:
    etag, modified = 'W/"a-b\'c, d"', "Tue, 25 Feb 2025 10:23:00 +0000"

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == etag and request.headers.get("If-Modified-Since") == modified:
            return web.Response(status=304)
        return web.Response(body=BODY, headers={"ETag": etag, "Last-Modified": modified})

    async with site({"/feed": answer}) as server, door() as opened:
        first = await opened.get(f"{server.url}/feed")
        known = validators(first)
        second = await opened.get(f"{server.url}/feed", etag=known.etag, last_modified=known.last_modified)
    assert (known.etag, known.last_modified) == (etag, modified)
    assert second.not_modified
    assert second.body == b""


@in_loop
async def test_a_validator_that_would_split_the_head_is_not_sent() -> None:
    async with site({"/feed": BODY}) as server, door() as opened:
        found = await opened.get(f"{server.url}/feed", etag='"a"\r\nX-Evil: 1', last_modified="\udcff")
    assert found.status == 200
    assert not {"x-evil", "if-none-match", "if-modified-since"} & set(server.requests[-1][2])


@in_loop
async def test_cookies_are_never_kept() -> None:
    routes: dict[str, Handler | str | bytes] = {"/": status(200, Set_Cookie="seen=1; Path=/")}
    async with site(routes) as server, door() as opened:
        first = await opened.get(server.url)
        await opened.get(server.url)
    assert "set-cookie" not in first.headers
    assert all("cookie" not in headers for _, _, headers in server.requests)


@pytest.mark.parametrize(
    ("code", "kind"),
    [(code, Skip) for code in (300, 400, 401, 403, 404, 410, 451)]
    + [(code, TryLater) for code in (408, 425, 429, 500, 503, 599)],
)
@in_loop
async def test_statuses_have_fates(code: int, kind: type[MirNewsError]) -> None:
    async with site({"/": status(code)}) as server, door() as opened:
        error = await refused(opened, server.url)
    assert type(error) is kind
    assert error.code == f"http_{code}"


@in_loop
async def test_retry_after_reaches_the_caller() -> None:
    routes: dict[str, Handler | str | bytes] = {
        "/seconds": status(429, Retry_After="120"),
        "/date": status(503, Date="Tue, 25 Feb 2025 10:00:00 GMT", Retry_After="Tue, 25 Feb 2025 11:00:00 GMT"),
        "/junk": status(503, Retry_After="soon"),
    }
    async with site(routes) as server, door() as opened:
        waits = [await refused(opened, f"{server.url}/{path}") for path in ("seconds", "date", "junk")]
    assert [error.after_seconds for error in waits if isinstance(error, TryLater)] == [120.0, 3600.0, None]


# ---- redirects


@in_loop
async def test_a_permanent_chain_says_where_the_address_has_moved() -> None:
    routes: dict[str, Handler | str | bytes] = {
        "/a": status(301, Location="/b"),
        "/b": status(308, Location="c?x=1#top"),
        "/t": status(302, Location="/b"),
        "/c": BODY,
    }
    async with site(routes) as server, door() as opened:
        permanent = await opened.get(f"{server.url}/a")
        mixed = await opened.get(f"{server.url}/t")
    assert permanent.url == f"{server.url}/a"
    assert permanent.final_url == permanent.moved_to == f"{server.url}/c?x=1"
    assert (mixed.final_url, mixed.moved_to, mixed.body) == (f"{server.url}/c?x=1", None, BODY)


@in_loop
async def test_loops_and_long_chains_end() -> None:
    routes: dict[str, Handler | str | bytes] = {
        "/a": status(302, Location="/b"),
        "/b": status(302, Location="/a#again"),
        "/self": status(302, Location="/self", Set_Cookie="seen=1"),
        **{f"/{n}": status(302, Location=f"/{n + 1}") for n in range(9)},
        "/3x": BODY,
    }
    async with site(routes) as server, door(max_redirects=3) as opened:
        assert (await refused(opened, f"{server.url}/a")).code == "redirect_loop"
        assert (await refused(opened, f"{server.url}/self")).code == "redirect_loop"
        assert server.paths == ["/a", "/b", "/self"]
        assert (await refused(opened, f"{server.url}/0")).code == "too_many_redirects"
        assert server.paths[3:] == ["/0", "/1", "/2", "/3"]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://[::ffff:127.0.0.1]:PORT/", "address_refused"),
        ("http://127.0.0.2:PORT/", "address_refused"),
        ("//2130706434:PORT/", "address_refused"),
        ("http://localhost:PORT/", "address_refused"),
        ("http://inner.test:PORT/", "address_refused"),
        ("http://169.254.169.254/latest/meta-data/", "address_refused"),
        ("http://8.8.8.8:25/", "address_refused"),
        ("file:///etc/passwd", "address_refused"),
        ("data:text/html,x", "address_refused"),
        ("http://", "bad_redirect"),
    ],
)
@in_loop
async def test_redirects_are_judged_like_first_addresses(target: str, code: str) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async with wire() as inner:
        ports = (80, 443, inner.port)
        location = target.replace("PORT", str(inner.port))
        routes: dict[str, Handler | str | bytes] = {"/": status(301, Location=location)}
        async with site(routes) as server, door(allow_ports=ports, resolve=resolve) as opened:
            assert (await refused(opened, server.url)).code == code
        assert inner.accepted == 0


@in_loop
async def test_a_redirect_needs_exactly_one_address() -> None:
    for extra in (b"", b"Location: /a\r\nLocation: /b\r\n"):
        async with wire(b"HTTP/1.1 302 Found\r\n" + extra + b"Content-Length: 0\r\n\r\n") as server, door() as opened:
            assert (await refused(opened, server.url, robots=False)).code == "bad_redirect"


# ---- names


@in_loop
async def test_the_checked_address_is_the_connected_one() -> None:
    answers = [["127.0.0.1"], ["127.0.0.2"]]

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async with site({"/": BODY}) as server, door(allow_private=("feed.test",), resolve=resolve) as opened:
        found = await opened.get(f"http://feed.test:{server.port}/", robots=False)
    assert found.body == BODY
    assert len(answers) == 1
    assert server.requests[0][2]["host"] == f"feed.test:{server.port}"


@in_loop
async def test_a_name_that_turns_inward_after_the_check_is_refused_at_connect() -> None:
    answers = [["8.8.8.8"], ["127.0.0.1"]]

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async with wire() as server:
        guard = Guard(allow_ports=(server.port,))
        url = f"http://rebind.example:{server.port}/"
        assert verdict(url, guard, lookup=lambda host, port: answers.pop(0)).allowed
        async with door(allow_private=(LOOPBACK,), allow_ports=(server.port,), resolve=resolve) as opened:
            error = await refused(opened, url, robots=False)
        assert error.code == "address_refused"
        assert "rebind.example leads to 127.0.0.1" in error.message
        assert server.accepted == 0


@in_loop
async def test_one_inner_address_among_several_refuses_them_all() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1", "10.0.0.1"] if host == "both.example" else []

    async with wire() as server, door(allow_ports=(server.port,), resolve=resolve) as opened:
        assert (await refused(opened, f"http://both.example:{server.port}/")).code == "address_refused"
        assert (await refused(opened, f"http://none.example:{server.port}/")).code == "dns_failed"
        assert server.accepted == 0


@in_loop
async def test_the_socket_itself_is_checked_should_a_parser_be_fooled_about_the_host() -> None:
    async with wire() as server, door(allow_private=("feed.test",)) as opened:
        _host_asked.set("public.example")
        info = (socket.AF_INET, socket.SOCK_STREAM, 0, "", (LOOPBACK, server.port))
        with pytest.raises(RefusedAddress):
            opened._checked_socket(info)


@in_loop
async def test_names_that_do_not_resolve() -> None:
    async with door() as opened:
        assert (await refused(opened, "http://no-such-name.invalid/")).code == "dns_failed"
        assert (await refused(opened, f"http://{'a' * 70}.example/")).code == "dns_failed"


@in_loop
async def test_a_slow_name_server_costs_the_connect_time_only() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    async with door(connect_timeout_seconds=0.2, timeout_seconds=600.0, resolve=resolve) as opened:
        assert (await refused(opened, "http://slow.example/", robots=False)).code == "timeout"


# ---- bodies


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(BODY), "gzip"),
        (gzip.compress(BODY), "X-GZIP"),
        (gzip.compress(BODY[:4]) + gzip.compress(BODY[4:]), "gzip"),
        (gzip.compress(BODY) + b"\0\0junk", "gzip"),
        (zlib.compress(BODY), "deflate"),
        (zlib.compress(BODY, wbits=-15), "deflate"),
        (gzip.compress(BODY), "deflate"),
        (BODY, "gzip"),
        (BODY, "identity, "),
        (BODY, ""),
    ],
)
@in_loop
async def test_packed_bodies_and_harmless_lies(body: bytes, encoding: str) -> None:
    async with wire(packed(body, encoding)) as server, door() as opened:
        assert (await opened.get(server.url, robots=False)).body == BODY


@in_loop
async def test_gzip_cut_at_its_end_gives_what_is_there() -> None:
    text = BODY * 1_000
    async with wire(packed(gzip.compress(text)[:-12], "gzip")) as server, door() as opened:
        found = await opened.get(server.url, robots=False)
    assert found.body
    assert text.startswith(found.body)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(gzip.compress(BODY)), "gzip"),
        (gzip.compress(BODY), "gzip, gzip"),
        (b"x", "br"),
        (b"x", "zstd"),
        (gzip.compress(BODY)[:-8] + b"\xff" * 8, "gzip"),
    ],
)
@in_loop
async def test_bodies_that_cannot_be_unpacked(body: bytes, encoding: str) -> None:
    async with wire(packed(body, encoding)) as server, door() as opened:
        error = await refused(opened, server.url, robots=False)
    assert (type(error), error.code) == (Skip, "bad_encoding")


@in_loop
async def test_a_bomb_is_cut_off_by_size_and_by_ratio() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    small = gzip.compress(b"\0" * 5_000_000)
    async with wire(packed(bomb, "gzip")) as server, door() as opened:
        assert (await refused(opened, server.url, robots=False)).code == "too_large"
    async with wire(packed(small, "gzip")) as server, door() as opened:
        error = await refused(opened, server.url, robots=False)
    assert error.code == "too_large"
    assert "100 times" in error.message


@in_loop
async def test_an_endless_body_is_cut_off() -> None:
    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n")
            await writer.drain()

    async with wire(pour) as server, door(max_bytes=200_000) as opened:
        assert (await refused(opened, server.url, robots=False)).code == "too_large"


@in_loop
async def test_a_body_of_exactly_the_limit_passes() -> None:
    async with site({"/": b"x" * 1_000}) as server:
        async with door(max_bytes=1_000) as opened:
            assert len((await opened.get(server.url)).body) == 1_000
        async with door(max_bytes=999) as opened:
            assert (await refused(opened, server.url)).code == "too_large"


# ---- hosts that do not behave


@in_loop
async def test_slow_hosts_are_left_after_the_time_for_a_whole_answer() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def slow_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not writer.is_closing():
            writer.write(b"X-A: b\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)

    for script in (silent, drip, slow_head):
        started = time.monotonic()
        async with wire(script) as server, door(timeout_seconds=0.4) as opened:
            error = await refused(opened, server.url, robots=False)
        assert (type(error), error.code) == (TryLater, "timeout")
        assert time.monotonic() - started > 0.35


@in_loop
async def test_the_time_is_for_all_hops_together() -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.25)
        number = int(request.path[1:])
        return web.Response(status=302, headers={"Location": f"/{number + 1}"})

    routes: dict[str, Handler | str | bytes] = {f"/{n}": slow for n in range(5)}
    async with site(routes) as server, door(timeout_seconds=0.6) as opened:
        assert (await refused(opened, f"{server.url}/0", robots=False)).code == "timeout"
    assert len(server.paths) <= 3  # a time of its own for each hop would last for all of them


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf", "bad_answer"),
        (b"<html>HTTP/0.9</html>\r\n\r\n", "bad_answer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 1_000_000 + b"\r\n\r\n", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 10_000 + b"\r\n", "bad_answer"),
    ],
)
@in_loop
async def test_answers_that_are_none(answer: bytes, code: str) -> None:
    async with wire(answer) as server, door() as opened:
        assert (await refused(opened, server.url, robots=False)).code == code


@in_loop
async def test_a_wrong_length_is_forgiven_when_the_packed_body_is_whole() -> None:
    body = gzip.compress(BODY)
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 999\r\n\r\n" + body
    async with wire(answer) as server, door() as opened:
        assert (await opened.get(server.url, robots=False)).body == BODY


@in_loop
async def test_a_flood_of_early_answers_ends_in_the_answer_or_in_time() -> None:
    answer = b"HTTP/1.1 103 Early Hints\r\n\r\n" * 200 + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    async with wire(answer) as server, door() as opened:
        assert (await opened.get(server.url, robots=False)).body == b"ok"


@in_loop
async def test_refused_connections_and_resets() -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    async with wire(reset) as server, door() as opened:
        assert (await refused(opened, server.url, robots=False)).code in ("reset", "truncated")
        closed = server.port
    async with door() as opened:
        error = await refused(opened, f"http://{LOOPBACK}:{closed}/")
    assert (type(error), error.code) == (TryLater, "connect_failed")


@in_loop
async def test_no_tls_on_the_other_side() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(plain, LOOPBACK, 0) as server, door() as opened:
        port = server.sockets[0].getsockname()[1]
        error = await refused(opened, f"https://{LOOPBACK}:{port}/", robots=False)
    assert (type(error), error.code) == (TryLater, "tls_handshake")


@in_loop
async def test_a_handshake_that_is_broken_off_is_a_fault_of_tls() -> None:
    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    async with await asyncio.start_server(leave, LOOPBACK, 0) as server, door() as opened:
        port = server.sockets[0].getsockname()[1]
        error = await refused(opened, f"https://{LOOPBACK}:{port}/", robots=False)
    assert (type(error), error.code) == (TryLater, "tls_handshake")
    assert "handshake" in error.message


@in_loop
async def test_many_at_once_over_one_door_and_no_more_than_parallel() -> None:
    running, most = 0, 0

    async def slow(request: web.Request) -> web.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1
        return web.Response(body=BODY)

    async def resolve(host: str, port: int) -> list[str]:
        return [LOOPBACK]

    hosts = [f"h{n}.test" for n in range(12)]
    async with site({"/": slow}) as server, door(allow_private=tuple(hosts), parallel=4, resolve=resolve) as opened:
        answers = await asyncio.gather(*(opened.get(f"http://{h}:{server.port}/", robots=False) for h in hosts))
    assert {answer.body for answer in answers} == {BODY}
    assert most == 4


@in_loop
async def test_the_gap_runs_from_end_to_start_in_seconds_of_the_clock() -> None:
    spans: list[tuple[float, float]] = []

    async def slow(request: web.Request) -> web.Response:
        started = time.monotonic()
        await asyncio.sleep(0.05)
        spans.append((started, time.monotonic()))
        return web.Response(body=BODY)

    async with site({"/": slow}) as server, door(host_gap_seconds=20.0, clock=Clock(factor=100)) as opened:
        await asyncio.gather(*(opened.get(server.url, robots=False) for _ in range(3)))
    gaps = [after[0] - before[1] for before, after in pairwise(spans)]
    assert all(0.19 < gap < 10 for gap in gaps)  # 0.2 s by the clock of the door, 20 s by that on the wall


def test_the_user_agent_has_a_contact_or_no_empty_place_for_one() -> None:
    assert user_agent("MirNews/0.1 (+{contact})", "mailto:a@example.org") == "MirNews/0.1 (+mailto:a@example.org)"
    assert user_agent("MirNews/0.1 (+{contact})", " ") == "MirNews/0.1"
    assert user_agent("X {brace} {contact}", "a\r\nb") == "X {brace} a b"
