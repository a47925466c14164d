"""ops: `/ops`: how polling goes, source by source, in words; what waits, what was put aside and why."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from mirnews.schedule.states import SEVERITIES
from mirnews.web.render import NO_STORE, page
from mirnews.web.source_states import SourceRow, address, health, overdue, source_rows
from mirnews.web.view import View

_PUT_ASIDE = 40
_COUNTED = 1000  # of what was put aside; beyond it the page says that there is more


@dataclass(frozen=True, slots=True)
class ExitRow:
    """An exit on the page. `address` and `error` (the log's own English line) are for the operator alone."""

    name: str
    words: str
    severity: str
    last: Markup | None
    failures: int
    address: str | None
    error: str | None


def ops(view: View) -> Response:
    """The operations page; sources that want a look stand first."""
    store = view.site.store
    aside = store.quarantined(_COUNTED + 1)
    rows = source_rows(view)
    return page(
        view,
        "ops.html",
        cache=NO_STORE,
        title=view.plain("ops.title"),
        groups=_groups(rows),
        lag=overdue(view) if rows else None,
        exits=_exits(view),
        health=health(view, rows),
        reports=store.count(),
        stories=store.story_count(),
        untold=store.untold_count(),
        again=store.waiting_again(),
        aside=_aside(view, aside[:_PUT_ASIDE]),
        aside_count=len(aside),
        counted=_COUNTED,
    )


def _groups(rows: list[SourceRow]) -> list[tuple[str, list[SourceRow]]]:
    """The sources by severity, those that want a look first; no empty group."""
    groups = [(severity, [one for one in rows if one.severity == severity]) for severity in SEVERITIES]
    return [(severity, found) for severity, found in groups if found]


def _exits(view: View) -> list[ExitRow]:
    """How the exits do; nothing where this process does not poll, and so cannot know."""
    door, own = view.site.door, view.site.settings.on_loopback
    rows = []
    for one in door.exits if door is not None else ():
        state = "resting" if one.resting else "failing" if one.failures else "works" if one.last_ok else "unused"
        rows.append(
            ExitRow(
                name=one.name,
                words=view.plain(f"ops.exit_{state}"),
                severity={"resting": "error", "failing": "late", "works": "ok", "unused": "off"}[state],
                last=view.ago(one.last_ok) if one.last_ok else None,
                failures=one.failures,
                address=one.address if own else None,
                error=one.last_error if own and one.last_error else None,
            )
        )
    return rows


def _aside(view: View, found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What was set aside, for the operator: a public site does not list its sources' faulty addresses."""
    if not view.site.settings.on_loopback:
        return []
    return [(name, address(url), view.error(reason)) for name, url, reason in found]
