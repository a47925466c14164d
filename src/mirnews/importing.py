"""importing: takes what was captured in WARC files, keeps the reports of it, as a poll would have at that time.

    feeds ─▶ sources.read ─▶ Entries        pages ─▶ extract ─▶ desk.draft ─▶ save        entries without page ─▶ save

The files are gone through twice: feeds first, so that each page is completed by its entry as in a poll. What several
feeds of a house name is one article, and stands where each of them files it. No address is asked for anything. The same
files again change nothing.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from mirnews import desk
from mirnews.entries import Entries, Item, Said
from mirnews.errors import MirNewsError
from mirnews.extract import extract
from mirnews.model import Identities, Outlet, Page, Report, Source
from mirnews.newsroom import address
from mirnews.outlets import catalogue
from mirnews.reading import save
from mirnews.sources import identified
from mirnews.sources.pool import Parsers
from mirnews.store.port import Draft, Named, RawPage, Store
from mirnews.urls import cms_key, kept_under, twin_key
from mirnews.warc import Captured, Note, Passed

ENTRIES = 100_000  # articles of feeds, in memory until the end; further ones are left out
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
        return Source(
            note.source,
            url,
            note.outlet_name or note.source,
            kind=note.reads,
            outlet=note.outlet,
            section=note.section,
            invented=note.invented,
        )

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
        self._entries = Entries(ENTRIES)

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
                kind, captured.body, url=captured.url, content_type=captured.content_type, at=at, rules=source.rules
            )
        except MirNewsError:
            self.tally.counts["bad_feed"] += 1
            return
        self.tally.counts["feed"] += 1
        for entry, keys in zip(feed.entries, identified(feed.entries), strict=True):
            self._entries.add(Said(at, source, Named(entry, keys, desk.shelf_of(source, entry))))

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
        keys, source = Identities(url, cms_key(url), twin_key(url)), self._whose.of(captured)
        item = self._entries.of_page(url, keys, source, captured.note.guid if captured.note else None)
        before = self._before("", Identities(url, twin=keys.twin))
        if (kept := _kept_already(before, at)) is not None:
            return _attached(item, before, kept)
        page = Page(captured.url, captured.body, captured.content_type, at)
        article = extract(page, at=at)
        try:
            desk.must_be_report(article, page)
        except MirNewsError as error:
            return error.code
        said = item.by(source.id) if item else None
        entry, source = (said.named.entry, said.source) if said else (None, source)
        origin = kept_under(url, article.canonical_url)
        made = desk.draft(article, entry, source, url=origin, canonical_url=origin, now=at)
        return self._save(made, captured, at, item)

    def _save(self, made: Draft, captured: Captured, at: datetime, item: Item | None) -> str:
        """Save a page, unless the report that it is was read later than it was captured."""
        made = dataclasses.replace(made, guid=self._guid(made, captured.note))
        raw = RawPage(captured.url, captured.content_type, at, captured.body)
        with self._store.together():
            before = self._before(made.source_id, made.known_by, made.published)
            if (kept := _kept_already(before, at)) is not None:
                return _attached(item, before, kept)
            seen = max(at, before.changed_at) if before else at  # the words of a feed may be later than its page
            report_id, outcome = save(self._store, made, now=seen, raw=raw)
        if item is not None:
            item.report = report_id
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
        """What feeds named whose pages are in no file, kept as a poll does it whose page cannot be had; and for every
        report who named it, and where they file it.
        """
        for item in self._entries:
            with self._store.together():
                report_id = item.report or self._named_before(item) or self._kept_alone(item)
                if report_id is None:
                    continue
                report = self._store.report(report_id)
                for said in item.said.values():
                    named = (
                        said.named if _may_file(said.source, report) else dataclasses.replace(said.named, section=None)
                    )
                    self._store.name_report(said.source, named, report_id, now=said.at)
        self._entries.clear()

    def _named_before(self, item: Item) -> int | None:
        """The report that an article is, by what any of its sources says of it."""
        for said in item.said.values():
            keys = said.named.known_by
            found = self._store.find(source_id=said.source.id, known_by=keys, published=keys.published)
            if found is not None:
                return found
        return None

    def _kept_alone(self, item: Item) -> int | None:
        """Save the words of the feed that was the first to name it; None where they are no report."""
        said = item.by("")
        entry, source, url = said.named.entry, said.source, address(said.named.entry.url)
        if not entry.title:
            return None
        own = url if url and desk.speaks_for(source, url) else None
        made = desk.draft(desk.from_entry(entry), entry, source, url=entry.url, canonical_url=own, now=said.at)
        found = self._store.find(source_id=source.id, known_by=made.known_by)
        if found is not None or not (own or made.guid):
            return found
        report_id, _ = save(self._store, made, now=said.at, raw=None)
        self.tally.counts["entry"] += 1
        self.tally.reports += 1
        return report_id

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


def _may_file(source: Source, report: Report | None) -> bool:
    """May a source say where a report stands? Its own one, and one that speaks for the report's host."""
    if report is None:
        return False
    return source.id == report.source_id or desk.speaks_for(source, report.url or "")


def _attached(item: Item | None, before: Report | None, kept: str) -> str:
    """A page that is not looked at still says which report an article is."""
    if item is not None and before is not None:
        item.report = before.id
    return kept


def _host(url: str | None) -> str:
    return (urlsplit(url or "").hostname or "").removeprefix("www.")
