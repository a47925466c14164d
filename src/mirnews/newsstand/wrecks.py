"""wrecks: sources that never work, each on a port of its own, so that none holds up a publisher."""

from __future__ import annotations

import socket

from aiohttp import web

from mirnews.model import Source
from mirnews.newsstand.hostile import HOSTILE
from mirnews.newsstand.listening import Listener
from mirnews.newsstand.records import Wreck


class WreckStand(Listener):
    """One such source: a server with the hostile corners, or a port that is held so that nobody listens there."""

    def __init__(self, wreck: Wreck, host: str) -> None:
        super().__init__(host)
        self.wreck = wreck
        self._held: socket.socket | None = None

    def source(self) -> Source:
        """It as a source to poll."""
        wreck = self.wreck
        return Source(
            id=wreck.id,
            url=self.url + (wreck.path or "/rss"),
            name=wreck.name,
            interval_seconds=wreck.interval_seconds,
            invented=True,
        )

    def app(self) -> web.Application:
        """The hostile corners, and 404 for all else."""
        app = web.Application()
        for path, handler in HOSTILE.items():
            app.router.add_get(path, handler)
        return app

    async def open(self, port: int) -> int:
        """Listen, or bind without listening, so that connecting is refused; returns the port."""
        if self.wreck.answers:
            return await super().open(port)
        self._held = socket.socket()
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind((self.host, port))
        return int(self._held.getsockname()[1])

    async def stop(self) -> None:
        """Close the port."""
        if self._held is not None:
            self._held.close()
            self._held = None
        await super().stop()
