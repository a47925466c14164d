"""pipeline: the run, top to bottom. The only place that knows the order of the rooms.

    schedule.after_…       Polled     after each poll: when the source is due again, by what was learned of it
    | store.take_due       Source     the sources whose time has come, and nobody else has   polling.py: from here
    | fetch.Door.get       Response   the only outgoing network, one request per host at a time
    | sources.read         Feed       titles and addresses, and what the outlet claims about them
    | store.record_poll    Waiting    the entries, kept before any page is asked for
    | store.take_waiting   Waiting    the entries whose page is to be read                   reading.py: from here
    | fetch.Door.get       Page       the page behind an entry
    | extract.extract      Article    title, lead, paragraphs, times, source line, related headlines
    | desk.draft           Draft      persian.repair, classify, credit, fold.shingles: what we make of it
    | fold.place           Fold       another report's text?
    | store.save           Report     with its bytes, revision and outbox line, in one transaction
    | telling.tell         Story      which event the report tells, and who counts as independent
    | search.apply         (index)    from the outbox, in batches

What is taken is leased: a killed process loses nothing, others do its work soon, and a process that was away cannot
bring a stale outcome. An entry waits in the store until its page is read; at most one page is read again.
Pages are looked at again after some hours and days (`schedule.look_again`): edits become revisions, a page that is no
longer there is marked gone.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterable
from datetime import datetime

from mirnews import schedule
from mirnews.errors import MirNewsError
from mirnews.model import Source
from mirnews.newsroom import IDLE_SECONDS, SPIN_SECONDS, Newsroom, Tally, on_duty, unharmed
from mirnews.polling import poll
from mirnews.profiling import ENOUGH, learn_site
from mirnews.reading import read_waiting
from mirnews.schedule.plans import MOST_SOURCES
from mirnews.search import update_index

INDEX_SECONDS = 2.0  # real seconds between two commits of the index: a new report is found within five
TELL_SECONDS = 0.5
POLLING = 2048  # polls in hand at once; most of them wait for their host or for a hanging one
TEND_SECONDS = 60.0  # between two looks at the kept bytes
LEARN_SECONDS = 60.0  # between two looks at whether sites without a profile have pages enough
TEND_REST = 0.2  # between two pieces of work on them, so that it takes a small part of a core
OUTAGE_SECONDS = 60.0  # between two looks at whether our own network is away
PLAN_SECONDS = 3600.0  # between two looks at what was learned of all sources


async def run_forever(room: Newsroom) -> None:
    """Poll, read pages, tell stories and feed the index until cancelled; one line says at the end what was done."""
    try:
        async with on_duty(room), asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_polling(room))
            tasks.create_task(_keep_planning(room))
            tasks.create_task(_keep_reading(room))
            tasks.create_task(_keep_reopening(room))
            tasks.create_task(keep_telling(room))
            tasks.create_task(_keep_indexing(room))
            tasks.create_task(_keep_shelves(room))
            tasks.create_task(_keep_learning(room))
    finally:
        room.log.info("run ended", **dataclasses.asdict(room.tally))


async def run_once(room: Newsroom, chosen: Iterable[Source]) -> Tally:
    """Poll these sources now, read every page that is due, feed the index; returns what was done."""
    async with on_duty(room):
        wanted = {source.id for source in chosen}
        taken = room.store.take_sources(room.holder, wanted, now=room.clock.now())
        for held in wanted.difference(source.id for source in taken):
            room.tally.held += 1
            room.log.warning("source not polled: another process is at it", source=held)
        await asyncio.gather(*(unharmed(room, poll(room, source), source.url) for source in taken))
        await read_waiting(room)
    await unharmed(room, tell_stories(room), "stories")
    if room.search is not None:
        await unharmed(room, asyncio.to_thread(update_index, room.store, room.search), "search index")
    return room.tally


async def keep_polling(room: Newsroom) -> None:
    """Poll what is due, until cancelled. The room must be on duty."""
    running: dict[str, asyncio.Task[None]] = {}
    async with asyncio.TaskGroup() as tasks:
        while True:
            running = {source_id: task for source_id, task in running.items() if not task.done()}
            wait = IDLE_SECONDS
            try:
                now = room.clock.now()
                due = room.store.take_due(room.holder, now=now, in_hand=running, limit=POLLING - len(running))
                for source in due:
                    running[source.id] = tasks.create_task(_poll_or_rest(room, source))
                following = room.store.next_due(after=now)
                wait = (following - now).total_seconds() if following else PLAN_SECONDS
            except MirNewsError as error:
                room.log.error("sources not looked at", code=error.code, why=error.message)
            except Exception as error:
                room.log.error("internal fault", what="sources", error=type(error).__name__, why=str(error))
            await _pause(room, wait)


async def _keep_planning(room: Newsroom) -> None:
    planned: datetime | None = None
    while True:
        if planned is None or abs((room.clock.now() - planned).total_seconds()) >= PLAN_SECONDS:
            planned = room.clock.now()
            await unharmed(room, asyncio.to_thread(_plan, room), "plan of the polls")
        await unharmed(room, asyncio.to_thread(_excuse, room), "network")
        await asyncio.sleep(max(SPIN_SECONDS, room.clock.real_seconds(OUTAGE_SECONDS)))


def _plan(room: Newsroom) -> None:
    learned = [polled.rhythm for polled in room.store.some_polls(MOST_SOURCES)]
    room.plan = schedule.plan([rhythm for rhythm in learned if rhythm])


def _excuse(room: Newsroom) -> None:
    """After our own network was away, sources need not wait out what it cost them."""
    now = room.clock.now()
    for source_id in schedule.excused(room.store.brief_polls(), now):
        room.store.hasten(source_id, due=now)


async def _poll_or_rest(room: Newsroom, source: Source) -> None:
    """Poll; when not even the outcome can be kept (full disk), rest, or the host would be asked again at once."""
    if not await unharmed(room, poll(room, source), source.url):
        await room.clock.sleep(room.settings.poll.retry_seconds)


async def _keep_reading(room: Newsroom) -> None:
    while True:
        await unharmed(room, read_waiting(room), "waiting entries")
        await _pause(room, IDLE_SECONDS)


async def _keep_reopening(room: Newsroom) -> None:
    """Beside the reading, which in a busy newsroom never comes to an end."""
    while True:
        await unharmed(room, _reopen(room), "pages to look at again")
        await _pause(room, IDLE_SECONDS)


async def _reopen(room: Newsroom) -> None:
    room.store.look_again(now=room.clock.now())


async def keep_telling(room: Newsroom) -> None:
    """Give reports their stories as they come, until cancelled."""
    while True:
        await unharmed(room, tell_stories(room), "stories")
        await asyncio.sleep(TELL_SECONDS)


async def tell_stories(room: Newsroom) -> None:
    """Give the reports that are new their stories."""
    while told := await asyncio.to_thread(room.telling.tell):
        room.tally.told += told


async def _keep_indexing(room: Newsroom) -> None:
    while room.search is not None:
        await unharmed(room, asyncio.to_thread(update_index, room.store, room.search), "search index")
        await asyncio.sleep(INDEX_SECONDS)


async def _keep_shelves(room: Newsroom) -> None:
    """Dictionaries for sites, older bodies repacked with them, and those that are to go: piece by piece."""
    while True:
        await unharmed(room, tend_shelves(room), "kept bytes")
        await asyncio.sleep(TEND_SECONDS)


async def _keep_learning(room: Newsroom) -> None:
    """Learn of sites that no profile knows, as soon as they have pages enough."""
    while True:
        await unharmed(room, learn_of_sites(room), "pages of sites to learn from")
        await asyncio.sleep(LEARN_SECONDS)


async def learn_of_sites(room: Newsroom) -> None:
    """Learn of the sites of which something can be learned now, one after the other."""
    for site in await asyncio.to_thread(room.store.sites_to_learn, least=ENOUGH):
        made = await asyncio.to_thread(learn_site, room.store, site, now=room.clock.now())
        room.log.info("learned from the pages of a site", site=made.site, state=made.state, pages=made.pages)
        await asyncio.sleep(TEND_REST)


async def tend_shelves(room: Newsroom) -> None:
    """Do what is to be done about the kept bytes now."""
    days = room.settings.data.keep_pages_days
    while await asyncio.to_thread(room.store.tend, now=room.clock.now(), keep_pages_days=days):
        await asyncio.sleep(TEND_REST)


async def _pause(room: Newsroom, seconds: float) -> None:
    """Wait by the room's clock, at most IDLE_SECONDS of real time, never so short that the loop spins."""
    await asyncio.sleep(max(SPIN_SECONDS, min(room.clock.real_seconds(seconds), IDLE_SECONDS)))
