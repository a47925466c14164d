"""marks: a text as words and punctuation with their places, and tables of phrases matched over them.

A phrase is matched by the letters of its words run together, so a half-space that is written, lost or a full space is
all one. Time is linear: a match looks no further than the longest phrase of its table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from mirnews.outlets import folded
from mirnews.persian.letters import HARAKAT, TATWEEL, ZWJ, ZWNJ

T = TypeVar("T")

LONGEST_WORD = 60  # letters; a longer run is no word, and is not folded
_INSIDE = rf"\w{HARAKAT}{TATWEEL}"
_PIECE = re.compile(rf"[{_INSIDE}]+(?:[{ZWNJ}{ZWJ}]+[{_INSIDE}]+)*\*?|[«»“”\"()،,؛;:.؟?!…\n|/–—-]")
_KINDS = {"«": "open", "“": "open", "»": "close", "”": "close", '"': "quote", "،": "comma", ",": "comma"}
_KINDS |= {"(": "left", ")": "right", ":": "colon"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A word (`kind` empty, `fold` as it is compared) or punctuation at `start:end`; an invented name keeps its `*`."""

    start: int
    end: int
    kind: str
    fold: str
    text: str


def read_marks(text: str, *, longest: int | None = None) -> list[Mark]:
    """The marks of a text, or of its first `longest` characters."""
    out = []
    for match in _PIECE.finditer(text, 0, len(text) if longest is None else min(longest, len(text))):
        piece = match.group()
        if piece[0].isalnum() or len(piece) > 1:
            fold = _fold(piece) if len(piece) <= LONGEST_WORD else ""
            out.append(Mark(match.start(), match.end(), "" if fold else "stop", fold, piece))
        else:
            out.append(Mark(match.start(), match.end(), _KINDS.get(piece, "stop"), "", piece))
    return out


@lru_cache(maxsize=1 << 15)
def _fold(word: str) -> str:
    """The letters of a word; «خانه» + half-space + «ی» is «خانه», as is the one with a small yeh."""
    fold = folded(word)
    return fold[:-1] if fold.endswith("هی") and word.endswith(ZWNJ + "ی") else fold


@dataclass(frozen=True, slots=True)
class Phrases(Generic[T]):
    """Folded phrases and what each means; `heads` are all their beginnings."""

    entries: Mapping[str, T]
    heads: frozenset[str]

    def longest(self, marks: Sequence[Mark], at: int, *, commas: bool = False) -> tuple[T, int] | None:
        """What the longest phrase at word `at` means and the index after it; across no punctuation but `commas`."""
        if at >= len(marks) or marks[at].fold not in self.heads:
            return None
        found, joined = None, ""
        for i in range(at, len(marks)):
            joined += marks[i].fold
            if (marks[i].kind and not (commas and marks[i].kind == "comma")) or joined not in self.heads:
                break
            if joined in self.entries and not marks[i].kind:
                found = (self.entries[joined], i + 1)
        return found

    def end(self, marks: Sequence[Mark], at: int) -> int:
        """The index after the longest phrase at `at`, or `at` itself."""
        found = self.longest(marks, at)
        return found[1] if found else at


def phrases(entries: Mapping[str, T]) -> Phrases[T]:
    """A table of phrases as written; of two that fold to one the later counts."""
    table = {folded(phrase): meaning for phrase, meaning in entries.items() if folded(phrase)}
    return Phrases(table, frozenset(key[:i] for key in table for i in range(1, len(key) + 1)))
