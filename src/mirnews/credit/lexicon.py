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
    """A verb of speech. `light` are the forms that must follow within `gap` words, if it is a split compound.

    It is another verb if its clause holds a word of `unless` while no «که» follows, or none of `needs`, or none of
    `object` while no «که» follows, or, for one that `calls` something something, no object and complement.
    """

    stance: Stance
    press: bool = False
    role: LinkRole = "cites"
    speech: bool = True
    gap: int = 0
    light: Phrases[bool] | None = None
    unless: Phrases[bool] | None = None
    needs: Phrases[bool] | None = None
    object: Phrases[bool] | None = None
    calls: bool = False


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
    relay_verbs: Phrases[bool]
    relay_news: Phrases[bool]
    relay_times: Phrases[bool]
    relay_taken: Phrases[bool]
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
    things: Phrases[bool]
    numbers: Phrases[bool]
    counted: Phrases[bool]
    times: Phrases[bool]
    prepositions: Phrases[bool]
    no_places: Phrases[bool]
    counting: Phrases[bool]
    time_ends: Phrases[bool]
    temporal: Phrases[bool]
    inner: Phrases[bool]
    whole_bodies: Phrases[bool]
    relational: Phrases[bool]
    told: Phrases[bool]
    located: Phrases[bool]
    located_in: Phrases[bool]
    verb_pairs: Phrases[bool]
    issued_opens: Phrases[bool]
    issued_ends: Phrases[bool]
    issued_verbs: Phrases[bool]
    people_endings: tuple[str, ...]
    finite: frozenset[str]
    noun_forms: frozenset[str]
    clause_openers: Phrases[bool]
    clause_connectors: Phrases[bool]


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
    names += (
        "things",
        "numbers",
        "counted",
        "times",
        "prepositions",
        "no_places",
        "counting",
        "time_ends",
        "temporal",
        "inner",
        "whole_bodies",
        "relational",
        "told",
        "located",
        "located_in",
    )
    verbs = _data("verbs.toml")
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
        issued_opens=phrase_set(cues["statement"]["issued_opens"]),
        issued_verbs=phrase_set(cues["statement"]["issued_verbs"]),
        issued_ends=phrase_set(cues["statement"]["issued_ends"]),
        relay_verbs=phrase_set(cues["relay"]["verbs"]),
        relay_news=phrase_set(cues["relay"]["news"]),
        relay_times=phrase_set(cues["relay"]["times"]),
        relay_taken=phrase_set(cues["relay"]["taken"]),
        sources=phrase_set(cues["unnamed"]["sources"]),
        people=phrase_set(cues["unnamed"]["people"]),
        openers=phrase_set(cues["unnamed"]["openers"]),
        joins=phrase_set(cues["unnamed"]["joins"]),
        verbs=Phrases(dict(_verbs(verbs))),
        people_endings=tuple(map(folded, words["people_endings"])),
        finite=frozenset(map(folded, verbs["finite"]["forms"])),
        noun_forms=frozenset(map(folded, verbs["finite"]["nouns"])),
        verb_pairs=phrase_set(verbs["finite"]["pairs"]),
        clause_openers=phrase_set(verbs["finite"]["openers"]),
        clause_connectors=phrase_set(verbs["finite"]["connectors"]),
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
    unless, needs, object_ = (phrase_set(row[key]) if key in row else None for key in ("unless", "needs", "object"))
    gap, press, role = row.get("gap", 0), row.get("press", False), row.get("role", "cites")
    calls = row.get("calls", False)
    return Verb(stance, press, role, gap=gap, light=light, unless=unless, needs=needs, object=object_, calls=calls)
