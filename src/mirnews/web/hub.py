"""hub: `/hub/{token}`: where hubs verify that we subscribed (GET) and bring what is new (POST). No page for people.

What is sent back is never markup, and a body is taken in whole or not at all, under a limit and in a time.
"""

from __future__ import annotations

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from mirnews.errors import MirNewsError
from mirnews.pushing import CALLBACK, Push, Pushes

BODY_SECONDS = 30.0
_BUSY = {"retry-after": "60"}


def hub_route(desk: Pushes) -> Route:
    """The address that hubs call, led to `desk`."""

    async def endpoint(request: Request) -> Response:
        try:
            return await (_take if request.method == "POST" else _verify)(request, desk)
        except MirNewsError:
            return _said(503, headers=_BUSY)

    return Route(CALLBACK + "{token:str}", endpoint, methods=["GET", "POST"])


async def _verify(request: Request, desk: Pushes) -> Response:
    answer = await run_in_threadpool(desk.verify, request.path_params["token"], dict(request.query_params))
    return _said(404) if answer is None else _said(200, answer.encode("ascii"))


async def _take(request: Request, desk: Pushes) -> Response:
    token: str = request.path_params["token"]
    if not await run_in_threadpool(desk.knows, token):
        return _said(410)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _body(request, desk.most_bytes)
    except (TimeoutError, ClientDisconnect):
        return _said(408)
    if body is None:
        return _said(413)
    head = request.headers
    taken = desk.deliver(Push(token, body, head.get("content-type"), head.get("x-hub-signature")))
    return _said(202) if taken else _said(503, headers=_BUSY)


async def _body(request: Request, most: int) -> bytes | None:
    """The whole body; None when it is, or says that it is, too long."""
    said = request.headers.get("content-length", "0")
    if not said.isdigit() or int(said[:18]) > most:
        return None
    pieces, length = [], 0
    async for piece in request.stream():
        length += len(piece)
        if length > most:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _said(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> Response:
    """An answer that no browser takes for a page."""
    kept = {"cache-control": "no-store", **(headers or {})}
    return Response(body, status, kept, media_type="application/octet-stream")
