"""mirnews up: poll the sources and serve the site, in one process."""

from __future__ import annotations

import click

from mirnews.cli.archive import archive_only
from mirnews.cli.running import poll_and_serve
from mirnews.cli.setting import logging_of, server_options, settings_of
from mirnews.clock import Clock


@click.command()
@server_options
@click.pass_context
def command(ctx: click.Context, port: int | None, host: str | None, data: str | None) -> None:
    """Poll the sources and serve the site until stopped. Nothing is polled that you did not add."""
    settings = settings_of(ctx, server__port=port, server__host=host, data__dir=data)
    log = logging_of(settings)
    with archive_only(settings) as store:
        if any(source.invented for source in store.sources()):
            raise click.UsageError("this is the archive of a demo, whose publishers only run in: mirnews demo")
        if not store.sources():
            click.echo("mirnews: no sources yet; add one: mirnews source add URL (or see: mirnews demo)", err=True)
    poll_and_serve(settings, Clock(), log, polling=True)
