"""What becomes of a subscription, and how far a hub is trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mirnews import schedule
from mirnews.config import PollSettings
from mirnews.errors import Skip, TryLater
from mirnews.model import Polled, Subscription
from mirnews.schedule import pushes
from tests.builders import NOON, a_source

HUB, TOPIC = "https://hub.example/", "https://khabar.example/rss"
SETTINGS = PollSettings()
HOUR = timedelta(hours=1)
DOWN = TryLater("timeout", "slow")


def offered(hub: str = HUB, topic: str = TOPIC, held: Subscription | None = None) -> Subscription:
    return pushes.offered(held, "hamoon", hub, topic, now=NOON, token="t", secret="s")


def active(lease: float | None = 864_000) -> Subscription:
    return pushes.verified(pushes.asked(offered(), now=NOON), lease, now=NOON)


def test_a_hub_that_stays_the_same_stays_subscribed_and_another_is_asked_anew() -> None:
    held = active()
    assert offered(held=held) is held
    for changed in (offered(hub="https://other.example/", held=held), offered(topic=f"{TOPIC}2", held=held)):
        assert (changed.state, changed.next_try, changed.pushes) == ("offered", NOON, 0)


@pytest.mark.parametrize(
    ("said", "lease"), [(None, 864_000), (0, 60), (3_600, 3_600), (864_000, 864_000), (1e12, 90 * 86_400)]
)
def test_the_lease_is_renewed_before_it_ends(said: float | None, lease: float) -> None:
    held = active(said)
    assert held.until == NOON + timedelta(seconds=lease)
    assert NOON < held.next_try < held.until
    assert pushes.is_active(held, NOON)
    assert not pushes.is_active(held, held.until)
    again = pushes.asked(held, now=held.next_try)
    assert (again.state, again.pending) == ("active", True)
    renewed = pushes.verified(again, said, now=held.next_try)
    assert (renewed.since, renewed.pending) == (NOON, False)
    assert renewed.until is not None
    assert renewed.until > held.until


def test_a_hub_that_is_down_is_tried_again_ever_more_seldom_and_a_lease_that_runs_is_not_lost() -> None:
    held, waits = offered(), []
    for _ in range(12):
        held = pushes.failed(held, DOWN, now=NOON, settings=SETTINGS)
        waits.append((held.next_try - NOON).total_seconds())
    assert waits[:3] == [300, 600, 1_200]
    assert waits[-1] == SETTINGS.retry_max_seconds
    assert held.state == "failed"
    running = pushes.failed(pushes.pushed(active(), now=NOON), DOWN, now=NOON, settings=SETTINGS)
    assert pushes.is_trusted(running, NOON)
    asked_to_wait = pushes.failed(
        offered(), TryLater("http_429", "x", after_seconds=7_200), now=NOON, settings=SETTINGS
    )
    assert asked_to_wait.next_try == NOON + timedelta(seconds=7_200)
    assert pushes.failed(offered(), Skip("http_404", "x"), now=NOON, settings=SETTINGS).state == "failed"


def test_a_hub_that_refuses_is_no_longer_trusted() -> None:
    held = pushes.denied(pushes.pushed(active(), now=NOON), "no", now=NOON)
    assert (held.state, held.detail, held.pushes) == ("denied", "no", 0)
    assert not pushes.is_trusted(held, NOON)


def test_trust_comes_with_the_first_push_and_after_a_miss_only_with_several_in_a_row() -> None:
    held = active()
    assert not pushes.is_trusted(held, NOON)
    assert not pushes.is_trusted(None, NOON)
    needed = []
    for _ in range(8):
        count = 0
        while not pushes.is_trusted(held, NOON):
            held = pushes.pushed(held, now=NOON)
            count += 1
        needed.append(count)
        held = pushes.missed(held)
    assert needed == [1, 3, 5, 7, 9, 11, 11, 11]


@pytest.mark.parametrize(
    ("new", "published", "missing"),
    [
        (0, [NOON + HOUR], False),  # nothing new, nothing owed
        (2, [NOON - HOUR, NOON + 2 * HOUR - timedelta(minutes=1)], False),  # too old, too young
        (1, [NOON + HOUR / 2], False),  # out when the hub last brought something
        (1, [NOON + HOUR * 1.5], True),
        (1, [], True),  # no dates, no excuse
    ],
)
def test_what_a_hub_owes(new: int, published: list[datetime], missing: bool) -> None:
    held = pushes.pushed(active(), now=NOON + HOUR)
    assert pushes.is_missing(held, new, published, now=NOON + 2 * HOUR) == missing


def test_a_source_that_is_pushed_is_polled_as_a_safety_net() -> None:
    def wait(*, pushed: bool, interval: int) -> float:
        after = schedule.after_success(
            Polled("hamoon", NOON), a_source(interval_seconds=interval), now=NOON, chance=0.0, etag=None,
            last_modified=None, digest=None, is_pushed=pushed,
        )  # fmt: skip
        return (after.next_due - NOON).total_seconds()

    assert wait(pushed=False, interval=900) == 900
    assert wait(pushed=True, interval=900) == SETTINGS.push_interval_seconds
    assert wait(pushed=True, interval=86_400) == 86_400


def test_a_lease_that_has_ended_is_worth_nothing() -> None:
    held = pushes.pushed(active(60), now=NOON)
    assert pushes.is_trusted(held, NOON)
    assert not pushes.is_trusted(held, NOON + HOUR)
    assert pushes.asked(held, now=NOON + HOUR).state == "asked"
    assert replace(held, until=None).state == "active"
    assert not pushes.is_active(replace(held, until=None), NOON)
