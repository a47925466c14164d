"""server: the newsstand on real sockets: every publisher answers on a loopback port of its own.

`Newsstand` starts and stops them all, beside them the wrecks, sources that never work, and the hub that pushes the news
of some publishers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType

from mirnews.clock import Clock
from mirnews.errors import Misconfigured
from mirnews.model import Outlet, Source
from mirnews.newsstand.hub import HubStand
from mirnews.newsstand.listening import Listener
from mirnews.newsstand.records import Truth
from mirnews.newsstand.stand import Stand
from mirnews.newsstand.world import load_world
from mirnews.newsstand.wrecks import WreckStand

__all__ = ["Newsstand", "Stand"]


class Newsstand:
    """The whole news world. An async context manager. `ports` names a publisher's port; any other is a free one."""

    START = load_world().start
    END = load_world().end

    def __init__(self, clock: Clock, *, host: str = "127.0.0.1", ports: Mapping[str, int] | None = None) -> None:
        self._world = load_world()
        self._ports = dict(ports or {})
        self.stands = {
            paper.id: Stand(paper, self._world, clock, host, self.url_of, self._hub_url if paper.hub else None)
            for paper in self._world.publishers
        }
        self.hub = HubStand({name: stand for name, stand in self.stands.items() if stand.publisher.hub}, host)
        self._wrecks = {wreck.id: WreckStand(wreck, host) for wreck in self._world.wrecks}

    async def start(self) -> None:
        """Open every port. Raises Misconfigured(`port_taken`), and then none stays open."""
        try:
            for name, listener in self._listeners().items():
                await listener.start(self._ports.get(name, 0))
        except Misconfigured:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Close every port."""
        for listener in self._listeners().values():
            await listener.stop()

    def _listeners(self) -> dict[str, Listener]:
        return {**self.stands, **self._wrecks, "hub": self.hub}

    def _hub_url(self) -> str:
        return f"{self.hub.url}/"

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

    def further_sources(self) -> list[Source]:
        """Further feeds of publishers that have several; they name what the main ones name, too."""
        return [source for stand in self.stands.values() for source in stand.further_sources()]

    def troubled_sources(self) -> list[Source]:
        """The sources that never work: a web page, a refused port, endless and huge answers, a bomb, silence.

        They are not among `sources`. Call it after `start`, when ports are known.
        """
        return [stand.source() for stand in self._wrecks.values()]

    def outlets(self) -> list[Outlet]:
        """The made-up outlets, publishers first: names that credit is to know beside the catalogue."""
        return list(self._world.outlets)

    def troubled_outlets(self) -> list[Outlet]:
        """The names of the sources that never work, for pages that list the sources; credit is not to know them."""
        return [Outlet(one.id, one.name, one.name_en, kind="invented") for one in self._world.wrecks]

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

    def number_at(self, publisher: str, url: str) -> int | None:
        """The number of the report at an address of a publisher, or None; the opposite of `url_of`."""
        stand = self.stands[publisher]
        return stand.press.family.number(url.removeprefix(stand.url)) if url.startswith(f"{stand.url}/") else None

    def all_published(self, now: datetime) -> bool:
        """Has everything happened by `now`: the last report, the last edit, the last withdrawal?"""
        return self._world.all_published(now)
