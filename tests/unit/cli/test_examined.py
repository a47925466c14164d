"""What `doctor SOURCE` says of a look, a step at a time: why the next poll is when it is, and what is good or bad."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mirnews import schedule
from mirnews.cli import examined
from mirnews.config import PollSettings
from mirnews.errors import MirNewsError, Quarantine, Skip, TryLater
from mirnews.locale import LANGUAGES, messages
from mirnews.model import Entry, Feed, Polled, Response
from mirnews.schedule.states import SEVERITIES, SourceState
from tests.builders import NOON, a_source

LIMITS = PollSettings(learn=False)
DAY = timedelta(days=1)
BROKEN = Quarantine("feed_broken", "it is broken")


@pytest.mark.parametrize(
    ("error", "before", "interval", "key", "minutes"),
    [
        (TryLater("http_429", "slow down", after_seconds=7200), Polled("x", NOON), 900, "wait_asked", 120),
        (TryLater("http_429", "slow down", after_seconds=1e9), Polled("x", NOON), 900, "wait_asked", 1440),
        (TryLater("http_429", "slow down", after_seconds=60), Polled("x", NOON), 900, "wait_interval", 15),
        (BROKEN, Polled("x", NOON, failures=1), 900, "wait_interval", 15),
        (BROKEN, Polled("x", NOON, failures=3), 900, "wait_failed", 40),
        (BROKEN, Polled("x", NOON, failures=9, failing_since=NOON - 20 * DAY), 900, "wait_daily", 1440),
        (
            Skip("http_404", "not there"),
            Polled("x", NOON, failures=9, state="http_404", state_since=NOON - 8 * DAY),
            900,
            "wait_daily",
            1440,
        ),
    ],
)
def test_the_reason_for_the_wait_after_a_failure(
    error: MirNewsError, before: Polled, interval: int, key: str, minutes: int
) -> None:
    source = a_source(interval_seconds=interval)
    after = schedule.after_failure(before, source, error, now=NOON, chance=0.0, settings=LIMITS)
    step = examined.wait_failed(after, source, error, NOON, LIMITS)
    assert (step.key, step.values["minutes"], step.mark) == (key, minutes, "")


@pytest.mark.parametrize(
    ("headers", "is_wished", "key"),
    [
        ({}, False, "wait_interval"),
        ({"cache-control": "max-age=1800"}, False, "wait_fresh"),
        ({}, True, "wait_wished"),
    ],
)
def test_the_reason_for_the_wait_after_a_good_look(headers: dict[str, str], is_wished: bool, key: str) -> None:
    source, response = a_source(), Response("http://x.example/", "http://x.example/", 200, headers, b"", NOON)
    fresh = 1800.0 if headers else 0.0
    after = schedule.after_success(
        Polled("x", NOON),
        source,
        now=NOON,
        chance=0.0,
        etag=None,
        last_modified=None,
        digest="d",
        fresh_seconds=fresh,
        settings=LIMITS,
    )
    assert examined.wait(after, source, response, NOON, LIMITS, is_wished=is_wished).key == key


def test_only_what_makes_the_state_bad_is_marked_so() -> None:
    entry = Entry("a", None, "تیتر")
    old = Entry("b", "https://x.example/b", "تیتر", published=NOON - 90 * DAY)
    marks = {
        "lossy": examined.feed_steps(Feed("rss20", malformed=True, entries=(entry,), remarks=("lossy",)), ("lossy",)),
        "nothing": examined.feed_steps(Feed("rss20", malformed=True), ("lossy",)),
        "old": examined.feed_steps(Feed("rss20", entries=(old,)), ("all_old",)),
    }
    found = {name: [(step.key, step.mark) for step in steps] for name, steps in marks.items()}
    assert found["lossy"] == [("lossy", "note"), ("no_dates", "note"), ("no_links", "note")]
    assert found["nothing"] == [("lossy", "bad")]
    assert found["old"][:2] == [("entries", "ok"), ("dates_old", "bad")]
    assert {one: examined.verdict(SourceState("x", one)) for one in SEVERITIES} == {
        "error": "bad",
        "late": "bad",
        "notice": "note",
        "ok": "ok",
        "off": "",
    }


def test_the_next_poll_is_the_one_that_status_tells() -> None:
    assert examined.planned(Polled("x", NOON), NOON).key == "due"
    later = Polled("x", NOON + DAY)
    assert examined.planned(later, NOON).values == {"time": NOON + DAY}


def test_lines_of_the_log_are_apart_from_what_is_told_in_every_language() -> None:
    failed = examined.failed(TryLater("timeout", "it did not answer"))
    assert (failed.more, failed.line) == ("[timeout]", "it did not answer")
    assert examined.before(replace(Polled("x", NOON), last_polled=NOON, failures=2, detail="why")).mark == "note"
    for language in LANGUAGES:
        assert messages(language)("page_kind.article")
