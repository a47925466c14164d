"""child: a process that reads damaged inputs one after another, so that a crash or a hang is only its own."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from fuzz.targets import verdict

CPU_SECONDS = 2.0  # that a page may take
HANG_SECONDS = 60.0  # after which nobody waits any more, however busy the machine is
MEMORY = 3 << 30  # bytes of address space


@dataclass(frozen=True, slots=True)
class Find:
    """An input that was not borne, and how that showed: `exception`, `slow`, `hang` or `crash`."""

    kind: str
    detail: str
    body: bytes


class Child:
    """One process for one call; started when it is needed, and again after a crash or a hang."""

    def __init__(self, call: Callable[[bytes], object]) -> None:
        self._call = call
        self._context = multiprocessing.get_context("fork")
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(theirs, self._call), daemon=True)
        self._process.start()
        theirs.close()

    def try_(self, body: bytes) -> Find | None:
        """Read one input there; what is wrong, or None."""
        try:
            self._pipe.send_bytes(body)
            if not self._pipe.poll(HANG_SECONDS):
                self.stop()
                self._start()
                return Find("hang", f"no answer after {HANG_SECONDS:.0f} s", body)
            wrong, seconds = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join()
            code = self._process.exitcode
            self._start()
            return Find("crash", f"the process ended with {code}", body)
        if wrong:
            return Find("exception", wrong, body)
        if seconds > CPU_SECONDS:
            return Find("slow", f"{seconds:.1f} s of CPU", body)
        return None

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection, call: Callable[[bytes], object]) -> None:
    _limit_memory()
    while True:
        try:
            body = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        started = time.process_time()
        wrong = verdict(call, body)
        seconds = time.process_time() - started
        if seconds > CPU_SECONDS and not wrong:  # once more: other load is counted too where processors are shared
            started = time.process_time()
            verdict(call, body)
            seconds = min(seconds, time.process_time() - started)
        pipe.send((wrong, seconds))


def _limit_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
