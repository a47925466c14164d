"""mirnews html clean."""

from __future__ import annotations

from typing import Any

import click

from mirnews.cli.lines import answer_json_lines, file_argument
from mirnews.markup import clean as clean_html


@click.group()
def command() -> None:
    """Clean HTML."""


@command.command()
@file_argument()
def clean(file: str) -> None:
    """A JSON string a line becomes {"html"}: only what the allow-list names is left."""

    def answer(value: Any) -> dict[str, Any]:
        if not isinstance(value, str):
            raise TypeError("a JSON string is wanted")
        return {"html": clean_html(value)}

    answer_json_lines(file, answer, {"html": None}, wanted="a string")
