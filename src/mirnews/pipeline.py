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
    | telling.tell         Story      which event the report tells, and who counts as independent
    | search.apply         (index)    from the outbox, in batches

An entry waits in the store until its page is read, so a killed process loses nothing and repeats at most one page.
Pages are looked at again after some hours and days (`schedule.look_again`): edits become revisions, a page that is no
longer there is marked gone.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import random
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from mirnews import desk, schedule, sources
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError, Quarantine, Skip, TryLater
from mirnews.extract import extract
from mirnews.fetch import Door, validators
from mirnews.fetch.freshness import max_age
from mirnews.fold import WINDOW, place
from mirnews.model import Article, Entry, Feed, Outlet, Page, Polled, Response, Source
from mirnews.observe import Log
from mirnews.outlets import catalogue
from mirnews.schedule import Plan
from mirnews.search import Search, update_index
from mirnews.sources.pool import Parsers
from mirnews.store.port import Draft, RawPage, SaveOutcome, Store, Waiting
from mirnews.telling import Telling
from mirnews.urls import canonical

INDEX_SECONDS = 2.0  # real seconds between two commits of the index: a new report is found within five
TELL_SECONDS = 0.5
IDLE_SECONDS = 1.0
SPIN_SECONDS = 0.05
PLAN_SECONDS = 3600.0  # between two looks at what was learned of all sources
SITEMAPS = 3  # of an index are read: the newest stand first
GONE = ("http_404", "http_410")
NO_PAGE = ("address_refused", "url_invalid")  # there is nowhere to go: the entry is no report
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
    told: int = 0
    gone: int = 0
    dropped: int = 0
    postponed: int = 0


@dataclass(slots=True)
class Newsroom:
    """What a run works with. `extra_outlets` are outlets beside the catalogue, such as the demo's; `parsers` read feeds
    in child processes; `plan` says which hours of the sources are worth a look, by what was learned of all of them.
    """

    settings: Settings
    store: Store
    door: Door
    clock: Clock
    log: Log
    search: Search | None = None
    extra_outlets: Sequence[Outlet] = ()
    parsers: Parsers | None = None
    plan: Plan = field(default_factory=Plan)
    tally: Tally = field(default_factory=Tally)
    chance: random.Random = field(default_factory=random.Random)
    telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        self.telling = Telling(self.store)


# ---- the run


async def run_forever(room: Newsroom) -> None:
    """Poll, read pages, tell stories and feed the index until cancelled; one line says at the end what was done."""
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_keep_polling(room))
            tasks.create_task(_keep_reading(room))
            tasks.create_task(keep_telling(room))
            tasks.create_task(_keep_indexing(room))
    finally:
        room.log.info("run ended", **dataclasses.asdict(room.tally))


async def run_once(room: Newsroom, chosen: Iterable[Source]) -> Tally:
    """Poll these sources now, read every page that is due, feed the index; returns what was done."""
    await asyncio.gather(*(_unharmed(room, poll(room, source), source.url) for source in chosen))
    await read_waiting(room)
    await _unharmed(room, tell_stories(room), "stories")
    if room.search is not None:
        await _unharmed(room, asyncio.to_thread(update_index, room.store, room.search), "search index")
    return room.tally


async def _keep_polling(room: Newsroom) -> None:
    running: dict[str, asyncio.Task[None]] = {}
    planned: datetime | None = None
    async with asyncio.TaskGroup() as tasks:
        while True:
            running = {source_id: task for source_id, task in running.items() if not task.done()}
            wait = IDLE_SECONDS
            try:
                resting = [source for source in room.store.sources() if source.id not in running]
                polls, now = room.store.polls(), room.clock.now()
                if planned is None or (now - planned).total_seconds() >= PLAN_SECONDS:
                    planned = now
                    room.plan = schedule.plan([polled.rhythm for polled in polls.values() if polled.rhythm])
                for source in schedule.due(resting, polls, now):
                    running[source.id] = tasks.create_task(_poll_or_rest(room, source))
                wait = schedule.seconds_to_next([s for s in resting if s.id not in running], polls, now)
            except MirNewsError as error:
                room.log.error("sources not looked at", code=error.code, why=error.message)
            await _pause(room, wait)


async def _poll_or_rest(room: Newsroom, source: Source) -> None:
    """Poll; when not even the outcome can be kept (full disk), rest, or the host would be asked again at once."""
    if not await _unharmed(room, poll(room, source), source.url):
        await room.clock.sleep(room.settings.poll.retry_seconds)


