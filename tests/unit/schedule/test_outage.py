"""When our own network is away, one source is asked now and then; when it is back, nobody waits for what it did."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from mirnews import schedule
from mirnews.config import PollSettings
from mirnews.errors import TryLater
from mirnews.model import Polled
from mirnews.schedule.outage import SCOUT, excused
from tests.builders import NOON, a_source

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOURCES = [a_source(id=f"s{number:02}", interval_seconds=900) for number in range(40)]
SETTINGS = PollSettings()


def well(name: str, since: datetime, last: datetime) -> Polled:
    return Polled(name, last + 15 * MINUTE, state="ok", state_since=since, last_ok=last, last_polled=last)


def failing(name: str, since: datetime, last: datetime, state: str = "connect_failed") -> Polled:
    return Polled(name, last + 5 * HOUR, state=state, state_since=since, last_polled=last, failures=6)


def test_while_all_fail_the_one_not_asked_for_longest_is_asked_every_five_minutes() -> None:
    polls = [failing(f"s{number}", NOON - 6 * HOUR, NOON - number * MINUTE) for number in range(1, 9)]
    assert excused(polls, NOON) == set()
    assert excused(polls, NOON - MINUTE + SCOUT) == {"s8"}
    assert excused(polls[:2], NOON + HOUR) == set()
    assert excused([*polls, *(well(f"w{n}", NOON - HOUR, NOON) for n in range(4))], NOON + HOUR) == set()


def test_a_host_that_fails_alone_waits_out_its_time() -> None:
    sound = [well(f"w{number}", NOON - 30 * HOUR, NOON) for number in range(20)]
    assert excused([*sound, failing("s1", NOON - 9 * HOUR, NOON - 4 * HOUR)], NOON) == set()


def test_other_faults_are_no_outage() -> None:
    polls = [failing(f"s{number}", NOON - 6 * HOUR, NOON - HOUR, "http_503") for number in range(9)]
    assert excused(polls, NOON) == set()


def test_what_failed_while_nobody_was_well_is_due_when_some_are() -> None:
    put_off = [failing(f"s{number}", NOON - 6 * HOUR, NOON - HOUR) for number in range(9)]
    back = [well(f"w{number}", NOON - 10 * MINUTE, NOON) for number in range(4)]
    alone = failing("dead", NOON - 6 * HOUR, NOON - 6 * MINUTE)
    assert excused([*put_off, *back, alone], NOON) == {one.source_id for one in put_off}


def lived(hours_away: float, hours_after: float) -> Iterator[tuple[datetime, str, bool]]:
    """Every poll of forty sources through an outage: when, whose, and whether the network was there."""
    chance, now = random.Random(1), NOON
    polls = {source.id: Polled(source.id, NOON) for source in SOURCES}
    away = (NOON + 2 * HOUR, NOON + 2 * HOUR + hours_away * HOUR)
    while now < away[1] + hours_after * HOUR:
        early = excused(polls.values(), now)
        for source in [one for one in SOURCES if polls[one.id].next_due <= now or one.id in early]:
            is_there = not away[0] <= now < away[1]
            yield now, source.id, is_there
            before, luck = polls[source.id], chance.random()
            polls[source.id] = (
                schedule.after_success(before, source, now=now, chance=luck, etag=None, last_modified=None, digest=None)
                if is_there
                else schedule.after_failure(
                    before, source, TryLater("dns_failed", ""), now=now, chance=luck, settings=SETTINGS
                )
            )
        now += timedelta(seconds=20)


def test_after_six_hours_all_are_back_within_minutes_and_nobody_is_asked_twice_as_often() -> None:
    polls = list(lived(6, 3))
    back = NOON + 8 * HOUR
    first = {name: at for at, name, is_there in reversed(polls) if is_there and at >= back}
    assert len(first) == len(SOURCES)
    assert max(first.values()) - back <= 2 * SCOUT + MINUTE
    during = [at for at, _, is_there in polls if not is_there and at > NOON + 7 * HOUR]
    assert len(during) <= HOUR / SCOUT + len(SOURCES)
    for start in range(0, 120):
        window = [at for at, _, _ in polls if timedelta() <= at - back - start * MINUTE < 15 * MINUTE]
        assert len(window) <= 2 * len(SOURCES)
