"""What is learned of a source's rhythm, and the plan over all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews import schedule
from mirnews.config import PollSettings
from mirnews.model import Polled, Rhythm, Wishes
from mirnews.schedule.plans import DEFAULT, SHORTEST, Plan, plan
from mirnews.schedule.rhythm import learned, pace, week
from tests.builders import a_source

TEHRAN = timezone(timedelta(hours=3, minutes=30))
SATURDAY = datetime(2025, 4, 5, tzinfo=TEHRAN)  # 16 Farvardin 1404
QUARTER = timedelta(minutes=15)
SOURCE = a_source(interval_seconds=900)


def busy_from_nine_to_five(weeks: int) -> Rhythm:
    """Four items an hour from nine to five on working days, none otherwise; looked at every quarter of an hour."""
    rhythm: Rhythm | None = None
    looked: datetime | None = None
    now = SATURDAY
    while now < SATURDAY + timedelta(weeks=weeks):
        working = 9 <= (now - timedelta(seconds=1)).hour < 17 and now.weekday() not in (3, 4)
        dates = [now - timedelta(minutes=5)] if working else []
        rhythm = learned(rhythm, dates, changed=bool(dates), looked=looked, now=now)
        looked, now = now, now + QUARTER
    assert rhythm is not None
    return rhythm


def test_hours_and_days_are_told_apart_after_two_weeks() -> None:
    rhythm = busy_from_nine_to_five(2)
    noon, night = SATURDAY.replace(hour=12), SATURDAY.replace(hour=3)
    friday = noon + timedelta(days=6)
    assert 2.5 < pace(rhythm, noon) < 5
    assert pace(rhythm, night) < 0.3
    assert pace(rhythm, friday) < 1
    assert len(week(rhythm)) == 168
    assert sum(week(rhythm)) == pytest.approx(4 * 8 * 5, rel=0.2)


def test_a_first_feed_tells_how_fast_it_came_to_be() -> None:
    now = SATURDAY.replace(hour=20)
    dates = [now - timedelta(minutes=10 * n) for n in range(1, 31)]
    rhythm = learned(None, [*dates, now - timedelta(days=400)], changed=True, looked=None, now=now)
    assert sum(rhythm.hours) == 29
    assert sum(rhythm.hours_seen) == pytest.approx(5, abs=0.1)
    assert rhythm.newest == now - timedelta(minutes=10)
    assert pace(rhythm, now) > 3


def test_a_change_without_dates_is_one_arrival_and_old_dates_are_none() -> None:
    first = learned(None, [], changed=True, looked=None, now=SATURDAY)
    second = learned(first, [], changed=True, looked=SATURDAY, now=SATURDAY + QUARTER)
    assert sum(second.hours) == 1
    third = learned(second, [SATURDAY - QUARTER], changed=False, looked=SATURDAY + QUARTER, now=SATURDAY + 2 * QUARTER)
    assert sum(third.hours) == 1
    assert sum(third.hours_seen) == pytest.approx(0.5)


def test_dates_of_the_future_and_a_clock_set_back_do_no_harm() -> None:
    first = learned(None, [SATURDAY + timedelta(days=3)], changed=True, looked=None, now=SATURDAY)
    assert first.newest is None
    back = learned(first, [SATURDAY], changed=True, looked=SATURDAY + timedelta(days=1), now=SATURDAY)
    assert sum(back.hours_seen) == 0


def test_what_came_while_nobody_looked_teaches_nothing() -> None:
    first = learned(None, [], changed=True, looked=None, now=SATURDAY)
    now = SATURDAY + timedelta(days=5)
    dates = [SATURDAY + timedelta(hours=n) for n in range(1, 100)]
    later = learned(first, dates, changed=True, looked=SATURDAY, now=now)
    assert sum(later.hours) == 0
    assert later.newest == max(dates)


def test_the_past_fades_by_half_in_two_weeks() -> None:
    rhythm = busy_from_nine_to_five(1)
    end = SATURDAY + timedelta(weeks=3)
    faded = learned(rhythm, [], changed=False, looked=end - QUARTER, now=end)
    assert sum(faded.hours) == pytest.approx(sum(rhythm.hours) / 2, rel=0.05)


instants = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))


@settings(max_examples=60, deadline=None)
@given(st.lists(instants, max_size=8), st.booleans(), st.none() | instants, instants)
def test_whatever_dates_say_the_wait_stays_within_its_bounds(
    dates: list[datetime], changed: bool, looked: datetime | None, now: datetime
) -> None:
    before = busy_from_nine_to_five(1) if changed else None
    polled = Polled("hamoon", now, last_ok=looked, rhythm=before, body_digest="a")
    after = schedule.after_success(
        polled, SOURCE, now=now, chance=0.0, etag=None, last_modified=None, digest="b" if changed else "a",
        published=dates, settings=PollSettings(),
    )  # fmt: skip
    assert 180 <= (after.next_due - now).total_seconds() <= 3600


def wait(at: datetime, rhythm: Rhythm, chosen: Plan, interval: int = 900) -> float:
    polled = Polled("hamoon", at, last_ok=at - QUARTER, rhythm=rhythm)
    after = schedule.after_success(
        polled, a_source(interval_seconds=interval), now=at, chance=0.0, etag=None, last_modified=None, digest=None,
        published=(), settings=PollSettings(), plan=chosen,
    )  # fmt: skip
    return (after.next_due - at).total_seconds()


def test_lively_hours_are_asked_often_dull_ones_seldom_and_a_morning_is_not_slept_through() -> None:
    rhythm, chosen = busy_from_nine_to_five(2), Plan(lively=2.0, short=0.5, long=4.0)
    day = SATURDAY + timedelta(weeks=2)
    assert wait(day.replace(hour=12), rhythm, chosen) == 450
    assert wait(day.replace(hour=3), rhythm, chosen) == 3600
    assert wait(day.replace(hour=8, minute=45), rhythm, chosen) == pytest.approx(900 + 0.75 * 450)
    assert wait(day.replace(hour=3), rhythm, chosen, interval=7200) == 7200 * 1.0
    assert wait(day.replace(hour=12), rhythm, chosen, interval=60) == 60


def test_a_plan_asks_no_more_in_all_than_the_fixed_interval() -> None:
    rhythms = [busy_from_nine_to_five(2)] * 3
    chosen = plan(rhythms)
    paces = [one for rhythm in rhythms for one in week(rhythm)]
    lively = sum(one >= chosen.lively for one in paces) / len(paces)
    assert 0.2 < lively < 0.7
    assert lively / chosen.short + (1 - lively) / chosen.long <= 1.02
    assert SHORTEST <= chosen.short < 1
    assert plan([]) == DEFAULT


def test_without_settings_or_with_learning_off_the_interval_stands() -> None:
    for limits in (None, PollSettings(learn=False)):
        polled = Polled("hamoon", SATURDAY, last_ok=SATURDAY - QUARTER, rhythm=busy_from_nine_to_five(1))
        after = schedule.after_success(
            polled, SOURCE, now=SATURDAY, chance=0.0, etag=None, last_modified=None, digest=None,
            published=(), settings=limits,
        )  # fmt: skip
        assert (after.next_due - SATURDAY).total_seconds() == 900


@pytest.mark.parametrize(
    ("ttl", "fresh", "expected"), [(0, 0, 900), (1800, 0, 1800), (60, 1200, 1200), (86_400, 0, 3600)]
)
def test_the_longer_of_ttl_and_cache_control_is_obeyed_up_to_a_cap(ttl: float, fresh: float, expected: float) -> None:
    after = schedule.after_success(
        Polled("hamoon", SATURDAY), SOURCE, now=SATURDAY, chance=0.0, etag=None, last_modified=None, digest=None,
        wishes=Wishes(ttl_seconds=ttl), fresh_seconds=fresh,
    )  # fmt: skip
    assert (after.next_due - SATURDAY).total_seconds() == expected
