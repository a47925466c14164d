"""reading: takes an entry that waits, keeps the report of the page behind it.

The second half of the pipeline: fetch, extract, draft, fold, save. What cannot be had now is put off, what is no report
is set aside with its reason, and an entry whose page stays away is kept alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from mirnews import desk, schedule
from mirnews.errors import MirNewsError, Quarantine, Skip, TryLater
from mirnews.extract import extract
from mirnews.fold import WINDOW, place
from mirnews.model import Article, Entry, Identities, Page, Source
from mirnews.newsroom import IDLE_SECONDS, SPIN_SECONDS, Newsroom, address, raw_page
from mirnews.profiling import known_for, watch
from mirnews.sources import identities
from mirnews.store.port import Draft, RawPage, SaveOutcome, Store, Waiting
from mirnews.urls import canonical, kept_under

GONE = ("http_404", "http_410", "page_redirected")
NO_PAGE = ("address_refused", "url_invalid")  # there is nowhere to go: the entry is no report
READING = 256  # pages in hand at once; most of them wait for the gap of their host


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
                for source, waiting in _taken(room, running, READING - len(running)):
                    running[waiting.key] = tasks.create_task(_settle(room, source, waiting))
            if not running:
                return
            await asyncio.wait(running.values(), timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(SPIN_SECONDS)  # gather some more that end together before looking again
            running = {key: task for key, task in running.items() if not task.done()}


def _taken(room: Newsroom, running: Collection[int], limit: int) -> list[tuple[Source | None, Waiting]]:
    """Further entries to read, with their sources; none while the archive cannot give any."""
    try:
        found = room.store.take_waiting(room.holder, now=room.clock.now(), in_hand=running, limit=limit)
        return [(room.store.source(waiting.source_id), waiting) for waiting in found]
    except MirNewsError as error:
        room.log.error("entries not looked at", code=error.code, why=error.message)
        return []


async def _settle(room: Newsroom, source: Source | None, waiting: Waiting) -> None:
    """Read one page. An archive that cannot be written leaves the entry waiting; what was taken over is left alone."""
    try:
        await _read_or_drop(room, source, waiting)
    except Skip as error:
        room.log.info("entry left alone", url=waiting.entry.url, code=error.code, why=error.message)
    except MirNewsError as error:
        room.log.error("report not saved", url=waiting.entry.url, code=error.code, why=error.message)
        await asyncio.sleep(IDLE_SECONDS)


async def _read_or_drop(room: Newsroom, source: Source | None, waiting: Waiting) -> None:
    """Read one page; a fault of ours sets the entry aside."""
    try:
        await read_page(room, source, waiting)
    except MirNewsError:
        raise
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
            reason = f"{error.code}: {error.message}"
            room.store.postpone(waiting.key, until=until, reason=reason, holder=waiting.holder)
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
    bodies.append(raw_page(response))
    page = Page(response.final_url, response.body, response.content_type, response.fetched_at)
    known = known_for(room.store, page.url)
    article = await asyncio.to_thread(extract, page, at=response.fetched_at, known=known)
    await asyncio.to_thread(desk.must_be_report, article, page, asked=entry.url)
    if known is not None and watch(room.store, known, article, now=room.clock.now()):
        room.log.warning("what was learned of a site no longer fits its pages", site=known.site)
    return _Read(article, bodies[0], kept_under(canonical(response.final_url), article.canonical_url))


def _alone(room: Newsroom, source: Source, entry: Entry, error: MirNewsError, bodies: Sequence[RawPage]) -> _Read:
    """The entry without its page. Its address is its identity only where the source speaks for that host."""
    room.log.warning("page not read, entry kept", url=entry.url, code=error.code, why=error.message)
    own = address(entry.url)
    is_own = own is not None and desk.speaks_for(source, own)
    return _Read(desk.from_entry(entry), bodies[0] if bodies else None, own if is_own else None, error.code in GONE)


async def _keep(room: Newsroom, source: Source, waiting: Waiting, found: _Read) -> None:
    """Make a draft and save it. An entry without its page never replaces a text that we have."""
    entry, now = waiting.entry, room.clock.now()
    again = schedule.look_again(waiting.seen_at, now)
    if found.article.profile == desk.ENTRY_ALONE:
        known = waiting.report_id or room.store.find(
            source_id=source.id, known_by=identities(entry), published=entry.published, key=waiting.key
        )
        if known is not None:
            room.store.settle(waiting.key, known, holder=waiting.holder, look_again=again)
            if waiting.report_id or _is_its_address(room.store, known, waiting.canonical_url):
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
    saved, outcome = save(room.store, made, now=room.clock.now(), raw=found.raw, waiting=waiting, look_again=again)
    room.tally.saved += outcome == "new"
    room.tally.revised += outcome == "revised"
    _mark_gone(room, saved, found)


def _is_its_address(store: Store, report_id: int, address: str | None) -> bool:
    """Is it this address, and not a twin of it, at which a report was read?"""
    return store.find(source_id="", known_by=Identities(address)) == report_id


def _mark_gone(room: Newsroom, report_id: int, found: _Read) -> None:
    if found.is_gone:
        room.tally.gone += room.store.gone(report_id, now=room.clock.now())


def _drop(room: Newsroom, waiting: Waiting, error: MirNewsError, raw: RawPage | None) -> None:
    room.tally.dropped += 1
    room.log.warning("entry set aside", url=waiting.entry.url, code=error.code, why=error.message)
    room.store.drop(waiting.key, reason=f"{error.code}: {error.message}", raw=raw, holder=waiting.holder)


def save(
    store: Store,
    made: Draft,
    *,
    now: datetime,
    raw: RawPage | None,
    waiting: Waiting | None = None,
    look_again: datetime | None = None,
) -> tuple[int, SaveOutcome]:
    """Find the fold of a draft and save it, with nothing in between; returns the report's id and what became of it.

    `waiting` is the entry that it settles. Raises Skip (`lease_lost`) when another process has taken that over.
    """
    key, holder = (waiting.key, waiting.holder) if waiting else (None, None)
    with store.together():
        known = store.find(source_id=made.source_id, known_by=made.known_by, published=made.published, key=key)
        near = [n for n in store.nearby(made.shingles, since=made.at - WINDOW) if n.id != known]
        fold = place(len(made.shingles), made.at, near)
        return store.save(made, fold, now=now, raw=raw, key=key, holder=holder, look_again=look_again)
