"""A process of this machine that is gone is known to be gone; of any other nothing is said."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mirnews import presence


def test_this_process_is_there_and_an_ended_one_is_gone() -> None:
    world, _, number = presence.here().rpartition("/")
    assert int(number) == os.getpid()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert not presence.is_gone(presence.here())
    assert presence.is_gone(f"{world}/{ended.pid}") is bool(world)


@pytest.mark.parametrize("name", ["", "7", "/7", "elsewhere/pid:[1]/999999", "elsewhere/pid:[1]/x"])
def test_nothing_is_said_of_a_process_elsewhere(name: str) -> None:
    assert not presence.is_gone(name)


@pytest.mark.parametrize("number", ["x", "-1", "99999999999999999999999"])
def test_a_number_that_is_none_is_not_gone(number: str) -> None:
    assert not presence.is_gone(f"{presence.here().rpartition('/')[0]}/{number}")
