"""mirnews text: repair, key, same, date."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click

from mirnews import persian
from mirnews.cli.lines import file_argument, print_json, read_document, read_lines
from mirnews.cli.shapes import edit_shape
from mirnews.model import Repaired
from mirnews.persian.calendar import parse_date
from mirnews.persian.key import same as finds


@click.group()
def command() -> None:
    """Persian text: repair, search key, dates. A line in, a line out."""


@command.command()
@file_argument()
@click.option("--jsonl", is_flag=True, help="JSON: the repaired text, the original, and the edits that lead from it.")
@click.option("--document", is_flag=True, help="The whole file is one document.")
def repair(file: str, jsonl: bool, document: bool) -> None:
    """Put back lost half-spaces, letters and spacing. Every repair can be undone."""
    if document:
        _write(persian.repair(read_document(file)), jsonl, end="")
        return
    for line in read_lines(file):
        _write(persian.repair(line), jsonl, end="\n")


def _write(result: Repaired, jsonl: bool, end: str) -> None:
    if jsonl:
        print_json(
            {"text": result.text, "original": result.original, "edits": [edit_shape(edit) for edit in result.edits]}
        )
    else:
        click.echo(result.text + end, nl=False)


@command.command()
@file_argument()
def key(file: str) -> None:
    """The form that search compares: spellings of one word give one key."""
    for line in read_lines(file):
        click.echo(persian.key(line))


@command.command()
@file_argument()
def same(file: str) -> None:
    """A<TAB>B: does a search for the phrase B find a document that holds A?"""
    for line in read_lines(file):
        document, _, phrase = line.partition("\t")
        click.echo("true" if finds(document, phrase) else "false")


@command.command()
@file_argument()
@click.option("--at", "at", help="The moment of reading, ISO 8601 (default: now).")
@click.option("--zone", default="Asia/Tehran", show_default=True, help="Zone of dates that print none.")
def date(file: str, at: str | None, zone: str) -> None:
    """Dates as pages print them: Jalali, Gregorian, Hijri, relative. No date gives null."""
    try:
        moment = datetime.fromisoformat(at) if at else datetime.now(ZoneInfo(zone))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError):
        raise click.UsageError(
            "--at wants a time such as 2025-02-25T12:00:00+03:30, --zone a name such as Asia/Tehran"
        ) from None
    if not 1900 <= moment.year <= 2200:
        raise click.UsageError("--at wants a year from 1900 to 2200")
    for line in read_lines(file):
        when = parse_date(line, at=moment, zone=zone)
        print_json(
            {
                "input": line,
                "value": when.text() if when else None,
                "precision": when.precision if when else None,
                "calendar": when.calendar if when else None,
            }
        )
