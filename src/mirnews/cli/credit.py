"""mirnews credit."""

from __future__ import annotations

from typing import Any

import click

from mirnews.cli.lines import answer_json_lines, file_argument
from mirnews.cli.shapes import credit_shape
from mirnews.credit import read_credit
from mirnews.outlets import catalogue

FIELDS = ("outlet", "title", "lead", "body", "source_line")


@click.command()
@file_argument()
def command(file: str) -> None:
    """{"id","outlet","title","lead","body","source_line"} a line: chain, speakers, own report or not."""
    blank: dict[str, Any] = {"id": None, "chain": [], "speakers": [], "own_report": None}
    wanted = '{"id","outlet","title","lead","body","source_line"}, strings or null'
    answer_json_lines(file, _answer, blank, wanted=wanted)


def _answer(value: Any) -> dict[str, Any]:
    fields = {name: value.get(name) for name in FIELDS}
    wrong = [name for name, text in fields.items() if text is not None and not isinstance(text, str)]
    if wrong:
        raise TypeError(f"{', '.join(wrong)} must be a string or null")
    named = fields.pop("outlet")
    known = (catalogue().get(named) or catalogue().by_name(named)) if named else None
    found = read_credit(outlet=known.id if known else None, outlet_name=known.name if known else named, **fields)
    return {"id": value.get("id"), **credit_shape(found)}
