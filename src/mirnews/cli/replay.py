"""mirnews replay: make reports again from the kept bytes, with today's code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from mirnews import __version__
from mirnews.cli.archive import archive, existing, refresh_index
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, settings_of
from mirnews.cli.span import needed_since, range_of, span_options
from mirnews.clock import Clock
from mirnews.model import Outlet
from mirnews.profiling import all_known
from mirnews.replay import Plan, Stage, Tally, replay
from mirnews.store import Store
from mirnews.telling import sum_up_stale

STAGES: tuple[Stage, ...] = ("extract", "repair", "credit", "fold", "stories")


@click.command()
@click.option("--stage", type=click.Choice(STAGES), default="extract", show_default=True, help="Where to begin.")
@click.option("--times", "with_times", is_flag=True, help="Take what the pages say about times too.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would change.")
@click.option("--json", "as_json", is_flag=True, help="A line a report that comes out otherwise.")
@span_options
@data_option
@click.pass_context
def command(
    ctx: click.Context,
    stage: Stage,
    with_times: bool,
    dry_run: bool,
    as_json: bool,
    since: str | None,
    until: str | None,
    source_id: str | None,
    outlet: str | None,
    data: str | None,
) -> None:
    """Make the reports again that were seen since then, from what was kept, with today's code.

    No revision comes of it, and no time, place in a list or story changes (stories: with --stage stories). It can be
    stopped at any time: the same command goes on where it was.
    """
    asked = [stage, needed_since(since), until, source_id, outlet, with_times, __version__]
    settings = existing(settings_of(ctx, data__dir=data))
    tally = Tally()
    with archive(settings) as (store, search):
        wanted = range_of(store, since, until, source_id, outlet)
        plan = Plan(stage, wanted, repr(asked), dry_run, with_times, _made_up(store), all_known(store))
        done = 0 if dry_run else store.replayed(plan.name)
        if done:
            click.echo(f"mirnews: going on after report {done}", err=True)
        for changed in replay(store, plan, tally, now=Clock().now()):
            if as_json:
                row = {"id": changed.report_id, "url": changed.url, "changed": list(changed.fields)}
                print_json({**row, "unread": changed.unread})
        if not dry_run:
            sum_up_stale(store)
            refresh_index(store, search)
    _say(tally, dry_run, err=as_json)
    if not tally.reports and not done:
        sys.exit(3)


def _made_up(store: Store) -> Sequence[Outlet]:
    """The publishers of a demo, which no catalogue knows."""
    if not any(source.invented for source in store.sources()):
        return ()
    from mirnews.newsstand import load_world

    return load_world().outlets


def _say(tally: Tally, dry_run: bool, *, err: bool) -> None:
    """The summary: on stdout, or beside the lines of --json."""
    would = "would change" if dry_run else "changed"
    click.echo(f"{tally.reports} reports looked at, {tally.changed} {would}", err=err)
    for name, count in tally.fields.most_common():
        click.echo(f"{count:>7} {name}", err=err)
    if tally.unread:
        click.echo(f"{tally.unread} revisions cannot be read from their bytes any more; they stay as they are", err=err)
    if tally.left:
        click.echo(f"{tally.left} were removed or revised meanwhile and were left alone", err=err)
