"""mirnews source: list, add, test, remove."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Any
from urllib.parse import urlsplit

import click

from mirnews import sources as reading
from mirnews.classify import sections
from mirnews.cli.archive import archive_only
from mirnews.cli.lines import error_of, print_json
from mirnews.cli.setting import data_option, json_option, settings_of
from mirnews.cli.shapes import utc
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError
from mirnews.fetch import Door
from mirnews.fetch.guard import Guard, verdict
from mirnews.model import Feed, Source
from mirnews.outlets import catalogue
from mirnews.urls import whatwg


@click.group()
def command() -> None:
    """The addresses that are polled."""


@command.command("list")
@json_option
@data_option
@click.pass_context
def list_sources(ctx: click.Context, as_json: bool, data: str | None) -> None:
    """Every source with its state."""
    with archive_only(settings_of(ctx, data__dir=data)) as store:
        polls = store.polls()
        rows = [
            {
                "id": source.id,
                "name": source.name,
                "url": source.url,
                "outlet": source.outlet,
                "section": source.section,
                "interval_seconds": source.interval_seconds,
                "enabled": source.enabled,
                "state": polls[source.id].state,
                "last_ok": utc(polls[source.id].last_ok),
            }
            for source in store.sources()
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:<20} {row['state']:<16} {row['last_ok'] or '-':<21} {row['url']}  {row['name']}")
    if not rows:
        click.echo("mirnews: no sources yet; add one: mirnews source add URL", err=True)


@command.command()
@click.argument("url")
@click.option("--id", "source_id", help="Short name in commands and addresses (default: from the host).")
@click.option("--name", help="What pages call the outlet (default: from the catalogue, else the host).")
@click.option("--outlet", help="Catalogue id of the outlet (default: by the host).")
@click.option("--section", help="Section of everything from here (default: what entries say).")
@click.option("--interval", "interval", type=click.IntRange(60), help="Seconds between polls.")
@data_option
@click.pass_context
def add(
    ctx: click.Context,
    url: str,
    source_id: str | None,
    name: str | None,
    outlet: str | None,
    section: str | None,
    interval: int | None,
    data: str | None,
) -> None:
    """Add a feed by its address."""
    settings = settings_of(ctx, data__dir=data)
    address = _allowed(url, settings)
    if section and section not in {known.id for known in sections()}:
        raise click.UsageError(f"no section {section}; known are {', '.join(known.id for known in sections())}")
    host = urlsplit(address).hostname or ""
    known = catalogue().get(outlet) if outlet else catalogue().by_host(host)
    if outlet and known is None:
        raise click.UsageError(f"no outlet {outlet} in the catalogue")
    with archive_only(settings) as store:
        others = store.sources()
        twin = next((one.id for one in others if one.url == address and one.id != source_id), None)
        if twin:
            raise click.UsageError(f"{address} is polled already, as {twin}; change it with --id {twin}")
        taken = {source.id for source in others}
        source = Source(
            id=source_id or _free_id(known.id if known else host, taken),
            url=address,
            name=name or (known.name if known else host),
            outlet=known.id if known else None,
            section=section,
            interval_seconds=interval or settings.poll.interval_seconds,
        )
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,60}", source.id):
            raise click.UsageError(f"id {source.id!r}: use a-z, 0-9, dot, dash and underscore")
        is_new = store.add_source(source, now=Clock().now())
    before = next((one.url for one in others if one.id == source.id and one.url != source.url), None)
    moved = f" (before: {before})" if before else ""
    click.echo(f"{'added' if is_new else 'changed'} {source.id} {source.url}{moved}")


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="SOURCE|URL...")
@json_option
@data_option
@click.pass_context
def test(ctx: click.Context, names: tuple[str, ...], as_json: bool, data: str | None) -> None:
    """Fetch and read a source without keeping anything."""
    settings = settings_of(ctx, data__dir=data)
    failures = 0
    with archive_only(settings) as store:
        known = {source.id: source.url for source in store.sources()}
    for name in names:
        row = asyncio.run(_try(known.get(name, name), settings))
        failures += row["error"] is not None
        if as_json:
            print_json(row)
        elif row["error"]:
            click.echo(f"{name}: {row['error']['message']} [{row['error']['code']}]")
        else:
            click.echo(
                f"{name}: {row['format']}, {row['entries']} entries, newest: {row['newest'] or 'without a date'}"
            )
    if failures:
        sys.exit(1 if failures == len(names) else 4)


@command.command()
@click.argument("source_id", metavar="SOURCE")
@data_option
@click.pass_context
def remove(ctx: click.Context, source_id: str, data: str | None) -> None:
    """Stop polling a source. Its reports stay."""
    with archive_only(settings_of(ctx, data__dir=data)) as store:
        if not store.remove_source(source_id):
            click.echo(f"mirnews: no source {source_id}; see: mirnews source list", err=True)
            sys.exit(3)
    click.echo(f"removed {source_id}")


async def _try(url: str, settings: Settings) -> dict[str, Any]:
    clock = Clock()
    try:
        async with Door(settings.fetch, clock, contact=settings.site.contact) as door:
            response = await door.get(url, accept="feed")
        feed: Feed = reading.read(
            response.body, url=response.final_url, content_type=response.content_type, at=clock.now()
        )
    except MirNewsError as error:
        return {"url": url, "error": error_of(error)}
    newest = max((entry.published for entry in feed.entries if entry.published), default=None)
    return {"url": url, "error": None, "format": feed.format, "entries": len(feed.entries), "newest": utc(newest)}


def _allowed(url: str, settings: Settings) -> str:
    """The address in its standard form, refused when the guard would refuse it; no packet is sent."""
    address = whatwg(url if "://" in url else f"https://{url}")
    guard = Guard(allow_private=settings.fetch.allow_private, allow_ports=settings.fetch.allow_ports)
    found = verdict(address, guard, resolve=False)
    if not found.allowed:
        raise click.UsageError(
            f"{address} is refused ({found.reason}); a private host or other port must be allowed in the configuration:"
            " fetch.allow_private, fetch.allow_ports"
        )
    return address


def _free_id(base: str, taken: set[str]) -> str:
    stem = re.sub(r"[^a-z0-9._-]+", "-", base.lower().removeprefix("www.")).strip("-.") or "source"
    numbered = (f"{stem}-{number}" for number in range(2, 10_000))
    return stem if stem not in taken else next(name for name in numbered if name not in taken)
