"""mirnews status: the sources and the archive at a glance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from mirnews.cli.archive import archive_only, existing
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, json_option, settings_of
from mirnews.cli.shapes import utc
from mirnews.cli.states import Judged, advice_words, judged, sign_words, state_words, value_words
from mirnews.clock import Clock
from mirnews.locale import Language, messages
from mirnews.persian.health import is_alarm
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
    words, zone = messages(lang), settings.site.time_zone
    told = {name: value_words(name, found[name], lang, zone) for name in ("articles", "waiting")}
    click.echo(words("status_line.archive", **told, newest=_time(found["newest"], lang, zone, "status_line.none")))
    for row in found["sources"]:
        _print_source(row, lang, zone)
    for row in found["set_aside"]:
        reason = words.error(row["reason"].split(":")[0]) if lang == "fa" else row["reason"]
        click.echo(words("status_line.set_aside", source=row["source"], url=row["url"], reason=reason))


def _print_source(row: dict[str, Any], lang: Language, zone: str) -> None:
    """One line for a source, and for one that is not well its evidence and what to do."""
    words = messages(lang)
    times = {name: _time(row[name], lang, zone, "status_line.unknown") for name in ("since", "next")}
    click.echo(f"{row['id']:<20} {words('status_line.source', words=row['words'], **times)}")
    if row["detail"] and lang == "en":  # the log's own line, which has no Persian form
        click.echo(f"{'':<20} {row['detail']}")
    if row["severity"] in ("error", "late", "notice"):
        if row["evidence"]:
            click.echo(f"{'':<20} {words('chain.comma').join(row['evidence'])}")
        click.echo(f"{'':<20} {row['advice']}")


def _time(stamp: str | None, lang: Language, zone: str, otherwise: str) -> str:
    """An instant as the language writes it, or the words for none."""
    if stamp is None:
        return messages(lang)(otherwise)
    return value_words("time", datetime.fromisoformat(stamp), lang, zone)


def _status(store: Store, lang: Language, zone: str) -> dict[str, Any]:
    rows = [_row(one, lang, zone) for one in judged(store, Clock().now()) if one.source.enabled]
    return {
        "articles": store.count(),
        "waiting": store.waiting_count(),
        "newest": utc(store.latest_change()),
        "sources": rows,
        "set_aside": [{"source": s, "url": url, "reason": reason} for s, url, reason in store.quarantined(20)],
    }


def _row(one: Judged, lang: Language, zone: str) -> dict[str, Any]:
    source, polled, state, densities = one.source, one.polled, one.state, one.densities
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
        "advice": advice_words(state, source.id, lang),
    }
