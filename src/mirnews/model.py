"""model: the nouns that pass between rooms. Frozen records; this file knows nothing of the rest.

    Source ─▶ Response ─▶ Feed(Entry…) ─▶ Page ─▶ Article ─▶ Repairs, Credit, Fold ─▶ Report ─▶ Headline

All instants are aware datetimes in UTC, except `When`, which keeps the offset that a page printed.
Offsets into text are code points, end excluded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

SourceKind = Literal["feed", "sitemap", "listing"]
HubState = Literal["offered", "asked", "active", "denied", "failed"]
Precision = Literal["second", "minute", "hour", "day", "month", "year"]
Calendar = Literal["jalali", "gregorian", "hijri", "relative"]
ArticleKind = Literal["article", "listing", "blocked", "other"]
ParagraphKind = Literal["text", "heading", "item", "quote", "row"]
LinkKind = Literal["outlet", "press_office", "statement", "social", "unnamed", "person"]
LinkRole = Literal["publisher", "reports", "cites", "source_line"]
Stance = Literal["says", "claims", "denies", "confirms"]
MentionKind = Literal["person", "place", "organisation"]
Relation = Literal["original", "copy", "partial", "alone"]
Part = Literal["first", "copy", "partial", "relay", "own"]
Rights = Literal["full", "excerpt", "link"]
Visibility = Literal["shown", "hidden", "purged"]
Place = Literal["inside", "inside-state", "inside-semi-state", "inside-private", "abroad", "foreign"]


# ---- what is polled, and what comes back over the wire


@dataclass(frozen=True, slots=True)
class ListingRules:
    """Where things stand on a page that lists articles, as CSS selectors: `item` on the page, the others in one item.

    Without `link`, an item's first link is its address; without `title`, its text or a heading is the title.
    """

    item: str
    link: str | None = None
    title: str | None = None
    time: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One address that is polled: a feed, a sitemap or a listing page of one outlet.

    `outlet` is the catalogue id, or None for an outlet that the catalogue does not know; `name` is what pages
    call the outlet then. `section` overrides what the entries say. `invented` marks a made-up publisher. `rules` are
    the operator's for a listing page.
    """

    id: str
    url: str
    name: str
    kind: SourceKind = "feed"
    outlet: str | None = None
    section: str | None = None
    interval_seconds: int = 900
    enabled: bool = True
    invented: bool = False
    rules: ListingRules | None = None

    @property
    def house(self) -> str:
        """What the sources of one outlet have in common: its id, else the host with its port."""
        if self.outlet:
            return self.outlet
        try:
            host = urlsplit(self.url).netloc.rpartition("@")[2].lower()
        except ValueError:
            host = self.id
        return f"//{host.removeprefix('www.')}"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a source has something new: arrivals by hour of the day and by day of the week from Saturday, in Tehran.

    `…_seen` are the hours for which was looked, at that hour or on that day. The past fades; `faded_at` is until when
    it has. `newest` is the latest instant that an entry said it was published at.
    """

    hours: tuple[float, ...]
    hours_seen: tuple[float, ...]
    days: tuple[float, ...]
    days_seen: tuple[float, ...]
    faded_at: datetime
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect of a source's address, as often and as long as it was seen."""

    url: str
    since: datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a feed asks of those who poll it: for how long it holds, and when in GMT it has nothing new.

    Hours of the day are 0 to 23, days of the week 0 to 6 from Monday.
    """

    ttl_seconds: float = 0.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Polled:
    """How polling of a source stands: the validators to send, when next, and its state in one code.

    `state` is `new`, `ok` or an error code of `errors.py`; `detail` is the English line behind it. `rhythm` is what was
    learned of when the source has something new, `move` where its address leads for good, while that is not certain.
    `failing_since` is when the first of the failures in a row was, `last_new` when an entry came that was not known.
    Of the last body that was read: how many `entries` it had, the `remarks` on it (`sources.remarks`), since when
    they are the same, and its `wishes`. `mirnews.schedule.states` makes one state in words of all that.
    """

    source_id: str
    next_due: datetime
    etag: str | None = None
    last_modified: str | None = None
    last_polled: datetime | None = None
    last_ok: datetime | None = None
    failures: int = 0
    state: str = "new"
    state_since: datetime | None = None
    detail: str = ""
    body_digest: str | None = None
    rhythm: Rhythm | None = None
    move: Move | None = None
    failing_since: datetime | None = None
    last_new: datetime | None = None
    entries: int | None = None
    remarks: tuple[str, ...] = ()
    remarks_since: datetime | None = None
    wishes: Wishes | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """How a source stands with the hub that its feed names, which pushes what is new (W3C WebSub).

    `topic` is the address under which the hub knows the feed. `token` makes the address that the hub calls, `secret`
    signs what it brings. `pending` while the hub has still to verify that we asked; a renewal is pending and active.
    `since` and `until` bound the lease, `next_try` is when the hub is asked (again). `pushes` counts the bodies that it
    brought since a poll last found something that it had not, `misses` how often that was so.
    """

    source_id: str
    hub: str
    topic: str
    token: str
    secret: str
    next_try: datetime
    state: HubState = "offered"
    pending: bool = False
    since: datetime | None = None
    until: datetime | None = None
    failures: int = 0
    pushes: int = 0
    misses: int = 0
    last_push: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that came through the door: bytes after decompression, headers with lower-case names."""

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    moved_to: str | None = None  # where a chain of permanent redirects ended, if every hop was permanent

    @property
    def not_modified(self) -> bool:
        """Did the other side say that nothing changed (304)?"""
        return self.status == 304

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as sent."""
        return self.headers.get("content-type")


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page and where they came from; `fetched_at` is None for a file."""

    url: str | None
    body: bytes
    content_type: str | None = None
    fetched_at: datetime | None = None


