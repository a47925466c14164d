"""mirnews opml: lists of subscriptions, in and out."""

from __future__ import annotations

import sys
from typing import Any

import click

from mirnews.cli.archive import archive_only
from mirnews.cli.exchange import add_all, print_opml, subscription
from mirnews.cli.lines import Answers, error_of, file_argument, read_bytes
from mirnews.cli.setting import data_option, settings_of
from mirnews.errors import MirNewsError
from mirnews.sources.opml import Opml, OpmlSource, opml_of


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
                found = _read(path).sources
                added = add_all(map(subscription, found), store, settings)
                click.echo(f"mirnews: {path}: {added} added, {len(found) - added} left out", err=True)
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
            rows = [_row(source) for source in _read(path).sources]
            answers.put({"path": path, "ok": True, "error": None, "sources": rows})
        except MirNewsError as error:
            answers.put(_failed(path, error_of(error)), failed=True)
        except OSError as error:
            answers.put(_failed(path, {"code": "unreadable", "message": str(error.strerror or error)}), failed=True)
    answers.finish()


def _read(path: str) -> Opml:
    found = opml_of(read_bytes(path))
    if found.cut:
        click.echo(
            f"mirnews: {path}: more than is taken (1 MB, 5,000 outlines, 16 levels); the rest is left out", err=True
        )
    return found


def _row(source: OpmlSource) -> dict[str, Any]:
    return {
        "title": source.title,
        "feed_url": source.feed_url,
        "site_url": source.site_url,
        "groups": list(source.groups),
    }


def _failed(path: str, error: dict[str, str]) -> dict[str, Any]:
    return {"path": path, "ok": False, "error": error, "sources": []}


@command.command("export")
@data_option
@click.pass_context
def export_sources(ctx: click.Context, data: str | None) -> None:
    """Every feed that is polled, as OPML on stdout. Listing pages and sitemaps are no feeds and stay out."""
    settings = settings_of(ctx, data__dir=data)
    with archive_only(settings) as store:
        found = store.sources()
    print_opml(found, settings)
