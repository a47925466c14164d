"""worker: the child process that reads feeds for `pool.py`: bytes in by stdin, a Feed out by stdout, one at a time.

Started as `python -m mirnews.sources.worker READERS MEMORY_BYTES`; READERS is `module:function`, a function from a
kind of source to a reader. It ends when stdin does, so it never outlives its parent by more than one feed.
Limits are the kernel's, not ours: address space by RLIMIT_AS, CPU by a timer whose signal kills the process, no files
written, no process started.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from typing import BinaryIO

from mirnews.errors import MirNewsError
from mirnews.sources.kinds import Reader
from mirnews.sources.wire import HEAD, Answer, Asked, asked, framed

_Readers = Callable[..., Reader]  # of the kind of a source, and of an operator's rules where it has such
_CPU_BACKSTOP = 30  # seconds above the timer's, should the timer be lost
MEMORY = "it needed too much memory"


def main(arguments: list[str]) -> int:
    """Read feeds until stdin ends; 0, or 1 after a feed that took all memory (the parent starts another child)."""
    module, _, name = arguments[0].partition(":")
    readers: _Readers = getattr(importlib.import_module(module), name)
    incoming, outgoing = sys.stdin.buffer, _outgoing()
    _confine(int(arguments[1]))
    _send(outgoing, Answer())
    while head := incoming.read(HEAD.size):
        lengths = HEAD.unpack(head)
        wanted, body = asked(incoming.read(lengths[0])), incoming.read(lengths[1])
        if _send(outgoing, _answer(readers, wanted, body)) == MEMORY:
            return 1
    return 0


def _outgoing() -> BinaryIO:
    """The pipe to the parent; whatever prints to stdout from now on goes to stderr and cannot forge an answer."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def _confine(memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower limit of the operator's stays
            resource.setrlimit(limit, (most, most))


def _answer(readers: _Readers, wanted: Asked, body: bytes) -> Answer:
    """What becomes of one feed, with the CPU seconds that it took."""
    started = time.thread_time()  # there is one thread; the clock of the process lags where its timers are set
    feed, code, message, stopped = None, None, "", None
    _set_timer(wanted.cpu_seconds)
    try:
        reader = readers(wanted.kind, wanted.rules) if wanted.rules else readers(wanted.kind)
        feed = reader(body, url=wanted.url, content_type=wanted.content_type, at=wanted.at)
    except MirNewsError as error:
        code, message = error.code, error.message
    except MemoryError:
        stopped = MEMORY
    except Exception as error:  # a fault of ours in one feed; the child goes on, the feed is kept for a person
        stopped = f"the reader failed with {type(error).__name__}: {str(error)[:200]}"
    signal.setitimer(signal.ITIMER_PROF, 0)
    return Answer(time.thread_time() - started, feed, code, message, stopped)


def _set_timer(seconds: float) -> None:
    """Let the kernel end this process (SIGPROF) when it has worked so long on one feed."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(
            resource.RLIMIT_CPU,
            (int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) + seconds) + _CPU_BACKSTOP, hard),
        )


def _send(outgoing: BinaryIO, record: Answer) -> str | None:
    """Send an answer; one that does not fit into memory becomes one that says so. Returns what stopped the reader."""
    try:
        pieces = framed(record)
    except MemoryError:
        record = Answer(record.cpu_seconds, stopped=MEMORY)
        pieces = framed(record)
    for piece in pieces:
        outgoing.write(piece)
    outgoing.flush()
    return record.stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
