"""mirnews config show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import click

from mirnews import config as settings_file
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, json_option, settings_of


@click.group()
def command() -> None:
    """Settings."""


@command.command()
@json_option
@data_option
@click.option("--example", is_flag=True, help="Print a file with every default, to start from.")
@click.pass_context
def show(ctx: click.Context, as_json: bool, data: str | None, example: bool) -> None:
    """Every setting, its value and where it comes from."""
    if example:
        click.echo(settings_file.example_text(), nl=False)
        return
    settings = settings_of(ctx, data__dir=data)
    rows = [
        {
            "key": name,
            "value": _shown(settings_file.value_of(settings, name)),
            "origin": settings.origins.get(name, "default"),
            "reason": reason,
        }
        for name, _, reason in settings_file.described()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['key']} = {settings_file.toml_text(row['value'])}  # {row['origin']}")


def _shown(value: Any) -> Any:
    """A value without the passwords that stand in addresses, such as those of exits."""
    if isinstance(value, Mapping):
        return {name: _shown(one) for name, one in value.items()}
    return re.sub(r"://[^\s/@]*@", "://***@", value) if isinstance(value, str) else value
