from __future__ import annotations

import pytest

from mirnews.persian.health import density, is_alarm

HALF = "\u200c"


def test_density_counts_half_spaces_per_thousand_words() -> None:
    assert density(f"او می{HALF}رود و کتاب{HALF}های خود را می{HALF}برد هر روز صبح") == pytest.approx(1000 * 3 / 10)
    assert density("خبر تازه") == 0
    assert density("") == 0
    assert density(" … ؟") == 0


def test_a_sudden_loss_is_an_alarm() -> None:
    steady = [52.0, 48, 55, 61, 44, 50, 47]
    assert is_alarm([*steady, 0, 0, 0])
    assert is_alarm([*steady, 12, 0, 18])


@pytest.mark.parametrize(
    "history",
    [
        [],
        [50.0] * 7,
        [50.0] * 20,
        [50.0] * 10 + [0, 0],
        [50.0] * 10 + [0, 0, 45],
        [50.0] * 10 + [25, 30, 28],
        [0.0] * 20,
        [4.0] * 10 + [0, 0, 0],
        [0.0] * 5 + [50.0] * 5,
    ],
)
def test_no_alarm(history: list[float]) -> None:
    assert not is_alarm(history)
