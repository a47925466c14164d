"""mirnews article: show, hide, purge, restore."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import click

from mirnews.cli.archive import archive_only, existing
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, json_option, settings_of
from mirnews.cli.shapes import article_shape, report_shape, utc
from mirnews.clock import Clock
from mirnews.model import Report, text_fields
from mirnews.store import Store
from mirnews.telling import sum_up_stale

reason_option = click.option("--reason", required=True, help="Why; kept in the removal log and shown to readers.")
id_argument = click.argument("report_id", type=click.IntRange(1, 2**63 - 1), metavar="ID")


@click.group()
def command() -> None:
    """One article of the archive."""


@command.command()
@id_argument
@json_option
@click.option("--raw", is_flag=True, help="The bytes as fetched.")
@click.option("--untouched", is_flag=True, help="The text before repairs.")
@data_option
@click.pass_context
def show(ctx: click.Context, report_id: int, as_json: bool, raw: bool, untouched: bool, data: str | None) -> None:
    """Everything that is known about an article."""
    with _article(ctx, data, report_id) as (store, report):
        if raw:
            kept = store.raw(report_id)
            if kept is None:
                click.echo(f"mirnews: article {report_id} has no kept page", err=True)
                sys.exit(3)
            sys.stdout.buffer.write(kept.body)
        elif as_json:
            print_json({**report_shape(report), "revisions": _revisions(store, report_id)})
        else:
            _print(report, untouched=untouched)


@command.command()
@json_option
@data_option
@click.pass_context
def log(ctx: click.Context, as_json: bool, data: str | None) -> None:
    """Every removal: which article, what was done, when and why."""
    with archive_only(existing(settings_of(ctx, data__dir=data))) as store:
        rows = [
            {"article": one.report_id, "action": one.action, "at": utc(one.at), "reason": one.reason}
            for one in store.removals()
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['at']}  {row['action']:<7} {row['article']:>7}  {row['reason']}")


def _print(report: Report, *, untouched: bool) -> None:
    click.echo(f"{report.id}  {report.outlet_name}  {utc(report.published) or 'date unknown'}  {report.url or ''}")
    click.echo(
        " <- ".join(link.name for link in report.credit.chain)
        + ("" if report.visibility == "shown" else f"  [{report.visibility}: {report.removal_reason}]")
    )
    for name, text in text_fields(report.article):
        shown = text if untouched else report.repaired(name).text
        click.echo(f"\n{shown}" if name.startswith("paragraphs") else f"{name}: {shown}")


@command.command()
@id_argument
@reason_option
@data_option
@click.pass_context
def hide(ctx: click.Context, report_id: int, reason: str, data: str | None) -> None:
    """Take an article off every page, feed and search. It stays in the archive and stays hidden."""
    _remove(ctx, data, report_id, "hidden", reason)


@command.command()
@id_argument
@reason_option
@data_option
@click.pass_context
def purge(ctx: click.Context, report_id: int, reason: str, data: str | None) -> None:
    """Delete an article's text and bytes for good. Its address is remembered, so that it does not come back."""
    _remove(ctx, data, report_id, "purged", reason)


@command.command()
@id_argument
@reason_option
@data_option
@click.pass_context
def restore(ctx: click.Context, report_id: int, reason: str, data: str | None) -> None:
    """Show a hidden article again."""
    with _article(ctx, data, report_id) as (store, _):
        if not store.restore(report_id, reason=reason, now=Clock().now()):
            raise click.UsageError(f"article {report_id} is not hidden")
        sum_up_stale(store)
    click.echo(f"shown {report_id}")


def _revisions(store: Store, report_id: int) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "seen_at": utc(one.seen_at),
            "reading": one.reading,
            "read_at": utc(one.read_at),
            "article": article_shape(one.article),
        }
        for one in store.revisions(report_id)
    ]


def _remove(
    ctx: click.Context, data: str | None, report_id: int, action: Literal["hidden", "purged"], reason: str
) -> None:
    if not reason.strip():
        raise click.UsageError("--reason must say why")
    with _article(ctx, data, report_id) as (store, report):
        if not store.remove(report_id, action, reason=reason.strip(), now=Clock().now()):
            raise click.UsageError(f"article {report_id} is {report.visibility} already")
        sum_up_stale(store)
    click.echo(f"{action} {report_id}")


@contextmanager
def _article(ctx: click.Context, data: str | None, report_id: int) -> Iterator[tuple[Store, Report]]:
    with archive_only(existing(settings_of(ctx, data__dir=data))) as store:
        report = store.report(report_id)
        if report is None:
            click.echo(f"mirnews: no article {report_id}", err=True)
            sys.exit(3)
        yield store, report
