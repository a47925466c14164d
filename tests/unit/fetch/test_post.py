"""Forms that are posted to hubs, and the headers that name hubs."""

from __future__ import annotations

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import MirNewsError
from mirnews.fetch import linked
from mirnews.model import Response
from tests.builders import NOON
from tests.unit.fetch.servers import door, in_loop, site

FORM = {"hub.mode": "subscribe", "hub.topic": "https://khabar.example/فید?a=1&b=2"}


def answer(link: str) -> Response:
    return Response("https://a.example/x", "https://a.example/feeds/rss", 200, {"link": link}, b"", NOON)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", {}),
        ('<https://h.example/>; rel="hub", <https://a.example/rss>; rel="self"', None),
        ("<https://h.example/>;rel=hub,<https://a.example/rss>;rel=self", None),
        ('<https://h.example/>; title="a, b"; REL="HUB", </rss>; rel="alternate self"; type=x', None),
        ('<https://h.example/>; rel=hub, <https://second.example/>; rel=hub, <../rss>; rel="self"', None),
        ("<javascript:alert(1)>; rel=hub", {}),
        ("<https://h.example/>", {}),
        ("https://h.example/; rel=hub", {}),
        ('<https://h.example/>; rel="', {}),
    ],
)
def test_link_headers(header: str, found: dict[str, str] | None) -> None:
    got = linked(answer(header))
    if found is not None:
        assert got == found
    else:
        assert got["hub"] == "https://h.example/"
        assert got["self"] == "https://a.example/rss"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='<>;," =relhub\\/:', max_size=200))
def test_any_link_header_is_read_or_left(header: str) -> None:
    assert all(url.startswith("http") for url in linked(answer(header)).values())


@in_loop
async def test_a_form_is_posted_without_asking_robots() -> None:
    bodies = []

    async def hub(request: web.Request) -> web.StreamResponse:
        bodies.append((request.method, request.content_type, dict(await request.post())))
        return web.Response(status=202, body=b"x" * 100_000)

    async with site({"/hub": hub}) as there, door() as opened:
        found = await opened.post(f"{there.url}/hub", FORM)
        assert (found.status, len(found.body)) == (202, 65_536)
        assert bodies == [("POST", "application/x-www-form-urlencoded", FORM)]
        assert [path for _, path, _ in there.requests] == ["/hub"]


@pytest.mark.parametrize(("status", "code"), [(307, None), (308, None), (301, "bad_redirect"), (303, "bad_redirect")])
@in_loop
async def test_only_a_redirect_that_keeps_the_form_is_followed(status: int, code: str | None) -> None:
    async def moved(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": "/other"})

    async def other(request: web.Request) -> web.StreamResponse:
        return web.Response(status=202, text=str((await request.post())["hub.mode"]))

    async with site({"/hub": moved, "/other": other}) as there, door() as opened:
        if code is None:
            assert (await opened.post(f"{there.url}/hub", FORM)).body == b"subscribe"
        else:
            with pytest.raises(MirNewsError) as caught:
                await opened.post(f"{there.url}/hub", FORM)
            assert caught.value.code == code


@in_loop
async def test_a_form_goes_nowhere_that_a_page_would_not() -> None:
    async def inside(request: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": "http://169.254.169.254/latest"})

    async with site({"/hub": inside}) as there, door() as opened:
        for url in ("http://10.0.0.1/hub", "http://127.0.0.2/hub", f"{there.url}/hub", "ftp://hub.example/"):
            with pytest.raises(MirNewsError) as caught:
                await opened.post(url, FORM)
            assert caught.value.code == "address_refused"