async def _keep_reading(room: Newsroom) -> None:
    while True:
        await _unharmed(room, _reopen(room), "pages to look at again")
        await _unharmed(room, read_waiting(room), "waiting entries")
        await _pause(room, IDLE_SECONDS)


async def _reopen(room: Newsroom) -> None:
    room.store.look_again(now=room.clock.now())


async def keep_telling(room: Newsroom) -> None:
    """Give reports their stories as they come, until cancelled."""
    while True:
        await _unharmed(room, tell_stories(room), "stories")
        await asyncio.sleep(TELL_SECONDS)


async def tell_stories(room: Newsroom) -> None:
    """Give the reports that are new their stories."""
    while told := await asyncio.to_thread(room.telling.tell):
        room.tally.told += told


async def _keep_indexing(room: Newsroom) -> None:
    while room.search is not None:
        await _unharmed(room, asyncio.to_thread(update_index, room.store, room.search), "search index")
        await asyncio.sleep(INDEX_SECONDS)


async def _pause(room: Newsroom, seconds: float) -> None:
    """Wait by the room's clock, at most IDLE_SECONDS of real time, never so short that the loop spins."""
    await asyncio.sleep(max(SPIN_SECONDS, min(room.clock.real_seconds(seconds), IDLE_SECONDS)))


async def _unharmed(room: Newsroom, work: Awaitable[object], what: str | None) -> bool:
    """Do a piece of work: was it done? A fault of ours in one piece is logged and never stops the others."""
    try:
        await work
        return True
    except MirNewsError as error:
        room.log.error("work put off", what=what, code=error.code, why=error.message)
    except Exception as error:
        room.log.error("internal fault", what=what, error=type(error).__name__, why=str(error))
    return False


# ---- one source


async def poll(room: Newsroom, source: Source) -> None:
    """Look at one source: fetch, read, and keep its entries. Whatever goes wrong becomes the source's state."""
    before = room.store.polled(source.id)
    if before is None:
        return
    room.tally.polled += 1
    bodies: list[RawPage] = []
    try:
        new = await _poll(room, source, before, bodies)
    except MirNewsError as error:
        _poll_failed(room, source, before, error, bodies)
    except Exception as error:
        fault = MirNewsError("internal_fault", f"{type(error).__name__}: {error}")
        _poll_failed(room, source, before, fault, bodies)
    else:
        room.tally.entries += new
        log = room.log.bind(source=source.id, url=source.url)
        (log.info if new else log.debug)("source polled", new_entries=new)


