"""ops: `/ops`: how polling goes, source by source, in words; what waits, what was put aside and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.responses import Response

from mirnews.model import Polled, Source
from mirnews.persian.health import HISTORY, is_alarm
from mirnews.web.names import OutletName, outlet
from mirnews.web.render import NO_STORE, page
from mirnews.web.view import View

# States that pass by themselves; they are late, not broken, until they last.
_PASSING = frozenset(
    {"timeout", "connect_failed", "dns_failed", "reset", "http_429", "http_503", "http_5xx", "store_busy", "disk_full"}
)
_LASTING = 3  # failures in a row after which a passing fault wants a look
_PUT_ASIDE = 40
_COUNTED = 1000  # of what was put aside; beyond it the page says that there is more
_LOOKED_AT = 300  # waiting pages that are looked at for the number of second looks
_EVER = timedelta(days=3650)
_ORDER = {"error": 0, "late": 1, "new": 2, "ok": 3, "off": 4}


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source on the operations page: `state` is ok, late, error, new or off; `words` says why."""

    id: str
    outlet: str
    name: OutletName
    state: str
    words: str
    last: Markup | None
    next: Markup | None
    address: str
    interval: Markup
    half_spaces: int | None  # in 1,000 words of its latest day, where it suddenly lost them


@dataclass(frozen=True, slots=True)
class Health:
    """How many sources are in each state, and how many entries wait."""

    ok: int
    late: int
    error: int
    new: int
    off: int
    waiting: int


def ops(view: View) -> Response:
    """The operations page; sources that want a look stand first."""
    rows = sorted(states(view), key=lambda one: (_ORDER[one.state], one.id))
    store = view.site.store
    aside = store.quarantined(_COUNTED + 1)
    return page(
        view,
        "ops.html",
        cache=NO_STORE,
        title=view.plain("ops.title"),
        sources=rows,
        health=health(view),
        reports=store.count(),
        stories=store.story_count(),
        untold=store.untold_count(),
        again=_again(view),
        aside=_aside(view, aside[:_PUT_ASIDE]),
        aside_count=len(aside),
        counted=_COUNTED,
    )


def _aside(view: View, found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What was set aside, for the operator: a public site does not list its sources' faulty addresses."""
    if not view.site.settings.on_loopback:
        return []
    return [(name, _address(url), view.error(reason)) for name, url, reason in found]


def _again(view: View) -> int:
    """How many of the waiting pages are those of reports that we have, looked at for the second time."""
    waiting = view.site.store.waiting(now=view.now + _EVER, limit=_LOOKED_AT)
    return sum(one.report_id is not None for one in waiting)


def health(view: View) -> Health:
    """The numbers of the operations page."""
    polls = view.site.store.polls()
    found = [_kind(one, polls.get(one.id)) for one in view.site.store.sources()]
    return Health(
        ok=found.count("ok"),
        late=found.count("late"),
        error=found.count("error"),
        new=found.count("new"),
        off=found.count("off"),
        waiting=view.site.store.waiting_count(),
    )


def states(view: View) -> list[SourceState]:
    """The state of every source."""
    store = view.site.store
    polls, found = store.polls(), store.densities(since=view.now - HISTORY)
    return [_state(view, one, polls.get(one.id), found.get(one.id, [])) for one in store.sources()]


def _state(view: View, source: Source, polled: Polled | None, densities: list[float]) -> SourceState:
    code = polled.state if polled else "new"
    state = _kind(source, polled)
    name = outlet(view, source.outlet or source.id, source.name, source.invented)
    return SourceState(
        id=source.id,
        outlet=source.outlet or source.id,
        name=name,
        state=state,
        words=view.plain("ops.off_words") if state == "off" else view.error(code),
        last=view.ago(polled.last_polled) if polled and polled.last_polled else None,
        next=_next(view, polled) if polled and source.enabled else None,
        address=_address(source.url),
        interval=_interval(view, source.interval_seconds),
        half_spaces=round(densities[-1]) if is_alarm(densities) else None,
    )


def _next(view: View, polled: Polled) -> Markup:
    return view.t("ops.due") if polled.next_due <= view.now else view.ago(polled.next_due)


def _interval(view: View, seconds: int) -> Markup:
    """«هر ۱۵ دقیقه»; in seconds where it is no whole number of minutes."""
    whole = seconds % 60 == 0 and seconds > 0
    return view.count("interval.minutes" if whole else "interval.seconds", seconds // 60 if whole else seconds)


def _kind(source: Source, polled: Polled | None) -> str:
    if not source.enabled:
        return "off"
    if polled is None or polled.state in ("ok", "new"):
        return polled.state if polled else "new"
    return "late" if polled.state in _PASSING and polled.failures < _LASTING else "error"


def _address(url: str) -> str:
    """An address without user name and parameters: those may hold secrets of the operator."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.hostname or ''}{port}{parts.path}" or url[:80]
    except ValueError:
        return "…"
