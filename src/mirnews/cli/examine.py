"""examine: looks at one source step by step, from its name to the first page, as a poll would. Keeps nothing.

name ─▶ guard ─▶ exit ─▶ addresses ─▶ robots ─▶ answer ─▶ encoding ─▶ feed ─▶ half-spaces ─▶ page ─▶ next look ─▶ state
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mirnews import schedule
from mirnews import sources as reading
from mirnews.cli import examined
from mirnews.cli.examined import Step
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.decode import decode
from mirnews.errors import MirNewsError, Skip
from mirnews.extract import extract
from mirnews.fetch import Door, Guard
from mirnews.fetch.freshness import max_age
from mirnews.fetch.guard import check_address, check_url
from mirnews.fetch.names import lookup
from mirnews.fetch.networks import literal
from mirnews.model import Feed, Page, Polled, Response, Source
from mirnews.schedule.states import SourceState, state_of
from mirnews.sources.document import MAX_BYTES
from mirnews.sources.packed import unpack
from mirnews.urls.address import parts


@dataclass(frozen=True, slots=True)
class Patient:
    """A source with all that the archive knows of it. `plan` is the schedule's, over all sources."""

    source: Source
    polled: Polled
    densities: Sequence[float]
    plan: schedule.Plan


class Examination:
    """One look at a source; `state` is what it is in, once the steps have been taken."""

    def __init__(self, patient: Patient, settings: Settings, clock: Clock) -> None:
        self.state: SourceState | None = None
        self._patient, self._settings, self._clock = patient, settings, clock
        self._response: Response | None = None
        self._feed: Feed | None = None

    async def steps(self) -> AsyncIterator[Step]:
        """Every step; those that need what was not had are left out."""
        source, error = self._patient.source, None
        yield examined.before(self._patient.polled)
        async with Door(self._settings.fetch, self._clock, contact=self._settings.site.contact) as door:
            try:
                async for step in self._fetched(door):
                    yield step
            except MirNewsError as fault:
                error = fault
                yield examined.failed(fault)
            if self._feed is not None:
                async for step in self._beyond(door, self._feed):
                    yield step
        now, before, limits = self._clock.now(), self._patient.polled, self._settings.poll
        yield examined.planned(before, now)
        after = self._after(error, now)
        if error is None and self._response is not None:
            is_wished = after.next_due != self._after(None, now, heeds_wishes=False).next_due
            yield examined.wait(after, source, self._response, now, limits, is_wished=is_wished)
        elif error is not None:
            yield examined.wait_failed(after, source, error, now, limits)
        self.state = state_of(
            source,
            _uncounted(before, after),
            now=now,
            densities=self._patient.densities,
            exit_health=door.exit_of(_host(source.url)),
        )

    async def _fetched(self, door: Door) -> AsyncIterator[Step]:
        """From the address to the feed, as a poll goes. Raises what a poll would."""
        async for step in self._way(door):
            yield step
        started = time.monotonic()
        response = self._response = await door.get(self._patient.source.url, accept="feed")
        for step in examined.answer(response, time.monotonic() - started):
            yield step
        if response.moved_to:
            yield Step("moved", mark="note", more=response.moved_to)
        kind = self._patient.source.kind
        body, _ = unpack(response.body, MAX_BYTES)
        yield examined.encoding(decode(body, response.content_type, markup="html" if kind == "listing" else "xml"))
        read = reading.reader(kind, self._patient.source.rules)
        feed = await asyncio.to_thread(
            read, response.body, url=response.final_url, content_type=response.content_type, at=self._clock.now()
        )
        self._feed = feed
        for step in examined.feed_steps(feed, self._remarks(feed)):
            yield step

    async def _way(self, door: Door) -> AsyncIterator[Step]:
        """What is decided before anything is asked: guard, exit, addresses, robots.txt."""
        source, fetch = self._patient.source, self._settings.fetch
        guard = Guard(fetch.allow_private, fetch.allow_ports)
        check_url(source.url, guard)
        yield Step("guard")
        host, way = _host(source.url), door.exit_of(_host(source.url))
        yield Step("exit", {"name": way.name}, "") if way else Step("direct", mark="")
        if literal(host) is None and (way is None or way.name not in fetch.remote_dns):
            addresses = await asyncio.to_thread(lookup, host, parts(source.url).port or 0)
            for address in addresses:
                check_address(address, host, guard)
            yield Step("name", {"host": host}, "ok", ", ".join(addresses))
        if fetch.respect_robots:
            yield Step("robots", {"n": round(await door.leave(source.url))})
        else:
            yield Step("robots_off", mark="")

    async def _beyond(self, door: Door, feed: Feed) -> AsyncIterator[Step]:
        """The page behind the first entry, and the half-spaces of both."""
        url, article = next((entry.url for entry in feed.entries if entry.url), None), None
        if url is not None:
            try:
                answer = await door.get(url, accept="page")
                page = Page(answer.final_url, answer.body, answer.content_type, answer.fetched_at)
                article = await asyncio.to_thread(extract, page, at=self._clock.now())
                yield examined.page(article, url)
            except MirNewsError as error:
                yield examined.page_failed(error, url)
        if feed.entries:
            yield examined.half_spaces(feed, article, self._patient.densities)

    def _remarks(self, feed: Feed) -> tuple[str, ...]:
        days = self._settings.poll.max_age_days
        return reading.remarks([feed], oldest=self._clock.now() - timedelta(days=days) if days else None)

    def _after(self, error: MirNewsError | None, now: datetime, *, heeds_wishes: bool = True) -> Polled:
        """What a poll would leave behind that saw this, heeding or not what the feed asks of those who poll it."""
        patient, limits = self._patient, self._settings.poll
        if error is not None or self._feed is None or self._response is None:
            fault = error or MirNewsError("internal_fault", "nothing was read")
            return schedule.after_failure(patient.polled, patient.source, fault, now=now, chance=0.0, settings=limits)
        feed, response = self._feed, self._response
        return schedule.after_success(
            patient.polled,
            patient.source,
            now=now,
            chance=0.0,
            etag=None,
            last_modified=None,
            digest=hashlib.blake2b(response.body, digest_size=16).hexdigest(),
            fresh_seconds=max_age(response.headers) or 0.0,
            published=[entry.published for entry in feed.entries if entry.published],
            moved_to=response.moved_to,
            entries=None if feed.sitemaps else len(feed.entries),
            wishes=feed.wishes if heeds_wishes else None,
            remarks=self._remarks(feed),
            settings=limits,
            plan=patient.plan,
        )


def _uncounted(before: Polled, after: Polled) -> Polled:
    """What was seen, without this look among those that are counted: it is no poll and keeps nothing."""
    move = after.move
    if move is not None and before.move is not None and move.url == before.move.url:
        move = before.move
    failures = before.failures if after.failures else 0
    return replace(after, failures=failures, move=move, next_due=before.next_due)


def _host(url: str) -> str:
    """The host of an address; "" where it is none."""
    try:
        return parts(url).host
    except Skip:
        return ""
