"""mirnews archive: how much room the kept bytes take, and WARC files, out and in."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from mirnews import __version__
from mirnews.cli.archive import archive, archive_only, existing, refresh_index
from mirnews.cli.corpora import check_folder, needed
from mirnews.cli.left_out import LEFT_OUT, shown
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, json_option, settings_of
from mirnews.cli.span import range_of, span_options
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError
from mirnews.outlets import catalogue
from mirnews.store import Store
from mirnews.store.port import KeptPage, Range, Space
from mirnews.warc import Captured, Note, Passed, WarcOut, read_warc

if TYPE_CHECKING:  # what import needs takes a third of a second to load; stats and export do without
    from mirnews.importing import Tally, Whose

BATCH = 16  # bodies in memory at once
STDOUT = "-"


@click.group()
def command() -> None:
    """What is kept: how much room it takes; WARC files, out and in."""


# ---- stats


@command.command()
@json_option
@data_option
@click.pass_context
def stats(ctx: click.Context, as_json: bool, data: str | None) -> None:
    """Bytes of pages, feeds and what was set aside, by site: as they came, and as they are kept."""
    settings = existing(settings_of(ctx, data__dir=data))
    with archive_only(settings) as store:
        spaces = store.space()
    rows = [{**asdict(one), "ratio": _ratio(one)} for one in sorted(spaces, key=lambda one: -one.size)]
    file = (settings.data_dir / "archive.sqlite").stat().st_size
    if as_json:
        print_json({"file": file, "totals": _totals(spaces), "sites": rows})
        return
    click.echo(f"{'kind':<6} {'bodies':>8} {'bytes':>14} {'kept':>12} {'shared':>10} {'ratio':>6}  site")
    for row in [*_totals(spaces), *rows]:
        numbers = f"{row['bodies']:>8} {row['size']:>14} {row['kept']:>12} {row['dictionaries']:>10} {row['ratio']:>6}"
        click.echo(f"{row['kind']:<6} {numbers}  {row['site']}")
    click.echo(f"{'file':<6} {'':>8} {'':>14} {file:>12} {'':>10} {'':>6}  archive.sqlite")


def _totals(spaces: list[Space]) -> list[dict[str, object]]:
    """A line for each kind; its site is `*`."""
    found = []
    kinds: tuple[Literal["page", "feed", "aside"], ...] = ("page", "feed", "aside")
    for kind in kinds:
        own = [one for one in spaces if one.kind == kind]
        whole = Space(
            kind=kind,
            site="*",
            bodies=sum(one.bodies for one in own),
            size=sum(one.size for one in own),
            kept=sum(one.kept for one in own),
            dictionaries=sum(one.dictionaries for one in own if kind != "aside"),
        )
        found.append({**asdict(whole), "ratio": _ratio(whole)})
    return found


def _ratio(space: Space) -> float:
    """How many times smaller, with what is shared counted in."""
    return round(space.size / max(1, space.kept + space.dictionaries), 1)


# ---- export


@command.command()
@click.option(
    "--warc",
    "out",
    required=True,
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="File to write; - is standard output.",
)
@click.option("--overwrite", is_flag=True, help="Write over a file that is there.")
@span_options
@data_option
@click.pass_context
def export(
    ctx: click.Context,
    out: Path,
    overwrite: bool,
    since: str | None,
    until: str | None,
    source_id: str | None,
    outlet: str | None,
    data: str | None,
) -> None:
    """Write kept feeds and pages, fetched in that time, as a WARC 1.1 file. What is hidden or purged is left out.

    Whether you may hand it on is a matter of the publishers' rights. Where there is nothing to write, a file that is
    there stays as it is.
    """
    needed("warcio", "warc")
    is_piped = str(out) == STDOUT
    _check_out(out, is_piped, overwrite)
    settings = existing(settings_of(ctx, data__dir=data))
    with archive_only(settings) as store:
        wanted = range_of(store, since, until, source_id, outlet)
        feeds, pages, left = _piped(store, wanted) if is_piped else _kept_in(out, store, wanted)
    if feeds + pages:
        to = "standard output" if is_piped else shown(out)
        click.echo(f"{feeds} feeds and {pages} pages written to {to}", err=is_piped)
    elif is_piped:
        click.echo("mirnews: nothing was kept in that time", err=True)
    else:
        click.echo(f"mirnews: nothing was kept in that time; {shown(out)} is not written", err=True)
    if left:
        click.echo(f"mirnews: {left} bodies left out: they name what is hidden, or have no address", err=True)
    if not feeds + pages:
        sys.exit(3)


def _check_out(out: Path, is_piped: bool, overwrite: bool) -> None:
    """Raise UsageError, before long work, for a place where the file cannot or may not be written."""
    if is_piped:
        if sys.stdout.isatty():
            raise click.UsageError("a WARC file is no text for a terminal; write --warc FILE, or pipe it on")
        return
    check_folder(out)
    if out.exists() and not out.is_file():
        raise click.UsageError(f"{shown(out)} is no plain file; --warc - writes to standard output")
    if out.exists() and not overwrite:
        raise click.UsageError(f"{shown(out)} is there already; --overwrite writes over it")


def _piped(store: Store, wanted: Range) -> tuple[int, int, int]:
    stream = sys.stdout.buffer
    written = _write(store, wanted, WarcOut(stream, name="mirnews.warc.gz", software=f"MirNews {__version__}"))
    stream.flush()
    return written


def _kept_in(out: Path, store: Store, wanted: Range) -> tuple[int, int, int]:
    """Write beside the file and put it in its place only when all of it is there, and is something."""
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as stream:
            written = _write(store, wanted, WarcOut(stream, name=out.name, software=f"MirNews {__version__}"))
        if written[0] + written[1]:
            part.replace(out)
        return written
    finally:
        part.unlink(missing_ok=True)


def _write(store: Store, wanted: Range, writer: WarcOut) -> tuple[int, int, int]:
    """Feeds first, which complete pages; how many of each, and how many were left out."""
    feeds = pages = left = after = 0
    sources = {source.id: source for source in store.sources()}
    while batch := store.kept_feeds(wanted, after=after, limit=BATCH):
        after = batch[-1].mark
        for feed in batch:
            url = feed.raw.url if feed.raw else None
            if feed.raw is None or not url:
                left += 1
                continue
            source = sources[feed.source_id]
            note = Note(
                "feed",
                source.id,
                source.outlet,
                source.name,
                source.invented,
                section=source.section,
                reads=source.kind,
            )
            writer.put(Captured(url, feed.raw.fetched_at, feed.raw.content_type, feed.raw.body, note))
            feeds += 1
    after = 0
    while kept := store.kept_pages(wanted, after=after, limit=BATCH):
        after = kept[-1].mark
        for page in kept:
            url = page.raw.url or page.url
            if not url:
                left += 1
                continue
            writer.put(Captured(url, page.raw.fetched_at, page.raw.content_type, page.raw.body, _note_of(page)))
            pages += 1
    return feeds, pages, left


def _note_of(page: KeptPage) -> Note:
    return Note(
        kind="page",
        source=page.source_id,
        outlet=page.outlet,
        outlet_name=page.outlet_name,
        invented=page.invented,
        guid=page.guid,
        report=page.report_id,
        revision=page.number,
        fold=page.fold,
        story=page.story,
        first_seen=page.first_seen,
    )


# ---- import


@command.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, dir_okay=False))
@click.option("--source", "source_id", metavar="ID", help="Take all of it to be this source's.")
@click.option("--outlet", metavar="ID", help="Take all of it to be this outlet's.")
@json_option
@data_option
@click.pass_context
def import_(
    ctx: click.Context,
    files: tuple[str, ...],
    source_id: str | None,
    outlet: str | None,
    as_json: bool,
    data: str | None,
) -> None:
    """Keep the reports of WARC files, of whatever origin, as if they had been polled when they were captured.

    Nothing is fetched. The same files again change nothing.
    """
    needed("warcio", "warc")
    from mirnews.telling import tell_all

    settings = settings_of(ctx, data__dir=data)
    with archive(settings) as (store, search):
        whose = _whose(store, source_id, outlet)
        tally, broken = asyncio.run(_import(store, settings, whose, files))
        tell_all(store)
        refresh_index(store, search)
    counts = dict(sorted(tally.counts.items()))
    if as_json:
        print_json({"reports": tally.reports, "records": counts, "broken": broken})
    else:
        click.echo(" ".join([f"reports={tally.reports}", *(f"{name}={value}" for name, value in counts.items())]))
        for name, value in counts.items():
            if name in LEFT_OUT:
                click.echo(f"{value:>7} {name}: {LEFT_OUT[name]}")
    if broken:
        sys.exit(4 if tally.counts else 1)


def _whose(store: Store, source_id: str | None, outlet: str | None) -> Whose:
    from mirnews.importing import Whose

    source = store.source(source_id) if source_id else None
    if source_id and source is None:
        raise click.UsageError(f"no source {source_id}; see: mirnews source list")
    known = catalogue().get(outlet) if outlet else None
    if outlet and known is None:
        raise click.UsageError(f"no outlet {outlet} in the catalogue")
    return Whose(store.sources(), source, known)


async def _import(
    store: Store, settings: Settings, whose: Whose, files: tuple[str, ...]
) -> tuple[Tally, list[dict[str, str]]]:
    """Both rounds over all files; what is broken in them, each file once."""
    from mirnews.importing import Importer
    from mirnews.sources.pool import Parsers

    broken: dict[str, str] = {}
    async with Parsers() as parsers:
        importer = Importer(store, whose, parsers, now=Clock().now())
        for file in files:
            await importer.take_feeds(_records(file, settings, broken))
        for file in files:
            await asyncio.to_thread(importer.take_pages, _records(file, settings, broken))
        await asyncio.to_thread(importer.take_rest)
    for file, message in broken.items():
        click.echo(f"mirnews: {shown(file)}: {message} [warc_broken]", err=True)
    return importer.tally, [{"path": file, "message": message} for file, message in broken.items()]


def _records(file: str, settings: Settings, broken: dict[str, str]) -> Iterator[Captured | Passed]:
    """What a file holds, as far as it is sound."""
    try:
        with Path(file).open("rb") as stream:
            yield from read_warc(stream, max_bytes=settings.fetch.max_bytes)
    except MirNewsError as error:
        broken[file] = error.message
    except OSError as error:
        broken[file] = os.strerror(error.errno or 0)
