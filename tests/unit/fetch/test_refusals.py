"""A refusal whose page says why is told by its reason; the filter's own addresses are told from other private ones."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from mirnews.errors import MirNewsError, Skip, TryLater
from mirnews.fetch.guard import Guard, check_address, check_url
from tests.unit.fetch.servers import Handler, door, in_loop, site


def refusing(status: int, page: str, **headers: str) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=page, content_type="text/html", headers=headers)

    return answer


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(status=403, headers={"Content-Type": "text/html"})
    await response.prepare(request)
    while True:
        await response.write(b"<p>x</p>" * 1000)
        await asyncio.sleep(0)


WALLS: dict[str, tuple[Handler, str, type[MirNewsError]]] = {
    "/challenge": (refusing(403, "", **{"cf-mitigated": "challenge"}), "challenge_page", Skip),
    "/busy": (refusing(503, "<title>Just a moment...</title>"), "challenge_page", TryLater),
    "/abroad": (refusing(403, "<p>دسترسی از خارج از کشور ممکن نیست</p>"), "geo_blocked", Skip),
    "/filter": (refusing(403, '<iframe src="http://10.10.34.35"></iframe>'), "filtered", Skip),
    "/login": (refusing(401, "<input type=password>"), "login_page", Skip),
    "/plain": (refusing(403, "<p>Forbidden</p>"), "http_403", Skip),
    "/endless": (endless, "http_403", Skip),
}


@in_loop
async def test_the_page_of_a_refusal_names_its_reason() -> None:
    async with site({path: handler for path, (handler, _, _) in WALLS.items()}) as served, door() as opened:
        for path, (_, code, kind) in WALLS.items():
            with pytest.raises(kind) as refused:
                await opened.get(served.url + path, robots=False)
            assert refused.value.code == code, path
            assert "(HTTP " in refused.value.message


def test_the_filter_is_told_from_other_private_addresses() -> None:
    guard = Guard()
    for address, code in (("10.10.34.36", "filtered"), ("10.10.34.33", "address_refused")):
        with pytest.raises(Skip) as written:
            check_url(f"http://{address}/?type=x", guard)
        with pytest.raises(Skip) as resolved:
            check_address(address, "khabar.example", guard)
        assert (written.value.code, resolved.value.code) == (code, code)
    check_url("http://10.10.34.36/", Guard(allow_private=("10.10.34.36",)))


@in_loop
async def test_a_redirect_to_the_filter_is_told() -> None:
    async def away(_: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("http://10.10.34.34/?type=Invalid")

    async with site({"/rss": away}) as served, door() as opened:
        with pytest.raises(Skip) as refused:
            await opened.get(f"{served.url}/rss", robots=False)
    assert refused.value.code == "filtered"
