"""Real servers on loopback for the tests of the door: one that speaks HTTP, one that says whatever bytes it is told."""

from __future__ import annotations

import asyncio
import functools
import gc
import selectors
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from mirnews.clock import Clock
from mirnews.config import FetchSettings
from mirnews.fetch import Door

LOOPBACK = "127.0.0.1"
SETTINGS = FetchSettings(
    allow_private=(LOOPBACK,), host_gap_seconds=0.0, timeout_seconds=5.0, connect_timeout_seconds=2.0
)
LONGEST_SECONDS = 60.0  # a test takes two at most; longer is for ever
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def in_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test; what it leaves open is collected at once, so that its warning fails this test, not another."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*args, **kwargs), LONGEST_SECONDS))
        gc.collect()

    return run


class _Leaping(selectors.SelectSelector):
    """Leaps over the time that a loop would wait."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; the time that was to be waited has passed then."""
        if timeout is None:
            raise AssertionError("all wait, and nothing will ever wake them")
        self.now += max(0.0, timeout)
        return super().select(0)


class _LeapingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        """Seconds that have passed in this loop, none of them outside it."""
        return self._leaping.now


def in_exact_time(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test without sockets in a loop where only waiting takes time: exact seconds, none of them real."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        with asyncio.Runner(loop_factory=_LeapingLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


def seconds() -> float:
    """The time of the running loop."""
    return asyncio.get_running_loop().time()


def door(**changes: Any) -> Door:
    """A door that may go to 127.0.0.1, with no gap; any setting can be changed, and what `Door` takes beside them."""
    own = {name: changes.pop(name) for name in ("contact", "resolve", "tls") if name in changes}
    clock = changes.pop("clock", None) or Clock()
    return Door(replace(SETTINGS, **changes), clock, **own)


@dataclass
class Site:
    """A running web server: its address, and every request it got as (method, path, headers)."""

    port: int = 0
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, without robots.txt."""
        return [path for _, path, _ in self.requests if path != "/robots.txt"]


@asynccontextmanager
async def site(routes: dict[str, Handler | str | bytes], host: str = LOOPBACK) -> AsyncIterator[Site]:
    """Serve paths by handlers or fixed bodies on a free port; anything else is 404."""
    found = Site()

    async def answer(request: web.Request) -> web.StreamResponse:
        found.requests.append((request.method, request.path_qs, {k.lower(): v for k, v in request.headers.items()}))
        route = routes.get(request.path)
        if route is None:
            raise web.HTTPNotFound
        if isinstance(route, str | bytes):
            return web.Response(body=route, content_type="text/plain")
        return await route(request)

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    try:
        listener = web.TCPSite(runner, host, 0)
        await listener.start()
        found.port = runner.addresses[0][1]
        yield found
    finally:
        await runner.cleanup()


@dataclass
class Wire:
    """A listening socket: how often somebody connected, and what they sent first."""

    port: int = 0
    accepted: int = 0
    heads: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def wire(script: Script | bytes = b"", host: str = LOOPBACK) -> AsyncIterator[Wire]:
    """Accept connections, read one request head, send bytes as they are (or do what the script says), and close."""
    found = Wire()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.accepted += 1
        try:
            found.heads.append(await reader.readuntil(b"\r\n\r\n"))
            if callable(script):
                await script(reader, writer)
            else:
                writer.write(script)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, host, 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        await server.wait_closed()
