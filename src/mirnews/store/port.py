"""port: what a store can do, in the words of the product. Engines implement `Store`; nobody else speaks SQL.

Every write that belongs together is one method and one transaction, so that a killed process leaves either all of
it or none. Reads return records of `model.py`. Engines raise TryLater(`store_busy`) when the database is locked and
Misconfigured when it cannot be opened.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from mirnews.model import (
    Article,
    Credit,
    Edit,
    Entry,
    Fold,
    Headline,
    Identities,
    Mention,
    Nearby,
    Origin,
    Polled,
    Report,
    Source,
    Story,
    StoryReport,
    Subscription,
    Visibility,
)

StoryOrder = Literal["rank", "newest"]
OWN_FAULTS = frozenset({"store_busy", "disk_full", "store_failed", "store_damaged"})  # of the archive, no host's
LEASE_LOST = "lease_lost"  # code of the Skip for a holder that was away while another took its work over
SaveOutcome = Literal["new", "revised", "unchanged", "removed"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a source named: an entry, by what it may be known again, and the section that this source files it in."""

    entry: Entry
    known_by: Identities
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that a feed named and whose page is to be fetched. `key` names it; `attempts` failed so far.

    `seen_at` is when its source named it first; `report_id` the report that was made of it, when its page is only
    looked at again; `holder` who has taken it.
    """

    key: int
    source_id: str
    entry: Entry
    canonical_url: str | None
    attempts: int
    seen_at: datetime
    report_id: int | None = None
    holder: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A report before it has an id: all that the rooms made of one page."""

    source_id: str
    outlet: str | None
    outlet_name: str
    invented: bool
    guid: str | None
    url: str | None
    canonical_url: str | None
    article: Article
    repairs: Mapping[str, tuple[Edit, ...]]
    credit: Credit
    section: str
    published: datetime | None
    at: datetime
    search_text: str  # the search key of everything readable, for the index
    shingles: Sequence[int]  # sampled fingerprints of the body, for `fold`
    publisher: Origin  # whose report it is, for counting origins
    words: int = 0  # of the untouched text
    half_spaces: int = 0  # in it
    way: Sequence[Origin] = ()  # the outlets from the one that it cites to the one that it goes back to
    topic: str | None = None  # the subject by its text
    mentions: Sequence[Mention] = ()
    excerpt: str | None = None  # a verbatim slice of the text, where there is no title
    number: str | None = None  # of `canonical_url`, as in Identities
    twin: str | None = None

    @property
    def known_by(self) -> Identities:
        """By what it may be known again."""
        return Identities(self.canonical_url, self.number, self.twin, self.guid)


@dataclass(frozen=True, slots=True)
class Untold:
    """A report that is to be given its story, repaired: `body` is its paragraphs, `copy_of` the original's id.

    `outlet` is its outlet's key. `credit` is given only where an earlier version did not keep whose it is and whom it
    cites: those are to be read from it.
    """

    id: int
    first_seen: datetime
    outlet: str
    outlet_name: str
    credit: Credit | None
    title: str
    lead: str
    body: str
    at: datetime
    copy_of: int | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What a report said at one time; `number` counts from 1.

    `reading` counts how often its bytes were read: with newer code the same bytes may give another article, which is no
    change by the outlet. `read_at` is when that was last, None for the first reading.
    """

    number: int
    seen_at: datetime
    article: Article
    reading: int = 1
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the outbox: a report whose search entry is out of date. `text` is None when it must go.

    `sections` are all that it is filed in, its own first.
    """

    sequence: int
    report_id: int
    text: str | None
    at: datetime | None
    sections: tuple[str, ...]
    outlet: str
    title: str


