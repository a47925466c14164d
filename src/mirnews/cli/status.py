"""mirnews status: the sources and the archive at a glance."""

from __future__ import annotations

from typing import Any

import click

from mirnews.cli.archive import archive_only, existing
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, json_option, settings_of
from mirnews.cli.shapes import utc
from mirnews.locale import Language, messages
from mirnews.persian.health import HISTORY, is_alarm
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
    with archive_only(existing(settings_of(ctx, data__dir=data))) as store:
        found = _status(store, lang)
    if as_json:
        print_json(found)
        return
    words = messages(lang)
    click.echo(words("status_line.archive", **{name: found[name] or 0 for name in ("articles", "waiting", "newest")}))
    for row in found["sources"]:
        since, following = row["since"] or "-", row["next"] or "-"
        click.echo(f"{row['id']:<20} {words('status_line.source', words=row['words'], since=since, next=following)}")
        if row["detail"] and lang == "en":  # the log's own line, which has no Persian form
            click.echo(f"{'':<20} {row['detail']}")
        if row["half_spaces_lost"]:
            click.echo(f"{'':<20} {words('status_line.half_spaces_lost', now=row['half_spaces'])}")
    for row in found["set_aside"]:
        reason = words.error(row["reason"].split(":")[0]) if lang == "fa" else row["reason"]
        click.echo(words("status_line.set_aside", source=row["source"], url=row["url"], reason=reason))


def _status(store: Store, lang: Language) -> dict[str, Any]:
    words = messages(lang)
    polls = store.polls()
    sources = [source for source in store.sources() if source.enabled]
    newest = store.latest_change()
    densities = store.densities(since=newest - HISTORY) if newest else {}
    return {
        "articles": store.count(),
        "waiting": store.waiting_count(),
        "newest": utc(newest),
        "sources": [
            {
                "id": source.id,
                "name": source.name,
                "state": polls[source.id].state,
                "words": words.error(polls[source.id].state),
                "detail": polls[source.id].detail,
                "since": utc(polls[source.id].state_since),
                "last_ok": utc(polls[source.id].last_ok),
                "next": utc(polls[source.id].next_due),
                "failures": polls[source.id].failures,
                "half_spaces": round(densities[source.id][-1], 1) if source.id in densities else None,
                "half_spaces_lost": is_alarm(densities.get(source.id, ())),
            }
            for source in sources
        ],
        "set_aside": [{"source": s, "url": url, "reason": reason} for s, url, reason in store.quarantined(20)],
    }
