"""mirnews up: poll the sources and serve the site, in one process."""

from __future__ import annotations

import click

from mirnews.cli.archive import archive_only, refuse_demo
from mirnews.cli.preset import add_preset, first_start
from mirnews.cli.running import poll_and_serve
from mirnews.cli.setting import logging_of, server_options, settings_of
from mirnews.clock import Clock
from mirnews.outlets import PRESETS, Preset


@click.command()
@click.option("--preset", type=click.Choice(PRESETS), help="Add these outlets of the catalogue first.")
@server_options
@click.pass_context
def command(ctx: click.Context, preset: Preset | None, port: int | None, host: str | None, data: str | None) -> None:
    """Poll the sources and serve the site until stopped. Nothing is polled that you did not add."""
    settings = settings_of(ctx, server__port=port, server__host=host, data__dir=data)
    log = logging_of(settings)
    with archive_only(settings) as store:
        refuse_demo(store)
        if preset:
            add_preset(preset, store, settings)
        else:
            first_start(store, settings)
    poll_and_serve(settings, Clock(), log, polling=True)
