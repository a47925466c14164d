"""setting: the options that several commands share, and the settings they give."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from mirnews import config
from mirnews.classify import sections
from mirnews.config import Settings
from mirnews.observe import Log, start_logging

Command = TypeVar("Command", bound=Callable[..., Any])


def settings_of(ctx: click.Context, **overrides: object) -> Settings:
    """Settings for this run. Keys of `overrides` are `room__key`; None means not given on the command line."""
    given = {name.replace("__", ".", 1): value for name, value in overrides.items()}
    chosen = ctx.find_root().obj or os.environ.get("MIRNEWS_CONFIG")
    if chosen:
        return _prepared(config.load(Path(chosen), overrides=given))
    beside = config.load(None, overrides=given).data_dir / "mirnews.toml"
    return _prepared(config.load(beside if beside.is_file() else None, overrides=given))


def _prepared(settings: Settings) -> Settings:
    """The settings, with repair told of the operator's own model and names."""
    own = settings.persian
    if own.spacing_model or own.keep:
        from mirnews.persian.repair import configure  # most commands need no Persian to start

        configure(model=Path(own.spacing_model).expanduser() if own.spacing_model else None, keep=own.keep)
    return settings


def logging_of(settings: Settings) -> Log:
    """Start logging as the settings say."""
    return start_logging(settings.log.level, settings.log.format)


def data_option(command: Command) -> Command:
    """`--data DIR`."""
    return click.option("--data", "data", type=click.Path(file_okay=False), help="Folder of the archive.")(command)


def server_options(command: Command) -> Command:
    """`--port`, `--host` and `--data`."""
    for option in (
        click.option("--host", help="Address to listen on (default 127.0.0.1)."),
        click.option("--port", type=click.IntRange(0, 65_535), help="Port (default 8000; 0: any free one)."),
    ):
        command = option(command)
    return data_option(command)


def section_option(command: Command) -> Command:
    """`--section`, by the ids of the fixed list."""
    ids = [section.id for section in sections()]
    return click.option("--section", type=click.Choice(ids), metavar="ID", help="Only this section.")(command)


def json_option(command: Command) -> Command:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")(command)