# ---- what a feed says


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with what stands below it. `credit` is who took it, without «عکس:», where the page says so."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A titled link: a related headline, or the `source` element of an entry."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, sitemap or listing. `title` is plain text; `summary` and `content` are cleaned HTML."""

    id: str | None
    url: str | None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    source: Link | None = None


@dataclass(frozen=True, slots=True)
class Identities:
    """What an entry or a page may be known by, strongest first; each None where it has none.

    `canonical` is its address, `number` the key of its publishing system's number at this host, `twin` its address
    without scheme, www and AMP, `guid` what the feed calls it, `text` a digest of its folded title and summary, which
    says more where both were `published` at one instant.
    """

    canonical: str | None = None
    number: str | None = None
    twin: str | None = None
    guid: str | None = None
    text: str | None = None
    published: datetime | None = None

    def same(self, other: Identities) -> bool:
        """Are these, in one source, one article?

        One address or twin is one article, and one number unless all else differs (a desk's number in the addresses of
        its articles). One guid is, unless both have numbers that differ, or addresses
        and texts that both differ (a guid used again). One text is only where one of them has no address, or where it
        is of one instant (a site that moved to other addresses).
        """
        if _equal(self.canonical, other.canonical) or _equal(self.twin, other.twin):
            return True
        if _equal(self.number, other.number):
            return not self._says_something_else(other)
        if _equal(self.guid, other.guid):
            is_other = _differ(self.number, other.number) or (
                _differ(self.twin, other.twin) and _differ(self.text, other.text)
            )
            return not is_other
        is_of_one_time = self.published is not None and self.published == other.published
        return _equal(self.text, other.text) and (self.twin is None or other.twin is None or is_of_one_time)

    def _says_something_else(self, other: Identities) -> bool:
        """Another text of another time; where a time is not known, under another guid, unless that is an address."""
        if not _differ(self.text, other.text):
            return False
        if self.published is not None and other.published is not None:
            return self.published != other.published
        return _differ(self.guid, other.guid) and "://" not in f"{self.guid}{other.guid}"


def _equal(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read. `format` as in the command contract; `malformed` when it had to be repaired.

    `sitemaps` are further sitemaps that a sitemap index names, the newest first; whoever polls fetches and reads them.
    `remarks` are codes for what its bytes were like: `encoding_damaged`, `encoding_misnamed`, `lossy`.
    """

    format: str
    malformed: bool = False
    title: str | None = None
    url: str | None = None
    feed_url: str | None = None
    language: str | None = None
    updated: datetime | None = None
    hub: str | None = None
    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    wishes: Wishes | None = None


