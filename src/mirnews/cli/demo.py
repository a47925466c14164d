"""mirnews demo: a local newsstand of made-up publishers, really polled, then as `up`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from mirnews.cli.archive import archive, refresh_index
from mirnews.cli.running import newsroom, serve, site_app
from mirnews.cli.setting import logging_of, server_options, settings_of
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.model import Source
from mirnews.newsroom import Newsroom
from mirnews.newsstand import START, Measure, Newsstand, load_world
from mirnews.observe import Log
from mirnews.pipeline import run_forever
from mirnews.pushing import Pushes
from mirnews.search import Search
from mirnews.store import Store
from mirnews.web import Site

FACTOR = 3600.0  # a simulated hour in a real second: six days in two and a half minutes
HEAD_START = timedelta(hours=10)  # of the first day, so that the first visitor finds a morning's news
FIRST_POLL_SECONDS = 20.0  # real seconds to wait for the first reports before saying `ready` all the same
LOOK_SECONDS = 0.2


@click.command()
@server_options
@click.option("--until-done", is_flag=True, help="Also print 'settled' when every report of the demo is in.")
@click.option(
    "--factor", default=FACTOR, show_default=True, type=click.FloatRange(1, 100_000), help="Pace of its clock."
)
@click.pass_context
def command(
    ctx: click.Context, port: int | None, host: str | None, data: str | None, until_done: bool, factor: float
) -> None:
    """Everything on this machine: nothing on the internet is asked. Its own archive, its own clock (September 2021)."""
    settings = settings_of(ctx, server__port=port, server__host=host)
    folder = Path(data) if data else settings.data_dir / "demo"
    settings = replace(
        settings,
        data=replace(settings.data, dir=str(folder)),
        fetch=replace(settings.fetch, allow_private=("127.0.0.1",)),
        poll=replace(settings.poll, max_age_days=0, learn=False),  # six days are too short to learn a rhythm from
    )
    log = logging_of(settings)
    with archive(settings) as (store, search):
        refresh_index(store, search)
        asyncio.run(_run(settings, store, search, log, factor=factor, until_done=until_done))


async def _run(settings: Settings, store: Store, search: Search, log: Log, *, factor: float, until_done: bool) -> None:
    # An archive that has seen more goes on from there: its clock never runs back.
    start = max(START + HEAD_START, store.latest_change() or START)
    clock = Clock(start=start, factor=factor)
    stand = Newsstand(clock, ports=_ports(store))
    async with stand, newsroom(settings, store, search, clock, log, stand.outlets()) as room:
        _take_sources(store, [*stand.sources(), *stand.further_sources(), *stand.troubled_sources()], clock)
        site = Site(
            store=store,
            search=search,
            settings=settings,
            clock=clock,
            notice="demo",
            extra_outlets=[*stand.outlets(), *stand.troubled_outlets()],
            measured=Measure(stand, store, clock),
            door=room.door,
        )
        hubs = Pushes(room)
        app = site_app(site, hubs)

        async def first_reports(address: str) -> None:
            hubs.reachable_at(address)
            deadline = asyncio.get_running_loop().time() + FIRST_POLL_SECONDS
            while store.count() < len(load_world().published(start)) and asyncio.get_running_loop().time() < deadline:
                await asyncio.sleep(LOOK_SECONDS)

        tasks = [lambda: run_forever(room), hubs.run, lambda: _watch(room, stand, until_done=until_done)]
        await serve(app, settings, beside=tasks, when_ready=first_reports)


def _ports(store: Store) -> dict[str, int]:
    """The publishers come back on the ports they had: another port would be another address of every report."""
    return {source.id: port for source in store.sources() if (port := urlsplit(source.url).port)}


def _take_sources(store: Store, sources: Sequence[Source], clock: Clock) -> None:
    for source in sources:
        store.add_source(source, now=clock.now())


async def _watch(room: Newsroom, stand: Newsstand, *, until_done: bool) -> None:
    """When everything has happened and is in, say so if asked, and let the clock go on at its natural pace."""
    while not stand.all_published(room.clock.now()):
        await asyncio.sleep(LOOK_SECONDS)
    published = room.clock.now()
    while not _is_in(room.store, stand, published):
        await asyncio.sleep(LOOK_SECONDS)
    room.clock.set_factor(1.0)
    click.echo("mirnews: the days of the demo are told to their end; its clock goes on at a natural pace", err=True)
    if until_done:
        click.echo("settled")
    await asyncio.Event().wait()


def _is_in(store: Store, stand: Newsstand, published: datetime) -> bool:
    """Are all reports in the archive and told? One withdrawn before a slow machine looked is not waited for."""
    if store.waiting_count() or store.untold_count():
        return False
    polls = store.polls()
    looks = [polls[source.id].last_polled for source in stand.sources()]
    return store.count() >= len(load_world().pieces) or all(look is not None and look >= published for look in looks)
