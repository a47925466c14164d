"""A table of phrases matched over words: the longest phrase that starts at a word, spaces and half-spaces aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mirnews.credit.lex import Mark
from mirnews.outlets import folded

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Phrases(Generic[T]):
    """Folded phrases and what each means. A match starts and ends at word bounds and never crosses punctuation."""

    entries: Mapping[str, T]
    heads: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        starts = frozenset(key[:i] for key in self.entries for i in range(1, len(key) + 1))
        object.__setattr__(self, "heads", starts)

    def longest(self, marks: Sequence[Mark], at: int) -> tuple[T, int] | None:
        """What the longest phrase at word `at` means and the index after it, or None. Time: one phrase's length."""
        if at >= len(marks) or marks[at].fold not in self.heads:
            return None
        found, joined = None, ""
        for i in range(at, len(marks)):
            joined += marks[i].fold
            if not marks[i].is_word or joined not in self.heads:
                break
            if joined in self.entries:
                found = (self.entries[joined], i + 1)
        return found

    def end(self, marks: Sequence[Mark], at: int) -> int:
        """The index after the longest phrase at `at`, or `at` itself."""
        found = self.longest(marks, at)
        return found[1] if found else at


def phrase_set(words: Iterable[str]) -> Phrases[bool]:
    """A table that only says whether a phrase is in it."""
    return Phrases({folded(word): True for word in words if folded(word)})