# ---- what a page says


@dataclass(frozen=True, slots=True)
class When:
    """A date as a page printed it: the instant with the offset that was printed or implied, and how fine it is."""

    value: datetime
    precision: Precision
    calendar: Calendar

    @property
    def instant(self) -> datetime:
        """The same instant in UTC."""
        return self.value.astimezone(UTC)

    @property
    def is_instant(self) -> bool:
        """Is it as fine as an hour, so that it can be put in order with others?"""
        return self.precision in ("second", "minute", "hour")

    def text(self) -> str:
        """The form the command contract gives: `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM[:SS]±HH:MM`."""
        if not self.is_instant:
            return self.value.date().isoformat()
        spec = "seconds" if self.precision == "second" else "minutes"
        return self.value.isoformat(timespec=spec)


@dataclass(frozen=True, slots=True)
class Article:
    """What one page says. Text is exactly as the page has it, half-spaces included; any scalar may be None.

    `lead` is its own field and never in `paragraphs`. `source_line` is the name without its label, `source_text` the
    line as the page prints it («منبع : خبرگزاری مهر»), kept where the page is plain text.
    `profile` names the CMS profile that read the page (a host, where only its own rules did), or `generic`, `text` or
    `feed`. `kinds` has one of `text`, `heading`, `item`, `quote`, `row` (of a table) for each paragraph, and is empty
    where all are text. `amp_url` and `short_url` are other addresses of the page that it names.
    """

    kind: ArticleKind
    profile: str
    url: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    title: str | None = None
    kicker: str | None = None
    lead: str | None = None
    paragraphs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: When | None = None
    updated: When | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    source_line: str | None = None
    source_text: str | None = None
    related: tuple[Link, ...] = ()
    language: str | None = None
    kinds: tuple[ParagraphKind, ...] = ()
    amp_url: str | None = None
    short_url: str | None = None

    @property
    def body(self) -> str | None:
        """The paragraphs joined by a blank line, or None when there are none."""
        return "\n\n".join(self.paragraphs) if self.paragraphs else None


# ---- what we make of it


