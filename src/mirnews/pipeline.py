"""pipeline: the run, top to bottom. The only place that knows the order of the rooms.

    schedule.due(now)      Source     which sources are due
    | fetch.Door.get       Response   the only outgoing network, one request per host at a time
    | sources.read         Feed       titles and addresses, and what the outlet claims about them
    | store.record_poll    Waiting    the entries, kept before any page is asked for
    | fetch.Door.get       Page       the page behind an entry
    | extract.extract      Article    title, lead, paragraphs, times, source line, related headlines
    | desk.draft           Draft      persian.repair, classify, credit, fold.shingles: what we make of it
    | fold.place           Fold       another report's text?
    | store.save           Report     with its bytes, revision and outbox line, in one transaction
    | search.apply         (index)    from the outbox, in batches

An entry waits in the store until its page is read, so a killed process loses nothing and repeats at most one page.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mirnews import desk, schedule, sources
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError, Quarantine, Skip, TryLater
from mirnews.extract import extract
from mirnews.fetch import Door
from mirnews.fold import Candidate, place
from mirnews.model import Article, Entry, Outlet, Page, Polled, Response, Source
from mirnews.observe import Log
from mirnews.search import Search
from mirnews.store.port import Draft, RawPage, Store, Waiting
from mirnews.urls import canonical

STAGES = ("schedule", "fetch", "sources", "extract", "persian", "classify", "credit", "fold", "store", "search")

FOLD_WINDOW = timedelta(days=8)  # research: stories and their copies live about a week; moves evals/fold
INDEX_SECONDS = 2.0  # real seconds between two commits of the index: a new report is found within five
INDEX_BATCH = 2000
IDLE_SECONDS = 1.0
SPIN_SECONDS = 0.05
READING = 256  # pages in hand at once; most of them wait for the gap of their host


@dataclass(slots=True)
class Tally:
    """What one run did, for its summary line."""

    polled: int = 0
    failed: int = 0
    unchanged: int = 0
    entries: int = 0
    saved: int = 0
    revised: int = 0
    dropped: int = 0
    postponed: int = 0


@dataclass(slots=True)
class Newsroom:
    """What a run works with. `extra_outlets` are outlets beside the catalogue, such as the demo's."""

    settings: Settings
    store: Store
    door: Door
    clock: Clock
    log: Log
    search: Search | None = None
    extra_outlets: Sequence[Outlet] = ()
    tally: Tally = field(default_factory=Tally)
    chance: random.Random = field(default_factory=random.Random)


# ---- the run


async def run_forever(room: Newsroom) -> None:
    """Poll, read pages and feed the index until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_keep_polling(room))
        tasks.create_task(_keep_reading(room))
        tasks.create_task(_keep_indexing(room))


async def run_once(room: Newsroom, chosen: Iterable[Source]) -> Tally:
    """Poll these sources now, read every page that is due, feed the index; returns what was done."""
    await asyncio.gather(*(_unharmed(room, poll(room, source), source.url) for source in chosen))
    await read_waiting(room)
    feed_index(room)
    return room.tally


async def _keep_polling(room: Newsroom) -> None:
    running: dict[str, asyncio.Task[None]] = {}
    async with asyncio.TaskGroup() as tasks:
        while True:
            running = {source_id: task for source_id, task in running.items() if not task.done()}
            known, polls, now = room.store.sources(), room.store.polls(), room.clock.now()
            for source in schedule.due(known, polls, now):
                if source.id not in running:
                    running[source.id] = tasks.create_task(_unharmed(room, poll(room, source), source.url))
            await _pause(room, schedule.seconds_to_next(known, polls, now))


async def _keep_reading(room: Newsroom) -> None:
    while True:
        await _unharmed(room, read_waiting(room), "waiting entries")
        await _pause(room, IDLE_SECONDS)


async def _keep_indexing(room: Newsroom) -> None:
    while True:
        await _unharmed(room, asyncio.to_thread(feed_index, room), "search index")
        await asyncio.sleep(INDEX_SECONDS)


async def _pause(room: Newsroom, seconds: float) -> None:
    """Wait by the room's clock, at most IDLE_SECONDS of real time, never so short that the loop spins."""
    await asyncio.sleep(max(SPIN_SECONDS, min(room.clock.real_seconds(seconds), IDLE_SECONDS)))


