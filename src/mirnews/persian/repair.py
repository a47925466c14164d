"""repair: takes a text, returns it with its repairs laid over it; the untouched text is always kept.

    characters → spaces before affixes → half-spaces lost inside words → punctuation

Each line is judged by itself: on one page headlines lose their half-spaces one way and paragraphs another. A line that
has its half-spaces is left alone but for what is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mirnews.model import Edit, Repaired
from mirnews.persian.joined import VERB, split_joined
from mirnews.persian.language import language
from mirnews.persian.letters import LETTERS, ZWNJ, character_edits
from mirnews.persian.overlay import stack
from mirnews.persian.spacing import Group, groups

# A line counts as healthy from this length and density on: some 40 words with 30 half-spaces per 1,000. The development
# splits of two treebanks have 74 and 87 per 1,000, and 4.1 characters a word. Both are counted in characters, so that a
# repair never moves a line across the threshold.
_HEALTHY_LENGTH = 160  # visible characters
_HEALTHY_DENSITY = 30 / 4100  # half-spaces per visible character

_LOOSE_MARK = re.compile(rf"(?<=[{LETTERS}»]) +(?=[:،؛؟](?:\s|$))")
_PUNCTUATION = 0.98
_CHARACTER = 0.99
_LINE = re.compile(r"[^\n]+")
_NOT_PERSIAN = frozenset(("ar", "ckb", "ps", "ur"))
_TELLS = 80  # characters; the language of a shorter text is not asked, a headline does not tell it
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
    for match in _LINE.finditer(text):
        line = match.group()
        found = [*_words(line), *_loose_marks(line)]
        found.sort(key=lambda edit: edit.start)
        for edit in found:
            at = match.start()
            yield Edit(edit.start + at, edit.end + at, edit.before, edit.after, edit.kind, edit.confidence)


def _loose_marks(line: str) -> Iterator[Edit]:
    for match in _LOOSE_MARK.finditer(line):
        yield Edit(match.start(), match.end(), match.group(), "", "punctuation", _PUNCTUATION)


def _words(line: str) -> Iterator[Edit]:
    healthy = is_healthy(line)
    for group in groups(line):
        edit = _group(line, group, healthy)
        if edit:
            yield edit


def _group(line: str, group: Group, healthy: bool) -> Edit | None:
    """The one edit of a word and its affixes, if there is any."""
    words, confidence = group.words, group.confidence
    guess = None if ZWNJ in words[0] else split_joined(words[0])
    if guess and not (healthy and guess[1] < VERB):
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
