"""organisations: bodies of the gazetteer, ministries («وزارت خارجه روسیه»), and what quotes after «حزب» name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mirnews.classify.lexicon import Lexicon, lexicon
from mirnews.classify.marks import Mark
from mirnews.classify.places import Found, gazetteer

LONGEST_QUOTED = 4  # words


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation at marks `first..after`. `open` lets places inside count: «ارتش سوریه» is about Syria too.

    `name` is empty where it is as written.
    """

    first: int
    after: int
    name: str
    id: str | None = None
    open: bool = False


def bodies_of(marks: Sequence[Mark], places: Sequence[Found]) -> list[Body]:
    """The organisations in one text, left to right, not overlapping."""
    ends = {place.first: place.after for place in places}
    words, out, at = lexicon(), list[Body](), 0
    while at < len(marks):
        hidden = gazetteer().outlets.end(marks, at)
        found = _at(marks, at, ends, words)
        if found and found.after >= hidden:
            out.append(found)
            at = found.after
        else:
            at = max(hidden, at + 1)
    return out


def _at(marks: Sequence[Mark], at: int, ends: Mapping[int, int], words: Lexicon) -> Body | None:
    return next((body for body in _readings(marks, at, ends, words) if body), None)


def _readings(marks: Sequence[Mark], at: int, ends: Mapping[int, int], words: Lexicon) -> Iterator[Body | None]:
    fold = marks[at].fold
    if not fold:
        return
    if fold in words.organisations.heads:
        yield _listed(marks, at, words)
    if fold in words.ministries:
        yield _ministry(marks, at, ends, words)
    if fold in words.state_bodies.heads:
        yield _state_body(marks, at, ends, words)
    if fold in words.organisation_heads:
        yield _quoted(marks, at, words)


def _listed(marks: Sequence[Mark], at: int, words: Lexicon) -> Body | None:
    found = words.organisations.longest(marks, at)
    if found is None or (found[0].cued and not (at and marks[at - 1].fold in words.organisation_cues)):
        return None
    return Body(at, found[1], found[0].name, found[0].id)


def _ministry(marks: Sequence[Mark], at: int, ends: Mapping[int, int], words: Lexicon) -> Body | None:
    found = words.portfolios.longest(marks, at + 1, commas=True)
    if found is None:
        return None
    return Body(at, _with_country(marks, found[1], ends), "", open=True)


def _with_country(marks: Sequence[Mark], after: int, ends: Mapping[int, int]) -> int:
    """The index after a country that follows, with or without «کشور»."""
    start = after + 1 if after < len(marks) and marks[after].fold == "کشور" else after
    return ends.get(start, after)


def _state_body(marks: Sequence[Mark], at: int, ends: Mapping[int, int], words: Lexicon) -> Body | None:
    after = words.state_bodies.end(marks, at)
    return Body(at, ends[after], "", open=True) if after > at and after in ends else None


def _quoted(marks: Sequence[Mark], at: int, words: Lexicon) -> Body | None:
    """«حزب «X»»: the name in the quotes, called by its head."""
    if at + 1 >= len(marks) or marks[at + 1].kind != "open":
        return None
    close = closing(marks, at + 1, LONGEST_QUOTED)
    if not close or any(marks[i].fold in words.verbs for i in range(at + 2, close)):
        return None
    inside = " ".join(mark.text for mark in marks[at + 2 : close])
    return Body(at + 2, close, f"{marks[at].text} {inside}")


def closing(marks: Sequence[Mark], opened: int, most: int) -> int:
    """The mark that closes a quote opened at `opened`, if one to `most` words alone stand between; else 0."""
    for i in range(opened + 1, min(len(marks), opened + 2 + most)):
        if marks[i].kind == "close":
            return i if i > opened + 1 else 0
        if marks[i].kind:
            return 0
    return 0
