"""places: countries, provinces, cities and regions in a text, by a gazetteer; an ambiguous word needs more.

Data: places.tsv and ambiguous.toml. A place inside the name of an outlet, a street or a stadium is none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from mirnews.classify.marks import Mark, Phrases, phrases, read_marks
from mirnews.outlets import catalogue, folded
from mirnews.persian.letters import ZWNJ

Surety = Literal["sure", "soft", "cued"]
SURETY: dict[str, Surety] = {"~": "soft", "?": "cued"}
LONGEST_CUE = 3  # words of a cue or trap before or after a form


@dataclass(frozen=True, slots=True)
class Place:
    """A form of a place: `id` as places.tsv explains, `name` as pages show it."""

    id: str
    name: str
    surety: Surety = "sure"

    @property
    def country(self) -> str | None:
        """The ISO code of its country, None for a region."""
        return None if self.id.startswith(":") else self.id[:2]


@dataclass(frozen=True, slots=True)
class Found:
    """A place at marks `first..after`."""

    first: int
    after: int
    place: Place


@dataclass(frozen=True, slots=True)
class Trap:
    """What stands beside a form when it is no place."""

    before: frozenset[str]
    after: frozenset[str]
    digits_follow: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The forms of all places, names of outlets, and the words that decide."""

    forms: Phrases[Place]
    outlets: Phrases[bool]
    cues: frozenset[str]
    country_cues: frozenset[str]
    media: frozenset[str]
    outlet_words: frozenset[str]
    inside_names: frozenset[str]
    traps: Mapping[str, Trap]


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that ships with MirNews."""
    data = tomllib.loads(_read("ambiguous.toml"))
    lists = {
        name: frozenset(map(folded, data[name]))
        for name in ("cues", "country_cues", "media", "outlet_words", "inside_names")
    }
    return Gazetteer(
        forms=phrases(dict(_places())),
        outlets=phrases(dict.fromkeys(_outlet_names(), True)),
        traps={folded(row["name"]): _trap(row) for row in data["form"]},
        **lists,
    )


def _read(name: str) -> str:
    return resources.files("mirnews.classify").joinpath(name).read_text(encoding="utf-8")


def _places() -> Iterator[tuple[str, Place]]:
    for line in _read("places.tsv").splitlines():
        if line and not line.startswith("#"):
            key, _, forms = line.partition("\t")
            name = forms.partition("|")[0].lstrip("~?")
            for form in forms.split("|"):
                yield form.lstrip("~?"), Place(key, name, SURETY.get(form[0], "sure"))


def _outlet_names() -> Iterator[str]:
    """Names of outlets of several words; bare words («ایران») are names only after «روزنامه» and the like."""
    for outlet in catalogue():
        yield from (name for name in (outlet.name, *outlet.variants) if " " in name or ZWNJ in name)


def _trap(row: Mapping[str, Any]) -> Trap:
    return Trap(
        before=frozenset(map(folded, row.get("not_after", ()))),
        after=frozenset(map(folded, row.get("not_before", ()))),
        digits_follow=row.get("digits_follow", False),
    )


def places_of(texts: Sequence[Sequence[Mark]]) -> list[list[Found]]:
    """The places of each text of one report. What one text makes sure («باماکو») helps the others."""
    candidates = [list(_candidates(marks)) for marks in texts]
    sure = {
        place.country
        for marks, found in zip(texts, candidates, strict=True)
        for one in found
        if (place := one.place).surety == "sure" or _is_cued(marks, one)
    }
    return [[one for one in found if _counts(marks, one, sure)] for marks, found in zip(texts, candidates, strict=True)]


def places_in(marks: Sequence[Mark]) -> dict[int, int]:
    """First mark of every place or outlet of one text to the mark after it."""
    spans = {one.first: one.after for one in places_of([marks])[0]}
    table = gazetteer().outlets
    return spans | {i: found[1] for i in range(len(marks)) if i not in spans and (found := table.longest(marks, i))}


def countries_of(*texts: str | None, longest: int) -> set[str]:
    """The codes of the countries that texts name, each read up to `longest` characters."""
    found = places_of([read_marks(text, longest=longest) for text in texts if text])
    return {country for text in found for one in text if (country := one.place.country)}


def _candidates(marks: Sequence[Mark]) -> Iterator[Found]:
    """Forms of places that no outlet, street or other word hides, longest first, not overlapping."""
    table = gazetteer()
    at = 0
    while at < len(marks):
        fold = marks[at].fold
        if fold not in table.forms.heads and fold not in table.outlets.heads:
            at += 1
            continue
        found, outlet = table.forms.longest(marks, at), table.outlets.end(marks, at)
        if found and found[1] >= outlet and not _is_hidden(marks, at, found[1]):
            yield Found(at, found[1], found[0])
        at = max(outlet, found[1] if found else at, at + 1)


def _is_hidden(marks: Sequence[Mark], first: int, after: int) -> bool:
    """Is the form an outlet's name, part of a street's, or here another word?"""
    table = gazetteer()
    fold = "".join(mark.fold for mark in marks[first:after])
    before = set(_before(marks, first))
    if before & table.inside_names or (fold in table.outlet_words and before & table.media):
        return True
    if marks[after - 1].text.endswith("*"):
        return True
    trap = table.traps.get(fold)
    if trap is None:
        return False
    digits = trap.digits_follow and after < len(marks) and marks[after].fold.isdecimal()
    return digits or bool(trap.before & before) or any(follow in trap.after for follow in _after(marks, after))


def _before(marks: Sequence[Mark], first: int) -> Iterator[str]:
    """The words before, one, two and three of them run together; nothing beyond punctuation."""
    joined = ""
    for i in range(first - 1, max(-1, first - 1 - LONGEST_CUE), -1):
        if marks[i].kind in ("open", "quote") and i == first - 1:
            continue
        if marks[i].kind:
            return
        joined = marks[i].fold + joined
        yield joined


def _after(marks: Sequence[Mark], after: int) -> Iterator[str]:
    joined = ""
    for i in range(after, min(len(marks), after + LONGEST_CUE)):
        if marks[i].kind:
            return
        joined += marks[i].fold
        yield joined


def _is_cued(marks: Sequence[Mark], one: Found) -> bool:
    before = set(_before(marks, one.first))
    soft = one.place.surety == "soft" and before & gazetteer().country_cues
    return bool(soft or before & gazetteer().cues)


def _counts(marks: Sequence[Mark], one: Found, sure: set[str | None]) -> bool:
    if one.place.surety == "sure" or _is_cued(marks, one):
        return True
    return one.place.surety == "soft" and one.place.country in sure
