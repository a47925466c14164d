"""pool: reads feeds in child processes with limits on CPU, memory and time, so that no feed can hurt more than itself.

    parsers.read ──frame──▶ worker.py ──read──▶ Feed ──frame──▶ parsers.read

A child that goes over a limit is dead and replaced, and the feed is refused with Quarantine (`parse_limits`).
Each child is replaced after some thousand feeds too: whatever leaks, leaks a little.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

import msgspec

from mirnews.errors import Quarantine, TryLater
from mirnews.model import Feed, ListingRules, SourceKind
from mirnews.sources import wire
from mirnews.sources.wire import HEAD, MAX_BYTES, Answer, Asked, framed
from mirnews.sources.worker import MEMORY

READERS = "mirnews.sources.kinds:reader"
_START_SECONDS = 30.0
_LAST_SECONDS = 0.5  # a child whose pipe broke is dying; asking asyncio to kill it now would lose what it died of
_STOP_SECONDS = 2.0
_BIG = 1_000_000  # bytes of an answer that is unpacked beside the event loop


@dataclass(frozen=True, slots=True)
class Limits:
    """What one feed may take. Of our own bombs the slowest takes 0.9 s, the largest 300 MB of address space."""

    cpu_seconds: float = 3.0
    wall_seconds: float = 10.0
    memory_bytes: int = 768 * 1024 * 1024
    feeds_per_child: int = 2_000


@dataclass(slots=True)
class Spent:
    """What a pool did so far: feeds read or refused, CPU seconds of those that ended, children started and killed."""

    feeds: int = 0
    cpu_seconds: float = 0.0
    started: int = 0
    killed: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A feed with what reading it took: CPU seconds of the child, and seconds that the caller waited for the child."""

    feed: Feed
    cpu_seconds: float
    wall_seconds: float


class Parsers:
    """A pool of child processes that read feeds; an async context manager.

    Children start when they are first needed and end with the pool. `readers` is for tests: `module:function`.
    """

    def __init__(self, workers: int = 2, limits: Limits | None = None, *, readers: str = READERS) -> None:
        self.limits = limits or Limits()
        self.spent = Spent()
        self._children = [_Child(self.limits, readers, self.spent) for _ in range(max(1, workers))]
        self._free: asyncio.LifoQueue[_Child] = asyncio.LifoQueue()  # the last used is warm; others start when needed
        for child in reversed(self._children):
            self._free.put_nowait(child)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(child.stop() for child in self._children))

    async def read(
        self,
        kind: SourceKind,
        body: bytes,
        *,
        url: str | None = None,
        content_type: str | None = None,
        at: datetime | None = None,
        rules: ListingRules | None = None,
    ) -> Feed:
        """The feed that these bytes are, as `reader(kind)` reads it.

        Raises what the reader raises, Quarantine (`parse_limits`) when it took too much CPU, memory or time or
        crashed, and TryLater (`parser_unavailable`) when no child process can be started.
        """
        return (await self.measure(kind, body, url=url, content_type=content_type, at=at, rules=rules)).feed

    async def measure(
        self,
        kind: SourceKind,
        body: bytes,
        *,
        url: str | None = None,
        content_type: str | None = None,
        at: datetime | None = None,
        rules: ListingRules | None = None,
    ) -> Measured:
        """The same as `read`, with what it took."""
        asked = Asked(kind, self.limits.cpu_seconds, url, content_type, at, rules)
        child = await self._free.get()
        started = time.monotonic()
        self.spent.feeds += 1
        try:
            answer = await child.ask(asked, body)
        finally:
            self._free.put_nowait(child)
        self.spent.cpu_seconds += answer.cpu_seconds
        return Measured(_feed(answer), answer.cpu_seconds, time.monotonic() - started)


def _feed(answer: Answer) -> Feed:
    """The feed of an answer. Raises what the answer says went wrong."""
    if answer.feed is not None:
        return answer.feed
    if answer.code:
        raise Quarantine(answer.code, answer.message)
    raise _over(answer.stopped or "its answer is empty")


def _over(what: str) -> Quarantine:
    return Quarantine("parse_limits", f"reading this feed was stopped: {what}; look at the bytes that were kept")


