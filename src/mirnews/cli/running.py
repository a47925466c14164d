"""running: what `up`, `serve`, `demo`, `poll` and `open` share: open everything, serve, poll, stop cleanly."""

from __future__ import annotations

import asyncio
import difflib
import errno
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mirnews.cli.archive import archive, refresh_index
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import Misconfigured
from mirnews.fetch import Door
from mirnews.model import Outlet
from mirnews.newsroom import Newsroom
from mirnews.observe import Log
from mirnews.outlets import catalogue
from mirnews.pipeline import keep_telling, run_forever
from mirnews.pushing import Pushes
from mirnews.search import Search
from mirnews.sources.pool import Parsers
from mirnews.store import Store
from mirnews.web import Site, create_app

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
STOP_SECONDS = 8  # for what runs to come to its end after SIGTERM
LAST_SECONDS = 9.5  # SIGTERM to exit, whatever still hangs: under the ten that init systems give


@asynccontextmanager
async def newsroom(
    settings: Settings, store: Store, search: Search, clock: Clock, log: Log, extra: Sequence[Outlet] = ()
) -> AsyncIterator[Newsroom]:
    """All that a polling run works with, the door open."""
    async with Door(settings.fetch, clock, contact=settings.site.contact) as door, Parsers() as parsers:
        yield Newsroom(settings, store, door, clock, log, search, extra, parsers)


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket. Raises Misconfigured (`port_taken`, `port_forbidden`, `address_unknown`) with what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((host.strip("[]"), port))
    except OSError as error:
        server.close()
        if error.errno == errno.EADDRINUSE:
            raise Misconfigured("port_taken", f"port {port} of {host} is taken; try --port 0 for a free one") from None
        if error.errno == errno.EACCES:
            raise Misconfigured("port_forbidden", f"port {port} needs more rights; take one above 1023") from None
        raise Misconfigured("address_unknown", f"{host} is no address of this machine: {error.strerror}") from None
    return server


class _Protocol(HttpToolsProtocol):
    """HTTP/1.1 that also takes an address with raw Persian letters, as people type it after curl."""

    def data_received(self, data: bytes) -> None:
        line, end, rest = data.partition(b"\r\n")
        if not line.isascii() and line.endswith((b" HTTP/1.1", b" HTTP/1.0")):
            data = quote(line, safe=_ASCII).encode("ascii") + end + rest
        super().data_received(data)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: one place decides how the process stops."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: Starlette,
    settings: Settings,
    *,
    beside: Sequence[Callable[[], Awaitable[None]]] = (),
    when_ready: Callable[[str], Awaitable[None]] | None = None,
    when_stopped: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or Ctrl-C, with the tasks of `beside` running along; a task that ends badly ends the run.

    `when_ready` is awaited with the site's address once it answers, before anything is announced on stdout;
    `when_stopped` is called when the signal has come.
    """
    listener = listening_socket(settings.server.host, settings.server.port)
    server = _Server(_server_config(app))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    tasks = [asyncio.create_task(_awaited(work)) for work in beside]
    announcing = asyncio.create_task(_announce(server, listener, settings.server.host, when_ready))
    stopping = asyncio.create_task(stop.wait())
    ended = await _first_end([serving, stopping, *tasks], announcing)
    if ended is stopping:
        when_stopped()
    server.should_exit = True
    for task in (*tasks, announcing, stopping):
        task.cancel()
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            await asyncio.gather(serving, *tasks, announcing, return_exceptions=True)
    if not ended.cancelled() and (error := ended.exception()):
        raise error


async def _first_end(tasks: list[asyncio.Task[Any]], announcing: asyncio.Task[None]) -> asyncio.Task[Any]:
    """The first task that ends the run. Announcing ends it only by failing."""
    waiting = {*tasks, announcing}
    while True:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        waiting -= done
        for task in done:
            if task is not announcing or task.cancelled() or task.exception():
                return task


async def _awaited(work: Callable[[], Awaitable[None]]) -> None:
    await work()


async def _announce(
    server: uvicorn.Server, listener: socket.socket, host: str, when_ready: Callable[[str], Awaitable[None]] | None
) -> None:
    while not server.started:
        await asyncio.sleep(0.02)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listener.getsockname()[1]}/"
    if when_ready:
        await when_ready(address)
    click.echo(f"ready {address}")


def _server_config(app: Starlette) -> uvicorn.Config:
    """No access log: visitors' addresses and search words are nobody's business."""
    return uvicorn.Config(
        app,
        http=_Protocol,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        lifespan="off",
        timeout_graceful_shutdown=STOP_SECONDS // 2,
        timeout_keep_alive=15,
        limit_concurrency=1000,
    )


def site_app(site: Site, hubs: Pushes | None = None) -> Starlette:
    """The web application over an open archive. Raises Misconfigured as `check_rights` does."""
    check_rights(site.settings, site.store)
    return create_app(site, hubs)


@contextmanager
def bounded_stop(seconds: float = LAST_SECONDS) -> Iterator[Callable[[], None]]:
    """Gives what is to be called when stopping begins: the process is then gone after so many seconds, with code 0.

    A page in the middle of being read, or a child that does not end, may take longer than anybody waits. The archive
    is written in transactions and the index from an outbox, so nothing is lost: the next start does what is left.
    """
    last = threading.Timer(seconds, os._exit, (0,))
    last.daemon = True
    try:
        yield last.start
    finally:
        last.cancel()


def poll_and_serve(settings: Settings, clock: Clock, log: Log, *, polling: bool) -> None:
    """`up` and `serve`: everything in one process."""

    async def run(store: Store, search: Search, when_stopped: Callable[[], None]) -> None:
        async with newsroom(settings, store, search, clock, log) as room:
            # A site that does not poll still tells what another process, or an earlier version, left untold.
            work = run_forever if polling else keep_telling
            tasks: list[Callable[[], Awaitable[None]]] = [lambda: work(room)]
            hubs = None
            if polling and settings.poll.websub and settings.site.public_url:
                hubs = Pushes(room)
                hubs.reachable_at(settings.site.public_url)
                tasks.append(hubs.run)
            door = room.door if polling else None
            site = Site(store=store, search=search, settings=settings, clock=clock, door=door)
            await serve(site_app(site, hubs), settings, beside=tasks, when_stopped=when_stopped)

    with bounded_stop() as when_stopped, archive(settings) as (store, search):
        refresh_index(store, search)
        asyncio.run(run(store, search, when_stopped))


def check_rights(settings: Settings, store: Store) -> None:
    """Raises Misconfigured (`config_value`) when `rights.outlets` names an outlet that nobody knows."""
    known = [outlet.id for outlet in catalogue()] + [source.id for source in store.sources()]
    for name in settings.rights.outlets:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise Misconfigured("config_value", f"rights.outlets: no outlet or source is called {name}{hint}")


def write_out(path: Path, text: str) -> None:
    """Write a page to a file. Raises Misconfigured (`unwritable`) naming it."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Misconfigured("unwritable", f"cannot write {path}: {error.strerror}") from None
