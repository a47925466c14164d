"""mirnews poll: look at sources once."""

from __future__ import annotations

import asyncio
import dataclasses
import sys

import click

from mirnews.cli.archive import archive, refuse_demo
from mirnews.cli.lines import print_json
from mirnews.cli.running import newsroom
from mirnews.cli.setting import data_option, json_option, logging_of, settings_of
from mirnews.clock import Clock
from mirnews.model import Source
from mirnews.newsroom import Tally
from mirnews.pipeline import run_once
from mirnews.store import Store


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE...]")
@json_option
@data_option
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], as_json: bool, data: str | None) -> None:
    """Look at these sources now (all, when none is named), read the new pages, and stop."""
    settings = settings_of(ctx, data__dir=data)
    log = logging_of(settings)

    with archive(settings) as (store, search):
        refuse_demo(store)
        chosen = _chosen(store, names)

        async def run() -> Tally:
            async with newsroom(settings, store, search, Clock(), log) as room:
                return await run_once(room, chosen)

        tally = asyncio.run(run())
    row = dataclasses.asdict(tally)
    if as_json:
        print_json(row)
    else:
        click.echo(" ".join(f"{name}={value}" for name, value in row.items()))
    if code := _exit_code(tally, len(chosen)):
        sys.exit(code)


def _exit_code(tally: Tally, count: int) -> int:
    """1 when every source failed, 75 when none could be looked at now, 4 when some are missing."""
    if tally.failed and tally.failed == count:
        return 1
    if tally.held and tally.held == count:
        click.echo("mirnews: another process is looking at it; try again later [lease_lost]", err=True)
        return 75
    return 4 if tally.failed or tally.held else 0


def _chosen(store: Store, names: tuple[str, ...]) -> list[Source]:
    known = {source.id: source for source in store.sources()}
    if unknown := [name for name in names if name not in known]:
        click.echo(f"mirnews: no source {', '.join(unknown)}; see: mirnews source list", err=True)
        sys.exit(3)
    chosen = [known[name] for name in names] if names else [source for source in known.values() if source.enabled]
    if not chosen:
        click.echo("mirnews: no sources yet; add one: mirnews source add URL", err=True)
    return chosen
