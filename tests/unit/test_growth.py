"""The measure of growth: quadratic work fails it, linear work passes, and what disturbs one measurement does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import growth
from tests.growth import assert_growth, assert_linear


def loop(turns: int) -> int:
    total = 0
    for number in range(turns):
        total += number & 7
    return total


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing pass for being quick, as it would on a fast machine."""
    monkeypatch.setattr(growth, "HARMLESS_SECONDS", 0.0)


@pytest.mark.usefixtures("strict")
def test_quadratic_work_fails() -> None:
    with pytest.raises(AssertionError, match="not 32 at most"):
        assert_linear(lambda size: loop(size * size), int, 800)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(
    "work", [loop, lambda size: sorted(range(size, 0, -1), key=lambda number: number * 7919 % size)]
)
def test_linear_work_and_sorting_pass(work: growth.Callable[[int], object]) -> None:
    assert_linear(work, int, 800_000)


@pytest.mark.usefixtures("strict")
def test_what_is_cut_off_costs_the_same_however_long_it_is() -> None:
    assert_growth(lambda size: loop(min(size, 200_000)), 200_000, 20_000_000, most=5)
    with pytest.raises(AssertionError, match="not 5 at most"):
        assert_growth(loop, 50_000, 1_000_000, most=5)


def _clock(monkeypatch: pytest.MonkeyPatch, *costs: float) -> None:
    """Let each measurement cost what is said, one after another."""

    def ticks() -> Iterator[float]:
        now = 0.0
        for cost in costs:
            yield now
            now += cost
            yield now

    monkeypatch.setattr(growth, "_cpu", ticks().__next__)


def test_a_disturbed_measurement_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _clock(monkeypatch, 0.1, 9.0, 0.1, 0.8)
    assert_linear(str, int, 80)


def test_one_quick_measurement_does_not_fail_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    _clock(monkeypatch, 0.002, *[0.01] * 2, 0.16, *[9.0] * 20)
    with pytest.raises(AssertionError, match=r"80\.0 times 0\.00200 s"):
        assert_linear(str, int, 80)


def test_what_costs_next_to_nothing_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    _clock(monkeypatch, *[0.01] * 2, 0.099)
    assert_linear(str, int, 80)


def test_a_size_without_an_eighth_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="no eighth"):
        assert_linear(str, int, 7)
