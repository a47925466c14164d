"""world: reads the newsstand's data files, returns them as a World.

Data stands in `world.toml` and `reports/*.toml`; growing the world is adding files. The rule for every text: either it
tells a public, dated fact in our own words and may then name real outlets, or all its names are made up and end with
an asterisk. An unknown key in a file is a TypeError: the files are ours, so a slip should be loud.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from mirnews.model import Outlet
from mirnews.newsstand.records import (
    Change,
    Damage,
    Piece,
    Publisher,
    Section,
    SectionFeed,
    Speaker,
    Trouble,
    Truth,
    World,
    Wreck,
)

__all__ = ["Change", "Damage", "Piece", "Publisher", "Section", "Speaker", "Truth", "World", "load_world"]


@cache
def load_world() -> World:
    """Read the world from the data files of this package."""
    here = files(__package__)
    table = tomllib.loads((here / "world.toml").read_text(encoding="utf-8"))
    publishers = {row["id"]: _publisher(row) for row in table["publisher"]}
    return World(
        start=table["start"].astimezone(UTC),
        end=table["end"].astimezone(UTC),
        publishers=tuple(publishers.values()),
        outlets=tuple(map(_outlet, publishers.values())),
        pieces=tuple(sorted(_pieces(here / "reports", publishers), key=lambda piece: (piece.published, piece.id))),
        troubles=tuple(map(_trouble, table.get("trouble", ()))),
        wrecks=tuple(Wreck(**row) for row in table.get("wreck", ())),
    )


def _pieces(folder: Traversable, publishers: Mapping[str, Publisher]) -> list[Piece]:
    paths = [path for path in folder.iterdir() if path.name.endswith(".toml")]
    pieces = [_piece(tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return [_dressed(piece, publishers[piece.publisher]) for piece in pieces]


def _dressed(piece: Piece, publisher: Publisher) -> Piece:
    """The piece with its publisher's damage, where it has none of its own."""
    return replace(piece, damage=piece.damage or publisher.damage, letters=piece.letters or publisher.letters)


def _piece(row: dict[str, Any]) -> Piece:
    published, withdrawn = row.pop("published").astimezone(UTC), row.pop("withdrawn", None)
    changes = sorted((_change(one) for one in row.pop("changes", [])), key=lambda change: change.at)
    return Piece(
        published=published,
        withdrawn=withdrawn.astimezone(UTC) if withdrawn else None,
        changes=tuple(changes),
        truth=_truth(row.pop("truth")),
        **_frozen(row),
    )


def _change(row: dict[str, Any]) -> Change:
    return Change(at=row.pop("at").astimezone(UTC), **_frozen(row))


def _truth(row: dict[str, Any]) -> Truth:
    speakers = tuple(_speaker(one) for one in row.pop("speakers", []))
    return Truth(speakers=speakers, **_frozen(row))


def _speaker(row: Mapping[str, Any]) -> Speaker:
    return Speaker(name=row["name"] or None, title=row["title"] or None, verb=row["verb"], stance=row["stance"])


def _publisher(row: dict[str, Any]) -> Publisher:
    sections = tuple(Section(**section) for section in row.pop("sections"))
    feeds = tuple(SectionFeed(**_frozen(feed)) for feed in row.pop("feeds", ()))
    return Publisher(sections=sections, feeds=feeds, **_frozen(row))


def _trouble(row: Mapping[str, Any]) -> Trouble:
    return Trouble(row["publisher"], row["kind"], row["from"].astimezone(UTC), row["to"].astimezone(UTC))


def _outlet(publisher: Publisher) -> Outlet:
    """A publisher as credit and stories are to know it."""
    return Outlet(
        id=publisher.id,
        name=publisher.name,
        name_en=publisher.name_en,
        variants=publisher.variants,
        kind="invented",
        place=publisher.place,
        owner_id=publisher.owner_id or None,
        owner=publisher.owner or None,
        owner_en=publisher.owner_en or None,
        profile=publisher.family,
    )


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    """Lists become tuples, so that the records stay hashable."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