def _poll_failed(
    room: Newsroom, source: Source, before: Polled, error: MirNewsError, bodies: Sequence[RawPage]
) -> None:
    """The failure becomes the source's state; a body that could not be read is kept for a person."""
    room.tally.failed += 1
    now, chance = room.clock.now(), room.chance.random()
    after = schedule.after_failure(before, source, error, now=now, chance=chance, settings=room.settings.poll)
    room.log.warning(
        "source not read",
        source=source.id,
        url=source.url,
        code=error.code,
        why=error.message,
        next=after.next_due.isoformat("T", "seconds"),
    )
    is_unread = isinstance(error, Quarantine) and bool(bodies)
    room.store.record_poll(after, now=now, raw=bodies[0] if is_unread else None)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a body gave: its entries with their canonical addresses, when all that it named was published, and a line
    about what is left out. An index of sitemaps has no entries of its own: it is read again at every poll.
    """

    entries: Sequence[tuple[Entry, str | None]] = ()
    published: Sequence[datetime] = ()
    left_out: str = ""
    is_index: bool = False


async def _poll(room: Newsroom, source: Source, before: Polled, bodies: list[RawPage]) -> int:
    """Fetch and keep what is new; the body is put into `bodies` before it is read."""
    response = await room.door.get(source.url, etag=before.etag, last_modified=before.last_modified, accept="feed")
    digest = _digest(response.body)
    same = response.not_modified or digest == before.body_digest
    if same:
        room.tally.unchanged += 1
        taken = _Taken(left_out=before.detail if before.state == "ok" else "")
    else:
        bodies.append(_raw(response))
        taken = await _take(room, source, response)
    now, kept = room.clock.now(), validators(response)
    after = schedule.after_success(
        before,
        source,
        now=now,
        chance=room.chance.random(),
        etag=None if taken.is_index else kept.etag or (before.etag if same else None),
        last_modified=None if taken.is_index else kept.last_modified or (before.last_modified if same else None),
        digest=None if taken.is_index else before.body_digest if same else digest,
        fresh_seconds=max_age(response.headers) or 0.0,
        detail=taken.left_out,
        published=taken.published,
        settings=room.settings.poll,
        plan=room.plan,
        moved_to=response.moved_to,
    )
    new = room.store.record_poll(after, taken.entries, now=now, raw=bodies[0] if bodies else None)
    if moved := schedule.adoptable(after, now):
        room.log.info("source moved for good", source=source.id, url=source.url, to=moved)
        room.store.add_source(dataclasses.replace(source, url=moved), now=now)
    return new


async def _take(room: Newsroom, source: Source, response: Response) -> _Taken:
    """Read a body, and the newest sitemaps where it is an index of them."""
    feed = await _read_feed(room, source, response)
    named = [*feed.entries]
    for url in feed.sitemaps[:SITEMAPS]:
        try:
            named += (await _read_feed(room, source, await room.door.get(url, accept="feed"))).entries
        except MirNewsError as error:
            room.log.warning("sitemap not read", source=source.id, url=url, code=error.code, why=error.message)
    limits = room.settings.poll
    oldest = room.clock.now() - timedelta(days=limits.max_age_days)
    young = [e for e in named if not limits.max_age_days or e.published is None or e.published >= oldest]
    kept = young[: limits.max_entries]
    reasons = []
    if old := len(named) - len(young):
        reasons.append(f"{old} entries are older than {limits.max_age_days} days (poll.max_age_days)")
    if many := len(young) - len(kept):
        reasons.append(f"{many} entries are more than one poll takes (poll.max_entries)")
        room.log.warning("entries left out", source=source.id, left_out=many)
    return _Taken(
        entries=[(entry, _address(entry.url)) for entry in kept],
        published=[entry.published for entry in named if entry.published],
        left_out="; ".join(reasons),
        is_index=bool(feed.sitemaps),
    )


async def _read_feed(room: Newsroom, source: Source, response: Response) -> Feed:
    """The feed of a body: in a child process with limits where the run has such, else beside the event loop."""
    given: dict[str, Any] = {
        "url": response.final_url,
        "content_type": response.content_type,
        "at": room.clock.now(),
    }
    if room.parsers is not None:
        return await room.parsers.read(source.kind, response.body, **given)
    return await asyncio.to_thread(sources.reader(source.kind), response.body, **given)


# ---- the pages behind the entries


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of reading a page: the article, its bytes, the address that the text came from, and whether the page
    is not there.
    """

    article: Article
    raw: RawPage | None = None
    origin: str | None = None
    is_gone: bool = False


