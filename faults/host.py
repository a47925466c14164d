"""host: the chaos server. Hosts on loopback, each on a port of its own, each doing what its behaviour says.

A connection carries one request. What a host was asked, and when, is kept. robots.txt is not there (404) unless a host
says that its behaviour answers for it too.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"
_MAX_HEAD = 65_536
_BACKLOG = 512


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when (monotonic seconds), what, and its headers in lower case."""

    at: float
    path: str
    headers: dict[str, str]


Behaviour = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Host:
    """One host. `behaviour` may be changed at any time, `away` and `back` close and open its port."""

    behaviour: Behaviour
    address: str = LOOPBACK
    port: int = 0
    tls: ssl.SSLContext | None = None
    answers_robots: bool = False  # does the behaviour answer for /robots.txt too?
    connections: int = 0
    requests: list[Asked] = field(default_factory=list)
    lasted: list[tuple[str, float]] = field(default_factory=list)  # path and seconds of each request that has ended
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def url(self, path: str = "/feed") -> str:
        """An address at this host."""
        return f"{'https' if self.tls else 'http'}://{self.address}:{self.port}{path}"

    def asked(self, path: str = "/feed") -> list[float]:
        """When a path was asked for, in monotonic seconds."""
        return [request.at for request in self.requests if request.path == path]

    async def back(self) -> None:
        """Listen, on the port that it had before."""
        self._server = await asyncio.start_server(
            self._talk, self.address, self.port, ssl=self.tls, limit=_MAX_HEAD, backlog=_BACKLOG
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def away(self) -> None:
        """Close the port and every connection: new ones are refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in [*self._writers]:
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        asked: Asked | None = None
        try:
            asked = _request(await reader.readuntil(b"\r\n\r\n"))
            self.requests.append(asked)
            if asked.path == "/robots.txt" and not self.answers_robots:
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                await self._answer(reader, writer, asked)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            if asked is not None:
                self.lasted.append((asked.path, time.monotonic() - asked.at))
            self._writers.discard(writer)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: Asked) -> None:
        """Do as the behaviour says, until it is done or the other side has gone."""
        answering = asyncio.ensure_future(self.behaviour(asked, writer))
        leaving = asyncio.ensure_future(reader.read())
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        for task in (answering, leaving):
            task.cancel()
        for end in await asyncio.gather(answering, leaving, return_exceptions=True):
            if isinstance(end, Exception) and not isinstance(end, OSError):
                raise end


def gaps_of(times: Iterable[float]) -> list[float]:
    """Seconds between each two instants that follow each other."""
    return [later - earlier for earlier, later in pairwise(times)]


def _request(head: bytes) -> Asked:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return Asked(time.monotonic(), first.split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs})


class Hosts:
    """All hosts of a scenario, closed at its end."""

    def __init__(self) -> None:
        self._all: list[Host] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for host in self._all:
            with contextlib.suppress(OSError):
                await host.away()

    async def start(
        self,
        behaviour: Behaviour,
        *,
        tls: ssl.SSLContext | None = None,
        address: str = LOOPBACK,
        answers_robots: bool = False,
    ) -> Host:
        """A listening host."""
        host = Host(behaviour, address=address, tls=tls, answers_robots=answers_robots)
        await host.back()
        self._all.append(host)
        return host