@dataclass(frozen=True, slots=True)
class Removal:
    """One line of the removal log."""

    report_id: int
    action: Visibility
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RawPage:
    """The bytes behind a revision, as fetched."""

    url: str | None
    content_type: str | None
    fetched_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class Space:
    """What the kept bytes of a site take: `page` and `aside` (of dropped entries) by host, `feed` by source.

    `size` is what came over the wire, `kept` what it takes compressed, `dictionaries` what it leans on.
    """

    kind: Literal["page", "feed", "aside"]
    site: str
    bodies: int
    size: int
    kept: int
    dictionaries: int


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What was learned of a site's pages. `text` is the profile as TOML, empty where nothing could be learned.

    `used` while it fits, `lost` since it stopped fitting, `refused` where the pages had nothing in common. `pages` is
    how many pages of the site were kept when it was learned, or lost; `recent` the characters that it read of the last.
    """

    site: str
    state: Literal["used", "lost", "refused"]
    text: str
    pages: int
    learned_at: datetime
    since: datetime
    recent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """Which part of the archive: from `since`, before `until`, of one source or one outlet; None: no bound."""

    since: datetime | None = None
    until: datetime | None = None
    source_id: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The bytes of one revision of a shown report, and what they belong to. `mark` orders them, to go on from."""

    mark: int
    raw: RawPage
    report_id: int
    number: int
    source_id: str
    outlet: str | None
    outlet_name: str
    invented: bool
    guid: str | None
    url: str | None
    canonical_url: str | None
    fold: int
    story: int | None
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """One kept body of a source's feed; `raw` is None for one that names a report that is not shown."""

    mark: int
    raw: RawPage | None
    source_id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A shown report with all that it was made of: its revisions, their bytes by number, its feed's entry.

    The bytes are read one by one, when they are asked for, and may be gone by then.
    """

    report: Report
    canonical_url: str | None
    revisions: Sequence[Revision]
    pages: Mapping[int, RawPage]
    entry: Entry | None
    search_text: str
    publisher: Origin | None
    way: Sequence[Origin]
    prints: frozenset[int]


@dataclass(frozen=True, slots=True)
class Printed:
    """A shown report with its fold and the fingerprints of its text."""

    id: int
    at: datetime
    fold: Fold
    prints: Sequence[int]


@dataclass(frozen=True, slots=True)
class Span:
    """The time of some reports: of the earliest and the latest in lists, and when one of them was first seen."""

    first: datetime
    last: datetime
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Remade:
    """What becomes of a report that was made again: the articles of its revisions that are read otherwise, by number,
    and all that follows from the last one. `revision` is the report's when it was read. Times are taken from the draft
    only `with_times`, but for one that was unknown.
    """

    report_id: int
    revision: int
    articles: Mapping[int, Article] = field(default_factory=dict)
    draft: Draft | None = None
    with_times: bool = False


class Store(Protocol):
    """Everything that is remembered."""

    def together(self) -> AbstractContextManager[None]:
        """All that is read and written inside is one transaction; no other process writes meanwhile."""

    # sources and their polls
    def sources(self) -> list[Source]:
        """All sources, by id."""

    def source(self, source_id: str) -> Source | None:
        """One source, or None."""

    def add_source(self, source: Source, *, now: datetime) -> bool:
        """Add or replace a source; True when it is new. A new one, or one with another address, is due at once."""

    def remove_source(self, source_id: str) -> bool:
        """Forget a source and its waiting entries; its reports stay. False when there was none.

        What another source of the outlet named too goes on as that one's.
        """

    def polled(self, source_id: str) -> Polled | None:
        """The poll state of one source, or None."""

    def polls(self) -> dict[str, Polled]:
        """The poll state of every source."""

    def brief_polls(self) -> list[Polled]:
        """The poll state of every source without what was learned of it, which is most of it."""

    def some_polls(self, most: int) -> list[Polled]:
        """The poll state of about so many sources, spread over all of them; of all where there are fewer than twice."""

    def record_poll(
        self,
        polled: Polled,
        entries: Sequence[Named] = (),
        *,
        now: datetime,
        raw: RawPage | None = None,
        holder: int | None = None,
        most_new: int | None = None,
        flooded: Polled | None = None,
    ) -> int:
        """Save how a poll went together with the entries that it brought; returns how many are new, and keeps when some
        were (`Polled.last_new`).

        An entry is known when this source named it before (`Identities.same`), or another source of its outlet under
        the same address, twin or number: then it is kept that this source named it, and where it files it. A known
        entry whose title or summary changed waits again, if this source was the first to name it. A body that names
        a purged report is not kept; with others is kept which entries they named, and whether these are all
        (`Polled.entries`). Who has taken the source gives its `holder` number, and gets Skip (`lease_lost`) when
        another has taken it over; the same holds for every outcome of an entry below. With it, the work is given back.
        Where there are more than `most_new` new entries, the others are left out and `flooded` is how the poll went.
        """

    def entries_since(self, source_id: str, since: datetime) -> int:
        """How many entries a source was the first to name since then."""

    def record_push(
        self, source_id: str, entries: Sequence[Named], *, now: datetime, raw: RawPage | None = None
    ) -> int:
        """Save the entries that a hub brought, as `record_poll` does; how the source's polls stand is left alone."""

    def name_report(self, source: Source, one: Named, report_id: int, *, now: datetime) -> None:
        """Keep that a source, which need not be one of ours, named a report, as `record_poll` does, without anything to
        fetch, until a poll names again what was kept without its page. What the source named before stays as it is, and
        so does what was purged.
        """

    # who works on what
    def beat(self, holder: int, *, now: datetime, lease: timedelta, process: str = "") -> None:
        """Say that the holder, a number that nobody else uses, is there and that its word holds for the lease.

        A holder that was away longer comes back without what others took meanwhile. `process` is for `holders`.
        """

    def holders(self) -> dict[int, str]:
        """Who works on the archive, by what each said of its process."""

    def leave(self, holder: int) -> None:
        """The holder no longer works on the archive: everything that it has taken is given back."""

    def take_due(self, holder: int, *, now: datetime, in_hand: Collection[str] = (), limit: int) -> list[Source]:
        """Take enabled sources that are due, the longest overdue first, unless a living holder has them.

        What the holder has taken before is taken again, unless it is `in_hand`.
        """

    def take_sources(self, holder: int, source_ids: Collection[str], *, now: datetime) -> list[Source]:
        """Take those of these sources that no living holder has, due or not."""

    def next_due(self, *, after: datetime) -> datetime | None:
        """When the next enabled source is due after this instant; None when there is none."""

    def take_waiting(self, holder: int, *, now: datetime, in_hand: Collection[int] = (), limit: int) -> list[Waiting]:
        """Take entries that are due, unless a living holder has them: the oldest of every source, then the second …"""

    # hubs that push what is new (WebSub)
    def subscription(self, source_id: str) -> Subscription | None:
        """How a source stands with its hub; None for one whose feed names none."""

    def subscription_at(self, token: str) -> Subscription | None:
        """The subscription whose hub calls us by this token, or None."""

    def subscriptions(self, *, due: datetime | None = None, limit: int = -1) -> list[Subscription]:
        """All subscriptions, or those whose hub is to be asked by `due`, the longest overdue first."""

    def put_subscription(self, held: Subscription) -> None:
        """Add or replace the subscription of a source, unless the source was removed."""

    def drop_subscription(self, source_id: str) -> None:
        """Forget the subscription of a source."""

    def hasten(self, source_id: str, *, due: datetime) -> None:
        """Let a source be looked at by `due` at the latest."""

    # entries whose page is still to be read
    def waiting(self, source_id: str | None = None, *, now: datetime, limit: int) -> list[Waiting]:
        """Entries that are due: the oldest of every source, then the second of each, and so on."""

    def waiting_again(self) -> int:
        """How many of the waiting entries are of reports that we have, looked at once more."""

    def waiting_count(self) -> int:
        """How many entries wait, due or not."""

    def postpone(self, key: int, *, until: datetime, reason: str, holder: int | None = None) -> None:
        """A page could not be had now; count the attempt and try again at `until`."""

    def drop(self, key: int, *, reason: str, raw: RawPage | None = None, holder: int | None = None) -> None:
        """There is no report to be made of this entry; remember why, and the bytes for a person to look at."""

    def settle(
        self, key: int, report_id: int, *, holder: int | None = None, look_again: datetime | None = None
    ) -> None:
        """The entry says nothing that this report does not have already; its page is looked at again then, or never."""

    def look_again(self, *, now: datetime) -> int:
        """Let the settled entries wait whose page is to be looked at again by now; returns how many."""

    def quarantined(self, limit: int = 50) -> list[tuple[str, str, str]]:
        """Entries that were dropped or failed: (source, URL, reason), newest first."""

    # reports
    def nearby(self, shingles: Sequence[int], *, since: datetime) -> list[Nearby]:
        """Shown reports not older than `since` that share fingerprints with these, most shared first."""

    def find(
        self, *, source_id: str, known_by: Identities, published: datetime | None = None, key: int | None = None
    ) -> int | None:
        """The id of the report that this is, if we have it: by address, twin, number, and by guid in this source.

        A number counts where the page was `published` at the same instant too; a guid, unless numbers differ or it is
        another entry's than `key`.
        """

    def save(
        self,
        draft: Draft,
        fold: Fold,
        *,
        now: datetime,
        raw: RawPage | None,
        key: int | None = None,
        holder: int | None = None,
        look_again: datetime | None = None,
    ) -> tuple[int, SaveOutcome]:
        """Save a report with its revision, fingerprints, bytes and outbox line, and settle entry `key`, all at once.

        A report is known again as by `find`. Words of a feed alone never replace those of a page. A purged report is
        not stored again (`removed`); a hidden one takes its revisions and stays hidden. The first
        times stay; a time that was unknown is filled in.
        """

    def gone(self, report_id: int, *, now: datetime) -> bool:
        """Its page is no longer there: keep when that was found. True the first time; a page that answers clears it."""

    def report(self, report_id: int) -> Report | None:
        """One report, whatever its visibility, or None."""

    def revisions(self, report_id: int) -> list[Revision]:
        """What it said over time, oldest first."""

    def raw(self, report_id: int) -> RawPage | None:
        """The bytes of its last revision, or None."""

    def headlines(
        self,
        *,
        section: str | None = None,
        outlet: str | None = None,
        before: datetime | None = None,
        ids: Sequence[int] | None = None,
        fold: int | None = None,
        limit: int = 30,
        fold_copies: bool = False,
    ) -> list[Headline]:
        """Shown reports, newest first. `outlet` is a catalogue id or a source id.

        `before` keeps only those at or before that instant. With `fold_copies` a copy stands in `copies` of the first
        of its fold, and `limit` counts folds. `ids` keeps the given order.
        """

    def sections(self) -> list[tuple[str, int]]:
        """Sections that have shown reports, with their number."""

    def outlets(self) -> list[tuple[str, str, int, bool]]:
        """Outlets with shown reports: (id for /o/, name, number of reports, invented)."""

    def count(self) -> int:
        """How many reports are shown."""

    def latest_change(self) -> datetime | None:
        """When the newest report was first seen."""

    # stories
    def untold(self, limit: int) -> list[Untold]:
        """Shown reports that have no story yet, in order of arrival."""

    def untold_count(self) -> int:
        """How many reports have no story yet."""

    def told(self, *, after: int, since: datetime, limit: int) -> list[tuple[int, Untold, int]]:
        """Reports not older than `since` as they were told after number `after`: (number, report, its story)."""

    def tell(self, report_id: int, story: int) -> tuple[int, int]:
        """Give a report its story (its own id: it begins one); its number in the order of telling, and its story.

        A report that has a story keeps it.
        """

    def set_way(self, report_id: int, publisher: Origin, way: Sequence[Origin]) -> None:
        """Whose a report is and whom it cites, for one that was saved without these."""

    def stale_stories(self, limit: int) -> list[tuple[int, int]]:
        """Stories whose reports changed since they were summed up: (id, count of changes)."""

    def save_story(self, story_id: int, story: Story | None, *, changes: int) -> None:
        """Keep the summary of a story (None: nothing of it is shown) as it was at that count of changes."""

    def story_reports(self, ids: Sequence[int]) -> dict[int, list[StoryReport]]:
        """The shown reports of stories, oldest first; an unknown story has none."""

    def story(self, story_id: int) -> Story | None:
        """One story that has shown reports, or None."""

    def stories(
        self,
        *,
        section: str | None = None,
        order: StoryOrder = "rank",
        limit: int = 30,
        offset: int = 0,
    ) -> list[Story]:
        """Stories with shown reports: the highest rank first, or the latest news first."""

    def balanced_stories(self, *, limit: int, each: int) -> list[Story]:
        """The stories of the highest rank, at most `each` of those that one outlet alone tells.

        When there are not enough others, what is over that fills the list.
        """

    def story_count(self) -> int:
        """How many stories have shown reports."""

    def densities(self, *, since: datetime) -> dict[str, list[float]]:
        """Half-spaces per 1,000 words of each source's untouched texts, a figure a day with reports, oldest first."""

    # rights and removal
    def remove(self, report_id: int, action: Literal["hidden", "purged"], *, reason: str, now: datetime) -> bool:
        """Hide or purge a report, log it, and tell the index. Purging deletes text, bytes and revisions for good."""

    def restore(self, report_id: int, *, reason: str, now: datetime) -> bool:
        """Show a hidden report again, log it. False when it is not hidden."""

    def removals(self) -> list[Removal]:
        """The removal log, oldest first."""

    # search feed
    def outbox(self, limit: int) -> list[Change]:
        """Changes that the index has not taken yet, oldest first."""

    def clear_outbox(self, up_to: int) -> None:
        """The index holds every change up to this sequence number."""

    def refill_outbox(self) -> int:
        """Put every shown report into the outbox, to build the index anew; returns how many."""

    # kept bytes
    def tend(self, *, now: datetime, keep_pages_days: int = 0) -> bool:
        """Do one bounded piece of upkeep: make a site's dictionary, repack some bodies with it, let go of the bytes of
        pages older than `keep_pages_days` (0: of none). False when there is nothing to do.
        """

    def space(self) -> list[Space]:
        """What kept bytes take, by kind and site."""

    def kept_pages(self, wanted: Range, *, after: int, limit: int) -> list[KeptPage]:
        """Pages of shown reports, fetched in that time, in the order in which they were kept."""

    def kept_feeds(self, wanted: Range, *, after: int, limit: int) -> list[KeptFeed]:
        """Feeds' bodies, fetched in that time, in the order in which they were kept."""

    def kept_reports(self, wanted: Range, *, after: int, limit: int) -> list[Kept]:
        """Shown reports with all they were made of, by id: changed since, first seen until."""

    def remake(self, remade: Sequence[Remade], *, name: str, done: int, now: datetime) -> list[int]:
        """Change these reports to what was made of them, and remember that replay `name` is done up to report `done`;
        all at once. Returns those that were changed: not those that were removed or revised meanwhile.

        This is another reading of the same bytes: no revision, first times, order and story stay.
        """

    def replayed(self, name: str) -> int:
        """How far a replay came that was stopped; 0 for one that was not begun or is finished."""

    def end_replay(self, name: str) -> None:
        """A replay is finished."""

    def prints(self, *, since: datetime, until: datetime) -> list[Printed]:
        """Shown reports of that time, and all others of their folds, in order of arrival."""

    def to_refold(self) -> list[int]:
        """Reports that were remade with other fingerprints, and whose fold was not looked at since."""

    def refold(self, folds: Mapping[int, Fold], *, seen: Sequence[Printed]) -> bool:
        """Give reports other folds, all at once; `seen` are all the reports of the folds that this is about, as they
        were read. False, and nothing happens, where they are others by now: joined, left, or of another text.
        """

    def settle_folds(self, report_ids: Sequence[int], *, left: Sequence[int] = ()) -> None:
        """The folds of these need no further look; those that were `left` do."""

    def span(self, report_ids: Collection[int]) -> Span | None:
        """The time of these reports; None where there are none."""

    def shown_ids(self, wanted: Range) -> list[int]:
        """Shown reports that were first seen in that time."""

    def retell(self, stories: Sequence[tuple[int, int]]) -> None:
        """Give reports other stories, all at once."""

    # what was learned of sites
    def site_profile(self, site: str) -> SiteProfile | None:
        """What was learned of a site (host with its port)."""

    def site_profiles(self) -> list[SiteProfile]:
        """What was learned of all sites, by name."""

    def put_site_profile(self, known: SiteProfile) -> None:
        """Keep what was learned of a site, in place of what was."""

    def note_read(self, site: str, length: int, *, keep: int) -> SiteProfile | None:
        """One more page was read by a site's profile, so many characters of it (0: it did not fit); the last `keep`
        are remembered. Returns how it stands, or None where there is none in use.
        """

    def sites_to_learn(self, *, least: int) -> list[str]:
        """Sites with `least` kept pages of which nothing was learned: not yet, not since it was lost and so many came,
        or nothing, when they had half as many.
        """

    def pages_to_learn(self, site: str, *, since: datetime | None, limit: int) -> list[RawPage]:
        """The newest kept pages of a site that no shipped profile read, since then, one a report; oldest first."""

    def count_pages(self, site: str) -> int:
        """How many pages of a site are kept."""

    def has_lost_profile(self, source_id: str) -> bool:
        """Has a site of which this source has reports a profile that stopped fitting?"""

    # upkeep
    def version(self) -> tuple[int, int]:
        """A value that is another one after any change, by this process or another; for caches."""

    def engine(self) -> str:
        """The engine and its version, for people: `SQLite 3.40.1`."""

    def check(self) -> list[str]:
        """What is wrong with the database, one line each; empty when all is well."""

    def close(self) -> None:
        """Let go of the database."""