@dataclass(frozen=True, slots=True)
class Edit:
    """One repair of a text: `before` stands at `start:end` of the untouched text, `after` is shown instead.

    `kind` is letter, invisible, spacing (a half-space where a space stood), joined (a half-space that was lost
    inside a word) or punctuation. `confidence` is 0 to 1.
    """

    start: int
    end: int
    before: str
    after: str
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Repaired:
    """An untouched text with its repairs laid over it. Edits are in order and do not overlap."""

    original: str
    edits: tuple[Edit, ...] = ()

    @property
    def text(self) -> str:
        """The repaired form; the original is never changed."""
        out, at = [], 0
        for edit in self.edits:
            out += [self.original[at : edit.start], edit.after]
            at = edit.end
        return "".join([*out, self.original[at:]])


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim stands: a span of the field `title`, `lead`, `body` or `source_line`."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One organisation of an attribution chain. `cited_by` is the index of the link that names it."""

    name: str
    outlet: str | None
    kind: LinkKind
    role: LinkRole
    cited_by: int | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says something, by which verb: `name` is None for an anonymous speaker, who has only a `title`."""

    name: str | None
    title: str | None
    verb: str
    stance: Stance
    field: str
    start: int
    end: int
    direct: bool


@dataclass(frozen=True, slots=True)
class Credit:
    """Where a report comes from (the chain, publisher first, nearest source next) and who speaks in it."""

    chain: tuple[ChainLink, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def own_report(self) -> bool:
        """Is no outlet named as its source?"""
        return not any(link.kind == "outlet" and link.role != "publisher" for link in self.chain)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report's news comes from, as far as its text names it: an outlet that it cites, the far end of the chain.

    `outlet` is the catalogue id, or None for an outlet that the catalogue does not know. Origins of one `key` count
    once: it is the owner's where the catalogue knows one, else the outlet's, else the folded name.
    """

    name: str
    outlet: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, place or organisation that an article names; `spans` are all the places where it does, in order.

    `name` is its canonical form, `role` what a person is said to be («وزیر خارجه فرانسه»). `id` is the gazetteer's:
    of a country the ISO code («ML»); None for what only its form showed.
    """

    kind: MentionKind
    name: str
    spans: tuple[Evidence, ...]
    role: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """Which text this is: `fold` is shared by an original and its copies; `of` is the report copied from."""

    fold: int | None = None
    relation: Relation = "alone"
    of: int | None = None
    containment: float = 0.0


@dataclass(frozen=True, slots=True)
class Nearby:
    """A stored report that shares `shared` of its `size` fingerprints with a new one. `first_id` and `first_at` are
    the earliest report of its fold.
    """

    id: int
    fold: int
    at: datetime
    shared: int
    size: int
    first_id: int
    first_at: datetime


# ---- what is kept and shown


@dataclass(frozen=True, slots=True)
class Outlet:
    """One row of the catalogue. `variants` are other written forms; `needs_cue` marks a common noun (مهر، ایران).

    `owner` and `owner_en` name whoever owns or runs it, where somebody was found who says so. `profile` is the system
    that makes its pages, as a hint; `feeds` are addresses that may be polled, the main one first; `rights` is the
    licence that it states for its own texts. Who says so, and when: `mirnews.outlets.claims_of`.
    """

    id: str
    name: str
    name_en: str
    variants: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    kind: str = ""
    needs_cue: tuple[str, ...] = ()
    place: Place | None = None
    owner_id: str | None = None
    owner: str | None = None
    owner_en: str | None = None
    profile: str | None = None
    feeds: tuple[str, ...] = ()
    rights: str | None = None

    @property
    def owner_key(self) -> str:
        """Outlets with the same key have one owner and count once; an outlet of its own is its own key."""
        return self.owner_id or self.id


@dataclass(frozen=True, slots=True)
class Report:
    """An article in the archive: what the page said, what was repaired, where it comes from, when we saw it.

    `repairs` maps a field (`title`, `kicker`, `lead`, `paragraphs.0`, `related.0` …) to its
    edits; a field without edits is absent. Spans of `credit` are offsets into the *repaired* fields.
    `published` is None when unknown, and the day's first instant when only the day is known (`article.published` says
    how fine it is); `at` is what lists are ordered by; `changed_at` is when its last revision was seen.
    `story` is None until the report is told; `gone_at` is when its page was found missing, None while it answers;
    `last_seen` when it was last there, None where that was not kept or the page was never read.
    `section` is where the report stands by itself, `also_in` where further feeds of its outlet named it.
    """

    id: int
    source_id: str
    outlet: str | None
    outlet_name: str
    guid: str | None
    url: str | None
    article: Article
    repairs: Mapping[str, tuple[Edit, ...]]
    credit: Credit
    section: str
    fold: Fold
    first_seen: datetime
    published: datetime | None
    at: datetime
    changed_at: datetime
    revision: int = 1
    visibility: Visibility = "shown"
    removal_reason: str | None = None
    invented: bool = False
    story: int | None = None
    gone_at: datetime | None = None
    last_seen: datetime | None = None
    topic: str | None = None
    mentions: tuple[Mention, ...] = ()
    also_in: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        """Every section that it is filed in, its own first."""
        return (self.section, *self.also_in)

    def repaired(self, name: str) -> Repaired:
        """A field by its name in `repairs`, with its edits; an absent field is the empty text."""
        return repaired(self.article, self.repairs, name)


@dataclass(frozen=True, slots=True)
class Headline:
    """A report as one line of a list. `title` is repaired; None where the source has none (`excerpt` stands in)."""

    id: int
    title: str | None
    excerpt: str | None
    outlet: str | None
    outlet_name: str
    url: str | None
    section: str
    published: datetime | None
    first_seen: datetime
    at: datetime
    fold: int | None = None
    relation: Relation = "alone"
    invented: bool = False
    lead: str | None = None
    story: int | None = None
    gone_at: datetime | None = None
    copies: tuple[Headline, ...] = field(default=())
    also_in: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        """Every section that it is filed in, its own first."""
        return (self.section, *self.also_in)


# ---- stories: one event, told by many reports


@dataclass(frozen=True, slots=True)
class StoryReport:
    """A report as its story sees it.

    `way` are the outlets from the one that it cites to the one that it goes back to, none for a report that cites none.
    `copy_of` is the report whose text it has, in whole (relation `copy`) or in part (`partial`). `error_seconds` is how
    much earlier than `first_seen` it may have stood there: the time since its source was looked at before. `gone_at` is
    when its page was found missing.
    """

    headline: Headline
    story: int
    publisher: Origin
    way: tuple[Origin, ...] = ()
    copy_of: int | None = None
    containment: float = 0.0
    error_seconds: int = 0
    revision: int = 1
    changed_at: datetime | None = None
    gone_at: datetime | None = None

    @property
    def origin(self) -> Origin | None:
        """Whom the report goes back to, as far as its text names it; None for one that cites no outlet."""
        return self.way[-1] if self.way else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a report is in its story, one of five in this order: first, copy of, part of another, relay of, own report.

    `of` is the report whose text it has; `origin` who it goes back to; `counts` when it is the earliest of its origin
    and so stands for it among the independent reports. Several are `first` when the times do not tell them apart.
    """

    report: StoryReport
    part: Part
    origin: Origin
    counts: bool
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One event. `id` is the id of the report that began it, and its address `/n/{id}`.

    `headline` is the report whose headline tells it. `independent` counts distinct origins; `copies` and `relays` are
    beside it; `further` are later own reports of an origin that is counted already. The four add up to `reports`.
    `rank` orders stories: a larger one stands higher, at any time of asking. `renewed_at` is when something new was
    last said, by any but a copy. `also_in` are sections beside its own in which at least half of its reports are filed.
    `voice` is the outlet (`Headline.outlet`) that alone tells it, if one does.
    """

    id: int
    headline: int
    section: str
    first_at: datetime
    last_at: datetime
    renewed_at: datetime
    reports: int
    independent: int
    copies: int
    relays: int
    further: int
    rank: float
    also_in: tuple[str, ...] = ()
    voice: str | None = None

    @property
    def sections(self) -> tuple[str, ...]:
        """Every section that it is listed in, its own first."""
        return (self.section, *self.also_in)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure, 0 to 1, over `count` cases; `bar` is what it is wanted to reach, if anything was set."""

    name: str
    value: float
    count: int
    bar: float | None = None


def field_text(article: Article, name: str) -> str | None:
    """The untouched text of `title`, `kicker`, `lead`, `source_line`, `source_text`, `paragraphs.N` or `related.N`.

    Raises KeyError for any other name.
    """
    base, _, index = name.partition(".")
    if base == "paragraphs":
        return article.paragraphs[int(index)]
    if base == "related":
        return article.related[int(index)].title
    if base in ("title", "kicker", "lead", "source_line", "source_text"):
        value: str | None = getattr(article, base)
        return value
    raise KeyError(name)


def repaired(article: Article, repairs: Mapping[str, tuple[Edit, ...]], name: str) -> Repaired:
    """A field with its repairs; one without text is the empty text."""
    return Repaired(field_text(article, name) or "", repairs.get(name, ()))


def text_fields(article: Article) -> list[tuple[str, str]]:
    """Every readable field of an article that has text, with its name, in reading order.

    Of the source line it is the form as printed, where that was kept.
    """
    names = ["kicker", "title", "lead", *(f"paragraphs.{i}" for i in range(len(article.paragraphs)))]
    names += [
        "source_text" if article.source_text else "source_line",
        *(f"related.{i}" for i in range(len(article.related))),
    ]
    return [(name, text) for name in names if (text := field_text(article, name))]
