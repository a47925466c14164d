"""behaviours: how a host fails. Each gives what `Host.behaviour` wants."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Sequence

from faults.host import Asked, Behaviour

FOREVER = 1e9
_CHUNK = b"1000\r\n" + b" " * 4096 + b"\r\n"


def head(status: int = 200, *headers: str) -> bytes:
    """The head of an answer that ends with the connection."""
    return "\r\n".join((f"HTTP/1.1 {status} -", *headers, "Connection: close", "", "")).encode("latin-1")


def plain(body: bytes, content_type: str = "text/html; charset=utf-8", status: int = 200, *more: str) -> bytes:
    """A whole answer."""
    return head(status, f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *more) + body


async def silent(_: Asked, writer: asyncio.StreamWriter) -> None:
    """Accept, and never answer."""
    await asyncio.sleep(FOREVER)


async def dripping(_: Asked, writer: asyncio.StreamWriter) -> None:
    """A body of a byte a second."""
    writer.write(head(200, "Content-Type: application/rss+xml", "Content-Length: 100000"))
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(1.0)


async def slow_head(_: Asked, writer: asyncio.StreamWriter) -> None:
    """A head whose lines come one a second, without end."""
    writer.write(b"HTTP/1.1 200 -\r\n")
    number = 0
    while True:
        writer.write(f"X-Line-{number}: .\r\n".encode())
        number += 1
        await writer.drain()
        await asyncio.sleep(1.0)


async def endless(_: Asked, writer: asyncio.StreamWriter) -> None:
    """Chunks without end, as fast as they are taken."""
    writer.write(head(200, "Content-Type: application/rss+xml", "Transfer-Encoding: chunked"))
    while True:
        writer.write(_CHUNK)
        await writer.drain()


def fixed(answer: bytes) -> Behaviour:
    """The same bytes always."""

    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return behave


def in_turn(answers: Sequence[bytes]) -> Behaviour:
    """One answer after another; the last one from then on."""
    left = list(answers)

    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])

    return behave


def redirect(status: int, target: str) -> bytes:
    """An answer that sends elsewhere."""
    return head(status, f"Location: {target}", "Content-Length: 0")


def reset_midway(body: bytes, content_type: str = "application/rss+xml") -> Behaviour:
    """Announce all of a body, send half, and reset the connection."""

    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(
            head(200, f"Content-Type: {content_type}", f"Content-Length: {len(body)}") + body[: len(body) // 2]
        )
        await writer.drain()
        await asyncio.sleep(0.05)
        raw = writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return behave


def late(behaviour: Behaviour, seconds: float) -> Behaviour:
    """The same after a wait."""

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await behaviour(asked, writer)

    return behave
