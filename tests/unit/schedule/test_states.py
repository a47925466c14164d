"""Every source is in one state: a table of what a poll left and what time makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews import schedule
from mirnews.config import PollSettings
from mirnews.errors import Skip, TryLater
from mirnews.fetch.exits import ExitHealth
from mirnews.model import Move, Polled, Rhythm, Source
from mirnews.schedule.states import CODES, SEVERITIES, SILENT, Sign, code_of, lag, state_of
from tests.builders import NOON, a_source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOST = [60.0] * 7 + [2.0] * 3
SOURCE = a_source()


def rhythm(pace: float, seen: float = 200.0) -> Rhythm:
    """Of a source with so many entries an hour, the same at every hour, after so many hours of looking."""
    hours, days = (pace * seen / 24,) * 24, (pace * seen / 7,) * 7
    return Rhythm(hours, (seen / 24,) * 24, days, (seen / 7,) * 7, NOON)


def polled(**given: Any) -> Polled:
    """A look that went well a minute ago, with something new in it."""
    last = NOON - timedelta(minutes=1)
    usual = {"state": "ok", "last_polled": last, "last_ok": last, "last_new": last, "entries": 30, "state_since": last}
    return Polled(**{"source_id": "hamoon", "next_due": NOON + HOUR, **usual, **given})


def failed(code: str, *, times: int = 1, days: float = 0.0, failing: float | None = None) -> Polled:
    since = NOON - days * DAY
    start = since if failing is None else NOON - failing * DAY
    return polled(state=code, failures=times, state_since=since, failing_since=start)


# what it is in ← what is known of it
TABLE: dict[str, tuple[str, str, Polled]] = {
    "all well": ("fresh", "ok", polled()),
    "never asked": ("new", "notice", Polled("hamoon", NOON)),
    "answers, with nothing in it": ("empty", "late", polled(entries=0)),
    "an answer without content": ("empty", "late", failed("feed_empty", times=3)),
    "all too old": ("stale", "late", polled(remarks=("all_old",))),
    "silent against its rhythm": ("late", "late", polled(rhythm=rhythm(10.0), last_new=NOON - 3 * HOUR)),
    "silent as its rhythm is": ("fresh", "ok", polled(rhythm=rhythm(0.5), last_new=NOON - 3 * HOUR)),
    "not known for long enough": ("fresh", "ok", polled(rhythm=rhythm(10.0, 50.0), last_new=NOON - 3 * HOUR)),
    "silent because nobody looked": (
        "fresh",
        "ok",
        polled(rhythm=rhythm(10.0), last_new=NOON - 9 * DAY, last_ok=NOON - 9 * DAY + HOUR),
    ),
    "dead without a rhythm": ("late", "late", polled(last_new=NOON - 31 * DAY)),
    "bytes that are no text": ("encoding_broken", "notice", polled(remarks=("encoding_damaged", "lossy"))),
    "repaired with loss": ("lossy", "notice", polled(remarks=("lossy",))),
    "repaired": ("fresh", "ok", polled(remarks=("repaired",))),
    "no links": ("no_links", "notice", polled(remarks=("no_dates", "no_links"))),
    "another layout": ("profile_lost", "notice", polled(remarks=("no_dates", "profile_lost"))),
    "no dates": ("no_dates", "notice", polled(remarks=("no_dates",))),
    "moving": ("moved", "notice", polled(move=Move("https://new.example/rss?token=secret", NOON - HOUR, 2))),
    "gone for a week": ("gone", "error", failed("http_404", times=9, days=7.5)),
    "removed for a week": ("gone", "error", failed("http_410", times=9, days=8)),
    "its own 404 for a week": ("gone", "error", failed("missing_page", times=9, days=8)),
    "not there": ("not_found", "error", failed("http_404", times=9, days=6)),
    "paused": ("paused", "error", failed("timeout", times=20, days=3, failing=14)),
    "hangs": ("hangs", "late", failed("timeout")),
    "hangs for long": ("hangs", "error", failed("timeout", times=3)),
    "name": ("no_name", "late", failed("dns_failed")),
    "certificate": ("tls", "error", failed("tls_failed")),
    "no TLS": ("no_tls", "error", failed("tls_handshake")),
    "nobody there": ("unreachable", "late", failed("connect_failed")),
    "asked to wait": ("asked_to_wait", "late", failed("http_429")),
    "exit": ("exit_resting", "late", failed("exit_resting")),
    "web page": ("html", "error", failed("feed_is_html")),
    "challenge": ("challenge", "error", failed("challenge_page")),
    "login": ("login", "error", failed("login_page")),
    "password": ("login", "error", failed("http_401")),
    "abroad": ("geo_blocked", "error", failed("geo_blocked")),
    "law": ("geo_blocked", "error", failed("http_451")),
    "filter": ("filtered", "error", failed("filtered")),
    "circle": ("redirect_loop", "error", failed("redirect_loop")),
    "robots": ("robots", "error", failed("robots_denied")),
    "robots unread": ("robots_unread", "late", failed("robots_unavailable")),
    "refused": ("refused", "error", failed("http_403")),
    "its own fault": ("server_fault", "late", failed("http_500")),
    "our fault": ("our_fault", "late", failed("disk_full")),
    "broken": ("broken", "error", failed("feed_broken")),
    "too broken for one entry": ("broken", "error", polled(entries=0, remarks=("lossy",))),
    "rules": ("rules_find_nothing", "error", failed("rules_find_nothing")),
    "a wrong rule": ("rules_find_nothing", "error", failed("selector_invalid")),
    "no HTTP": ("bad_answer", "error", failed("bad_answer")),
    "bomb": ("too_large", "error", failed("parse_limits")),
    "private": ("forbidden", "error", failed("address_refused")),
}


@pytest.mark.parametrize("name", TABLE)
def test_what_is_known_makes_one_state(name: str) -> None:
    code, severity, known = TABLE[name]
    found = state_of(SOURCE, known, now=NOON)
    assert (found.code, found.severity) == (code, severity)
    assert found.next_try == known.next_due
    assert found.is_told_by_cause is (known.state not in ("ok", "new") and code not in ("gone", "paused"))


def test_the_table_has_every_state() -> None:
    assert {code for code, _, _ in TABLE.values()} | {"off", "half_spaces_lost"} == CODES


def test_half_spaces_that_were_lost_are_told_with_their_figures() -> None:
    found = state_of(SOURCE, polled(), now=NOON, densities=LOST)
    assert (found.code, found.severity) == ("half_spaces_lost", "notice")
    assert Sign("half_spaces", {"now": 2, "before": 60}) in found.evidence
    assert state_of(SOURCE, failed("timeout"), now=NOON, densities=LOST).code == "hangs"


def test_a_source_that_is_off_is_off_whatever_else() -> None:
    found = state_of(replace(SOURCE, enabled=False), failed("timeout"), now=NOON)
    assert (found.code, found.severity, found.next_try, found.is_told_by_cause) == ("off", "off", None, False)
    assert state_of(replace(SOURCE, enabled=False), None, now=NOON).code == "off"
    assert state_of(SOURCE, None, now=NOON).code == "new"


def test_the_evidence_of_a_silence_is_what_was_to_be_expected() -> None:
    found = state_of(SOURCE, polled(rhythm=rhythm(10.0), last_new=NOON - 3 * HOUR), now=NOON)
    (sign,) = [one for one in found.evidence if one.key == "silence"]
    assert SILENT <= int(str(sign.values["n"])) <= 31
    assert found.since == found.last_new == NOON - 3 * HOUR


def test_a_move_is_told_by_its_host_alone() -> None:
    found = state_of(SOURCE, TABLE["moving"][2], now=NOON)
    assert Sign("move", {"host": "new.example", "n": 2}) in found.evidence
    assert "secret" not in repr(found)
    within = polled(move=Move(f"{SOURCE.url}/new", NOON - HOUR, 1))
    assert Sign("move_within", {"n": 1}) in state_of(SOURCE, within, now=NOON).evidence


def test_the_exit_is_evidence() -> None:
    for health, key in (
        (ExitHealth("tehran", "10.0.0.5:3128", failures=4, resting=True), "exit_resting"),
        (ExitHealth("tehran", "10.0.0.5:3128", failures=1), "exit_failing"),
        (ExitHealth("tehran", "10.0.0.5:3128", last_ok=NOON), "exit_works"),
        (ExitHealth("tehran", "10.0.0.5:3128"), "exit_unused"),
    ):
        found = state_of(SOURCE, failed("exit_resting"), now=NOON, exit_health=health)
        assert Sign(key, {"name": "tehran"}) in found.evidence


def test_what_is_gone_or_paused_is_asked_once_a_day() -> None:
    short = PollSettings(retry_max_seconds=3600)
    for error, days in ((Skip("http_404", "not there"), 7), (TryLater("timeout", "slow"), 14)):
        known, at, waits = Polled("hamoon", NOON), NOON, []
        while at < NOON + days * DAY + 2 * DAY:
            known = schedule.after_failure(known, SOURCE, error, now=at, chance=0.0, settings=short)
            waits.append(known.next_due - at)
            at = known.next_due
        assert set(waits[20:-4]) == {HOUR}
        assert waits[-1] == DAY
        assert state_of(SOURCE, known, now=at).code == ("gone" if days == 7 else "paused")
        back = success(known, at)
        assert (state_of(SOURCE, back, now=at).code, back.failing_since) == ("fresh", None)
        assert back.next_due - at < HOUR


def test_remarks_keep_their_time_while_they_are_the_same() -> None:
    first = success(Polled("hamoon", NOON), NOON, entries=30, remarks=("no_dates",))
    second = success(first, NOON + HOUR, entries=31, remarks=("no_dates",))
    unread = success(second, NOON + 2 * HOUR)
    empty = success(unread, NOON + 3 * HOUR, entries=0, remarks=())
    assert (second.remarks_since, unread.remarks, unread.entries) == (NOON, ("no_dates",), 31)
    assert (state_of(SOURCE, empty, now=NOON).code, empty.remarks_since) == ("empty", NOON + 3 * HOUR)


def success(known: Polled, at: datetime, **given: Any) -> Polled:
    return schedule.after_success(known, SOURCE, now=at, chance=0, etag=None, last_modified=None, digest="d", **given)


def test_the_lag_is_counted_after_some_grace() -> None:
    sources = [a_source(id=str(n)) for n in range(4)]
    sources[3] = replace(sources[3], enabled=False)
    waits = (10, 3, -5, 99)
    polls = {str(n): Polled(str(n), NOON - timedelta(minutes=wait)) for n, wait in enumerate(waits)}
    found = lag(sources, polls, NOON, timedelta(minutes=5))
    assert (found.sources, found.longest) == (1, timedelta(minutes=10))
    assert lag([], {}, NOON, timedelta()).sources == 0


@settings(max_examples=80, deadline=None)
@given(
    st.builds(
        Polled,
        source_id=st.just("hamoon"),
        next_due=st.just(NOON),
        last_ok=st.none() | st.datetimes(max_value=datetime(2100, 1, 1), timezones=st.just(UTC)),
        last_new=st.none() | st.just(NOON),
        failures=st.integers(0, 40),
        state=st.sampled_from(["ok", "new", "http_418", "http_599", "nonsense", "timeout"]),
        state_since=st.none() | st.just(NOON - 20 * DAY),
        failing_since=st.none() | st.just(NOON - 20 * DAY),
        rhythm=st.none() | st.just(rhythm(5.0)),
        entries=st.none() | st.integers(0, 5),
        remarks=st.lists(st.sampled_from(["no_dates", "all_old", "lossy", "strange"])).map(tuple),
    ),
    st.booleans(),
)
def test_whatever_is_known_is_one_of_the_states(known: Polled, enabled: bool) -> None:
    found = state_of(Source("hamoon", "http://[", "x", enabled=enabled), known, now=NOON, densities=LOST)
    assert found.code in CODES
    assert found.severity in SEVERITIES
    assert code_of(known.state) in CODES
