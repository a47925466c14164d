"""hostile: corners off the feed where a publisher behaves as the worst of the web does, for tests of the door.

Paths and what they do: `HOSTILE`. Sleeps here are of the real clock: a network time-out is never simulated.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Iterator

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HUGE_BYTES = 30 * 1024 * 1024  # a page of 30 MB
BOMB_BYTES = 128 * 1024 * 1024  # what the bomb unpacks to; about a thousandth of it goes over the wire
CHUNK = b"<p>" + b"\xd8\xa7\xd8\xa8 " * 12_000 + b"</p>\n"
PROMISED_BYTES = 100_000
SENT = b"<!DOCTYPE html><html lang=fa><body><p>" + b"\xd8\xa7" * 200
RETRY_AFTER_SECONDS = 120
METADATA_ADDRESS = "http://169.254.169.254/latest/meta-data/"


async def _endless(request: web.Request) -> web.StreamResponse:
    """A body that never ends."""
    response = await _html(request)
    while True:
        await response.write(CHUNK)


async def _slow(request: web.Request) -> web.StreamResponse:
    """One byte a second, so that only a limit on the whole answer helps."""
    response = await _html(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(1)


async def _silent(request: web.Request) -> web.StreamResponse:
    """Takes the request and never says a word."""
    while request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(1)
    return web.Response()


async def _huge(request: web.Request) -> web.StreamResponse:
    """An honest page that is far too long, with its length announced."""
    response = web.StreamResponse(headers={"Content-Type": "text/html; charset=utf-8"})
    whole, rest = divmod(HUGE_BYTES, len(CHUNK))
    response.content_length = HUGE_BYTES
    await response.prepare(request)
    for _ in range(whole):
        await response.write(CHUNK)
    await response.write(CHUNK[:rest])
    await response.write_eof()
    return response


async def _bomb(request: web.Request) -> web.StreamResponse:
    """A small gzip answer that unpacks to very much."""
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    for block in _gzip_of_blanks(BOMB_BYTES):
        await response.write(block)
    await response.write_eof()
    return response


async def _truncated(request: web.Request) -> web.StreamResponse:
    """Promises more than it sends, then hangs up."""
    response = web.StreamResponse(headers={"Content-Type": "text/html; charset=utf-8"})
    response.content_length = PROMISED_BYTES
    await response.prepare(request)
    await response.write(SENT)
    if request.transport is not None:
        request.transport.close()
    return response


async def _redirect_loop(request: web.Request) -> web.StreamResponse:
    """Two addresses that send you to each other."""
    there = "/hostile/redirect-loop"
    back = "/hostile/redirect-loop/2"
    return _redirect(back if request.path == there else there)


async def _private_redirect(_: web.Request) -> web.StreamResponse:
    """Sends you to the address where clouds keep their keys."""
    return _redirect(METADATA_ADDRESS)


async def _html_feed(_: web.Request) -> web.StreamResponse:
    """A feed address that answers with a web page, as a parked or broken site does."""
    page = "<!DOCTYPE html><html lang=fa dir=rtl><head><title>بازسازی</title></head><body>در دست تعمیر</body></html>"
    return web.Response(body=page.encode(), headers={"Content-Type": "application/rss+xml; charset=utf-8"})


async def _too_many(_: web.Request) -> web.StreamResponse:
    """Asks to come back later."""
    return web.Response(status=429, text="later", headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


async def _html(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html; charset=utf-8"})
    await response.prepare(request)
    return response


def _redirect(to: str) -> web.Response:
    return web.Response(status=302, headers={"Location": to})


def _gzip_of_blanks(size: int) -> Iterator[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    block = b" " * (1024 * 1024)
    for _ in range(size // len(block)):
        yield packer.compress(block)
    yield packer.flush()


def _calm(handler: Handler) -> Handler:
    """The handler, silent when the asker hangs up on it: that is what it is there for."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ConnectionError:
            return web.Response()

    return handle


_CORNERS: dict[str, Handler] = {
    "/hostile/endless": _endless,
    "/hostile/slow": _slow,
    "/hostile/silent": _silent,
    "/hostile/huge": _huge,
    "/hostile/bomb": _bomb,
    "/hostile/truncated": _truncated,
    "/hostile/redirect-loop": _redirect_loop,
    "/hostile/redirect-loop/2": _redirect_loop,
    "/hostile/private-redirect": _private_redirect,
    "/hostile/html-feed": _html_feed,
    "/hostile/429": _too_many,
}

HOSTILE: dict[str, Handler] = {path: _calm(handler) for path, handler in _CORNERS.items()}
