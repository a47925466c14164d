"""mirnews search."""

from __future__ import annotations

import sys

import click

from mirnews.cli.archive import archive, existing, refresh_index
from mirnews.cli.lines import print_json
from mirnews.cli.setting import data_option, json_option, section_option, settings_of
from mirnews.cli.shapes import headline_shape, utc


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="QUERY")
@section_option
@click.option("--source", "outlet", help="Only this outlet (catalogue id or source id).")
@click.option("--newest", is_flag=True, help="Newest first instead of best first.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@json_option
@data_option
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    section: str | None,
    outlet: str | None,
    newest: bool,
    limit: int,
    as_json: bool,
    data: str | None,
) -> None:
    """Search the archive. Spellings of one word are one: «میشود», «می شود»."""
    with archive(existing(settings_of(ctx, data__dir=data))) as (store, search):
        refresh_index(store, search)
        found = search.find(" ".join(words), section=section, outlet=outlet, newest=newest, limit=limit)
        headlines = store.headlines(ids=found.ids, limit=limit)
    if as_json:
        print_json({"total": found.total, "hits": [headline_shape(headline) for headline in headlines]})
    else:
        click.echo(f"{found.total} found", err=True)
        for hit in headlines:
            click.echo(f"{hit.id:>7}  {utc(hit.at)}  {hit.outlet_name}  {hit.title or hit.excerpt}")
    if not headlines:
        sys.exit(3)
