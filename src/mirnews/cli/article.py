"""mirnews article: show, diff, hide, purge, restore."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, Literal

import click

from mirnews.cli.archive import archive_only, existing
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, json_option, settings_of
from mirnews.cli.shapes import article_shape, difference_shape, report_shape, utc
from mirnews.clock import Clock
from mirnews.desk import compared
from mirnews.model import Report, text_fields
from mirnews.revise import Passage
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
            print_json({**report_shape(report), "revisions": _revisions(store, report)})
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


@command.command()
@id_argument
@click.option("--from", "older", type=click.IntRange(1), metavar="N", help="Revision to start from (default: M - 1).")
@click.option("--to", "newer", type=click.IntRange(1), metavar="M", help="Revision to compare (default: the last).")
@json_option
@data_option
@click.pass_context
def diff(
    ctx: click.Context, report_id: int, older: int | None, newer: int | None, as_json: bool, data: str | None
) -> None:
    """What its outlet changed between two revisions, word by word: [-removed-] and {+added+}."""
    with _article(ctx, data, report_id) as (store, report):
        kept = {one.number: one for one in store.revisions(report_id)}
    to = newer or max(kept, default=0)
    start = older or to - 1
    if start not in kept or to not in kept:
        known = "it has one revision, nothing was changed" if len(kept) < 2 else f"it has revisions 1 to {max(kept)}"
        click.echo(f"mirnews: article {report_id}: nothing to compare; {known}", err=True)
        sys.exit(3)
    found = compared(kept[start].article, kept[to].article, [one.name for one in report.mentions])
    seen = {"id": report_id, "from": start, "to": to, "from_seen": utc(kept[start].seen_at)}
    if as_json:
        print_json({**seen, "to_seen": utc(kept[to].seen_at), **difference_shape(found)})
        return
    click.echo(f"{report_id}  {start} -> {to}  {utc(kept[to].seen_at)}  {', '.join(found.kinds) or 'no change'}")
    for passage in filter(lambda one: one.changed, found.passages):
        click.echo(f"\n{passage.field}{' (moved)' if passage.moved else ''}: {_marked(passage)}")


def _marked(passage: Passage) -> str:
    forms = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    parts = []
    for one in passage.pieces:
        text = one.after or one.before
        parts.append(forms[one.op].format(text.rstrip()) + text[len(text.rstrip()) :])
    return "".join(parts)


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


def _revisions(store: Store, report: Report) -> list[dict[str, Any]]:
    """Every revision, each after the first with what it changed."""
    kept = store.revisions(report.id)
    named = [one.name for one in report.mentions]
    changes = [None, *(difference_shape(compared(a.article, b.article, named)) for a, b in pairwise(kept))]
    return [
        {
            "number": one.number,
            "seen_at": utc(one.seen_at),
            "reading": one.reading,
            "read_at": utc(one.read_at),
            "article": article_shape(one.article),
            "difference": change,
        }
        for one, change in zip(kept, changes, strict=False)
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