async def _unharmed(room: Newsroom, work: Awaitable[object], what: str | None) -> None:
    """Do a piece of work; a fault of ours in one piece is logged and never stops the others."""
    try:
        await work
    except MirNewsError as error:
        room.log.error("work put off", what=what, code=error.code, why=error.message)
    except Exception as error:
        room.log.error("internal fault", what=what, error=type(error).__name__, why=str(error))


# ---- one source


async def poll(room: Newsroom, source: Source) -> None:
    """Look at one source: fetch, read, and keep its entries. Whatever goes wrong becomes the source's state."""
    before = room.store.polls().get(source.id)
    if before is None:
        return
    log = room.log.bind(source=source.id, url=source.url)
    room.tally.polled += 1
    try:
        new = await _poll(room, source, before)
    except MirNewsError as error:
        room.tally.failed += 1
        now, chance = room.clock.now(), room.chance.random()
        after = schedule.after_failure(before, source, error, now=now, chance=chance, settings=room.settings.poll)
        _record(room, after)
        log.warning(
            "source not read", code=error.code, why=error.message, next=after.next_due.isoformat("T", "seconds")
        )
    else:
        room.tally.entries += new
        (log.info if new else log.debug)("source polled", new_entries=new)


async def _poll(room: Newsroom, source: Source, before: Polled) -> int:
    response = await room.door.get(source.url, etag=before.etag, last_modified=before.last_modified, accept="feed")
    digest = _digest(response.body)
    same = response.not_modified or digest == before.body_digest
    entries: Sequence[tuple[Entry, str | None]] = ()
    raw = None
    if same:
        room.tally.unchanged += 1
    else:
        raw = RawPage(response.final_url, response.content_type, response.fetched_at, response.body)
        entries = await _entries(room, source, response)
    now = room.clock.now()
    after = schedule.after_success(
        before,
        source,
        now=now,
        chance=room.chance.random(),
        etag=response.headers.get("etag") or (before.etag if same else None),
        last_modified=response.headers.get("last-modified") or (before.last_modified if same else None),
        digest=before.body_digest if same else digest,
    )
    return room.store.record_poll(after, entries, now=now, raw=raw)


async def _entries(room: Newsroom, source: Source, response: Response) -> list[tuple[Entry, str | None]]:
    feed = await asyncio.to_thread(
        sources.read,
        response.body,
        url=response.final_url,
        content_type=response.content_type,
        at=room.clock.now(),
    )
    limits = room.settings.poll
    oldest = room.clock.now() - timedelta(days=limits.max_age_days)
    kept = [e for e in feed.entries if not limits.max_age_days or e.published is None or e.published >= oldest]
    return [(entry, _address(entry)) for entry in kept[: limits.max_entries]]


def _address(entry: Entry) -> str | None:
    try:
        return canonical(entry.url) if entry.url else None
    except Skip:
        return None


# ---- the pages behind the entries


