"""mirnews train: models of the operator's own, from healthy texts or from the archive."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from mirnews.cli.archive import archive_only
from mirnews.cli.corpora import check_folder, corpus_of, form_of
from mirnews.cli.lines import read_lines
from mirnews.cli.setting import data_option, settings_of
from mirnews.config import Settings
from mirnews.model import text_fields
from mirnews.persian.model import model_file
from mirnews.persian.model.tally import Tally, blocks
from mirnews.persian.model.training import train
from mirnews.persian.model.trial import restored
from mirnews.persian.repair import configure, repair

_KEPT = 20  # every twentieth healthy block is kept out, to say how good the model is
_MOST_KEPT = 150
_LEAST = 50_000  # healthy characters; fewer make a model worse than the shipped one
_PAGE = 500  # reports read from the archive at a time


@click.group()
def command() -> None:
    """Train a model from your own texts."""


@command.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option("--archive", "use_archive", is_flag=True, help="Learn from the archive: outlets that keep half-spaces.")
@click.option("--field", "fields", multiple=True, help="Read this field of JSON objects, or column of Parquet.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the model goes.")
@data_option
@click.pass_context
def spacing(
    ctx: click.Context, files: tuple[str, ...], use_archive: bool, fields: tuple[str, ...], out: Path, data: str | None
) -> None:
    """Learn where half-spaces belong, from text that has them.

    FILE is text (UTF-8, a paragraph a line), - for standard input, or a corpus in Parquet or WARC. Only text with the
    half-spaces of careful Persian is learned from, whatever else the files hold. The same texts give the same model.
    Name it in the configuration as persian.spacing_model.
    """
    if not files and not use_archive:
        raise click.UsageError("name a FILE with healthy Persian text, or --archive")
    check_folder(out)
    settings = settings_of(ctx, data__dir=data)
    started = time.monotonic()
    counted, kept = _read(files, fields, settings if use_archive else None)
    if counted.letters < _LEAST:
        click.echo(
            f"mirnews: {counted.letters} characters of healthy text, at least {_LEAST} are needed"
            f" ({counted.refused} blocks lack half-spaces or have loose affixes) [too_little_text]",
            err=True,
        )
        sys.exit(1)
    click.echo(f"mirnews: {counted.letters} healthy characters, {len(counted.words)} spellings; fitting", err=True)
    common, spelled = model_file.word_list()
    model = train(counted, {**common, **spelled}, common)
    card = {"name": "own spacing model", "characters": counted.letters, "spellings": len(counted.words)}
    model_file.save(out, model, card)
    configure(model=out, keep=settings.persian.keep)
    deleted, spaced = restored(kept, lambda text: repair(text).text)
    found = {
        "out": str(out),
        "bytes": out.stat().st_size,
        "characters": counted.letters,
        "blocks": counted.blocks,
        "blocks_refused": counted.refused,
        "seconds": round(time.monotonic() - started, 1),
        "kept_out_blocks": len(kept),
        "joined_f1": round(deleted, 3),
        "spaced_f1": round(spaced, 3),
    }
    click.echo(json.dumps(found, ensure_ascii=False))


def _read(files: tuple[str, ...], fields: tuple[str, ...], settings: Settings | None) -> tuple[Tally, list[str]]:
    """Everything counted, but for the blocks kept out."""
    counted = Tally()
    kept: list[str] = []
    for block in _blocks(files, fields, settings):
        if counted.blocks % _KEPT == _KEPT - 1 and len(kept) < _MOST_KEPT and counted.would_take(block):
            kept.append(block)
            counted.blocks += 1
        else:
            counted.add(block)
    return counted, kept


def _blocks(files: tuple[str, ...], fields: tuple[str, ...], settings: Settings | None) -> Iterator[str]:
    for file in files:
        if form_of(file) != "lines":
            yield from blocks(corpus_of(file, fields if form_of(file) == "parquet" else ()).texts())
            continue
        lines = read_lines(file)
        yield from blocks(_values(lines, fields) if fields else lines)
    if settings is not None:
        yield from _archived(settings)


def _values(lines: Iterator[str], fields: tuple[str, ...]) -> Iterator[str]:
    for line in lines:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            yield "\n".join(text for name in fields if isinstance(text := found.get(name), str))


def _archived(settings: Settings) -> Iterator[str]:
    """The shown reports as their pages had them, newest first, each judged by itself."""
    with archive_only(settings) as store:
        seen: set[int] = set()
        before = None
        while True:
            page = [headline for headline in store.headlines(before=before, limit=_PAGE) if headline.id not in seen]
            if not page:
                return
            for headline in page:
                seen.add(headline.id)
                report = store.report(headline.id)
                if report is not None:
                    yield from blocks(text for _, text in text_fields(report.article))
            before = page[-1].at
