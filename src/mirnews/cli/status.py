"""mirnews status: the sources and the archive at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from mirnews.cli.archive import archive_only, existing
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, json_option, settings_of
from mirnews.cli.shapes import utc
from mirnews.cli.states import sign_words, state_words
from mirnews.clock import Clock
from mirnews.locale import Language, messages
from mirnews.model import Polled, Source
from mirnews.persian.health import HISTORY, is_alarm
from mirnews.schedule.states import SourceState, state_of
from mirnews.store import Store


@click.command()
@json_option
@click.option(
    "--lang", type=click.Choice(["fa", "en"]), default="en", show_default=True, help="Language of the states."
)
@data_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, lang: Language, data: str | None) -> None:
    """Every source's state in words, what waits, and how much is kept."""
    settings = existing(settings_of(ctx, data__dir=data))
    with archive_only(settings) as store:
        found = _status(store, lang, settings.site.time_zone)
    if as_json:
        print_json(found)
        return
    words = messages(lang)
    click.echo(words("status_line.archive", **{name: found[name] or 0 for name in ("articles", "waiting", "newest")}))
    for row in found["sources"]:
        _print_source(row, lang)
    for row in found["set_aside"]:
        reason = words.error(row["reason"].split(":")[0]) if lang == "fa" else row["reason"]
        click.echo(words("status_line.set_aside", source=row["source"], url=row["url"], reason=reason))


def _print_source(row: dict[str, Any], lang: Language) -> None:
    """One line for a source, and for one that is not well its evidence."""
    since, following = row["since"] or "-", row["next"] or "-"
    click.echo(
        f"{row['id']:<20} {messages(lang)('status_line.source', words=row['words'], since=since, next=following)}"
    )
    if row["detail"] and lang == "en":  # the log's own line, which has no Persian form
        click.echo(f"{'':<20} {row['detail']}")
    if row["severity"] in ("error", "late", "notice") and row["evidence"]:
        click.echo(f"{'':<20} {messages(lang)('chain.comma').join(row['evidence'])}")


def _status(store: Store, lang: Language, zone: str) -> dict[str, Any]:
    polls, now = store.polls(), Clock().now()
    newest = store.latest_change()
    densities = store.densities(since=newest - HISTORY) if newest else {}
    rows = []
    for source in store.sources():
        polled, known = polls.get(source.id), densities.get(source.id, ())
        if source.enabled and polled is not None:  # else it was added a moment ago
            rows.append(_row(source, polled, state_of(source, polled, now=now, densities=known), known, lang, zone))
    return {
        "articles": store.count(),
        "waiting": store.waiting_count(),
        "newest": utc(newest),
        "sources": rows,
        "set_aside": [{"source": s, "url": url, "reason": reason} for s, url, reason in store.quarantined(20)],
    }


def _row(
    source: Source, polled: Polled, state: SourceState, densities: Sequence[float], lang: Language, zone: str
) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "state": polled.state,
        "state_code": state.code,
        "severity": state.severity,
        "words": state_words(state, lang),
        "detail": polled.detail,
        "since": utc(state.since),
        "last_ok": utc(state.last_good),
        "last_new": utc(state.last_new),
        "next": utc(state.next_try),
        "failures": polled.failures,
        "half_spaces": round(densities[-1], 1) if densities else None,
        "half_spaces_lost": is_alarm(densities),
        "evidence": [sign_words(sign, lang, zone) for sign in state.evidence],
    }
