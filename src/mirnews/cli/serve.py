"""mirnews serve: the site without polling."""

from __future__ import annotations

import click

from mirnews.cli.running import poll_and_serve
from mirnews.cli.setting import logging_of, server_options, settings_of
from mirnews.clock import Clock


@click.command()
@server_options
@click.pass_context
def command(ctx: click.Context, port: int | None, host: str | None, data: str | None) -> None:
    """Serve what is in the archive until stopped."""
    settings = settings_of(ctx, server__port=port, server__host=host, data__dir=data)
    poll_and_serve(settings, Clock(), logging_of(settings), polling=False)
