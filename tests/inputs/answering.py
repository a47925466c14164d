"""answering: a server that sends exactly the bytes it is told, whatever they are, and a door that goes to it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from mirnews.clock import Clock
from mirnews.config import FetchSettings
from mirnews.errors import MirNewsError
from mirnews.fetch import Door
from mirnews.model import Response

HOST = "127.0.0.1"
Write = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Asked:
    """What one fetch came to: the answer or the refusal, and the heads of the requests that the server got."""

    answer: Response | None = None
    error: MirNewsError | None = None
    heads: list[str] = field(default_factory=list)

    @property
    def code(self) -> str | None:
        return self.error.code if self.error else None


def http(body: bytes, *lines: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An answer as bytes; `lines` are further headers."""
    head = [f"HTTP/1.1 {status}", *lines, f"Content-Length: {len(body) if length is None else length}", "", ""]
    return "\r\n".join(head).encode() + body


def ask(answers: Sequence[bytes | Write], path: str = "/", *, url: str = "", **settings: object) -> Asked:
    """Fetch an address through the door; the server gives these answers, one a connection, and hangs up each time.

    `url` may have `PORT` in it; it is the server's own address by default.
    """
    found = Asked()
    left = list(answers)
    talks: set[asyncio.Task[None] | None] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            found.heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            answer = left.pop(0)
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer)
                await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def fetch() -> None:
        server = await asyncio.start_server(talk, HOST, 0)
        port = server.sockets[0].getsockname()[1]
        given = {"allow_private": (HOST,), "host_gap_seconds": 0.0, "timeout_seconds": 10.0, **settings}
        target = url.replace("PORT", str(port)) or f"http://{HOST}:{port}{path}"
        try:
            async with asyncio.timeout(60), Door(FetchSettings(**given), Clock()) as door:  # type: ignore[arg-type]
                found.answer = await door.get(target, accept="feed", robots=False)
        except MirNewsError as error:
            found.error = error
        finally:
            server.close()
            await asyncio.sleep(0.01)
            running = [talk for talk in talks if talk is not None]
            for one in running:
                one.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await server.wait_closed()

    asyncio.run(fetch())
    gc.collect()
    return found
