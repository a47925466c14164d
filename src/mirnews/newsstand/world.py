"""world: the newsstand's data as records: publishers, the reports they print, and the truth about each report.

Data stands in `world.toml` and `reports/*.toml`; growing the world is adding files. The rule for every text: either it
tells a public, dated fact in our own words and may then name real outlets, or all its names are made up and end with
an asterisk. An unknown key in a file is a TypeError: the files are ours, so a slip should be loud.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from mirnews.model import Outlet, Stance

Damage = Literal["space", "joined"]
HalfSpace = Literal["raw", "entity"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section as a publisher's system prints it (`label`), its address (`slug`), and which of ours it is (`id`)."""

    label: str
    slug: str
    id: str
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Publisher:
    """A made-up publisher: its name ends with an asterisk; `family` names the system whose markup it serves.

    `half_space` is how its pages write U+200C: as the letter itself or as an HTML entity.
    """

    id: str
    name: str
    name_en: str
    family: str
    sections: tuple[Section, ...]
    disallow: str
    half_space: HalfSpace = "raw"
    crawl_delay_seconds: int = 1
    interval_seconds: int = 900
    feed_items: int = 40

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
    `chain` starts at the publisher and goes outward, names as written.
    """

    section: str
    story: str
    chain: tuple[str, ...]
    copy_of: str = ""
    partial: bool = False
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One report as its publisher has it, before the page is damaged. `published` is UTC.

    `damage` says what the page does to half-spaces (a space instead, or nothing); `letters` that it prints Arabic
    yeh and kaf. An `invented` piece tells of nothing real, and lists its made-up names.
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
    letters: Literal["arabic"] | None = None
    invented: bool = False
    invented_names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """`publisher/id`, as `copy_of` writes it."""
        return f"{self.publisher}/{self.id}"

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything a reader reads in it, in order."""
        return (*((self.kicker,) if self.kicker else ()), self.title, self.lead, *self.paragraphs)


@dataclass(frozen=True, slots=True)
class World:
    """All of it: `pieces` in order of publication; `outlets` are the made-up outlets, publishers first."""

    start: datetime
    end: datetime
    publishers: tuple[Publisher, ...]
    outlets: tuple[Outlet, ...]
    pieces: tuple[Piece, ...]

    def of(self, publisher: str) -> tuple[Piece, ...]:
        """The pieces of one publisher, oldest first."""
        return tuple(piece for piece in self.pieces if piece.publisher == publisher)

    def truth(self) -> dict[tuple[str, int], Truth]:
        """The truth of every piece, by publisher and number."""
        return {(piece.publisher, piece.id): piece.truth for piece in self.pieces}

    def published(self, now: datetime) -> list[Piece]:
        """The reports that are out at `now`."""
        return [piece for piece in self.pieces if piece.published <= now]

    def all_published(self, now: datetime) -> bool:
        """Has the last report of the simulated days come out by `now`?"""
        return all(piece.published <= now for piece in self.pieces)


@cache
def load_world() -> World:
    """Read the world from the data files of this package."""
    here = files(__package__)
    table = tomllib.loads((here / "world.toml").read_text(encoding="utf-8"))
    publishers = tuple(_publisher(row) for row in table["publisher"])
    own = [Outlet(id=p.id, name=p.name, name_en=p.name_en, kind="invented") for p in publishers]
    cited = [Outlet(kind="invented", **_frozen(row)) for row in table.get("outlet", [])]
    return World(
        start=table["start"].astimezone(UTC),
        end=table["end"].astimezone(UTC),
        publishers=publishers,
        outlets=(*own, *cited),
        pieces=tuple(sorted(_pieces(here / "reports"), key=lambda piece: (piece.published, piece.id))),
    )


def _pieces(folder: Traversable) -> list[Piece]:
    paths = [path for path in folder.iterdir() if path.name.endswith(".toml")]
    return [_piece(tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths]


def _piece(row: dict[str, Any]) -> Piece:
    published = row.pop("published").astimezone(UTC)
    return Piece(published=published, truth=_truth(row.pop("truth")), **_frozen(row))


def _truth(row: dict[str, Any]) -> Truth:
    speakers = tuple(_speaker(one) for one in row.pop("speakers", []))
    return Truth(speakers=speakers, **_frozen(row))


def _speaker(row: Mapping[str, Any]) -> Speaker:
    return Speaker(name=row["name"] or None, title=row["title"] or None, verb=row["verb"], stance=row["stance"])


def _publisher(row: dict[str, Any]) -> Publisher:
    sections = tuple(Section(**section) for section in row.pop("sections"))
    return Publisher(sections=sections, **row)


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    """Lists become tuples, so that the records stay hashable."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
