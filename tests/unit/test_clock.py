from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest

from mirnews.clock import Clock
from tests.builders import NOON


def test_a_fast_clock_runs_from_its_start() -> None:
    clock = Clock(start=NOON, factor=36_000)
    began = time.monotonic()
    asyncio.run(clock.sleep(3600))
    assert time.monotonic() - began >= 0.1
    assert clock.now() >= NOON + timedelta(hours=1)


def test_changing_the_pace_does_not_jump() -> None:
    clock = Clock(start=NOON, factor=1e3)
    before = clock.now()
    clock.set_factor(1)
    assert timedelta(0) <= clock.now() - before < timedelta(days=2)
    assert clock.real_seconds(5) == 5


def test_time_does_not_stand_still() -> None:
    with pytest.raises(ValueError, match="positive"):
        Clock(factor=0)
