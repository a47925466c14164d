"""records: the nouns of the newsstand: publishers, the reports they print, the truth about each report, and trouble."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from mirnews.model import Outlet, Place, SourceKind, Stance

Damage = Literal["space", "joined", "lost"]
Letters = Literal["arabic", "yeh"]
HalfSpace = Literal["raw", "entity"]
FeedFormat = Literal["rss20", "rss091", "rdf10", "json11"]
TroubleKind = Literal["flood", "new_guids", "too_many", "unavailable", "hang", "web_page"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section as a publisher's system prints it (`label`), its address (`slug`), and which of ours it is (`id`)."""

    label: str
    slug: str
    id: str
    desk: str = ""


@dataclass(frozen=True, slots=True)
class SectionFeed:
    """A further feed of a publisher, polled as the source `id`: at `path` the pieces under `labels`, without any all.

    `section` is ours that the source is set to; without one the labels of its items say it. `address` and `guid` are
    what it writes instead of the piece's own address (`{id}` is the number).
    """

    id: str
    path: str
    labels: tuple[str, ...] = ()
    section: str | None = None
    address: str = ""
    guid: str = ""

    def lists(self, piece: Piece) -> bool:
        """Does the feed list this piece of its publisher?"""
        return not self.labels or piece.section in self.labels


