from __future__ import annotations

from datetime import timedelta

import pytest

from mirnews import schedule
from mirnews.config import PollSettings
from mirnews.errors import Skip, TryLater
from mirnews.model import Polled
from tests.builders import NOON, a_source

SETTINGS = PollSettings()
SOURCE = a_source(interval_seconds=600)


def seconds(polled: Polled) -> float:
    return (polled.next_due - NOON).total_seconds()


def success(polled: Polled, chance: float = 0.0) -> Polled:
    return schedule.after_success(polled, SOURCE, now=NOON, chance=chance, etag='"e"', last_modified=None, digest="d")


def test_success_clears_failures_and_keeps_the_interval_with_jitter() -> None:
    failed = Polled("hamoon", NOON, failures=3, state="timeout", detail="slow")
    after = success(failed)
    assert (after.failures, after.state, after.detail, after.state_since, after.etag) == (0, "ok", "", NOON, '"e"')
    assert seconds(after) == 600
    assert 600 < seconds(success(failed, 0.5)) < seconds(success(failed, 1.0)) <= 660


@pytest.mark.parametrize(("fresh", "wait"), [(0, 600), (300, 600), (1800, 1800), (86_400, 3600)])
def test_an_answer_that_still_holds_is_not_asked_for_again(fresh: float, wait: float) -> None:
    after = schedule.after_success(
        Polled("hamoon", NOON),
        SOURCE,
        now=NOON,
        chance=0,
        etag=None,
        last_modified=None,
        digest=None,
        fresh_seconds=fresh,
    )
    assert seconds(after) == wait


def fail(polled: Polled, error: Skip | TryLater, chance: float = 0.0) -> Polled:
    return schedule.after_failure(polled, SOURCE, error, now=NOON, chance=chance, settings=SETTINGS)


def test_failures_double_the_wait_up_to_a_day_and_keep_the_validators() -> None:
    polled = Polled("hamoon", NOON, etag='"e"')
    waits = []
    for _ in range(12):
        polled = fail(polled, TryLater("timeout", "slow"))
        waits.append(seconds(polled))
    assert waits[:4] == [600, 600, 1200, 2400]
    assert waits[-1] == 86_400
    assert (polled.etag, polled.state, polled.failures) == ('"e"', "timeout", 12)


@pytest.mark.parametrize(("asked", "wait"), [(0, 600), (30, 600), (3600, 3600), (1e12, 86_400)])
@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_a_longer_wait_that_the_host_asks_for_is_obeyed_up_to_a_day(asked: float, wait: float, chance: float) -> None:
    after = fail(Polled("hamoon", NOON), TryLater("http_429", "busy", after_seconds=asked), chance)
    assert wait <= seconds(after) <= wait * 1.1


def test_a_state_keeps_the_time_since_when() -> None:
    first = fail(Polled("hamoon", NOON), Skip("http_404", "gone"))
    again = schedule.after_failure(
        first, SOURCE, Skip("http_404", "gone"), now=NOON + timedelta(hours=1), chance=0.5, settings=SETTINGS
    )
    assert again.state_since == NOON


def test_a_page_is_tried_a_limited_number_of_times() -> None:
    error = TryLater("timeout", "slow")
    waits = [schedule.entry_due(n, error, now=NOON, settings=SETTINGS) for n in range(5)]
    assert [w and (w - NOON).total_seconds() for w in waits] == [300, 600, 1200, 2400, None]
    asked = schedule.entry_due(0, TryLater("http_429", "busy", after_seconds=700), now=NOON, settings=SETTINGS)
    assert asked == NOON + timedelta(seconds=700)
