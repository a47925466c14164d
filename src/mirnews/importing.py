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
from mirnews.model import Entry, Identities, Outlet, Page, Report, Source
from mirnews.newsroom import address
from mirnews.outlets import catalogue
from mirnews.reading import save
from mirnews.sources import identities
from mirnews.sources.pool import Parsers
from mirnews.store.port import Draft, RawPage, Store
from mirnews.urls import twin_key
from mirnews.warc import Captured, Note, Passed

ENTRIES = 100_000  # of feeds, waiting in memory for their pages; further ones are left out
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Tally:
    """What became of the records: `new`, `revised`, `unchanged`, `known` (kept before), `removed`, `feed`, `entry`
    (kept without a page), `bad_feed`, what `desk.must_be_report` says of other pages (`no_text`, `login_page` …),
    `fault` (of ours, in one page), and the reasons of `warc.Passed` for those that were left out.
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
        """By our own note, which anybody can write: it may lend nobody the name of an outlet that the catalogue or the
        archive has elsewhere, nor one of our sources that does not speak for the host.
        """
        note = captured.note
        if note is None:
            return None
        own = next((source for source in self.sources if source.id == note.source), None)
        if own is not None:
            is_nobodys = not own.url and own.outlet is None  # of pages that somebody opened
            return own if is_nobodys or desk.speaks_for(own, captured.url) else None
        if note.outlet is not None and self._has(note.outlet):
            speakers = [source for source in self.sources if source.outlet == note.outlet]
            if (known is None or known.id != note.outlet) and not _any_speaks(speakers, captured.url):
                return None
        if not note.invented and note.outlet is None and catalogue().by_name(note.outlet_name) is not None:
            return None
        url = captured.url if captured.is_feed else ""
        return Source(note.source, url, note.outlet_name or note.source, outlet=note.outlet, invented=note.invented)

    def _has(self, outlet: str) -> bool:
        return catalogue().get(outlet) is not None or any(source.outlet == outlet for source in self.sources)

    def _by_host(self, captured: Captured, host: str, known: Outlet | None) -> Source:
        for source in self.sources:
            if source.url == captured.url:
                return source
        for source in self.sources:
            if (known and source.outlet == known.id) or (not known and urlsplit(source.url).hostname == host):
                return source
        return Source(known.id, "", known.name, outlet=known.id) if known else Source(host, captured.url, host)


def _any_speaks(sources: Sequence[Source], url: str) -> bool:
    return any(desk.speaks_for(source, url) for source in sources)


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
        before = self._before("", Identities(url, twin=twin_key(url)))
        if (kept := _kept_already(before, at)) is not None:
            self._entries.pop(url, None)
            return kept
        page = Page(captured.url, captured.body, captured.content_type, at)
        article = extract(page, at=at)
        try:
            desk.must_be_report(article, page)
        except MirNewsError as error:
            return error.code
        _, source, entry = self._entries.pop(url, (at, self._whose.of(captured), None))
        made = desk.draft(article, entry, source, url=captured.url, canonical_url=url, now=at)
        return self._save(made, captured, at)

    def _save(self, made: Draft, captured: Captured, at: datetime) -> str:
        """Save a page, unless the report that it is was read later than it was captured."""
        made = dataclasses.replace(made, guid=self._guid(made, captured.note))
        raw = RawPage(captured.url, captured.content_type, at, captured.body)
        with self._store.together():
            before = self._before(made.source_id, made.known_by, made.published)
            if (kept := _kept_already(before, at)) is not None:
                return kept
            seen = max(at, before.changed_at) if before else at  # the words of a feed may be later than its page
            _, outcome = save(self._store, made, now=seen, raw=raw)
        self.tally.reports += outcome == "new"
        return outcome

    def _guid(self, made: Draft, note: Note | None) -> str | None:
        """What its feed calls a page: as the feed of a source of ours says, else as a feed or a note in the file does,
        unless a report of another host has that name.
        """
        if made.guid is not None and any(source.id == made.source_id for source in self._whose.sources):
            return made.guid
        guid = made.guid or (note.guid if note else None)
        other = self._before(made.source_id, Identities(guid=guid))
        return guid if other is None or _host(other.url) == _host(made.url) else None

    def _before(self, source_id: str, known_by: Identities, published: datetime | None = None) -> Report | None:
        found = self._store.find(source_id=source_id, known_by=known_by, published=published)
        return None if found is None else self._store.report(found)

    def take_rest(self) -> None:
        """The entries whose pages are in no file, as a poll keeps them whose page cannot be had."""
        for at, source, entry in self._entries.values():
            url = address(entry.url)
            if not entry.title or self._store.find(source_id=source.id, known_by=identities(entry)) is not None:
                continue
            own = url if url and desk.speaks_for(source, url) else None
            made = desk.draft(desk.from_entry(entry), entry, source, url=entry.url, canonical_url=own, now=at)
            if self._store.find(source_id=source.id, known_by=made.known_by) is None and (own or made.guid):
                save(self._store, made, now=at, raw=None)
                self.tally.counts["entry"] += 1
                self.tally.reports += 1
        self._entries.clear()

    def _at(self, captured: Captured) -> datetime:
        """When it was fetched: as the record says, unless that cannot be."""
        return captured.at if captured.at is not None and _OLDEST <= captured.at <= self._now else self._now


def _kept_already(before: Report | None, at: datetime) -> str | None:
    """What is said of a capture that is not looked at: of a removed report, or not later than what we have of it. A
    page is more than the words of a feed, whenever it was captured.
    """
    if before is None:
        return None
    if before.visibility == "purged":
        return "removed"
    return "known" if before.changed_at >= at and before.article.profile != desk.ENTRY_ALONE else None


def _host(url: str | None) -> str:
    return (urlsplit(url or "").hostname or "").removeprefix("www.")
