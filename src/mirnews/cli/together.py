"""together: work on many inputs by one process or by several, answers in the order of the inputs, memory flat.

Inputs go to the workers in packages; a few packages for each worker are under way at a time and no more are read.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from mirnews.errors import Quarantine

_PACKAGE = 16  # inputs
_PACKAGE_SIZE = 1 << 20  # bytes of inputs that are sent along
_AHEAD = 3  # packages under way for each worker
T = TypeVar("T")
R = TypeVar("R")


def in_order(work: Callable[[T], R], inputs: Iterable[T], *, jobs: int, size: Callable[[T], int]) -> Iterator[R]:
    """Yield `work(input)` for each input, in order. With `jobs` over 1, `work` and inputs must be picklable.

    `size` is about how many bytes an input brings along. Raises Quarantine (`worker_died`) when a worker is killed.
    """
    return map(work, inputs) if jobs == 1 else _spread(work, inputs, jobs, size)


def _spread(work: Callable[[T], R], inputs: Iterable[T], jobs: int, size: Callable[[T], int]) -> Iterator[R]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_leave_interrupts) as pool:
        waiting: deque[Future[list[R]]] = deque()
        try:
            for package in _packages(inputs, size):
                waiting.append(pool.submit(_work, work, package))
                if len(waiting) >= jobs * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool:
            raise Quarantine("worker_died", "a worker was killed, perhaps for want of memory: use fewer jobs") from None
        finally:
            for future in waiting:
                future.cancel()


def _packages(inputs: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    package: list[T] = []
    held = 0
    for one in inputs:
        package.append(one)
        held += size(one)
        if len(package) >= _PACKAGE or held >= _PACKAGE_SIZE:
            yield package
            package, held = [], 0
    if package:
        yield package


def _work(work: Callable[[T], R], package: list[T]) -> list[R]:
    return [work(one) for one in package]


def _leave_interrupts() -> None:
    """In a worker: Ctrl-C is for the first process, which ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
