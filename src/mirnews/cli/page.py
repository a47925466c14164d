"""mirnews page: extract, check."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from mirnews.cli.lines import Answers, print_json
from mirnews.cli.page_inputs import Input, inputs, named_files
from mirnews.cli.page_learn import learn, profile_option
from mirnews.cli.setting import json_option, settings_of
from mirnews.cli.shapes import article_shape, utc
from mirnews.cli.together import in_order
from mirnews.extract import extract as extract_article
from mirnews.extract.learned import LearnedProfile
from mirnews.model import Article


@click.group()
def command() -> None:
    """Read pages: HTML, or the plain text of a page."""


command.add_command(learn)


@command.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--files-from", "listed", metavar="FILE|-", help="A file that names one page a line; -: standard input.")
@click.option("--url", help="Address that the page came from, for relative links.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that read pages.")
@profile_option
def extract(
    files: tuple[str, ...], listed: str | None, url: str | None, jobs: int, known: LearnedProfile | None
) -> None:
    """Title, lead, body, times, source line and related headlines: each page as one line of JSON.

    FILE is a page, or a WARC file (.warc, .warc.gz), whose pages come out one by one with their own addresses.
    """
    if not files and not listed:
        raise click.UsageError("name a FILE, or files with --files-from")
    if jobs > 1 and "-" in files:
        raise click.UsageError("a page from standard input is read by one process; leave --jobs out")
    answers = Answers()
    found = inputs(named_files(files, listed))
    for answer in in_order(partial(_answer, url, known), found, jobs=jobs, size=lambda one: one.size):
        answers.put(answer, failed=not answer["ok"])
        sys.stdout.flush()
    answers.finish()


def _answer(url: str | None, known: LearnedProfile | None, one: Input) -> dict[str, Any]:
    """The line of one page. Runs in a worker too."""
    if one.error:
        return _failed(one.path, *one.error)
    try:
        article = extract_article(one.load(url), known=known)
    except OSError as error:
        return _failed(one.path, "unreadable", str(error.strerror or error))
    answer = {"path": one.path, "ok": True, "error": None, **article_shape(article)}
    return answer if one.page is None else {**answer, "captured": utc(one.captured)}


def _failed(path: str, code: str, message: str) -> dict[str, Any]:
    nothing = article_shape(Article(kind="other", profile="none"))
    return {"path": path, "ok": False, "error": {"code": code, "message": message}, **nothing}


@command.command()
@click.argument("place", metavar="URL|FILE")
@click.option("--url", help="Address that the file came from, for relative links.")
@click.option("--golden", type=click.Path(file_okay=False, path_type=Path), help="Folder for a golden case's skeleton.")
@json_option
@click.pass_context
def check(ctx: click.Context, place: str, url: str | None, golden: Path | None, as_json: bool) -> None:
    """What each extractor found in one page, side by side; an address is fetched as a poll would.

    With --golden the page and what came of it are written as the skeleton of a golden case. Texts of others are not to
    be committed: put your own in their place.
    """
    from mirnews.cli import page_check  # extraction of many pages needs no network
    from mirnews.extract.opinions import opinions

    page = page_check.page_of(place, url, settings_of(ctx))
    found = opinions(page)
    rows = page_check.rows_of(found)
    if as_json:
        print_json({"place": place, "opinions": rows})
    else:
        click.echo("\n".join(page_check.table(rows)))
    if golden is not None:
        page_check.write_golden(golden, page, found[0].article)
        click.echo(f"mirnews: {golden}: replace the texts of others by your own before you commit it", err=True)
