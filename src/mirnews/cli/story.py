"""mirnews story: list, show, chain."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from mirnews.cli.archive import archive_only, existing
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, json_option, section_option, settings_of
from mirnews.cli.shapes import utc
from mirnews.model import Headline, Origin, Standing, Story, StoryReport
from mirnews.store import Store
from mirnews.store.port import StoryOrder
from mirnews.stories import standings, sum_up
from mirnews.stories.lineage import Kin, lineage
from mirnews.stories.standing import kind_of

id_argument = click.argument("story_id", type=click.IntRange(1, 2**63 - 1), metavar="ID")


@dataclass(frozen=True, slots=True)
class _Found:
    """A story with what each of its reports is in it, earliest first."""

    story: Story
    standings: Sequence[Standing]


@click.group()
def command() -> None:
    """The stories of the archive: one event, told by many reports."""


@command.command("list")
@section_option
@click.option("--order", type=click.Choice(["rank", "newest"]), default="rank", show_default=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@json_option
@data_option
@click.pass_context
def list_stories(
    ctx: click.Context, section: str | None, order: StoryOrder, limit: int, as_json: bool, data: str | None
) -> None:
    """Stories, the most important or the newest first."""
    with archive_only(existing(settings_of(ctx, data__dir=data))) as store:
        found = store.stories(section=section, order=order, limit=limit)
        named = {head.id: head for head in store.headlines(ids=[one.headline for one in found], limit=limit)}
    if as_json:
        print_json([_story_shape(one, named.get(one.headline)) for one in found])
    else:
        for one in found:
            spread = f"{one.independent:>3} of {one.reports:<3}"
            click.echo(f"{one.id:>7}  {utc(one.renewed_at)}  {spread}  {_headline(named.get(one.headline))}")
    if not found:
        click.echo(
            "mirnews: no story; what just came is told within seconds while 'mirnews up' or 'serve' runs", err=True
        )
        sys.exit(3)


@command.command()
@id_argument
@json_option
@data_option
@click.pass_context
def show(ctx: click.Context, story_id: int, as_json: bool, data: str | None) -> None:
    """Who reported it when, and what each report is in its story; how many are independent."""
    with _story(ctx, data, story_id) as (_, found):
        title = next(one.report.headline for one in found.standings if one.report.headline.id == found.story.headline)
        if as_json:
            shape = _story_shape(found.story, title)
            print_json({**shape, "reports": [_report_shape(one) for one in found.standings], "counts": _counts(found)})
        else:
            _print(found, title)


@command.command()
@id_argument
@json_option
@data_option
@click.pass_context
def chain(ctx: click.Context, story_id: int, as_json: bool, data: str | None) -> None:
    """Who has it from whom: a nested list, one root for each origin."""
    with _story(ctx, data, story_id) as (_, found):
        trees = lineage(found.standings)
    if as_json:
        print_json({"id": story_id, "chain": [_kin_shape(kin) for kin in trees]})
        return
    for line in _tree_lines(trees):
        click.echo(line)


def _print(found: _Found, title: Headline) -> None:
    story = found.story
    click.echo(f"{story.id}  {story.section}  {_headline(title)}")
    click.echo(
        f"{story.reports} reports: {story.independent} independent, {story.copies} copies, {story.relays} relays,"
        f" {story.further} further"
    )
    for one in found.standings:
        head = one.report.headline
        click.echo(
            f"{head.id:>7}  {utc(head.at)}  {'*' if one.counts else ' '} {_relation(one):<20}"
            f"  {head.outlet_name}  {_headline(head)}"
        )


def _relation(one: Standing) -> str:
    """What a report is in its story, in words."""
    kind = kind_of(one)
    words = {"copy": f"copy of {one.of}", "partial": f"part of {one.of}", "relay": f"relay of {one.origin.name}"}
    told = words.get(kind, "own report")
    return f"first, {told}" if one.part == "first" else told


def _counts(found: _Found) -> dict[str, int]:
    names = ("reports", "independent", "copies", "relays", "further")
    return {name: getattr(found.story, name) for name in names}


def _story_shape(story: Story, title: Headline | None) -> dict[str, Any]:
    """A story as one line of `story list --json`; `reports` is a number there."""
    return {
        "id": story.id,
        "title": _headline(title) or None,
        "section": story.section,
        "first_at": utc(story.first_at),
        "last_at": utc(story.last_at),
        "renewed_at": utc(story.renewed_at),
        "rank": round(story.rank, 4),
        "reports": story.reports,
        "independent": story.independent,
        "copies": story.copies,
        "relays": story.relays,
        "further": story.further,
    }


def _report_shape(one: Standing) -> dict[str, Any]:
    """A report in its story: `relation` is first, copy, partial, relay or own, `kind` the same beside being first."""
    head = one.report.headline
    return {
        "id": head.id,
        "title": head.title,
        "outlet": head.outlet,
        "outlet_name": head.outlet_name,
        "url": head.url,
        "published": utc(head.published),
        "first_seen": utc(head.first_seen),
        "relation": one.part,
        "kind": kind_of(one),
        "of": one.of,
        "origin": _origin_shape(one.origin),
        "counts": one.counts,
        "gone_at": utc(one.report.gone_at),
    }


def _origin_shape(origin: Origin) -> dict[str, str | None]:
    return {"name": origin.name, "outlet": origin.outlet}


def _kin_shape(kin: Kin) -> dict[str, Any]:
    """A node of the chain: an outlet that only is named has no `report`."""
    return {
        "name": _kin_name(kin),
        "outlet": kin.outlet.outlet,
        "report": kin.standing.report.headline.id if kin.standing else None,
        "kind": kind_of(kin.standing) if kin.standing else None,
        "published": utc(kin.standing.report.headline.published) if kin.standing else None,
        "children": [_kin_shape(child) for child in kin.children],
    }


def _tree_lines(trees: Iterable[Kin], depth: int = 0) -> Iterator[str]:
    for kin in trees:
        told = f"  {_relation(kin.standing)}  [{kin.standing.report.headline.id}]" if kin.standing else ""
        yield f"{'    ' * depth}- {_kin_name(kin)}{told}"
        yield from _tree_lines(kin.children, depth + 1)


def _kin_name(kin: Kin) -> str:
    return str(kin.standing.report.headline.outlet_name if kin.standing else kin.outlet.name)


def _headline(head: Headline | None) -> str:
    return (head.title or head.excerpt or "") if head else ""


@contextmanager
def _story(ctx: click.Context, data: str | None, story_id: int) -> Iterator[tuple[Store, _Found]]:
    with archive_only(existing(settings_of(ctx, data__dir=data))) as store:
        reports: list[StoryReport] = store.story_reports([story_id])[story_id]
        summed = sum_up(story_id, reports)
        if summed is None:
            click.echo(f"mirnews: no story {story_id}; see: mirnews story list", err=True)
            sys.exit(3)
        yield store, _Found(summed, standings(reports))