async def read_waiting(room: Newsroom) -> None:
    """Read pages until no entry is due.

    Many at once, fairly over the sources: the door keeps each host's own pace, so a slow host holds up only itself.
    """
    running: dict[int, asyncio.Task[None]] = {}
    async with asyncio.TaskGroup() as tasks:
        while True:
            if len(running) <= READING // 2:
                known = {source.id: source for source in room.store.sources()}
                for waiting in room.store.waiting(now=room.clock.now(), limit=READING):
                    if waiting.key not in running:
                        running[waiting.key] = tasks.create_task(_settle(room, known.get(waiting.source_id), waiting))
            if not running:
                return
            await asyncio.wait(running.values(), timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(SPIN_SECONDS)  # gather some more that end together before looking again
            running = {key: task for key, task in running.items() if not task.done()}


async def _settle(room: Newsroom, source: Source | None, waiting: Waiting) -> None:
    """Read one page. An archive that cannot be written leaves the entry waiting; a fault of ours sets it aside."""
    try:
        await read_page(room, source, waiting)
    except MirNewsError as error:
        room.log.error("report not saved", url=waiting.entry.url, code=error.code, why=error.message)
        await asyncio.sleep(IDLE_SECONDS)
    except Exception as error:
        room.log.error("internal fault", url=waiting.entry.url, error=type(error).__name__, why=str(error))
        _drop(room, waiting, MirNewsError("internal_fault", f"{type(error).__name__}: {error}"), None)


async def read_page(room: Newsroom, source: Source | None, waiting: Waiting) -> None:
    """Read the page of one entry and save the report, put it off, drop it, or keep the entry alone."""
    if source is None:
        _drop(room, waiting, Skip("source_removed", "the source was removed before its page was read"), None)
        return
    bodies: list[RawPage] = []
    try:
        found = await _read(room, waiting.entry, bodies)
    except TryLater as error:
        until = schedule.entry_due(waiting.attempts, error, now=room.clock.now(), settings=room.settings.poll)
        if until is not None:
            room.tally.postponed += 1
            room.store.postpone(waiting.key, until=until, reason=f"{error.code}: {error.message}")
            return
        await _keep(room, source, waiting, _alone(room, source, waiting.entry, error, bodies))
    except (Skip, Quarantine) as error:
        if waiting.report_id is None and (error.code in NO_PAGE or not waiting.entry.title):
            _drop(room, waiting, error, bodies[0] if bodies else None)
            return
        await _keep(room, source, waiting, _alone(room, source, waiting.entry, error, bodies))
    else:
        await _keep(room, source, waiting, found)


async def _read(room: Newsroom, entry: Entry, bodies: list[RawPage]) -> _Read:
    """The article behind an entry. Raises Skip, Quarantine or TryLater; `bodies` has what was fetched."""
    if not entry.url:
        return _Read(desk.from_entry(entry))
    response = await room.door.get(entry.url, accept="page")
    bodies.append(_raw(response))
    page = Page(response.final_url, response.body, response.content_type, response.fetched_at)
    article = await asyncio.to_thread(extract, page, at=response.fetched_at)
    if article.kind == "blocked":
        raise TryLater("page_blocked", f"{entry.url} answered with a challenge page instead of the article")
    if article.kind != "article" or not (article.paragraphs or article.lead):
        raise Quarantine("no_text", f"no article text was found at {entry.url}; try 'mirnews page extract' on it")
    return _Read(article, bodies[0], canonical(response.final_url))


def _alone(room: Newsroom, source: Source, entry: Entry, error: MirNewsError, bodies: Sequence[RawPage]) -> _Read:
    """The entry without its page. Its address is its identity only where the source speaks for that host."""
    room.log.warning("page not read, entry kept", url=entry.url, code=error.code, why=error.message)
    address = _address(entry.url)
    is_own = address is not None and _speaks_for(source, address)
    return _Read(desk.from_entry(entry), bodies[0] if bodies else None, address if is_own else None, error.code in GONE)


def _speaks_for(source: Source, address: str) -> bool:
    host = urlsplit(address).hostname or ""
    outlet = catalogue().by_host(host)
    return host == urlsplit(source.url).hostname or (outlet is not None and outlet.id == source.outlet)


async def _keep(room: Newsroom, source: Source, waiting: Waiting, found: _Read) -> None:
    """Make a draft and save it. An entry without its page never replaces a text that we have."""
    entry, now = waiting.entry, room.clock.now()
    again = schedule.look_again(waiting.seen_at, now)
    if found.article.profile == desk.ENTRY_ALONE:
        known = waiting.report_id or room.store.find(
            source_id=source.id, guid=entry.id, canonical_url=found.origin or waiting.canonical_url
        )
        if known is not None:
            room.store.settle(waiting.key, known, look_again=again)
            _mark_gone(room, known, found)
            return
    made = await asyncio.to_thread(
        desk.draft,
        found.article,
        entry,
        source,
        url=found.origin or entry.url,
        canonical_url=found.origin,
        now=now,
        extra=room.extra_outlets,
    )
    saved, outcome = save(room.store, made, now=room.clock.now(), raw=found.raw, key=waiting.key, look_again=again)
    room.tally.saved += outcome == "new"
    room.tally.revised += outcome == "revised"
    _mark_gone(room, saved, found)


def _mark_gone(room: Newsroom, report_id: int, found: _Read) -> None:
    if found.is_gone:
        room.tally.gone += room.store.gone(report_id, now=room.clock.now())


def _drop(room: Newsroom, waiting: Waiting, error: MirNewsError, raw: RawPage | None) -> None:
    room.tally.dropped += 1
    room.log.warning("entry set aside", url=waiting.entry.url, code=error.code, why=error.message)
    room.store.drop(waiting.key, reason=f"{error.code}: {error.message}", raw=raw)


def save(
    store: Store,
    made: Draft,
    *,
    now: datetime,
    raw: RawPage | None,
    key: int | None = None,
    look_again: datetime | None = None,
) -> tuple[int, SaveOutcome]:
    """Find the fold of a draft and save it, with nothing in between; returns the report's id and what became of it."""
    known = store.find(source_id=made.source_id, guid=made.guid, canonical_url=made.canonical_url)
    near = [n for n in store.nearby(made.shingles, since=made.at - WINDOW) if n.id != known]
    fold = place(len(made.shingles), made.at, near)
    return store.save(made, fold, now=now, raw=raw, key=key, look_again=look_again)


# ---- small things


def _raw(response: Response) -> RawPage:
    return RawPage(response.final_url, response.content_type, response.fetched_at, response.body)


def _address(url: str | None) -> str | None:
    try:
        return canonical(url) if url else None
    except Skip:
        return None


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
