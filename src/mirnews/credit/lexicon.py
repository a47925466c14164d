"""The words of the grammar, read once from cues.toml, verbs.toml and words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from mirnews.credit.phrases import Phrases, phrase_set
from mirnews.model import LinkRole, Stance
from mirnews.outlets import folded


@dataclass(frozen=True, slots=True)
class Cue:
    """What a cue such as «به نقل از» means and what may follow it; `trap` names nobody."""

    role: LinkRole = "cites"
    allow: frozenset[str] = frozenset()
    words: bool = False
    unknown: bool = False
    start_only: bool = False
    stance: Stance | None = None
    trap: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of speech. `light` are the forms that must follow within `gap` words, if it is a split compound."""

    stance: Stance
    press: bool = False
    role: LinkRole = "cites"
    speech: bool = True
    gap: int = 0
    light: Phrases[bool] | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every table the readers match over; see the comments in the three data files."""

    cues: Phrases[Cue]
    blocked_after: frozenset[str]
    reporters: Phrases[bool]
    reach: int
    type_nouns: Phrases[tuple[str, ...]]
    adjectives: Phrases[bool]
    endings: Phrases[bool]
    this_outlet: Phrases[bool]
    press_office: Phrases[bool]
    social: Phrases[bool]
    social_by_speaker: Phrases[bool]
    statement: Phrases[bool]
    statement_opens: Phrases[bool]
    statement_closes: Phrases[bool]
    statement_by_speaker: Phrases[bool]
    sources: Phrases[bool]
    people: Phrases[bool]
    openers: Phrases[bool]
    joins: Phrases[bool]
    verbs: Phrases[Verb]
    pronouns: Phrases[bool]
    this_person: Phrases[bool]
    this_body: Phrases[bool]
    titles: Phrases[bool]
    bare_titles: Phrases[bool]
    honorifics: Phrases[bool]
    anonymous: Phrases[bool]
    bodies: Phrases[bool]
    stops: Phrases[bool]
    connectors: Phrases[bool]
    labels: Phrases[bool]
    headline_joins: Phrases[bool]
    subordinate: Phrases[bool]
    action_nouns: Phrases[bool]
    places: Phrases[bool]


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files("mirnews.credit").joinpath(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that ships with MirNews."""
    cues, words = _data("cues.toml"), _data("words.toml")
    names: tuple[str, ...] = (
        "pronouns",
        "this_person",
        "this_body",
        "titles",
        "bare_titles",
        "honorifics",
        "anonymous",
        "bodies",
    )
    names += ("stops", "connectors", "labels", "headline_joins", "places", "subordinate", "action_nouns")
    return Lexicon(
        cues=Phrases(dict(_cues(cues))),
        blocked_after=frozenset(map(folded, cues["trap"]["blocked_after"])),
        reporters=phrase_set(cues["reporter"]["heads"]),
        reach=cues["reporter"]["reach"],
        type_nouns=Phrases(_type_nouns(cues["outlet"]["type_nouns"])),
        adjectives=phrase_set(cues["outlet"]["adjectives"]),
        endings=phrase_set(cues["outlet"]["endings"]),
        this_outlet=phrase_set(cues["outlet"]["this"]),
        press_office=phrase_set(cues["press_office"]["heads"]),
        social=phrase_set(cues["social"]["heads"]),
        social_by_speaker=phrase_set(cues["social"]["by_speaker"]),
        statement=phrase_set(cues["statement"]["heads"]),
        statement_opens=phrase_set(cues["statement"]["opens"]),
        statement_closes=phrase_set(cues["statement"]["closes"]),
        statement_by_speaker=phrase_set(cues["statement"]["by_speaker"]),
        sources=phrase_set(cues["unnamed"]["sources"]),
        people=phrase_set(cues["unnamed"]["people"]),
        openers=phrase_set(cues["unnamed"]["openers"]),
        joins=phrase_set(cues["unnamed"]["joins"]),
        verbs=Phrases(dict(_verbs(_data("verbs.toml")))),
        **{name: phrase_set(words[name]) for name in names},
    )


def _cues(data: dict[str, Any]) -> Iterator[tuple[str, Cue]]:
    for row in data["cue"]:
        plain = {key: value for key, value in row.items() if key not in ("say", "allow")}
        yield from ((folded(say), Cue(**plain, allow=frozenset(row["allow"]))) for say in row["say"])
    yield from ((folded(say), Cue(trap=True)) for say in data["trap"]["say"])


def _type_nouns(data: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Type nouns with the kinds of the catalogue they may stand before; a site may be of any kind."""
    wide = {"agency": ("agency", "site", "aggregator"), "tv": ("tv", "persian-abroad"), "site": ("",)}
    wide |= {"radio": ("radio", "persian-abroad"), "magazine": ("magazine", "newspaper", "site")}
    return {folded(noun): wide.get(kind, (kind,)) for kind, nouns in data.items() for noun in nouns}


def _verbs(data: dict[str, Any]) -> Iterator[tuple[str, Verb]]:
    light: dict[str, list[str]] = data["light"]
    for row in data["simple"]:
        yield from ((folded(form), _verb(row)) for form in row["forms"])
    for row in data["compound"]:
        forms = [form for name in row["light"] for form in light[name]]
        for part in map(folded, row["parts"]):
            yield from ((part + folded(form), _verb(row)) for form in forms)
            if row.get("gap"):
                yield part, _verb(row, light=phrase_set(forms))
    yield from ((folded(say), Verb("says", speech=False)) for say in data["not_speech"]["say"])


def _verb(row: dict[str, Any], light: Phrases[bool] | None = None) -> Verb:
    stance: Literal["says", "claims", "denies", "confirms"] = row["stance"]
    return Verb(stance, row.get("press", False), row.get("role", "cites"), gap=row.get("gap", 0), light=light)
