"""repair: takes a text, returns it with its repairs laid over it; the untouched text is always kept.

    characters → spaces before affixes → half-spaces lost inside words → punctuation

Each line is judged by itself: on one page headlines lose their half-spaces one way and paragraphs another. A line that
has its half-spaces is left alone but for what is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from mirnews.model import Edit, Repaired
from mirnews.persian.joined import COMPOUND, HEH, NOTHING, VERB, Guess, settle, verdict
from mirnews.persian.joined import forget as forget_joined
from mirnews.persian.key import keeps
from mirnews.persian.language import language
from mirnews.persian.letters import LETTERS, ZWNJ, character_edits
from mirnews.persian.model import use
from mirnews.persian.overlay import stack
from mirnews.persian.protected import protect
from mirnews.persian.spacing import Group, groups, merge
from mirnews.persian.spacing import forget as forget_learned

# A line counts as healthy from this length and density on: some 40 words with 30 half-spaces per 1,000. The development
# splits of two treebanks have 74 and 87 per 1,000, and 4.1 characters a word. Both are counted in characters, so that a
# repair never moves a line across the threshold.
_HEALTHY_LENGTH = 160  # visible characters
_HEALTHY_DENSITY = 30 / 4100  # half-spaces per visible character

# The model's floors (logarithm of the odds): where rules saw half-spaces lost in this way, where they saw nothing, and
# where they saw them lost in the other way only. Chosen on Seraji and PerDT, each after training without it.
_INSIDE_LOST, _INSIDE_OPEN, _INSIDE_OTHER = 1.0, 1.2, 3.0
_BETWEEN_LOST, _BETWEEN_OPEN, _BETWEEN_OTHER = 0.5, 1.0, None

_LOOSE_MARK = re.compile(rf"(?<=[{LETTERS}»]) +(?=[:،؛؟](?:\s|$))")
_PUNCTUATION = 0.98
_CHARACTER = 0.99
_LINE = re.compile(r"[^\n]+")
_NOT_PERSIAN = frozenset(("ar", "ckb", "ps", "ur"))
_TELLS = 80  # characters; the language of a shorter text is not asked, a headline does not tell it
_NEAR = 40  # characters; as far as a neighbour is looked for
_PASSES = 4  # of character repair: one repair may bring two invisibles together


def repair(text: str) -> Repaired:
    """Repair a text: letters, invisible characters, half-spaces, loose punctuation.

    Each line is judged by itself. Nothing is lost: `Repaired.original` is the text as given, and the edits are
    spans of it. Text in Arabic, Pashto, Sorani or Urdu keeps its letters; only invisibles are put right there.
    Repairing a repaired text changes nothing.
    """
    edits = _characters(text)
    healed = Repaired(text, edits).text if edits else text
    more = tuple(_spacing(healed))
    if (edits or more) and len(text) >= _TELLS:
        quiet = Repaired(text, _characters(text, letters=False))
        if language(quiet.text) in _NOT_PERSIAN:
            return quiet
    return Repaired(text, stack(text, edits, more))


def configure(*, model: Path | None = None, keep: Iterable[str] = ()) -> None:
    """Repair with an own model file (None: the shipped one) and with names to keep, from now on in this process.

    Raises Misconfigured (`spacing_model_missing`, `spacing_model_broken`).
    """
    use(model)
    protect(keep)
    forget_joined()
    forget_learned()


def _characters(text: str, *, letters: bool = True) -> tuple[Edit, ...]:
    edits: tuple[Edit, ...] = ()
    healed = text
    for _ in range(_PASSES):
        found = tuple(
            Edit(start, end, healed[start:end], after, kind, _CHARACTER)
            for start, end, after, kind in character_edits(healed, letters=letters)
        )
        if not found:
            break
        edits = stack(text, edits, found)
        healed = Repaired(text, edits).text
    return edits


def _spacing(text: str) -> Iterator[Edit]:
    """Edits of half-spaces and punctuation in a text whose characters are in order."""
    lines = [*_LINE.finditer(text)]
    healthy_text = len(lines) > 1 and is_healthy(text)
    for match in lines:
        line = match.group()
        healthy = is_healthy(line) or (healthy_text and len(line) < 2 * _HEALTHY_LENGTH)
        found = [*_words(line, healthy), *_loose_marks(line)]
        found.sort(key=lambda edit: edit.start)
        for edit in found:
            at = match.start()
            yield Edit(edit.start + at, edit.end + at, edit.before, edit.after, edit.kind, edit.confidence)


def _loose_marks(line: str) -> Iterator[Edit]:
    for match in _LOOSE_MARK.finditer(line):
        yield Edit(match.start(), match.end(), match.group(), "", "punctuation", _PUNCTUATION)


def _words(line: str, healthy: bool) -> Iterator[Edit]:
    found = [*groups(line)]
    if healthy or ZWNJ in line:
        least, inside, between = VERB if healthy else COMPOUND, None, None
    else:
        least, inside, between = _way(found)
    if between is not None:
        found = merge(line, found, between)
    for group in found:
        edit = _settled(line, group, inside, least)
        if edit and _keeps(line, edit):
            yield edit
        elif edit and between is not None:  # what was put together by the model may be right without that
            for part in groups(line[edit.start : edit.end]):
                inner = _settled(
                    line, replace(part, start=part.start + edit.start, end=part.end + edit.start), inside, least
                )
                if inner and _keeps(line, inner):
                    yield inner


def _settled(line: str, group: Group, inside: float | None, least: float) -> Edit | None:
    first = group.words[0]
    seen = NOTHING if ZWNJ in first else verdict(first)
    if seen is NOTHING and len(group.words) == 1:
        return None
    return _group(line, group, settle(first, seen, inside), least)


def _keeps(line: str, edit: Edit) -> bool:
    """Does the search form stay the same, read with the neighbours of the place?"""
    left = line[max(0, edit.start - _NEAR) : edit.start].rpartition(" ")[0].rpartition(" ")[2]
    right = line[edit.end : edit.end + _NEAR].strip(" ").partition(" ")[0]
    return keeps(f"{left} {edit.before} {right}", f"{left} {edit.after} {right}")


def _way(found: list[Group]) -> tuple[float, float | None, float | None]:
    """How the line lost its half-spaces, by what rules saw: from which confidence on a word is split by rule, and from
    which score on the model is heard inside words and between them.

    Where half-spaces became spaces, «کتابهای» is how its author writes it, and is left.
    """
    apart = any(len(group.words) > 1 for group in found)
    joined = any(_is_sign(group.words[0]) for group in found)
    if apart and joined:
        return 0.0, _INSIDE_LOST, _BETWEEN_LOST
    if apart:
        return COMPOUND, _INSIDE_OTHER, _BETWEEN_LOST
    return (0.0, _INSIDE_LOST, _BETWEEN_OTHER) if joined else (0.0, _INSIDE_OPEN, _BETWEEN_OPEN)


def _is_sign(word: str) -> bool:
    """Was a half-space certainly lost inside this word?"""
    guess = None if ZWNJ in word else verdict(word)[0]
    return guess is not None and guess[1] >= HEH


def _group(line: str, group: Group, guess: Guess | None, least: float) -> Edit | None:
    """The one edit of a word and its affixes, if there is any."""
    words, confidence = group.words, group.confidence
    if guess and guess[1] >= least:
        words, confidence = [guess[0], *words[1:]], min(confidence, guess[1])
    elif len(words) == 1:
        return None
    kind = "spacing" if len(words) > 1 else "joined"
    return Edit(group.start, group.end, line[group.start : group.end], ZWNJ.join(words), kind, confidence)


def is_healthy(line: str) -> bool:
    """Does the line have its half-spaces? False for one too short to tell."""
    half_spaces = line.count(ZWNJ)
    visible = len(line) - half_spaces - line.count(" ")
    return visible >= _HEALTHY_LENGTH and half_spaces >= visible * _HEALTHY_DENSITY
