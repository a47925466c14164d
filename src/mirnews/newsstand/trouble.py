"""trouble: takes what is going wrong at a publisher and a request, returns the answer that its host gives then."""

from __future__ import annotations

import asyncio
from datetime import datetime
from math import ceil

from aiohttp import web

from mirnews.clock import Clock
from mirnews.newsstand.records import Trouble

LOOK_SECONDS = 0.02  # of real time between two looks at the clock
ROBOTS = "/robots.txt"
WEB_PAGE = (
    "<!DOCTYPE html><html lang=fa dir=rtl><head><title>در دست تعمیر</title></head>"
    "<body>سایت در دست تعمیر است</body></html>"
)


async def troubled(
    trouble: Trouble, request: web.Request, clock: Clock, *, is_polled: bool, feed_type: str
) -> web.Response | None:
    """What the host answers in its trouble; None when it answers this request as ever.

    `is_polled`: the request is for what is polled of the publisher. robots.txt is answered in all but a hang.
    """
    if trouble.kind == "hang":
        return await _hang(trouble, request, clock)
    if trouble.kind == "web_page" and is_polled:
        return web.Response(body=WEB_PAGE.encode(), headers={"Content-Type": feed_type})
    if trouble.kind == "too_many" and request.path != ROBOTS:
        return web.Response(status=429, text="later", headers={"Retry-After": str(_left(trouble, clock.now()))})
    if trouble.kind == "unavailable" and request.path != ROBOTS:
        return web.Response(status=503, text="the database does not answer")
    return None


def _left(trouble: Trouble, now: datetime) -> int:
    """Whole seconds, of the newsstand's clock, until the trouble is over."""
    return max(1, ceil((trouble.end - now).total_seconds()))


async def _hang(trouble: Trouble, request: web.Request, clock: Clock) -> web.Response:
    """Say nothing until the trouble is over or the asker has gone, then drop the connection."""
    while clock.now() < trouble.end and request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(LOOK_SECONDS)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)