@dataclass(frozen=True, slots=True)
class Publisher:
    """A made-up publisher: its name ends with an asterisk; `family` names the system whose markup it serves.

    `kind` is what of it is polled, `path` where that stands (empty: where the family has it), `theme` which of its
    family's dresses it wears. `half_space` is how its pages write U+200C: as the letter itself or as an HTML entity.
    `damage` and `letters` are of all its texts, see `Piece`. What `encoding` has no byte for goes out as a numeric
    entity. `gone` is the status of a page that was withdrawn. `feeds` are further feeds beside the main one. `hub`: the
    newsstand's hub pushes what is new of it.
    """

    id: str
    name: str
    name_en: str
    family: str
    sections: tuple[Section, ...]
    disallow: str
    variants: tuple[str, ...] = ()
    place: Place = "inside-private"
    owner_id: str = ""
    owner: str = ""
    owner_en: str = ""
    kind: SourceKind = "feed"
    path: str = ""
    feed_format: FeedFormat = "rss20"
    theme: str = ""
    half_space: HalfSpace = "raw"
    damage: Damage | None = None
    letters: Letters | None = None
    encoding: str = "utf-8"
    gone: int = 410
    crawl_delay_seconds: int = 1
    interval_seconds: int = 900
    hub: bool = False
    feed_items: int = 40
    feeds: tuple[SectionFeed, ...] = ()

    def section(self, label: str) -> Section:
        """The section with this label; KeyError when the publisher has none such."""
        for section in self.sections:
            if section.label == label:
                return section
        raise KeyError(label)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says something in a report; `name` is None for an anonymous one, who then has a title."""

    name: str | None
    title: str | None
    verb: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a report: our section, its story, what it copies, whom it cites, who speaks.

    `copy_of` is `publisher/id` of the report whose text it is, or empty; `partial` when only some paragraphs are.
    `relay_of` is what a report retells in words of its own: `publisher/id` of a dispatch that the newsstand has, or
    the outlet's name where only the outlet is known; empty for an own report and for a copy.
    `chain` starts at the publisher and goes outward, names as written.
    """

    section: str
    story: str
    chain: tuple[str, ...]
    copy_of: str = ""
    partial: bool = False
    relay_of: str = ""
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a publisher put instead, from `at` (UTC) on; None leaves a field as it was."""

    at: datetime
    title: str | None = None
    lead: str | None = None
    paragraphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One report as its publisher has it, before the page is damaged. `published` is UTC.

    `damage` says what the page does to half-spaces: a space instead, nothing (joined), or nothing in headlines and a
    space below (lost); `letters` that it prints Arabic yeh and kaf, or Arabic yeh alone. `changes` are edits of the
    report, oldest first; `edited` is the last of them that the piece has gone through. `withdrawn` is when its page
    and its place in the feed went; a `missing` one stands in the feed, but its page never answers. An `invented` piece
    tells of nothing real, and lists its made-up names.
    """

    publisher: str
    id: int
    slug: str
    published: datetime
    section: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    truth: Truth
    kicker: str | None = None
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    source_line: str | None = None
    image: bool = False
    damage: Damage | None = None
    letters: Letters | None = None
    invented: bool = False
    invented_names: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    withdrawn: datetime | None = None
    missing: bool = False
    edited: datetime | None = None

    @property
    def key(self) -> str:
        """`publisher/id`, as `copy_of` writes it."""
        return f"{self.publisher}/{self.id}"

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything a reader reads in it, in order."""
        return (*((self.kicker,) if self.kicker else ()), self.title, self.lead, *self.paragraphs)

    @property
    def modified(self) -> datetime:
        """When it was last edited, else when it was published."""
        return self.edited or self.published

    @property
    def moments(self) -> tuple[datetime, ...]:
        """Every instant at which something becomes of it: it comes out, is edited, is withdrawn."""
        went = (self.withdrawn,) if self.withdrawn else ()
        return (self.published, *(change.at for change in self.changes), *went)

    def is_out(self, now: datetime) -> bool:
        """Is it published, and not withdrawn, at `now`?"""
        return self.published <= now and (self.withdrawn is None or now < self.withdrawn)

    def as_of(self, now: datetime) -> Piece:
        """The piece with the edits that its publisher has made by `now`."""
        piece = self
        for change in self.changes:
            if change.at <= now:
                piece = replace(
                    piece,
                    title=piece.title if change.title is None else change.title,
                    lead=piece.lead if change.lead is None else change.lead,
                    paragraphs=piece.paragraphs if change.paragraphs is None else change.paragraphs,
                    edited=change.at,
                )
        return piece


@dataclass(frozen=True, slots=True)
class Trouble:
    """A time, `start` to `end` in UTC, in which a publisher's host misbehaves.

    flood: its feed lists old entries some hundred times; new_guids: its feed is empty, and calls every entry by another
    guid from then on; too_many: 429; unavailable: 503; hang: connections are
    accepted and not answered, and dropped in the end; web_page: its feed answers with a web page.
    """

    publisher: str
    kind: TroubleKind
    start: datetime
    end: datetime

    def holds(self, now: datetime) -> bool:
        """Is it going on at `now`?"""
        return self.start <= now < self.end


@dataclass(frozen=True, slots=True)
class Wreck:
    """A made-up source that never works: its address leads to a hostile corner, or to a port where nobody listens."""

    id: str
    name: str
    name_en: str
    path: str = ""
    interval_seconds: int = 21_600

    @property
    def answers(self) -> bool:
        """Is there a server at all?"""
        return bool(self.path)


@dataclass(frozen=True, slots=True)
class World:
    """All of it: `pieces` in order of publication; `outlets` are the made-up outlets, publishers first."""

    start: datetime
    end: datetime
    publishers: tuple[Publisher, ...]
    outlets: tuple[Outlet, ...]
    pieces: tuple[Piece, ...]
    troubles: tuple[Trouble, ...] = ()
    wrecks: tuple[Wreck, ...] = ()

    def of(self, publisher: str) -> tuple[Piece, ...]:
        """The pieces of one publisher, oldest first."""
        return tuple(piece for piece in self.pieces if piece.publisher == publisher)

    def truth(self) -> dict[tuple[str, int], Truth]:
        """The truth of every piece, by publisher and number."""
        return {(piece.publisher, piece.id): piece.truth for piece in self.pieces}

    def filed(self, piece: Piece) -> frozenset[str]:
        """Every section of ours in which a piece belongs: its own, and those of the feeds that list it."""
        paper = next(one for one in self.publishers if one.id == piece.publisher)
        by_feed = (feed.section for feed in paper.feeds if feed.section and feed.lists(piece))
        return frozenset((piece.truth.section, *by_feed))

    def published(self, now: datetime) -> list[Piece]:
        """The reports that have come out by `now`, those withdrawn since among them."""
        return [piece for piece in self.pieces if piece.published <= now]

    def all_published(self, now: datetime) -> bool:
        """Has everything happened by `now`: the last report, the last edit, the last withdrawal?"""
        return all(moment <= now for piece in self.pieces for moment in piece.moments)
