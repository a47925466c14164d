"""How the cost of some work grows with its input: what tests of speed measure, since seconds depend on the machine.

A size is compared with one eight times as large on the same machine in the same moment, in CPU time, so that neither
a slow processor nor a busy one makes a difference. What costs eight times as much grows with its input; what costs
sixty-four times as much grows with the square of it; the limit lies between them.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

TIMES = 8
MOST = 32.0  # half of what quadratic work costs; linear work costs 8 to 9, and up to 17 where it outgrows a cache
LEAST_SECONDS = 0.02  # one measurement; shorter ones are repeated, since the clock and the caches would decide them
HARMLESS_SECONDS = 0.1  # a full hostile input that costs no more is no threat, however it grew
TRIES = 5  # the least of them counts; more than one is made only where the first looks bad


def assert_linear(work: Callable[[T], object], make: Callable[[int], T], size: int, *, most: float = MOST) -> None:
    """Assert that `work(make(size))` costs clearly less than what the square of the size would.

    `size` is where the work is long enough to be measured (some 0.1 s) and short enough for a test.
    """
    assert size >= TIMES, f"a size of {size} has no eighth"
    assert_growth(work, make(size // TIMES), make(size), most=most)


def assert_growth(work: Callable[[T], object], small: T, large: T, *, most: float) -> None:
    """Assert that `work(large)` costs at most `most` times what `work(small)` does, or next to nothing."""
    least = most_seen = float("inf")
    for _ in range(TRIES):
        least = min(least, _cost(work, small))
        most_seen = min(most_seen, _cost(work, large))
        if most_seen <= max(HARMLESS_SECONDS, most * least):
            return
    raise AssertionError(
        f"{most_seen:.3f} s of CPU is {most_seen / least:.1f} times {least:.5f} s, not {most:g} at most"
    )


def _cost(work: Callable[[T], object], given: T) -> float:
    """CPU seconds of one call, the least of as many as fill the least time of a measurement."""
    spent, least = 0.0, float("inf")
    with _collected():
        while spent < LEAST_SECONDS:
            began = _cpu()
            work(given)
            took = max(_cpu() - began, 1e-6)
            spent, least = spent + took, min(least, took)
    return least


@contextmanager
def _collected() -> Iterator[None]:
    """Without the garbage collector, whose pauses grow with all that earlier tests have left."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _cpu() -> float:
    return time.process_time()
