"""states: takes a source, how its polls went and its half-spaces, returns the one state that it is in. Pure.

A state has a word of its own (`[state]` in the locale), a severity, since when, and the evidence for it. What a poll
found out is in `Polled`; what only time tells (late, gone, paused) is judged here. The first that applies of:

    off, new                                      not asked, or not yet
    gone, paused                                  failing for long; asked once a day
    one state for each kind of failure            `_OF_ERROR`
    broken, empty, late, stale                    answers, but nothing comes
    half_spaces_lost, profile_lost,               comes, with a remark
    encoding_broken, lossy, no_links, no_dates, moved
    fresh
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from mirnews.model import Move, Polled, Rhythm, Source
from mirnews.persian.health import is_alarm
from mirnews.schedule.rhythm import expected
from mirnews.schedule.turns import is_gone, is_paused

if TYPE_CHECKING:
    from mirnews.fetch.exits import ExitHealth

Severity = Literal["error", "late", "notice", "ok", "off"]
SEVERITIES: tuple[Severity, ...] = ("error", "late", "notice", "ok", "off")  # what wants a look stands first

# `python -m benchmarks.schedule.late 3`, 40 outlets of rhythms.tsv: the longest silence of a sound source was worth 13
# entries, and one that goes silent is noticed after 12 hours (median). The table knows no holidays, in which news comes
# at a half or a third of its pace; hence the margin.
SILENT = 20.0  # entries that were to be expected since the last one
MATURE_HOURS = 140.0  # for which a source must have been looked at: a week, with what has faded of it
DEAD_AFTER = timedelta(days=30)  # without an entry: late, however slow it is; as `poll.max_age_days`
LASTING = 3  # failures in a row after which a passing fault wants a look

_OF_ERROR = {
    "feed_is_html": "html",
    "missing_page": "not_found",
    "http_404": "not_found",
    "http_410": "not_found",
    "challenge_page": "challenge",
    "login_page": "login",
    "http_401": "login",
    "geo_blocked": "geo_blocked",
    "http_451": "geo_blocked",
    "filtered": "filtered",
    "redirect_loop": "redirect_loop",
    "too_many_redirects": "redirect_loop",
    "bad_redirect": "redirect_loop",
    "robots_denied": "robots",
    "robots_unavailable": "robots_unread",
    "http_429": "asked_to_wait",
    "http_425": "asked_to_wait",
    "timeout": "hangs",
    "too_slow": "hangs",
    "http_408": "hangs",
    "dns_failed": "no_name",
    "connect_failed": "unreachable",
    "reset": "unreachable",
    "truncated": "unreachable",
    "tls_failed": "tls",
    "tls_handshake": "no_tls",
    "exit_failed": "exit_resting",
    "exit_resting": "exit_resting",
    "bad_encoding": "bad_answer",
    "bad_answer": "bad_answer",
    "feed_broken": "broken",
    "feed_unknown": "broken",
    "rules_find_nothing": "rules_find_nothing",
    "selector_invalid": "rules_find_nothing",
    "feed_empty": "empty",
    "too_large": "too_large",
    "feed_too_large": "too_large",
    "parse_limits": "too_large",
    "address_refused": "forbidden",
    "url_invalid": "forbidden",
}
_PASSING = frozenset(
    {"asked_to_wait", "hangs", "no_name", "unreachable", "exit_resting", "robots_unread", "server_fault", "our_fault"}
)
_REMARKED = {
    "profile_lost": "profile_lost",
    "encoding_damaged": "encoding_broken",
    "lossy": "lossy",
    "no_links": "no_links",
    "no_dates": "no_dates",
}
_BESIDE = ("encoding_misnamed", "repaired")  # remarks that make no state
CODES = frozenset(_OF_ERROR.values()) | frozenset(_REMARKED.values()) | _PASSING
CODES |= frozenset({"off", "new", "gone", "paused", "refused", "late", "stale", "half_spaces_lost", "moved", "fresh"})


@dataclass(frozen=True, slots=True)
class Sign:
    """One piece of evidence: a key under `[evidence]` of the locale, and the values of its sentence.

    Values are numbers, names, instants in UTC, and under `error` a code. Of an address only the host is in them.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceState:
    """The state of one source. `cause` is the code of the error behind it, or None where the last look went well.

    `since` is since when it is so, as far as is known; `last_good` the last look that went well, `last_new` when
    something new last came; `next_try` is None for a source that is off.
    """

    code: str
    severity: Severity
    cause: str | None = None
    since: datetime | None = None
    last_good: datetime | None = None
    last_new: datetime | None = None
    next_try: datetime | None = None
    evidence: tuple[Sign, ...] = ()

    @property
    def is_told_by_cause(self) -> bool:
        """Do the words of the error say why it is so, rather than those of the state (`[state_why]`)?"""
        return self.cause is not None and self.code not in ("off", "gone", "paused")


@dataclass(frozen=True, slots=True)
class Lag:
    """How many sources should have been looked at by now, and for how long the longest of them has waited."""

    sources: int = 0
    longest: timedelta = timedelta()


