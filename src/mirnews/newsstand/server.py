"""server: the newsstand on real sockets: every publisher answers on a loopback port of its own.

What is out depends on the clock that is handed in: a report stands in the feed, on the lists and at its address from
the instant it is published. `Newsstand` starts and stops them all; `Stand` is one publisher at its port.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from types import TracebackType

from aiohttp import ETag, web
from aiohttp.typedefs import Middleware

from mirnews.clock import Clock
from mirnews.errors import Misconfigured
from mirnews.model import Outlet, Source
from mirnews.newsstand.hostile import HOSTILE
from mirnews.newsstand.printing import Press
from mirnews.newsstand.world import Piece, Publisher, Section, Truth, World, load_world

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SHUTDOWN_SECONDS = 0.2  # hostile answers never end by themselves
HTML = "text/html; charset=utf-8"


class Stand:
    """One publisher of the newsstand, answering at `url`. `requests` lists every (path, status) it has answered."""

    def __init__(self, publisher: Publisher, world: World, clock: Clock, host: str) -> None:
        self.publisher = publisher
        self.requests: list[tuple[str, int]] = []
        self._pieces = world.of(publisher.id)
        self._start = world.start
        self._clock = clock
        self._host = host
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port it listens on; 0 before it has started."""
        return self._port

    @property
    def url(self) -> str:
        """The address of the site, without a slash at the end."""
        return f"http://{self._host}:{self._port}"

    @property
    def press(self) -> Press:
        """What prints its pages."""
        return Press(self.publisher, self.url)

    @property
    def feed_url(self) -> str:
        """The address of its feed."""
        return self.url + self.press.family.feed_path

    def source(self) -> Source:
        """It as a source to poll. The catalogue does not know it, so `outlet` is None."""
        paper = self.publisher
        return Source(
            id=paper.id, url=self.feed_url, name=paper.name, interval_seconds=paper.interval_seconds, invented=True
        )

    def visible(self) -> tuple[Piece, ...]:
        """What has been published by now, oldest first."""
        now = self._clock.now()
        return tuple(piece for piece in self._pieces if piece.published <= now)

    async def start(self, port: int) -> None:
        """Listen on `port` (0: any free one). Raises Misconfigured when it is taken."""
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, port).start()
        except OSError as error:
            await self.stop()
            raise Misconfigured(
                "port_taken",
                f"port {port} on {self._host} is taken; is this demo running already?"
                " Stop what uses the port, or give a fresh --data",
            ) from error
        self._port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the port and drop what is still being answered."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._counting()])
        for path, handler in HOSTILE.items():
            app.router.add_get(path, handler)
        app.router.add_get("/robots.txt", self._robots)
        app.router.add_get(self.press.family.feed_path, self._feed)
        for section in self.publisher.sections:
            app.router.add_get(self.press.family.section_path(section), self._section(section))
        app.router.add_get("/{rest:.*}", self._page)
        return app

    def _counting(self) -> Middleware:
        @web.middleware
        async def count(request: web.Request, handler: _Handler) -> web.StreamResponse:
            status = 200  # an endless answer is cut off after its head
            try:
                response = await handler(request)
                status = response.status
            except web.HTTPException as error:
                status = error.status
                raise
            finally:
                self.requests.append((request.path, status))
            return response

        return count

    async def _robots(self, request: web.Request) -> web.StreamResponse:
        paper = self.publisher
        text = f"User-agent: *\nDisallow: {paper.disallow}\nCrawl-delay: {paper.crawl_delay_seconds}\n"
        return _answer(request, text.encode(), "text/plain; charset=utf-8", self._start)

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        pieces = self.visible()
        changed = self._changed(pieces)
        return _answer(request, self.press.feed(pieces, changed), self.press.family.feed_type, changed)

    def _section(self, section: Section) -> _Handler:
        async def show(request: web.Request) -> web.StreamResponse:
            pieces = [piece for piece in self.visible() if piece.section == section.label]
            return _answer(request, self.press.listing(pieces, section), HTML, self._changed(pieces))

        return show

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """Everything that has no address of its own: articles, pictures, the front page, the closed corner, 404."""
        pieces = self.visible()
        number = self.press.family.number(request.path_qs)
        for at, piece in enumerate(pieces):
            if piece.id == number:
                return _answer(request, self.press.article(piece, pieces[:at]), HTML, piece.published)
            if piece.image and request.path == self.press.family.image_path(piece):
                return _answer(request, _picture(), "image/jpeg", piece.published)
        if number is None and request.path in ("/", "/fa"):
            return _answer(request, self.press.listing(pieces), HTML, self._changed(pieces))
        if request.path.startswith(self.publisher.disallow):
            return _answer(request, b"<!DOCTYPE html><title>closed</title>", HTML, self._start)
        raise web.HTTPNotFound(text="<!DOCTYPE html><title>404</title>", content_type="text/html")

    def _changed(self, pieces: Sequence[Piece]) -> datetime:
        return pieces[-1].published if pieces else self._start


