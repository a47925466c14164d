"""mirnews bench: what benchmarks are made with."""

from __future__ import annotations

import statistics
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import click

from mirnews.cli.lines import print_json
from mirnews.cli.setting import settings_of
from mirnews.cli.shapes import utc
from mirnews.corpus import Made, Plan, corpus_outlets, make
from mirnews.corpus.records import START
from mirnews.schedule.simulate import simulate, table

ZONE = ZoneInfo("Asia/Tehran")  # of a start that names none
MOST = 100_000_000
MOST_DAYS = 3_650
YEARS = range(1980, 2100)


def _moment(_: click.Context, __: click.Parameter, text: str | None) -> datetime:
    if text is None:
        return START
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("no ISO 8601 time, such as 2024-03-20T00:00+03:30") from None
    if moment.year not in YEARS:
        raise click.BadParameter(f"the year must be {YEARS.start} to {YEARS.stop - 1}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)


@click.group()
def command() -> None:
    """Made-up articles and a made-up month for measuring; the other measurements are in benchmarks/."""


@command.command()
@click.option("--articles", required=True, type=click.IntRange(0, MOST), metavar="N", help="How many.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same articles, to the letter.")
@click.option(
    "--days", type=click.IntRange(1, MOST_DAYS), help="Spread over so many days (default 4000 articles a day)."
)
@click.option("--start", callback=_moment, metavar="ISO", help="When they begin (default 2024-03-20T00:00+03:30).")
def corpus(articles: int, seed: int, days: int | None, start: datetime) -> None:
    """Made-up articles in order of publication, one a line, as `fold` and `stories` read them, with the truth beside:
    story, copy_of, partial, relay_of, section, series."""
    names = {outlet.id: outlet.name for outlet in corpus_outlets()}
    for made in make(Plan(articles, seed, days, start)):
        print_json(_shape(made, names[made.outlet]))


@command.command()
@click.option("--seeds", default="1-10", show_default=True, metavar="A-B", help="Seeds of chance, the last included.")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="Days to live for each seed.")
@click.option("--rhythms", type=click.File(encoding="utf-8"), help="Another table than the shipped one.")
@click.pass_context
def schedule(ctx: click.Context, seeds: str, days: int, rhythms: TextIO | None) -> None:
    """How long news waits to be seen by the learned schedule and by a fixed interval at equal requests, a line a seed.

    A table has outlet<TAB>weekday (sat … fri)<TAB>24 numbers a line: items an hour, in Tehran's time.
    """
    try:
        outlets = table(rhythms.read() if rhythms else None)
        first, _, last = seeds.partition("-")
        chosen = range(int(first), int(last or first) + 1)
    except (ValueError, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from None
    poll = settings_of(ctx).poll
    ratios = []
    for seed in chosen:
        found = simulate(outlets, seed=seed, days=days, interval=poll.interval_seconds, settings=poll)
        ratios.append(found.ratio)
        print_json(asdict(found) | {"ratio": round(found.ratio, 3)})
    if ratios:
        print_json({"outlets": len(outlets), "days": days, "ratio": round(statistics.median(ratios), 3)})


def _shape(made: Made, outlet_name: str) -> dict[str, Any]:
    return {
        "id": made.id,
        "published": utc(made.published),
        "outlet": made.outlet,
        "outlet_name": outlet_name,
        "title": made.title,
        "lead": made.lead,
        "body": made.body,
        "section": made.section,
        "source_line": made.source_line,
        "story": made.story,
        "copy_of": made.copy_of,
        "partial": made.partial,
        "relay_of": made.relay_of,
        "series": made.series,
    }
