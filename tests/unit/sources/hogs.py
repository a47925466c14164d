"""Readers that misbehave, each by the first word of the bytes it is given; for the tests of the pool alone."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from mirnews.errors import Quarantine
from mirnews.model import Feed

FLOOD = 65 * 1024 * 1024  # a little more than a frame may have


def reader(kind: str) -> Callable[..., Feed]:
    """The reader of a kind: every one is this one."""

    def read(
        body: bytes, *, url: str | None = None, content_type: str | None = None, at: datetime | None = None
    ) -> Feed:
        word = body.split(b" ", 1)[0].decode()
        return DEEDS.get(word, good)(word, url, at)

    return read


def good(word: str, url: str | None, at: datetime | None) -> Feed:
    return Feed("rss20", title=word[:1000], url=url, updated=at, language=str(os.getpid()))


def spin(*_: object) -> Feed:
    while True:
        pass


def rest(*_: object) -> Feed:
    time.sleep(600)
    return Feed("rss20")


def swallow(*_: object) -> Feed:
    held = [bytes(1024 * 1024)]
    while True:
        held.append(bytes(1024 * 1024 * len(held)))


def crash(*_: object) -> Feed:
    ctypes.string_at(0)
    return Feed("rss20")


def leave(*_: object) -> Feed:
    os._exit(7)


def forge(*_: object) -> Feed:
    """Say something on stdout, where the answers go, and then answer."""
    print("a forged answer", flush=True)
    os.write(1, b"\xff" * 100)
    return Feed("rss20", title="own")


def garbage(*_: object) -> Feed:
    """Write nonsense into every pipe that is open for writing."""
    for number in range(3, 16):
        try:
            os.write(number, b"\x00\x00\x00\x08\x00\x00\x00\x00nonsense")
        except OSError:
            continue
    return Feed("rss20")


def flood(*_: object) -> Feed:
    return Feed("rss20", title="x" * FLOOD)


def fault(*_: object) -> Feed:
    raise KeyError("a fault of ours")


def refuse(*_: object) -> Feed:
    raise Quarantine("feed_broken", "as readers do")


def write(*_: object) -> Feed:
    Path(os.environ.get("TMPDIR", "/tmp"), f"hog-{os.getpid()}").write_text("x" * 10)
    return Feed("rss20")


def secrets(*_: object) -> Feed:
    return Feed("rss20", title=" ".join(sorted(os.environ)))


DEEDS: dict[str, Callable[..., Feed]] = {
    "spin": spin,
    "rest": rest,
    "swallow": swallow,
    "crash": crash,
    "leave": leave,
    "forge": forge,
    "garbage": garbage,
    "flood": flood,
    "fault": fault,
    "refuse": refuse,
    "write": write,
    "secrets": secrets,
}
