"""polling: takes a Source that is due, keeps the entries of its feed and what became of the poll.

The first half of the pipeline: fetch, read, record. Whatever goes wrong becomes the source's state.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from mirnews import desk, profiling, schedule, sources
from mirnews.errors import MirNewsError, Quarantine
from mirnews.extract.metadata import clean_site_name
from mirnews.fetch import linked, validators
from mirnews.fetch.freshness import max_age
from mirnews.model import Entry, Feed, Polled, Response, Source, Wishes
from mirnews.newsroom import Newsroom, raw_page
from mirnews.schedule import pushes
from mirnews.store.port import LEASE_LOST, OWN_FAULTS, Named, RawPage

SITEMAPS = 3  # of an index are read: the newest stand first


async def poll(room: Newsroom, source: Source) -> None:
    """Look at one source: fetch, read, and keep its entries. Whatever goes wrong becomes the source's state.

    Raises Skip (`lease_lost`) when another process has taken the source over meanwhile, and TryLater when the archive
    cannot be written: nothing is kept then, and the source is not to blame.
    """
    before = room.store.polled(source.id)
    if before is None:
        return  # removed before its turn came
    bodies: list[RawPage] = []
    try:
        new = await _poll(room, source, before, bodies)
    except MirNewsError as error:
        if error.code == LEASE_LOST or error.code in OWN_FAULTS:
            raise
        _poll_failed(room, source, before, error, bodies)
    except Exception as error:
        fault = MirNewsError("internal_fault", f"{type(error).__name__}: {error}")
        _poll_failed(room, source, before, fault, bodies)
    else:
        room.tally.polled += 1
        room.tally.entries += new
        log = room.log.bind(source=source.id, url=source.url)
        (log.info if new else log.debug)("source polled", new_entries=new)


def _poll_failed(
    room: Newsroom, source: Source, before: Polled, error: MirNewsError, bodies: Sequence[RawPage]
) -> None:
    """The failure becomes the source's state; a body that could not be read is kept for a person."""
    room.tally.polled += 1
    room.tally.failed += 1
    now, chance = room.clock.now(), room.chance.random()
    after = schedule.after_failure(before, source, error, now=now, chance=chance, settings=room.settings.poll)
    room.log.warning(
        "source not read",
        source=source.id,
        url=source.url,
        code=error.code,
        why=error.message,
        next=after.next_due,
    )
    is_unread = isinstance(error, Quarantine) and bool(bodies)
    room.store.record_poll(after, now=now, raw=bodies[0] if is_unread else None, holder=room.holder)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a body gave: its entries, when all that it named was published, and a line about what is left out; `seen` is
    how many entries it had, with the `remarks` on it. An index of sitemaps has no entries of its own: it is read again
    at every poll. `hub` is who pushes what is new, `topic` by which address of the feed, `title` what it calls itself.
    """

    entries: Sequence[Named] = ()
    published: Sequence[datetime] = ()
    left_out: str = ""
    is_index: bool = False
    seen: int | None = None
    remarks: Sequence[str] | None = None
    wishes: Wishes | None = None
    hub: str | None = None
    topic: str | None = None
    title: str | None = None


async def _poll(room: Newsroom, source: Source, before: Polled, bodies: list[RawPage]) -> int:
    """Fetch and keep what is new; the body is put into `bodies` before it is read."""
    response = await room.door.get(source.url, etag=before.etag, last_modified=before.last_modified, accept="feed")
    digest = _digest(response.body)
    same = response.not_modified or digest == before.body_digest
    if same:
        room.tally.unchanged += 1
        links = linked(response)
        taken = Taken(
            left_out=before.detail if before.state == "ok" else "",
            wishes=before.wishes,
            hub=links.get("hub"),
            topic=links.get("self"),
        )
    else:
        bodies.append(raw_page(response))
        taken = await take(room, source, response)
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
        wishes=taken.wishes,
        published=taken.published,
        entries=taken.seen,
        remarks=remarks_of(room, source, taken),
        settings=room.settings.poll,
        plan=room.plan,
        moved_to=response.moved_to,
        is_pushed=room.takes_pushes and pushes.is_trusted(room.store.subscription(source.id), now),
    )
    new = room.store.record_poll(
        after,
        taken.entries,
        now=now,
        raw=bodies[0] if bodies else None,
        holder=room.holder,
        most_new=_left_today(room, source) if taken.entries else None,
        flooded=_flooded(after),
    )
    if taken.hub or not same:
        _mind_hub(room, source, taken, new)
    if name := _own_name(source, taken.title):
        source = dataclasses.replace(source, name=name)
        room.store.add_source(source, now=now)
    if moved := schedule.adoptable(after, now):
        room.log.info("source moved for good", source=source.id, url=source.url, to=moved)
        room.store.add_source(dataclasses.replace(source, url=moved), now=now)
    return new


def _own_name(source: Source, title: str | None) -> str | None:
    """What the feed of an outlet that nobody knows calls itself, as long as its host had to be its name."""
    is_unnamed = source.outlet is None and source.name == urlsplit(source.url).hostname
    return clean_site_name(title) if title and is_unnamed else None


def remarks_of(room: Newsroom, source: Source, taken: Taken) -> Sequence[str] | None:
    """The remarks on the body of a feed, and that its site stopped fitting what was learned of it."""
    if taken.remarks is None or not room.store.has_lost_profile(source.id):
        return taken.remarks
    return (*taken.remarks, profiling.REMARK)


def _mind_hub(room: Newsroom, source: Source, taken: Taken, new: int) -> None:
    """Keep which hub the feed names, and trust it no longer when it ought to have brought what this poll found."""
    now, held = room.clock.now(), room.store.subscription(source.id)
    if held is not None and held.pushes and pushes.is_missing(held, new, taken.published, now=now):
        room.log.info("hub brought less than a poll", source=source.id, hub=held.hub, new_entries=new)
        held = pushes.missed(held)
        room.store.put_subscription(held)
        room.store.hasten(source.id, due=now + timedelta(seconds=source.interval_seconds))
    if taken.hub is None or taken.topic is None:
        if held is not None:
            room.store.drop_subscription(source.id)
        return
    token, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
    offered = pushes.offered(held, source.id, taken.hub, taken.topic, now=now, token=token, secret=secret)
    if offered is not held:
        room.store.put_subscription(offered)


async def take(room: Newsroom, source: Source, response: Response) -> Taken:
    """Read a body, and the newest sitemaps where it is an index of them."""
    feed = await _read_feed(room, source, response)
    feeds = [feed]
    for url in feed.sitemaps[:SITEMAPS]:
        try:
            feeds.append(await _read_feed(room, source, await room.door.get(url, accept="feed")))
        except MirNewsError as error:
            room.log.warning("sitemap not read", source=source.id, url=url, code=error.code, why=error.message)
    named = [entry for feed in feeds for entry in feed.entries]
    limits = room.settings.poll
    oldest = room.clock.now() - timedelta(days=limits.max_age_days)
    young = [e for e in named if not limits.max_age_days or e.published is None or e.published >= oldest]
    kept = young[: limits.max_entries]
    reasons, links = [], linked(response)
    if old := len(named) - len(young):
        reasons.append(f"{old} entries are older than {limits.max_age_days} days (poll.max_age_days)")
    if many := len(young) - len(kept):
        reasons.append(f"{many} entries are more than one poll takes (poll.max_entries)")
        room.log.warning("entries left out", source=source.id, left_out=many)
    return Taken(
        entries=_named(source, kept),
        published=[entry.published for entry in named if entry.published],
        left_out="; ".join(reasons),
        is_index=bool(feed.sitemaps),
        seen=len(named),
        remarks=sources.remarks(feeds, oldest=oldest if limits.max_age_days else None),
        wishes=feed.wishes,
        hub=links.get("hub") or feed.hub,
        topic=(links.get("self") if "hub" in links else None) or feed.feed_url or response.final_url,
        title=feed.title,
    )


def _named(source: Source, entries: Sequence[Entry]) -> list[Named]:
    """What a source named, by what it is known again, and where the source files it."""
    known_by = sources.identified(entries)
    return [Named(entry, keys, desk.shelf_of(source, entry)) for entry, keys in zip(entries, known_by, strict=True)]


def _left_today(room: Newsroom, source: Source) -> int | None:
    """How many new entries of a source are still taken, of those of a day; None where there is no limit."""
    most = room.settings.poll.max_entries_day
    if not most:
        return None
    return max(0, most - room.store.entries_since(source.id, room.clock.now() - timedelta(days=1)))


def _flooded(after: Polled) -> Polled:
    """The state after a poll that named more than its day takes: the same body is looked at again."""
    line = "it names more new entries than one day takes (poll.max_entries_day); the rest is left out"
    detail = f"{after.detail}; {line}" if after.detail else line
    return dataclasses.replace(after, detail=detail, etag=None, last_modified=None, body_digest=None)


async def _read_feed(room: Newsroom, source: Source, response: Response) -> Feed:
    """The feed of a body: in a child process with limits where the run has such, else beside the event loop."""
    given: dict[str, Any] = {
        "url": response.final_url,
        "content_type": response.content_type,
        "at": room.clock.now(),
    }
    if room.parsers is not None:
        return await room.parsers.read(source.kind, response.body, rules=source.rules, **given)
    return await asyncio.to_thread(sources.reader(source.kind, source.rules), response.body, **given)


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
