"""stand: one publisher of the newsstand at its port: robots.txt, what is polled, lists, pages, pictures.

What is out depends on the clock that is handed in: a report stands in the feed, on the lists and at its address from
the instant it is published, as it reads after the edits made by then, and until it is withdrawn.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.resources import files

from aiohttp import web
from aiohttp.typedefs import Middleware

from mirnews.clock import Clock
from mirnews.model import Source
from mirnews.newsstand.answers import Sheet, Sheets, answer
from mirnews.newsstand.hostile import HOSTILE
from mirnews.newsstand.listening import Listener
from mirnews.newsstand.printing import Press
from mirnews.newsstand.records import Piece, Publisher, Section, SectionFeed, World
from mirnews.newsstand.trouble import troubled

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_UrlOf = Callable[[str, int], str]
ROOTS = ("/", "/fa")
NOT_FOUND = "<!DOCTYPE html><title>404</title>"
GONE = "<!DOCTYPE html><title>410</title>"


class Stand(Listener):
    """One publisher of the newsstand, answering at `url`. `requests` lists every (path, status) it has answered.

    `url_of` knows the address of every report, for headlines of other publishers that lead there; `hub` the address of
    the hub that pushes what is new of it.
    """

    def __init__(
        self,
        publisher: Publisher,
        world: World,
        clock: Clock,
        host: str,
        url_of: _UrlOf,
        hub: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(host)
        self._hub = hub
        self.publisher = publisher
        self.requests: list[tuple[str, int]] = []
        self._pieces = world.of(publisher.id)
        self._boxed = world.pieces if Press(publisher, "").family.headlines else self._pieces
        self._troubles = [one for one in world.troubles if one.publisher == publisher.id]
        self._start = world.start
        self._clock = clock
        self._url_of = url_of
        self._sheets = Sheets()

    @property
    def press(self) -> Press:
        """What prints its pages."""
        return Press(self.publisher, self.url)

    @property
    def feed_url(self) -> str:
        """The address of what is polled of it: its feed, its sitemap or its listing page."""
        return self.url + self.press.path

    def source(self) -> Source:
        """It as a source to poll; `outlet` is its own id where it has several feeds, and no catalogue knows it."""
        paper = self.publisher
        return Source(
            id=paper.id,
            url=self.feed_url,
            name=paper.name,
            kind=paper.kind,
            outlet=paper.id if paper.feeds else None,
            interval_seconds=paper.interval_seconds,
            invented=True,
        )

    def further_sources(self) -> list[Source]:
        """Its further feeds as sources to poll."""
        main = self.source()
        return [
            replace(main, id=feed.id, url=self.url + feed.path, section=feed.section) for feed in self.publisher.feeds
        ]

    def visible(self) -> tuple[Piece, ...]:
        """What is out now, as it reads now, oldest first."""
        return _out(self._pieces, self._clock.now())

    def app(self) -> web.Application:
        """The whole site."""
        app = web.Application(middlewares=[self._counting(), self._troubling()])
        for path, handler in HOSTILE.items():
            app.router.add_get(path, handler)
        app.router.add_get("/robots.txt", self._robots)
        app.router.add_get(self.press.path, self._feed)
        for feed in self.publisher.feeds:
            app.router.add_get(feed.path, self._section_feed(feed))
        for section in self.publisher.sections:
            app.router.add_get(self.press.family.section_path(section), self._section(section))
        app.router.add_get("/go/{publisher}/{number:[0-9]{1,9}}", self._lead_away)
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

    def _troubling(self) -> Middleware:
        @web.middleware
        async def trouble(request: web.Request, handler: _Handler) -> web.StreamResponse:
            is_polled, feed_type = request.path == self.press.path, self.press.feed_type
            for one in self._troubles:
                if one.holds(self._clock.now()):
                    said = await troubled(one, request, self._clock, is_polled=is_polled, feed_type=feed_type)
                    if said is not None:
                        return said
            return await handler(request)

        return trouble

    async def _robots(self, request: web.Request) -> web.StreamResponse:
        paper = self.publisher
        text = f"User-agent: *\nDisallow: {paper.disallow}\nCrawl-delay: {paper.crawl_delay_seconds}\n"
        if paper.kind == "sitemap":
            text += f"\nSitemap: {self.feed_url}\n"
        return answer(request, Sheet.of(text.encode()), "text/plain; charset=utf-8", self._start)

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        now = self._clock.now()
        response = answer(request, self.edition(), self.press.feed_type, self._changed(self._pieces, now))
        if self._hub is not None:
            response.headers["Link"] = f'<{self._hub()}>; rel="hub", <{self.feed_url}>; rel="self"'
        return response

    def edition(self) -> Sheet:
        """What is polled, as it is printed now."""
        now, press = self._clock.now(), self.press
        flooded = any(one.kind == "flood" and one.holds(now) for one in self._troubles)
        guids = [one for one in self._troubles if one.kind == "new_guids"]
        emptied, renamed = any(one.holds(now) for one in guids), any(one.end <= now for one in guids)
        listed = () if emptied else self._pieces
        changed = self._changed(self._pieces, now)
        return self._sheets.get(
            "feed",
            (_stamp(self._pieces, now), flooded, emptied, renamed),
            lambda: press.feed(_out(listed, now), changed, flooded=flooded, renamed=renamed),
        )

    def _section_feed(self, feed: SectionFeed) -> _Handler:
        pieces = [piece for piece in self._pieces if feed.lists(piece)]

        async def show(request: web.Request) -> web.StreamResponse:
            now, press = self._clock.now(), self.press
            changed = self._changed(pieces, now)
            sheet = self._sheets.get(
                feed.id, _stamp(pieces, now), lambda: press.section_feed(feed, _out(pieces, now), changed)
            )
            return answer(request, sheet, press.feed_type, changed)

        return show

    def _section(self, section: Section) -> _Handler:
        pieces = [piece for piece in self._pieces if piece.section == section.label]

        async def show(request: web.Request) -> web.StreamResponse:
            return self._list(request, pieces, section)

        return show

    def _list(
        self, request: web.Request, pieces: Sequence[Piece], section: Section | None = None
    ) -> web.StreamResponse:
        now, press = self._clock.now(), self.press
        sheet = self._sheets.get(
            ("list", section), _stamp(pieces, now), lambda: press.listing(_out(pieces, now), section)
        )
        return answer(request, sheet, press.page_type, self._changed(pieces, now))

    async def _lead_away(self, request: web.Request) -> web.StreamResponse:
        """A headline of another publisher leads there."""
        try:
            raise web.HTTPFound(self._url_of(request.match_info["publisher"], int(request.match_info["number"])))
        except KeyError:
            raise _not_found() from None

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """Everything that has no address of its own: articles, pictures, the front page, the closed corner, 404."""
        family, now = self.press.family, self._clock.now()
        number = family.number(request.path_qs)
        for piece in self._pieces:
            if piece.published <= now and piece.id == number:
                return self._article(request, piece, now)
            if piece.image and piece.is_out(now) and request.path == family.image_path(piece):
                return answer(request, Sheet.of(_picture()), "image/jpeg", piece.published)
        if number is None and request.path in ROOTS:
            return self._list(request, self._pieces)
        if request.path.startswith(self.publisher.disallow):
            closed = Sheet.of(b"<!DOCTYPE html><title>closed</title>")
            return answer(request, closed, self.press.page_type, self._start)
        raise _not_found()

    def _article(self, request: web.Request, piece: Piece, now: datetime) -> web.StreamResponse:
        """The page of a piece that was published; 404 for a missing one, 410 or 404 for a withdrawn one."""
        if piece.missing:
            raise _not_found()
        if not piece.is_out(now):
            raise _not_found() if self.publisher.gone == web.HTTPNotFound.status_code else _gone()
        press, edition = self.press, piece.as_of(now)
        boxed = [one for one in self._boxed if (one.published, one.id) < (piece.published, piece.id)]
        sheet = self._sheets.get(
            piece.id, _stamp([*boxed, piece], now), lambda: press.article(edition, _out(boxed, now))
        )
        return answer(request, sheet, press.page_type, edition.modified)

    def _changed(self, pieces: Sequence[Piece], now: datetime) -> datetime:
        """When something last became of these pieces."""
        moments = (moment for piece in pieces for moment in piece.moments if moment <= now)
        return max(moments, default=self._start)


def _out(pieces: Sequence[Piece], now: datetime) -> tuple[Piece, ...]:
    """Those of the pieces that are out, as they read now."""
    return tuple(piece.as_of(now) for piece in pieces if piece.is_out(now))


def _stamp(pieces: Sequence[Piece], now: datetime) -> int:
    """How much has become of these pieces: it only grows, so two editions never have the same."""
    return sum(moment <= now for piece in pieces for moment in piece.moments)


def _not_found() -> web.HTTPException:
    return web.HTTPNotFound(text=NOT_FOUND, content_type="text/html")


def _gone() -> web.HTTPException:
    return web.HTTPGone(text=GONE, content_type="text/html")


def _picture() -> bytes:
    return (files(__package__) / "picture.jpg").read_bytes()