def state_of(
    source: Source,
    polled: Polled | None,
    *,
    now: datetime,
    densities: Sequence[float] = (),
    exit_health: ExitHealth | None = None,
) -> SourceState:
    """The state of a source. `densities` are its half-spaces per 1,000 words, a figure a day, oldest first;
    `exit_health` is how the exit does that its host is asked through.
    """
    if polled is None:
        return SourceState("new" if source.enabled else "off", "notice" if source.enabled else "off")
    code, severity, since, signs = _judged(source, polled, now, densities)
    told = (*signs, *_signs(source, polled, densities, code), *_of_exit(exit_health))
    return SourceState(
        code=code,
        severity=severity,
        cause=polled.state if polled.state not in ("ok", "new") else None,
        since=since,
        last_good=polled.last_ok,
        last_new=_last_new(polled),
        next_try=polled.next_due if source.enabled else None,
        evidence=told,
    )


def code_of(error: str) -> str:
    """The state that an error of a poll is."""
    if error in _OF_ERROR:
        return _OF_ERROR[error]
    if error.startswith("http_5"):
        return "server_fault"
    return "refused" if error.startswith("http_") else "our_fault"


def lag(sources: Iterable[Source], polls: Mapping[str, Polled], now: datetime, grace: timedelta) -> Lag:
    """How far polling is behind. `grace` is what a look may wait for its turn before it counts."""
    waits = [now - polls[one.id].next_due for one in sources if one.enabled and one.id in polls]
    late = [wait for wait in waits if wait > grace]
    return Lag(len(late), max(late, default=timedelta()))


_Judged = tuple[str, Severity, datetime | None, tuple[Sign, ...]]


def _judged(source: Source, polled: Polled, now: datetime, densities: Sequence[float]) -> _Judged:
    if not source.enabled:
        return "off", "off", None, ()
    if polled.state == "new":
        return "new", "notice", polled.state_since, ()
    if polled.state != "ok":
        return _failing(polled, now)
    return _silent(polled) or _remarked(polled, densities) or ("fresh", "ok", polled.state_since, ())


def _failing(polled: Polled, now: datetime) -> _Judged:
    if is_gone(polled, now):
        return "gone", "error", polled.state_since, (_cause(polled), Sign("once_a_day"))
    if is_paused(polled, now):
        return "paused", "error", polled.failing_since, (_cause(polled), Sign("once_a_day"))
    code = code_of(polled.state)
    passes = code == "empty" or (code in _PASSING and polled.failures < LASTING)
    return code, "late" if passes else "error", polled.state_since, ()


def _cause(polled: Polled) -> Sign:
    return Sign("cause", {"error": polled.state})


def _silent(polled: Polled) -> _Judged | None:
    """Answers, but nothing comes. Only the time counts in which somebody looked."""
    if polled.entries == 0 and "lossy" in polled.remarks:
        return "broken", "error", polled.remarks_since, ()
    if polled.entries == 0:
        return "empty", "late", polled.remarks_since, ()
    if "all_old" in polled.remarks:
        return "stale", "late", polled.remarks_since, ()
    since, looked = _last_new(polled), polled.last_ok
    if since is None or looked is None or looked <= since:
        return None
    worth = expected(polled.rhythm, since, looked) if polled.rhythm and _is_mature(polled.rhythm) else 0.0
    if worth >= SILENT:
        return "late", "late", since, (Sign("silence", {"n": round(worth)}),)
    return ("late", "late", since, ()) if looked - since >= DEAD_AFTER else None


def _is_mature(rhythm: Rhythm) -> bool:
    return sum(rhythm.hours_seen) >= MATURE_HOURS


def _remarked(polled: Polled, densities: Sequence[float]) -> _Judged | None:
    """Comes, with a remark."""
    if is_alarm(densities):
        return "half_spaces_lost", "notice", None, ()
    for remark, code in _REMARKED.items():
        if remark in polled.remarks:
            return code, "notice", polled.remarks_since, ()
    if polled.move is not None:
        return "moved", "notice", polled.move.since, ()
    return None


def _signs(source: Source, polled: Polled, densities: Sequence[float], code: str) -> Iterable[Sign]:
    """All that is known, whichever state it led to."""
    if polled.failures:
        yield Sign("failures", {"n": polled.failures})
    if polled.entries is not None:
        yield Sign("entries", {"n": polled.entries})
    for remark in (*_REMARKED, "all_old", *_BESIDE):
        if remark in polled.remarks:
            yield Sign(remark)
    if densities and is_alarm(densities):
        yield Sign("half_spaces", {"now": round(densities[-1]), "before": round(median(densities[:-3]))})
    if polled.move is not None:
        yield _move(source, polled.move)
    if code not in ("new", "off") and (last_new := _last_new(polled)):
        yield Sign("last_new", {"time": last_new})


def _move(source: Source, move: Move) -> Sign:
    """Where it moves to: another host by its name, its own without."""
    host = _host(move.url)
    if host == _host(source.url):
        return Sign("move_within", {"n": move.times})
    return Sign("move", {"host": host, "n": move.times})


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _of_exit(health: ExitHealth | None) -> Iterable[Sign]:
    if health is not None:
        known = "works" if health.last_ok else "unused"
        state = "resting" if health.resting else "failing" if health.failures else known
        yield Sign(f"exit_{state}", {"name": health.name})


def _last_new(polled: Polled) -> datetime | None:
    """When something new last came: as we saw it, or as its entries say where that was later or is not kept."""
    known = [polled.last_new, polled.rhythm.newest if polled.rhythm else None]
    return max((one for one in known if one), default=None)
