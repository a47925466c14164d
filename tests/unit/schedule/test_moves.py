"""A permanent move is adopted when it has been told three times over a day, and not before."""

from __future__ import annotations

from datetime import timedelta

from mirnews import schedule
from mirnews.config import PollSettings
from mirnews.errors import TryLater
from mirnews.model import Polled
from tests.builders import NOON, a_source

NEW = "https://new.example.org/feed"


def told(polled: Polled, moved_to: str | None, hours: float) -> Polled:
    return schedule.after_success(
        polled, a_source(), now=NOON + timedelta(hours=hours), chance=0.0, etag=None, last_modified=None, digest=None,
        moved_to=moved_to,
    )  # fmt: skip


def adopted(polled: Polled, hours: float) -> str | None:
    return schedule.adoptable(polled, NOON + timedelta(hours=hours))


def test_three_times_over_a_day() -> None:
    polled = Polled("hamoon", NOON)
    for hours in (0, 12, 23):
        polled = told(polled, NEW, hours)
        assert adopted(polled, hours) is None
    assert adopted(told(polled, NEW, 24), 24) == NEW


def test_twice_is_not_enough_however_long() -> None:
    assert adopted(told(told(Polled("hamoon", NOON), NEW, 0), NEW, 99), 99) is None


def test_an_answer_from_the_old_address_or_another_target_begins_anew() -> None:
    for between in (None, "https://other.example.org/"):
        polled = Polled("hamoon", NOON)
        for hours, target in ((0, NEW), (20, NEW), (21, between), (30, NEW), (31, NEW), (32, NEW)):
            polled = told(polled, target, hours)
        assert adopted(polled, 32) is None


def test_a_failure_in_between_changes_nothing() -> None:
    polled = told(told(Polled("hamoon", NOON), NEW, 0), NEW, 1)
    polled = schedule.after_failure(
        polled, a_source(), TryLater("timeout", "slow"), now=NOON, chance=0.0, settings=PollSettings()
    )
    assert adopted(told(polled, NEW, 25), 25) == NEW
