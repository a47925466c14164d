"""importing: takes what was captured in WARC files, keeps the reports of it, as a poll would have at that time.

    feeds ─▶ sources.read ─▶ Entries        pages ─▶ extract ─▶ desk.draft ─▶ save        entries without page ─▶ save

The files are gone through twice: feeds first, so that each page is completed by its entry as in a poll. No address is
asked for anything. The same files again change nothing.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from mirnews import desk
from mirnews.errors import MirNewsError
from mirnews.extract import extract
from mirnews.model import Article, Entry, Outlet, Page, Source
from mirnews.newsroom import address
from mirnews.outlets import catalogue
from mirnews.reading import save
from mirnews.sources import identities
from mirnews.sources.pool import Parsers
from mirnews.store.port import RawPage, Store
from mirnews.warc import Captured, Passed

ENTRIES = 100_000  # of feeds, waiting in memory for their pages; further ones are left out
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Tally:
    """What became of the records: `new`, `revised`, `unchanged`, `known` (kept before), `removed`, `feed`, `entry`
    (kept without a page), `no_text`, `bad_feed`, and the reasons of `warc.Passed` for those that were left out.
    """

    counts: Counter[str] = field(default_factory=Counter)
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Whose:
    """Who the captures are taken to be by: the operator's word (`source`, `outlet`), else their notes and hosts.
    `sources` are those of the archive.
    """

    sources: Sequence[Source]
    source: Source | None = None
    outlet: Outlet | None = None

    def of(self, captured: Captured) -> Source:
        """The source of a capture; of a host that nobody knows, one called after the host."""
        if self.source is not None:
            return self.source
        if self.outlet is not None:
            return Source(self.outlet.id, "", self.outlet.name, outlet=self.outlet.id)
        host = urlsplit(captured.url).hostname or ""
        known = catalogue().by_host(host)
        return self._noted(captured, known) or self._by_host(captured, host, known)

    def _noted(self, captured: Captured, known: Outlet | None) -> Source | None:
        """By our own note; it may not call a host by the name of an outlet that the catalogue has elsewhere."""
        note = captured.note
        if note is None:
            return None
        is_claimed = note.outlet is not None and catalogue().get(note.outlet) is not None
        if is_claimed and (known is None or known.id != note.outlet):
            return None
        if not note.invented and note.outlet is None and catalogue().by_name(note.outlet_name) is not None:
            return None
        own = next((source for source in self.sources if source.id == note.source), None)
        return own or Source(
            note.source, "", note.outlet_name or note.source, outlet=note.outlet, invented=note.invented
        )

    def _by_host(self, captured: Captured, host: str, known: Outlet | None) -> Source:
        for source in self.sources:
            if source.url == captured.url:
                return source
        for source in self.sources:
            if (known and source.outlet == known.id) or (not known and urlsplit(source.url).hostname == host):
                return source
        return Source(known.id, "", known.name, outlet=known.id) if known else Source(host, "", host)


class Importer:
    """Keeps the reports of some WARC files in a store. `now` is the latest time that a record is believed to be of."""

    def __init__(self, store: Store, whose: Whose, parsers: Parsers, *, now: datetime) -> None:
        self.tally = Tally()
        self._store, self._whose, self._parsers, self._now = store, whose, parsers, now
        self._entries: dict[str, tuple[datetime, Source, Entry]] = {}

    async def take_feeds(self, records: Iterator[Captured | Passed]) -> None:
        """The entries of the feeds, to complete pages and to be kept alone in the end."""
        for captured in records:
            if isinstance(captured, Captured) and captured.is_feed:
                await self._take_feed(captured)

    async def _take_feed(self, captured: Captured) -> None:
        source, at = self._whose.of(captured), self._at(captured)
        kind = source.kind if source.url == captured.url or captured.note else "feed"
        try:
            feed = await self._parsers.read(
                kind, captured.body, url=captured.url, content_type=captured.content_type, at=at
            )
        except MirNewsError:
            self.tally.counts["bad_feed"] += 1
            return
        self.tally.counts["feed"] += 1
        for entry in feed.entries:
            name = address(entry.url) or f"{source.id} {entry.id}"
            before = self._entries.get(name)
            if (before is None and len(self._entries) < ENTRIES) or (before is not None and before[0] <= at):
                self._entries[name] = (at, source, entry)

    def take_pages(self, records: Iterator[Captured | Passed]) -> None:
        """The pages, each as a report."""
        for record in records:
            if not isinstance(record, Captured):
                self.tally.counts[record] += 1
            elif not record.is_feed:
                self.tally.counts[self._taken(record)] += 1

    def _taken(self, captured: Captured) -> str:
        """What became of a page; a fault of ours in one page does not stop the others."""
        try:
            return self._take_page(captured)
        except MirNewsError:
            raise  # of the archive itself
        except Exception:
            return "fault"

    def _take_page(self, captured: Captured) -> str:
        url, at = address(captured.url), self._at(captured)
        if url is None:
            return "address"
        newest = self._store.newest_page(url)
        if newest is not None and newest >= at:
            self._entries.pop(url, None)
            return "known"
        page = Page(captured.url, captured.body, captured.content_type, at)
        article = extract(page, at=at)
        if article.kind != "article" or not (article.paragraphs or article.lead):
            return "no_text"
        _, source, entry = self._entries.pop(url, (at, self._whose.of(captured), None))
        raw = RawPage(captured.url, captured.content_type, at, captured.body)
        return self._save(article, source, entry, captured, url, at, raw)

    def _save(
        self,
        article: Article,
        source: Source,
        entry: Entry | None,
        captured: Captured,
        url: str,
        at: datetime,
        raw: RawPage,
    ) -> str:
        made = desk.draft(article, entry, source, url=captured.url, canonical_url=url, now=at)
        if made.guid is None and captured.note is not None:
            made = dataclasses.replace(made, guid=captured.note.guid)
        _, outcome = save(self._store, made, now=at, raw=raw)
        self.tally.reports += outcome == "new"
        return outcome

    def take_rest(self) -> None:
        """The entries whose pages are in no file, as a poll keeps them whose page cannot be had."""
        for at, source, entry in self._entries.values():
            url = address(entry.url)
            if not entry.title or self._store.find(source_id=source.id, known_by=identities(entry)) is not None:
                continue
            own = url if url and source.url and urlsplit(url).hostname == urlsplit(source.url).hostname else None
            made = desk.draft(desk.from_entry(entry), entry, source, url=entry.url, canonical_url=own, now=at)
            if self._store.find(source_id=source.id, known_by=made.known_by) is None and (own or made.guid):
                save(self._store, made, now=at, raw=None)
                self.tally.counts["entry"] += 1
                self.tally.reports += 1
        self._entries.clear()

    def _at(self, captured: Captured) -> datetime:
        """When it was fetched: as the record says, unless that cannot be."""
        return captured.at if captured.at is not None and _OLDEST <= captured.at <= self._now else self._now
