"""The server of the benchmark: so many feeds of thirty items, each under an address of the loopback network of its own.

Of a hundred feeds, at every poll after the first, sixty answer 304, twenty-five send the same bytes again whatever the
validators say, and fifteen have one new item. `/NAME/N` counts polls of feed N by contender NAME. Every host has a
robots.txt. What `/hanging/N` is asked after its first poll is never answered.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from functools import lru_cache
from typing import ClassVar

ITEMS = 30
ROBOTS = b"""User-agent: *
Disallow: /admin/
Disallow: /search
Disallow: /*/print$
Allow: /

Sitemap: /sitemap.xml
"""
_WORDS = "گزارش تازه نشست شورا درباره بودجه شهر و پاسخ شهردار به پرسش خبرنگاران در پایان هفته".split()


def address_of(number: int) -> str:
    """The host of a feed: 127.1.0.1 and on."""
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"


def kind_of(number: int) -> str:
    """What a feed does at every poll after the first."""
    place = number % 20
    return "unchanged" if place < 12 else "same" if place < 17 else "changed"


def body_of(number: int, version: int) -> bytes:
    """A feed of some 25 kB: the newest item first."""
    return _body(version).replace(b"@HOST@", address_of(number).encode()).replace(b"@NUMBER@", b"%d" % number)


@lru_cache
def _body(version: int) -> bytes:
    items = "".join(_item(version + ITEMS - place) for place in range(ITEMS))
    head = "<title>خبر @NUMBER@</title><link>http://@HOST@/</link><description>خبرها</description>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(serial: int) -> str:
    words = [_WORDS[(serial * 7 + place * 3) % len(_WORDS)] for place in range(60)]
    link = f"http://@HOST@/news/{serial}"
    minute, hour = serial % 60, serial // 60 % 24
    return (
        f"<item><title>{' '.join(words[:9])} {serial}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>Tue, 25 Feb 2025 {hour:02d}:{minute:02d}:00 +0330</pubDate><category>شهر</category>"
        f"<description>&lt;p&gt;{' '.join(words)}&lt;/p&gt;</description></item>"
    )


class _Feeds(asyncio.Protocol):
    polls: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._head = b""

    def data_received(self, data: bytes) -> None:
        self._head += data
        if b"\r\n\r\n" in self._head:
            head, self._head = self._head.decode("latin-1"), b""
            path = head.split(" ", 2)[1]
            if path.startswith("/hanging/") and path in self.polls:
                return
            self._transport.write(self._answer(path, head))  # type: ignore[attr-defined]
            self._transport.close()  # minutes pass between two polls: no server waits that long

    def _answer(self, path: str, head: str) -> bytes:
        if path == "/robots.txt":
            return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(ROBOTS), ROBOTS)
        number, before = int(path.rpartition("/")[2]), self.polls[path]
        self.polls[path] += 1
        version = before if kind_of(number) == "changed" else 0
        etag = f'"{version}"'
        if kind_of(number) == "unchanged" and before and f"if-none-match: {etag}" in head.lower():
            return f"HTTP/1.1 304 Not Modified\r\nConnection: close\r\nETag: {etag}\r\n\r\n".encode()
        body = body_of(number, version)
        head = f"HTTP/1.1 200 OK\r\nConnection: close\r\nETag: {etag}\r\nContent-Length: {len(body)}\r\n"
        return f"{head}Content-Type: application/rss+xml; charset=utf-8\r\n\r\n".encode() + body


async def main() -> None:
    """Listen until standard input ends; the port is printed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Feeds, "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
