"""mirnews source: list, add, test, remove, import, export."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import click
import msgspec

from mirnews import sources as reading
from mirnews.classify import sections
from mirnews.cli.adding import (
    MAX_INTERVAL,
    MIN_SECONDS,
    Behind,
    advice,
    allowed,
    feed_behind,
    is_id,
    known_feeds,
    outlet_at,
    source_for,
    try_listing,
)
from mirnews.cli.archive import archive_only
from mirnews.cli.exchange import add_all, print_opml, read_sources, row_of
from mirnews.cli.lines import error_of, print_json, read_bytes
from mirnews.cli.preset import add_preset
from mirnews.cli.setting import data_option, json_option, settings_of
from mirnews.cli.shapes import hub_shape, utc
from mirnews.cli.states import advice_words, judged, state_words
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError, Quarantine
from mirnews.fetch import Door
from mirnews.locale import messages
from mirnews.model import Feed, ListingRules, Source, SourceKind
from mirnews.outlets import PRESETS, Preset, catalogue
from mirnews.sources.listing_rules import check_rules
from mirnews.store import Store


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
        hubs = {held.source_id: held for held in store.subscriptions()}
        rows: list[dict[str, Any]] = [
            {
                "id": one.source.id,
                "name": one.source.name,
                "url": one.source.url,
                "kind": one.source.kind,
                "outlet": one.source.outlet,
                "section": one.source.section,
                "interval_seconds": one.source.interval_seconds,
                "enabled": one.source.enabled,
                "state": one.polled.state,
                "state_code": one.state.code,
                "last_ok": utc(one.polled.last_ok),
                "hub": hub_shape(hubs.get(one.source.id)),
            }
            for one in judged(store, Clock().now())
        ]
    if as_json:
        print_json(rows)
        return
    words = messages("en")
    for row in rows:
        pushed = "  [its hub pushes]" if row["hub"] and row["hub"]["state"] == "active" else ""
        word = words(f"state.{row['state_code']}")
        click.echo(f"{row['id']:<20} {word:<22} {row['last_ok'] or '-':<21} {row['url']}  {row['name']}{pushed}")
    if not rows:
        click.echo(
            "mirnews: no sources yet; add some: mirnews source import --preset inside, or one: mirnews source add URL",
            err=True,
        )


@command.command()
@click.argument("source_id", metavar="SOURCE")
@json_option
@data_option
@click.pass_context
def show(ctx: click.Context, source_id: str, as_json: bool, data: str | None) -> None:
    """All that is known of a source: how it is polled, what its feed asks for, how it stands with its hub."""
    with archive_only(settings_of(ctx, data__dir=data)) as store:
        found = next((one for one in judged(store, Clock().now()) if one.source.id == source_id), None)
        held = store.subscription(source_id)
    if found is None:
        click.echo(f"mirnews: no source {source_id}; see: mirnews source list", err=True)
        sys.exit(3)
    polled = found.polled
    row = {
        **row_of(found.source),
        "state": polled.state,
        "state_code": found.state.code,
        "detail": polled.detail or None,
        "last_ok": utc(polled.last_ok),
        "next": utc(polled.next_due),
        "wishes": msgspec.to_builtins(polled.wishes),
        "hub": hub_shape(held),
    }
    if as_json:
        print_json(row)
        return
    row |= {"state": state_words(found.state, "en"), "state_code": None}
    if found.state.severity not in ("ok", "off"):
        row["to do"] = advice_words(found.state, source_id, "en")
    for name, value in row.items():
        if value is not None:
            click.echo(f"{name:<17}{json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}")


@command.command()
@click.argument("address")
@click.option("--id", "source_id", help="Short name in commands and addresses (default: from the host).")
@click.option("--name", help="What pages call the outlet (default: from the catalogue, else the host).")
@click.option("--outlet", help="Catalogue id of the outlet (default: by the host).")
@click.option("--section", help="Section of everything from here (default: what entries say).")
@click.option("--interval", "interval", type=click.IntRange(MIN_SECONDS, MAX_INTERVAL), help="Seconds between polls.")
@click.option(
    "--kind",
    type=click.Choice(["feed", "sitemap", "listing"]),
    help="What the address is; a listing is a web page that lists articles (default: found out).",
)
@click.option("--item", help="CSS selector of one item of a listing page; the next four are of parts of it.")
@click.option("--link", help="CSS selector of an item's link (default: its first).")
@click.option("--title", help="CSS selector of an item's title (default: a heading, or the link's text).")
@click.option("--time", "time_", help="CSS selector of an item's date (default: found beside its link).")
@click.option("--summary", help="CSS selector of an item's summary.")
@click.option(
    "--no-fetch", is_flag=True, help="Send no request: add the address, or the feed that is known of this site."
)
@data_option
@click.pass_context
def add(
    ctx: click.Context,
    /,
    address: str,
    source_id: str | None,
    name: str | None,
    outlet: str | None,
    section: str | None,
    interval: int | None,
    kind: SourceKind | None,
    no_fetch: bool,
    data: str | None,
    **parts: str | None,
) -> None:
    """Add a feed by its address, or by the address of its site."""
    settings = settings_of(ctx, data__dir=data)
    if section and section not in {known.id for known in sections()}:
        raise click.UsageError(f"no section {section}; known are {', '.join(known.id for known in sections())}")
    if outlet and catalogue().get(outlet) is None:
        raise click.UsageError(f"no outlet {outlet} in the catalogue")
    if source_id and not is_id(source_id):
        raise click.UsageError(f"id {source_id!r}: use a-z, 0-9, dot, dash and underscore")
    rules = _rules(kind, parts)
    url = allowed(address, settings)
    with archive_only(settings) as store:
        others = store.sources()
        _refuse_twin(url, others, source_id)
        before = next((one for one in others if one.id == source_id), None)
        changed_only = before is not None and before.url == url
        at = outlet_at(url)
        if not (kind or changed_only):
            known = known_feeds(url)
            found = Behind(next(iter(known), url)) if no_fetch else asyncio.run(feed_behind(url, settings, known))
            url = found.url
            _refuse_twin(url, others, source_id)
            name = name or (None if at or catalogue().by_host(urlsplit(url).hostname) else found.name)
        if kind == "listing" and not no_fetch:
            asyncio.run(try_listing(url, rules or (before.rules if before is not None else None), settings))
        source = source_for(
            url,
            others,
            settings,
            source_id=source_id,
            name=name,
            outlet=outlet or (at.id if at else None),
            section=section,
            interval=interval,
            kind=kind or (before.kind if before is not None and changed_only else "feed"),
            rules=rules or (before.rules if before is not None else None),
        )
        is_new = store.add_source(source, now=Clock().now())
    moved = f" (before: {before.url})" if before is not None and before.url != source.url else ""
    click.echo(f"{'added' if is_new else 'changed'} {source.id} {source.url}{moved}")


def _rules(kind: SourceKind | None, parts: dict[str, str | None]) -> ListingRules | None:
    """The rules that the options give. A usage error for parts without an item and for a bad selector."""
    given = {name.rstrip("_"): text for name, text in parts.items() if text is not None}
    if not given:
        return None
    if empty := next((name for name, text in given.items() if not text.strip()), None):
        raise click.UsageError(f"--{empty} is empty; give a CSS selector, or leave it out")
    if kind != "listing":
        raise click.UsageError(f"--{next(iter(given))} goes with --kind listing")
    if "item" not in given:
        raise click.UsageError("--link, --title, --time and --summary are of one item: give --item too")
    rules = ListingRules(**given)
    try:
        check_rules(rules)
    except MirNewsError as error:
        raise click.UsageError(error.message) from None
    return rules


def _refuse_twin(url: str, others: Sequence[Source], source_id: str | None) -> None:
    twin = next((one.id for one in others if one.url == url and one.id != source_id), None)
    if twin:
        raise click.UsageError(f"{url} is polled already, as {twin}; change it with --id {twin}")


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
        known = {source.id: source for source in store.sources()}
    for name in names:
        source = known.get(name)
        row = asyncio.run(_try(source or Source("", name, name), settings, is_known=source is not None))
        failures += row["error"] is not None
        if as_json:
            print_json(row)
        elif row["error"]:
            click.echo(f"{name}: {row['error']['message']} [{row['error']['code']}]")
        else:
            newest = f"newest: {row['newest'] or 'without a date'}"
            remarks = "".join(f"; {messages('en')(f'evidence.{remark}')}" for remark in row["remarks"])
            click.echo(f"{name}: {row['format']}, {row['entries']} entries, {newest}{remarks}")
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


@command.command("import")
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@click.option("--preset", "name", type=click.Choice(PRESETS), help="Outlets of the catalogue, by where they stand.")
@data_option
@click.pass_context
def import_sources(ctx: click.Context, files: tuple[str, ...], name: Preset | None, data: str | None) -> None:
    """Add the sources of files (what export writes, or OPML), or of a preset. What is polled already is left out."""
    if bool(files) == bool(name):
        raise click.UsageError(f"give files, or one of: {', '.join(f'--preset {one}' for one in PRESETS)}")
    settings = settings_of(ctx, data__dir=data)
    with archive_only(settings) as store:
        if name:
            add_preset(name, store, settings)
            return
        outcomes = [_import_file(path, store, settings) for path in files]
    if any(failed for _, failed in outcomes):
        sys.exit(4 if any(good for good, _ in outcomes) else 1)


def _import_file(path: str, store: Store, settings: Settings) -> tuple[bool, bool]:
    """Add what a file names. Could something of it be read, and was there something that could not?"""
    try:
        found = read_sources(read_bytes(path))
    except MirNewsError as error:
        click.echo(f"mirnews: {path}: {error.message} [{error.code}]", err=True)
        return False, True
    except OSError as error:
        click.echo(f"mirnews: {path}: {error.strerror or error} [unreadable]", err=True)
        return False, True
    for fault in found.faults:
        click.echo(f"mirnews: {path}: {fault}", err=True)
    added = add_all(found.wanted, store, settings)
    click.echo(f"mirnews: {path}: {added} added, {len(found.wanted) - added} left out", err=True)
    return bool(found.wanted), bool(found.faults)


@command.command("export")
@click.option("--format", "form", type=click.Choice(["jsonl", "opml"]), default="jsonl", help="JSON Lines or OPML.")
@data_option
@click.pass_context
def export_sources(ctx: click.Context, form: str, data: str | None) -> None:
    """Every source on stdout. OPML holds only names and addresses, and no listing pages."""
    settings = settings_of(ctx, data__dir=data)
    with archive_only(settings) as store:
        found = store.sources()
    if form == "jsonl":
        for source in found:
            print_json(row_of(source))
        return
    print_opml(found, settings)


async def _try(source: Source, settings: Settings, *, is_known: bool) -> dict[str, Any]:
    """Fetch and read; a page at an address that is no source yet is told with how it could be one."""
    clock, url, response = Clock(), source.url, None
    try:
        async with Door(settings.fetch, clock, contact=settings.site.contact) as door:
            response = await door.get(url, accept="feed")
        read = reading.reader(source.kind, source.rules)
        feed: Feed = read(response.body, url=response.final_url, content_type=response.content_type, at=clock.now())
    except MirNewsError as error:
        if error.code == "feed_is_html" and response is not None and not is_known:
            error = Quarantine(error.code, f"{url} is a web page and no feed; {advice(response)}")
        return {"url": url, "error": error_of(error)}
    newest = max((entry.published for entry in feed.entries if entry.published), default=None)
    oldest = clock.now() - timedelta(days=settings.poll.max_age_days) if settings.poll.max_age_days else None
    return {
        "url": url,
        "error": None,
        "format": feed.format,
        "entries": len(feed.entries),
        "newest": utc(newest),
        "remarks": list(reading.remarks([feed], oldest=oldest)),
    }
