"""mirnews text: repair, key, same, date."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from mirnews import persian
from mirnews.cli.corpora import check_folder, form_of, repair_corpus
from mirnews.cli.lines import file_argument, print_json, read_document, read_lines
from mirnews.cli.mending import Shop, repaired_lines
from mirnews.cli.setting import settings_of
from mirnews.persian.key import same as finds


@click.group()
def command() -> None:
    """Persian text: repair, search key, dates. A line in, a line out."""


@command.command()
@file_argument()
@click.option("--jsonl", is_flag=True, help="JSON: the repaired text, the original, and the edits that lead from it.")
@click.option("--document", is_flag=True, help="The whole file is one document.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    help="Repair this field of JSON objects, or column of Parquet (may be repeated).",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the answer goes (default: stdout).")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes; order is kept.")
@click.option(
    "--skip",
    type=click.IntRange(0),
    default=0,
    help="Leave out so many lines, rows or records, to go on after a break.",
)
@click.option("--model", type=click.Path(dir_okay=False, path_type=Path), help="An own model (train spacing).")
@click.pass_context
def repair(
    ctx: click.Context,
    file: str,
    jsonl: bool,
    document: bool,
    fields: tuple[str, ...],
    out: Path | None,
    jobs: int,
    skip: int,
    model: Path | None,
) -> None:
    """Put back lost half-spaces, letters and spacing. Every repair can be undone.

    A file of any length: one line at a time is in memory, and each answer is written as soon as it is there. Corpora
    in Parquet (.parquet) and WARC (.warc, .wet, also .gz) are told by their names, and need --out.
    """
    _check_out(file, out, skip)
    settings = settings_of(ctx)
    own = Path(settings.persian.spacing_model).expanduser() if settings.persian.spacing_model else None
    shop = Shop(model or own, settings.persian.keep, jsonl=jsonl, fields=fields)
    if form_of(file) != "lines":
        if jsonl or document or out is None or form_of(str(out)) != form_of(file):
            raise click.UsageError(
                "a corpus in Parquet or WARC wants --out FILE of the same form, no --jsonl, --document"
            )
        repair_corpus(shop, file, out, jobs=jobs, skip=skip)
        return
    with out.open("w", encoding="utf-8", errors="replace", newline="\n") if out else nullcontext(sys.stdout) as stream:
        if document:
            shop.open()
            stream.write(shop.answer(read_document(file)) + "\n" * jsonl)
            return
        failed = lines = 0
        for answer, is_bad in repaired_lines(shop, islice(read_lines(file), skip, None), jobs=jobs, skipped=skip):
            stream.write(answer + "\n")
            failed += is_bad
            lines += 1
    if failed:
        sys.exit(4 if failed < lines else 1)


def _check_out(file: str, out: Path | None, skip: int) -> None:
    """No input and no first part of an output is written over."""
    if out is None:
        return
    check_folder(out)
    if not out.exists():
        return
    if file != "-" and Path(file).exists() and out.samefile(file):
        raise click.UsageError("--out is the input itself; name another file")
    if skip:
        raise click.UsageError(f"{out} is there already; with --skip name another file, and put both together")


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
    from mirnews.persian.calendar import parse_date  # repair starts sooner without it

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
