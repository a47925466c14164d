"""source_states: the states of the sources as the pages print them: words, times, and the evidence for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from markupsafe import Markup

from mirnews.model import Polled, Source
from mirnews.persian.health import HISTORY
from mirnews.schedule.pushes import is_active
from mirnews.schedule.states import Severity, Sign, SourceState, lag, state_of
from mirnews.web.names import OutletName, outlet
from mirnews.web.view import View

# What a look may wait for its turn before it counts as overdue: the gap of a host with thirty feeds, twice
_GRACE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source on a page: the word of its state and why it is so, since when, its last good look, the next try.

    `evidence` is for those who ask; `advice` what the operator can do, None where others read the page.
    """

    id: str
    outlet: str
    name: OutletName
    severity: Severity
    word: str
    why: str
    since: Markup | None
    last: Markup | None
    next: Markup | None
    address: str
    interval: Markup
    hub: bool  # does a hub push what is new?
    evidence: list[Markup]
    advice: str | None


@dataclass(frozen=True, slots=True)
class Health:
    """How many sources are well, work with a remark, are late, or want a look, and how many entries wait."""

    ok: int
    notice: int
    late: int
    error: int
    waiting: int


def health(view: View, rows: Sequence[SourceRow] | None = None) -> Health:
    """The numbers of the operations page, counted from its `rows`.

    Without them, for other pages, they are judged without the half-spaces, which are counted over all new reports.
    """
    if rows is not None:
        found = Counter(one.severity for one in rows)
    else:
        polls, now = view.site.store.polls(), view.now
        found = Counter(state_of(one, polls.get(one.id), now=now).severity for one in view.site.store.sources())
    return Health(found["ok"], found["notice"], found["late"], found["error"], view.site.store.waiting_count())


def source_rows(view: View) -> list[SourceRow]:
    """Every source, in the order of their ids."""
    store, now = view.site.store, view.now
    polls, found = store.polls(), store.densities(since=now - HISTORY)
    pushed = {held.source_id for held in store.subscriptions() if is_active(held, now)}
    return [
        _row(view, one, polls.get(one.id), found.get(one.id, ()), now, is_pushed=one.id in pushed)
        for one in store.sources()
    ]


def overdue(view: View) -> Markup:
    """How many sources should have been looked at by now, and for how long, in one sentence."""
    store = view.site.store
    grace = timedelta(seconds=_GRACE_SECONDS * view.site.clock.factor)
    found = lag(store.sources(), store.polls(), view.now, grace)
    if not found.sources:
        return view.t("ops.lag_none")
    minutes = max(1, int(found.longest.total_seconds() // 60))
    long = view.count("story_page.hours", minutes // 60) if minutes >= 60 else view.count("story_page.minutes", minutes)
    return view.count("ops.lag", found.sources, longest=long)


def _row(
    view: View, source: Source, polled: Polled | None, densities: Sequence[float], now: datetime, *, is_pushed: bool
) -> SourceRow:
    door = view.site.door
    health_of_exit = door.exit_of(_host(source.url)) if door is not None else None
    state = state_of(source, polled, now=now, densities=densities, exit_health=health_of_exit)
    return SourceRow(
        id=source.id,
        outlet=source.outlet or source.id,
        name=outlet(view, source.outlet or source.id, source.name, source.invented),
        severity=state.severity,
        word=view.plain(f"state.{state.code}"),
        why=view.error(state.cause or "") if state.is_told_by_cause else view.plain(f"state_why.{state.code}"),
        since=view.ago(state.since) if state.since else None,
        last=view.ago(state.last_good) if state.last_good else None,
        next=_next(view, state, now),
        address=address(source.url),
        interval=_interval(view, source.interval_seconds),
        hub=is_pushed,
        evidence=[_sign(view, sign) for sign in state.evidence],
        advice=view.plain(f"state_do.{state.code}", id=source.id) if view.site.settings.on_loopback else None,
    )


def _sign(view: View, sign: Sign) -> Markup:
    values: dict[str, object] = {}
    for name, value in sign.values.items():
        told: object = view.ago(value) if isinstance(value, datetime) else value
        values[name] = view.error(str(value)) if name == "error" else told
    return view.t(f"evidence.{sign.key}", **values)


def _next(view: View, state: SourceState, now: datetime) -> Markup | None:
    if state.next_try is None:
        return None
    return view.t("ops.due") if state.next_try <= now else view.ago(state.next_try)


def _interval(view: View, seconds: int) -> Markup:
    """«هر ۱۵ دقیقه»; in seconds where it is no whole number of minutes."""
    whole = seconds % 60 == 0 and seconds > 0
    return view.count("interval.minutes" if whole else "interval.seconds", seconds // 60 if whole else seconds)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def address(url: str) -> str:
    """An address without user name and parameters: those may hold secrets of the operator."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.hostname or ''}{port}{parts.path}" or url[:80]
    except ValueError:
        return "…"
