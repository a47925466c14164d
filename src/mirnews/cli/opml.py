"""mirnews opml: lists of subscriptions, in and out."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urlsplit

import click

from mirnews.classify import sections
from mirnews.cli.adding import allowed, source_for
from mirnews.cli.archive import archive_only
from mirnews.cli.lines import Answers, error_of, file_argument, read_bytes
from mirnews.cli.setting import data_option, settings_of
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError
from mirnews.model import Source
from mirnews.sources.opml import OpmlSource, read_opml, write_opml
from mirnews.store import Store


@click.group()
def command() -> None:
    """Lists of subscriptions (OPML), as feed readers write them."""


@command.command("import")
@file_argument(many=True)
@click.option("--dry-run", is_flag=True, help="Only say what the files hold, a line of JSON each.")
@data_option
@click.pass_context
def import_files(ctx: click.Context, files: tuple[str, ...], dry_run: bool, data: str | None) -> None:
    """Add the feeds of OPML files as sources; those that are polled already are left out."""
    if dry_run:
        _show(files)
        return
    settings = settings_of(ctx, data__dir=data)
    failed = 0
    with archive_only(settings) as store:
        for path in files:
            try:
                _add_all(path, read_opml(read_bytes(path)), store, settings)
            except MirNewsError as error:
                failed += 1
                click.echo(f"mirnews: {path}: {error.message} [{error.code}]", err=True)
            except OSError as error:
                failed += 1
                click.echo(f"mirnews: {path}: {error.strerror or error} [unreadable]", err=True)
    if failed:
        sys.exit(1 if failed == len(files) else 4)


def _show(files: tuple[str, ...]) -> None:
    answers = Answers()
    for path in files:
        try:
            rows = [_row(source) for source in read_opml(read_bytes(path))]
            answers.put({"path": path, "ok": True, "error": None, "sources": rows})
        except MirNewsError as error:
            answers.put(_failed(path, error_of(error)), failed=True)
        except OSError as error:
            answers.put(_failed(path, {"code": "unreadable", "message": str(error.strerror or error)}), failed=True)
    answers.finish()


def _row(source: OpmlSource) -> dict[str, Any]:
    return {
        "title": source.title,
        "feed_url": source.feed_url,
        "site_url": source.site_url,
        "groups": list(source.groups),
    }


def _failed(path: str, error: dict[str, str]) -> dict[str, Any]:
    return {"path": path, "ok": False, "error": error, "sources": []}


def _add_all(path: str, found: list[OpmlSource], store: Store, settings: Settings) -> None:
    """Add what is allowed and not there yet: one line on stdout for each, and what was left out on stderr."""
    others, known = store.sources(), {source.url for source in store.sources()}
    added = 0
    for one in found:
        try:
            url = allowed(one.feed_url, settings)
        except click.UsageError as error:
            click.echo(f"mirnews: left out: {error.message}", err=True)
            continue
        except MirNewsError as error:
            click.echo(f"mirnews: left out: {one.feed_url[:200]}: {error.message} [{error.code}]", err=True)
            continue
        if url in known:
            continue
        source = source_for(url, others, settings, name=one.title, section=_section_of(one))
        store.add_source(source, now=Clock().now())
        others, added = [*others, source], added + 1
        known.add(url)
        click.echo(f"added {source.id} {source.url}")
    click.echo(f"mirnews: {path}: {added} added, {len(found) - added} left out", err=True)


def _section_of(source: OpmlSource) -> str | None:
    """The section that one of its groups names by its id or its Persian or English name, the innermost first."""
    known = {name.casefold(): one.id for one in sections() for name in (one.id, one.fa, one.en)}
    return next((known[name.casefold()] for name in reversed(source.groups) if name.casefold() in known), None)


@command.command("export")
@data_option
@click.pass_context
def export_sources(ctx: click.Context, data: str | None) -> None:
    """Every feed that is polled, as OPML on stdout. Listing pages are no feeds and stay out."""
    settings = settings_of(ctx, data__dir=data)
    with archive_only(settings) as store:
        found = store.sources()
    listings = [source.id for source in found if source.kind == "listing"]
    if listings:
        click.echo(f"mirnews: left out, since they are no feeds: {', '.join(listings)}", err=True)
    body = write_opml((_outline(source) for source in found if source.kind != "listing"), settings.site.name)
    click.echo(body.decode(), nl=False)


def _outline(source: Source) -> OpmlSource:
    parts = urlsplit(source.url)
    label = next((one.fa for one in sections() if one.id == source.section), None)
    return OpmlSource(source.name, source.url, f"{parts.scheme}://{parts.netloc}/", (label,) if label else ())