class Newsstand:
    """The whole news world. An async context manager. `ports` names a publisher's port; any other is a free one."""

    START = load_world().start
    END = load_world().end

    def __init__(self, clock: Clock, *, host: str = "127.0.0.1", ports: Mapping[str, int] | None = None) -> None:
        self._world = load_world()
        self._ports = dict(ports or {})
        self.stands = {paper.id: Stand(paper, self._world, clock, host) for paper in self._world.publishers}

    async def start(self) -> None:
        """Open every port. Raises Misconfigured(`port_taken`), and then none stays open."""
        try:
            for publisher, stand in self.stands.items():
                await stand.start(self._ports.get(publisher, 0))
        except Misconfigured:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Close every port."""
        for stand in self.stands.values():
            await stand.stop()

    async def __aenter__(self) -> Newsstand:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def publisher(self, name: str) -> Stand:
        """The stand of a publisher by its id; KeyError for an unknown one."""
        return self.stands[name]

    def sources(self) -> list[Source]:
        """One source a publisher, to be polled. Call it after `start`, when ports are known."""
        return [stand.source() for stand in self.stands.values()]

    def outlets(self) -> list[Outlet]:
        """The made-up outlets, publishers first: names that credit is to know beside the catalogue."""
        return list(self._world.outlets)

    def truth(self) -> dict[tuple[str, int], Truth]:
        """What is true of every report, by publisher and number."""
        return self._world.truth()

    def url_of(self, publisher: str, number: int) -> str:
        """The address of a report, as the feed gives it (letters raw). KeyError when there is none such."""
        stand = self.stands[publisher]
        for piece in self._world.of(publisher):
            if piece.id == number:
                return stand.press.url(piece)
        raise KeyError((publisher, number))

    def all_published(self, now: datetime) -> bool:
        """Has the last report come out by `now`?"""
        return self._world.all_published(now)


def _picture() -> bytes:
    return (files(__package__) / "picture.jpg").read_bytes()


def _answer(request: web.Request, body: bytes, content_type: str, modified: datetime) -> web.Response:
    """200 with validators, or 304 when the asker's copy is still good; If-None-Match outweighs If-Modified-Since."""
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers = {"Content-Type": content_type, "ETag": f'"{tag}"'}
    fresh = _is_fresh(request, tag, modified)
    response = web.Response(status=304, headers=headers) if fresh else web.Response(body=body, headers=headers)
    response.last_modified = modified
    if not fresh and len(body) > 1024:
        response.enable_compression()
    return response


def _is_fresh(request: web.Request, tag: str, modified: datetime) -> bool:
    asked = request.if_none_match
    if asked is not None:
        return any(one in (ETag(value=tag), ETag(value=tag, is_weak=True), ETag(value="*")) for one in asked)
    since = request.if_modified_since
    return since is not None and modified.astimezone(UTC).replace(microsecond=0) <= since
