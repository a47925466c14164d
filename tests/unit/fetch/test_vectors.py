"""The table of addresses that lead inside, in every spelling known to us: its verdicts, and that no packet leaves."""

from __future__ import annotations

import re
import sys
from importlib import resources

import pytest

from mirnews.errors import Skip
from mirnews.fetch.guard import Guard, check_address, verdict
from tests.unit.fetch.servers import door, in_loop, wire

_MARK = re.compile(r"\\(?:([tnr])|u([0-9a-f]{4}))")
_PLAIN = re.compile(r"http://[^/\\?#]*[^/\\?#:0-9]/|http://(?:[^/\\?#:]*|.*\])/")
WATCHED: list[str] = []
WATCHING: list[bool] = []


def _hook(event: str, _: object) -> None:
    if WATCHING and event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        WATCHED.append(event)


sys.addaudithook(_hook)


def _spelled(text: str) -> str:
    signs = {"t": "\t", "n": "\n", "r": "\r"}
    return _MARK.sub(lambda mark: signs.get(mark[1]) or chr(int(mark[2], 16)), text)


def vectors() -> list[tuple[str, str, str]]:
    text = resources.files("tests.unit.fetch").joinpath("vectors.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [(wanted, kind, _spelled(url)) for wanted, kind, url in rows]


def test_the_table_is_large_and_says_each_thing_once() -> None:
    urls = [url for _, _, url in vectors()]
    assert len(urls) == len(set(urls)) >= 300
    assert sum(wanted != "allowed" for wanted, _, _ in vectors()) >= 250


@pytest.mark.parametrize(("wanted", "kind", "url"), vectors())
def test_a_verdict_by_what_is_written(wanted: str, kind: str, url: str) -> None:
    found = verdict(url, Guard(), False)
    assert (found.reason or "allowed") == wanted, (kind, found.message)


@in_loop
async def test_what_is_refused_is_refused_without_a_packet_also_on_an_open_port() -> None:
    async with wire() as server:
        asked: list[str] = []

        async def resolve(name: str, port: int) -> list[str]:
            asked.append(name)
            return ["127.0.0.1"]

        refused = [url for wanted, _, url in vectors() if wanted != "allowed"]
        inner = [url for wanted, _, url in vectors() if wanted == "private_address"]
        refused += [url[:-1] + f":{server.port}/" for url in inner if _PLAIN.fullmatch(url)]
        assert len(refused) > 400
        async with door(allow_private=(), allow_ports=(80, 443, server.port), resolve=resolve) as opened:
            WATCHING.append(True)
            for url in refused:
                with pytest.raises(Skip) as caught:
                    await opened.get(url)
                assert caught.value.code in ("address_refused", "url_invalid"), url
                assert caught.value.message.isprintable()
            WATCHING.clear()
        assert (asked, WATCHED, server.accepted) == ([], [], 0)


@in_loop
async def test_what_is_allowed_by_name_is_refused_when_it_leads_inside() -> None:
    async with wire() as server:

        async def rebound(name: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        async def mixed(name: str, port: int) -> list[str]:
            return ["93.184.215.14", "::ffff:127.0.0.1"]

        for resolve in (rebound, mixed):
            async with door(allow_private=(), allow_ports=(server.port,), resolve=resolve) as opened:
                for name in ("example.org", "127.0.0.1.example.org", "xn--mgba3a4f16a.ir"):
                    with pytest.raises(Skip, match="leads to"):
                        await opened.get(f"http://{name}:{server.port}/")
        assert server.accepted == 0


@in_loop
async def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    """The guard is asked of the very addresses that are connected to: nothing is looked up a second time."""
    answers = iter([["127.0.0.2"], ["127.0.0.1"]])
    asked: list[str] = []

    async def resolve(name: str, port: int) -> list[str]:
        asked.append(name)
        return next(answers)

    async with wire(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", host="127.0.0.2") as server:
        async with door(allow_private=("feeds.test",), resolve=resolve) as opened:
            url = f"http://feeds.test:{server.port}/"
            assert (await opened.get(url, robots=False)).status == 200
        assert (asked, server.accepted) == (["feeds.test"], 1)
        async with door(allow_private=(), allow_ports=(server.port,), resolve=resolve) as opened:
            with pytest.raises(Skip, match="leads to 127"):
                await opened.get(f"http://example.org:{server.port}/", robots=False)
        assert server.accepted == 1


def test_zone_ids_of_resolved_addresses_hide_nothing() -> None:
    for address in ("fe80::1%eth0", "::1%1", "ff02::1%lo", "::ffff:127.0.0.1%eth0"):
        with pytest.raises(Skip):
            check_address(address, "example.org", Guard())