class _Child:
    """One child process, started when asked, and started again when it is gone."""

    def __init__(self, limits: Limits, readers: str, spent: Spent) -> None:
        self._limits, self._readers, self._spent = limits, readers, spent
        self._process: asyncio.subprocess.Process | None = None
        self._transport: asyncio.SubprocessTransport | None = None
        self._feeds = 0

    async def ask(self, asked: Asked, body: bytes) -> Answer:
        """Send one feed and wait for what becomes of it. Raises Quarantine (`parse_limits`), TryLater."""
        process = await self._ready()
        self._feeds += 1
        try:
            async with asyncio.timeout(self._limits.wall_seconds):
                await _send(process, asked, body)
                answer = await _answer(process)
        except TimeoutError:
            await self._kill()
            raise _over(f"it took more than {self._limits.wall_seconds:g} s") from None
        except (EOFError, OSError, msgspec.MsgspecError, ValueError) as error:
            is_dying = isinstance(error, EOFError | OSError)
            raise _over(self._why(await self._kill(_LAST_SECONDS if is_dying else 0.0), error)) from None
        except BaseException:  # cancelled in the middle: what the child says next would be taken for the next answer
            await self._kill()
            raise
        if answer.stopped == MEMORY or self._feeds >= self._limits.feeds_per_child:
            await self.stop()
        return answer

    async def stop(self) -> None:
        """End the child: it does so by itself when its input ends; killed if it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            assert process.stdin is not None
            process.stdin.close()
            if not await _ended(process, _STOP_SECONDS):
                _signal(process)
                await _ended(process, _STOP_SECONDS)
        finally:
            await self._close()

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        await self._close()
        try:
            process = await self._started()
        except OSError as error:
            raise TryLater("parser_unavailable", f"no process could be started to read feeds: {error}") from None
        self._process, self._feeds = process, 0
        self._spent.started += 1
        try:
            async with asyncio.timeout(_START_SECONDS):
                await _answer(process)
        except (TimeoutError, EOFError, OSError, msgspec.MsgspecError, ValueError):
            await self._kill()
            raise TryLater(
                "parser_unavailable", "the process that reads feeds did not start; is there memory left?"
            ) from None
        except BaseException:
            await self._kill()
            raise
        return process

    async def _started(self) -> asyncio.subprocess.Process:
        """A new child. Its transport is kept, because only that can close the pipe of a child that was killed."""
        loop = asyncio.get_running_loop()
        self._transport, protocol = await loop.subprocess_exec(
            lambda: asyncio.subprocess.SubprocessStreamProtocol(limit=_BIG, loop=loop),
            *_command(self._readers, self._limits),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
        return asyncio.subprocess.Process(self._transport, protocol, loop)

    async def _close(self) -> None:
        """Close the pipes of a child that has ended, whatever it had still written."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        await asyncio.sleep(0)

    async def _kill(self, patience: float = 0.0) -> int | None:
        """End the child, at once or after a moment in which it may end by itself; what it ended with."""
        process, self._process = self._process, None
        if process is None:
            return None
        self._spent.killed += 1
        draining = asyncio.create_task(_drain(process))  # asyncio hears of an end only when the pipe is read to its end
        try:
            if not await _ended(process, patience):
                _signal(process)
                await _ended(process, _STOP_SECONDS)
        finally:
            draining.cancel()
            await self._close()
        return process.returncode

    def _why(self, code: int | None, error: Exception) -> str:
        if code in (-signal.SIGPROF, -signal.SIGXCPU):
            return f"it took more than {self._limits.cpu_seconds:g} s of CPU"
        if not isinstance(error, EOFError | OSError):
            return "its reader answered nonsense"
        return f"its reader crashed ({_name(code)})"


def _name(code: int | None) -> str:
    try:
        return signal.Signals(-(code or 0)).name
    except ValueError:
        return f"exit {code}"


def _signal(process: asyncio.subprocess.Process) -> None:
    try:
        process.kill()
    except ProcessLookupError:
        return


async def _ended(process: asyncio.subprocess.Process, seconds: float) -> bool:
    """Does the process end within this time?"""
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError:
        return False
    return True


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Throw away what a child still writes."""
    assert process.stdout is not None
    with contextlib.suppress(OSError):
        while await process.stdout.read(_BIG):
            pass


async def _send(process: asyncio.subprocess.Process, asked: Asked, body: bytes) -> None:
    assert process.stdin is not None
    process.stdin.writelines(framed(asked, body))
    await process.stdin.drain()


async def _answer(process: asyncio.subprocess.Process) -> Answer:
    """The next frame. Raises EOFError when the child is gone, ValueError or MsgspecError for what is none."""
    assert process.stdout is not None
    length, rest = HEAD.unpack(await process.stdout.readexactly(HEAD.size))
    if rest or length > MAX_BYTES:
        raise ValueError("the frame is too long")
    packed = await process.stdout.readexactly(length)
    return await asyncio.to_thread(wire.answer, packed) if length > _BIG else wire.answer(packed)


def _command(readers: str, limits: Limits) -> list[str]:
    return [sys.executable, "-m", "mirnews.sources.worker", readers, str(limits.memory_bytes)]


def _environment() -> dict[str, str]:
    """What the child needs to find the same modules, and nothing else: no secret of the operator's."""
    kept = {name: value for name, value in os.environ.items() if name in ("LANG", "LC_ALL", "PATH", "TZ", "TZDIR")}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONDONTWRITEBYTECODE": "1"}
