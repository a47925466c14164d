"""Who works on what: nothing is done twice, and nothing is lost with a holder that goes away."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mirnews.errors import Skip
from mirnews.model import Fold, Polled
from mirnews.store import Store, open_store
from mirnews.store.schema import steps
from tests.builders import NOON, a_draft, a_source, named

LEASE = timedelta(seconds=9)
SOON, AFTER = NOON + timedelta(seconds=5), NOON + timedelta(seconds=10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "archive.sqlite")
    for name in ("a", "b"):
        opened.add_source(a_source(id=name), now=NOON)
    yield opened
    opened.close()


_numbers = itertools.count(1)


def join(store: Store, now: datetime = NOON) -> int:
    """A new holder that has just beaten."""
    holder = next(_numbers)
    store.beat(holder, now=now, lease=LEASE)
    return holder


def ids(found: list[object]) -> list[object]:
    return [getattr(one, "id", getattr(one, "key", None)) for one in found]


def waiting(store: Store, *numbers: int) -> None:
    entries = [named(number) for number in numbers]
    store.record_poll(Polled("a", next_due=NOON), entries, now=NOON)


def test_what_one_holder_takes_another_does_not_get(store: Store) -> None:
    first, second = join(store), join(store)
    assert ids(store.take_due(first, now=NOON, limit=1)) == ["a"]
    assert ids(store.take_due(second, now=NOON, limit=9)) == ["b"]
    assert store.take_due(first, now=NOON, in_hand=["a"], limit=9) == []


def test_sources_are_taken_longest_overdue_first_when_enabled_and_due(store: Store) -> None:
    waits = {"later": 1, "now": 0, "late": -5, "off": -9}
    for name, wait in waits.items():
        store.add_source(a_source(id=name, enabled=name != "off"), now=NOON)
        store.record_poll(Polled(name, NOON + timedelta(seconds=wait)), now=NOON)
    holder = join(store)
    assert ids(store.take_due(holder, now=NOON, limit=9)) == ["late", "a", "b", "now"]
    assert store.next_due(after=NOON) == NOON + timedelta(seconds=1)
    assert store.next_due(after=AFTER) is None


def test_an_outcome_gives_the_source_back(store: Store) -> None:
    first, second = join(store), join(store)
    store.take_due(first, now=NOON, limit=9)
    store.record_poll(Polled("a", next_due=SOON), now=NOON, holder=first)
    assert store.take_due(second, now=NOON, limit=9) == []
    assert ids(store.take_due(second, now=SOON, limit=9)) == ["a"]


def test_a_silent_holder_loses_its_work_and_cannot_bring_a_stale_outcome(store: Store) -> None:
    waiting(store, 1)
    first = join(store)
    store.take_due(first, now=NOON, limit=9)
    (entry,) = store.take_waiting(first, now=NOON, limit=9)
    second = join(store, AFTER)
    assert ids(store.take_due(second, now=AFTER, limit=9)) == ["a", "b"]
    assert ids(store.take_waiting(second, now=AFTER, limit=9)) == [entry.key]
    store.beat(first, now=AFTER, lease=LEASE)  # it wakes, and still believes that it has the work
    later = AFTER + timedelta(hours=1)
    with pytest.raises(Skip, match="taken this work over"):
        store.record_poll(Polled("a", next_due=later, etag='"stale"'), now=AFTER, holder=first)
    for stale in (
        lambda: store.save(a_draft(1), Fold(), now=AFTER, raw=None, key=entry.key, holder=first),
        lambda: store.settle(entry.key, 1, holder=first),
        lambda: store.postpone(entry.key, until=later, reason="timeout: slow", holder=first),
        lambda: store.drop(entry.key, reason="no_text: nothing", holder=first),
    ):
        with pytest.raises(Skip):
            stale()
    assert (store.count(), store.waiting_count(), store.polls()["a"].etag) == (0, 1, None)
    store.save(a_draft(1), Fold(), now=AFTER, raw=None, key=entry.key, holder=second)
    assert (store.count(), store.waiting_count()) == (1, 0)


def test_a_holder_that_was_away_may_bring_what_nobody_took_over(store: Store) -> None:
    first = join(store)
    store.take_due(first, now=NOON, limit=9)
    join(store, AFTER)  # forgets the silent one
    store.beat(first, now=AFTER, lease=LEASE)
    store.record_poll(Polled("a", next_due=AFTER, etag='"a"'), now=AFTER, holder=first)
    assert store.polls()["a"].etag == '"a"'


def test_a_beating_holder_keeps_its_work(store: Store) -> None:
    first, second = join(store), join(store)
    store.take_due(first, now=NOON, limit=9)
    for one in (first, second):
        store.beat(one, now=SOON, lease=LEASE)
    assert store.take_due(second, now=AFTER, limit=9) == []


@pytest.mark.parametrize("jump", [timedelta(days=1), -timedelta(days=1), -timedelta(days=3650)])
def test_a_clock_that_jumps_keeps_no_dead_holder_alive(store: Store, jump: timedelta) -> None:
    dead = join(store)
    store.record_poll(Polled("a", next_due=NOON - timedelta(days=9999)), now=NOON)
    store.take_due(dead, now=NOON, limit=9)
    assert "a" in ids(store.take_due(join(store, NOON + jump), now=NOON + jump, limit=9))


def test_a_source_that_was_polled_in_the_future_is_due(store: Store) -> None:
    tomorrow = NOON + timedelta(days=1)
    store.record_poll(Polled("a", next_due=tomorrow + LEASE, last_polled=tomorrow), now=NOON)
    store.record_poll(Polled("b", next_due=AFTER, last_polled=SOON), now=NOON)  # a clock that is corrected a little
    assert ids(store.take_due(join(store), now=NOON, limit=9)) == ["a"]


def test_a_page_that_was_put_off_before_the_clock_was_set_back_is_due(store: Store) -> None:
    waiting(store, 1)
    holder = join(store)
    (entry,) = store.take_waiting(holder, now=NOON, limit=9)
    store.postpone(entry.key, until=NOON + timedelta(hours=1), reason="timeout: slow")
    assert store.take_waiting(holder, now=NOON, limit=9) == []
    before = NOON - timedelta(days=2)
    assert ids(store.take_waiting(join(store, before), now=before, limit=9)) == [entry.key]


def test_who_leaves_gives_everything_back(store: Store) -> None:
    waiting(store, 1, 2)
    first = join(store)
    store.take_due(first, now=NOON, limit=9)
    store.take_waiting(first, now=NOON, limit=9)
    store.leave(first)
    second = join(store)
    assert len(store.take_due(second, now=NOON, limit=9)) == 2
    assert len(store.take_waiting(second, now=NOON, limit=9)) == 2


def test_entries_are_taken_fairly_over_their_sources(store: Store) -> None:
    waiting(store, 1, 2, 3)
    store.record_poll(Polled("b", next_due=NOON), [named(9, id="http://b/9", url="http://b/9")], now=NOON)
    first, second = join(store), join(store)
    assert [one.source_id for one in store.take_waiting(first, now=NOON, limit=2)] == ["a", "b"]
    assert [one.source_id for one in store.take_waiting(second, now=NOON, limit=9)] == ["a", "a"]


def test_what_failed_to_be_recorded_is_taken_again_by_the_same_holder(store: Store) -> None:
    waiting(store, 1)
    holder = join(store)
    (entry,) = store.take_waiting(holder, now=NOON, limit=9)
    assert store.take_waiting(holder, now=NOON, in_hand=[entry.key], limit=9) == []
    assert ids(store.take_waiting(holder, now=NOON, limit=9)) == [entry.key]


def test_an_entry_that_changes_while_its_page_is_read_is_read_again(store: Store) -> None:
    waiting(store, 1)
    holder = join(store)
    (entry,) = store.take_waiting(holder, now=NOON, limit=9)
    store.record_poll(Polled("a", next_due=NOON), [named(1, title="تیتر تازه")], now=NOON)
    with pytest.raises(Skip):
        store.save(a_draft(1), Fold(), now=NOON, raw=None, key=entry.key, holder=entry.holder)
    (again,) = store.take_waiting(holder, now=NOON, limit=9)
    assert again.entry.title == "تیتر تازه"


def test_two_sources_named_are_taken_though_not_due(store: Store) -> None:
    store.record_poll(Polled("a", next_due=AFTER), now=NOON)
    first, second = join(store), join(store)
    assert ids(store.take_sources(first, ["a", "unknown"], now=NOON)) == ["a"]
    assert store.take_sources(second, ["a"], now=NOON) == []


def test_an_archive_of_before_knows_when_its_sources_are_due(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    raw = sqlite3.connect(path)
    for number, sql in steps()[:2]:
        raw.executescript(f"{sql};PRAGMA user_version = {number}")
    for name, enabled in (("a", "true"), ("off", "false")):
        source = f'{{"id":"{name}","url":"https://example.org/{name}","name":"*","enabled":{enabled}}}'
        raw.execute("INSERT INTO source VALUES (?, ?, 0)", (name, source))
        raw.execute(
            "INSERT INTO poll VALUES (?, ?)", (name, f'{{"source_id":"{name}","next_due":"{AFTER.isoformat()}"}}')
        )
    raw.commit()
    raw.close()
    store = open_store(path)
    assert store.next_due(after=NOON) == AFTER
    assert ids(store.take_due(join(store, AFTER), now=AFTER, limit=9)) == ["a"]
    store.close()


def test_all_that_is_done_together_is_done_or_not(store: Store) -> None:
    def half_done() -> None:
        with store.together():
            store.save(a_draft(1), Fold(), now=NOON, raw=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert store.count() == 0