async def read_waiting(room: Newsroom) -> int:
    """Read pages until no entry is due; returns how many were settled or put off.

    Many at once, fairly over the sources: the door keeps each host's own pace, so a slow host holds up only itself.
    """
    running: dict[int, asyncio.Task[None]] = {}
    done = 0
    async with asyncio.TaskGroup() as tasks:
        while True:
            known = {source.id: source for source in room.store.sources()}
            for waiting in room.store.waiting(now=room.clock.now(), limit=READING):
                if waiting.key not in running:
                    running[waiting.key] = tasks.create_task(_settle(room, known.get(waiting.source_id), waiting))
            if not running:
                return done
            await asyncio.wait(running.values(), timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            finished = [key for key, task in running.items() if task.done()]
            done += len(finished)
            for key in finished:
                del running[key]


async def _settle(room: Newsroom, source: Source | None, waiting: Waiting) -> None:
    """Read one page; if that is our own fault's end, the entry is set aside with the reason."""
    try:
        await read_page(room, source, waiting)
    except TryLater as error:
        room.log.error("report not saved", url=waiting.entry.url, code=error.code, why=error.message)
        await asyncio.sleep(IDLE_SECONDS)
    except Exception as error:
        room.tally.dropped += 1
        room.log.error("internal fault", url=waiting.entry.url, error=type(error).__name__, why=str(error))
        room.store.drop(waiting.key, reason=f"internal_fault: {type(error).__name__}: {error}")


async def read_page(room: Newsroom, source: Source | None, waiting: Waiting) -> None:
    """Read the page of one entry and save the report, put it off, or keep the entry alone."""
    if source is None:
        room.store.drop(waiting.key, reason="source_removed: the source was removed before its page was read")
        return
    try:
        article, raw, url = await _read(room, waiting.entry)
    except TryLater as error:
        until = schedule.entry_due(waiting.attempts, error, now=room.clock.now(), settings=room.settings.poll)
        if until is not None:
            room.tally.postponed += 1
            room.store.postpone(waiting.key, until=until, reason=f"{error.code}: {error.message}")
            return
        article, raw, url = _entry_alone(waiting.entry)
        room.log.warning("page given up, entry kept", url=waiting.entry.url, code=error.code, why=error.message)
    except (Skip, Quarantine) as error:
        if error.code in ("address_refused", "url_invalid") or not waiting.entry.title:
            room.tally.dropped += 1
            room.store.drop(waiting.key, reason=f"{error.code}: {error.message}")
            room.log.warning("entry dropped", url=waiting.entry.url, code=error.code, why=error.message)
            return
        article, raw, url = _entry_alone(waiting.entry)
        room.log.info("page not read, entry kept", url=waiting.entry.url, code=error.code, why=error.message)
    made = await asyncio.to_thread(
        desk.draft,
        article,
        waiting.entry,
        source,
        url=waiting.entry.url or url,
        canonical_url=url or waiting.canonical_url,
        now=room.clock.now(),
        extra=room.extra_outlets,
    )
    save(room.store, made, now=room.clock.now(), raw=raw, key=waiting.key, tally=room.tally)


async def _read(room: Newsroom, entry: Entry) -> tuple[Article, RawPage | None, str | None]:
    """The article behind an entry. Raises Skip, Quarantine or TryLater."""
    if not entry.url:
        return _entry_alone(entry)
    response = await room.door.get(entry.url, accept="page")
    page = Page(response.final_url, response.body, response.content_type, response.fetched_at)
    article = await asyncio.to_thread(extract, page, at=response.fetched_at)
    if article.kind == "blocked":
        raise TryLater("page_blocked", f"{entry.url} answered with a challenge page instead of the article")
    if article.kind != "article" or not (article.paragraphs or article.lead):
        raise Quarantine("no_text", f"no article text was found at {entry.url}; try 'mirnews page extract' on it")
    raw = RawPage(response.final_url, response.content_type, response.fetched_at, response.body)
    return article, raw, canonical(response.final_url)


def _entry_alone(entry: Entry) -> tuple[Article, RawPage | None, str | None]:
    return desk.from_entry(entry), None, _address(entry)


def save(
    store: Store, made: Draft, *, now: datetime, raw: RawPage | None, key: int | None = None, tally: Tally | None = None
) -> int:
    """Find the fold of a draft and save it, with nothing in between; returns the report's id."""
    known = store.find(source_id=made.source_id, guid=made.guid, canonical_url=made.canonical_url)
    near = [
        Candidate(n.id, n.fold, n.at, n.shared, n.size)
        for n in store.nearby(made.shingles, since=made.at - FOLD_WINDOW)
        if n.id != known
    ]
    fold = place(len(made.shingles), made.at, near)
    report_id, outcome = store.save(made, fold, now=now, raw=raw, key=key)
    if tally is not None:
        tally.saved += outcome == "new"
        tally.revised += outcome == "revised"
    return report_id


# ---- the index


def feed_index(room: Newsroom) -> int:
    """Bring the search index up to date with the store; returns how many changes it took."""
    if room.search is None:
        return 0
    return update_index(room.store, room.search)


def update_index(store: Store, search: Search) -> int:
    """Apply the outbox to the index, oldest first. The outbox is cleared only after the commit."""
    if search.is_new:
        store.refill_outbox()
        search.is_new = False
    taken = 0
    while changes := store.outbox(INDEX_BATCH):
        search.apply(changes)
        store.clear_outbox(changes[-1].sequence)
        taken += len(changes)
    return taken


def _record(room: Newsroom, polled: Polled) -> None:
    """Keep a failure; a store that cannot even take that is logged and met again at the next poll."""
    try:
        room.store.record_poll(replace(polled), now=room.clock.now())
    except MirNewsError as error:
        room.log.error("poll state not kept", source=polled.source_id, code=error.code, why=error.message)


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
