"""Hours and days in which a feed says that it rests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mirnews import schedule
from mirnews.config import PollSettings
from mirnews.model import Polled, Wishes
from mirnews.schedule.rests import after_rest
from tests.builders import a_source

EVENING = datetime(2025, 2, 25, 21, 50, tzinfo=UTC)  # a Tuesday
SOURCE = a_source(interval_seconds=900)
NIGHT = Wishes(skip_hours=(22, 23, 0, 1))


def next_due(wishes: Wishes, *published: datetime, cap: float = 14_400.0) -> datetime:
    after = schedule.after_success(
        Polled("hamoon", EVENING), SOURCE, now=EVENING, chance=0.0, etag=None, last_modified=None, digest=None,
        wishes=wishes, published=published, settings=PollSettings(learn=False, skip_cap_seconds=cap),
    )  # fmt: skip
    assert after.wishes == wishes
    return after.next_due


def test_the_next_look_comes_after_the_hours_of_rest() -> None:
    assert next_due(NIGHT, cap=86_400) == datetime(2025, 2, 26, 2, 5, tzinfo=UTC)


def test_a_day_of_rest_is_a_day_in_gmt() -> None:
    at, late = datetime(2025, 2, 26, 0, 10, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    assert after_rest(at, Wishes(skip_days=(2,)), no_later=late) == datetime(2025, 2, 27, 0, 10, tzinfo=UTC)
    assert after_rest(at, Wishes(skip_days=(1,)), no_later=late) == at


@pytest.mark.parametrize("wishes", [NIGHT, Wishes(skip_days=(1, 2, 3)), Wishes(skip_hours=tuple(range(23)))])
def test_no_feed_is_silent_for_longer_than_the_cap(wishes: Wishes) -> None:
    assert next_due(wishes, cap=3_600) <= EVENING + timedelta(seconds=3_600)
    assert next_due(wishes, cap=0) == EVENING + timedelta(seconds=900)


def test_a_feed_that_publishes_while_it_rests_is_not_believed() -> None:
    assert next_due(NIGHT, EVENING - timedelta(hours=21)) == EVENING + timedelta(seconds=900)
    assert next_due(NIGHT, EVENING - timedelta(hours=8)) > EVENING + timedelta(seconds=900)
