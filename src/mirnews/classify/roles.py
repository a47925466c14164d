"""roles: where a role ends («وزیر خارجه کشور مالی») and which words may be a person's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mirnews.classify.lexicon import Lexicon, lexicon
from mirnews.classify.marks import Mark
from mirnews.persian.letters import HAMZA_ABOVE, ZWNJ

LONGEST_ROLE = 12  # words
LONGEST_LOOSE = 6  # words of a role after its head that no list knows
LONGEST_NAME = 4  # words
SHORTEST_SURNAME = 3  # letters; «رابرت اف» is cut off at an initial
LINKED = (HAMZA_ABOVE, "ۀ", f"{ZWNJ}ی", f"{ZWNJ}ها", f"{ZWNJ}های", f"{ZWNJ}هایی", "\u064b")


@dataclass(frozen=True, slots=True)
class RoleReader:
    """Reads roles and names in the marks of one text. `ends` are its places and bodies: first mark to the one after."""

    marks: Sequence[Mark]
    ends: Mapping[int, int]
    words: Lexicon = field(default_factory=lexicon)
    taken: frozenset[int] = field(init=False)
    closed: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        inside = frozenset(i for first, after in self.ends.items() for i in range(first, after))
        object.__setattr__(self, "taken", inside)
        object.__setattr__(self, "closed", frozenset(self.ends.values()))

    def is_bound(self, at: int) -> bool:
        """Does what stands at `at` end every name and role: punctuation, a verb, a small word, the end?"""
        if at < 0 or at >= len(self.marks) or self.marks[at].kind:
            return True
        fold = self.marks[at].fold
        return fold in self.words.stops or fold in self.words.verbs or fold.isdecimal()

    def may_name(self, at: int) -> bool:
        """May the word be part of a person's name?"""
        if self.is_bound(at) or at in self.taken:
            return False
        mark = self.marks[at]
        invented = mark.text.endswith("*")
        if len(mark.fold) < 2 or not mark.fold.isalpha() or mark.text.endswith(LINKED):
            return False
        return mark.fold in self.words.given or invented or not self._is_ordinary(mark.fold)

    def _is_ordinary(self, fold: str) -> bool:
        words = self.words
        listed = (words.titles, words.bare_titles, words.inner)
        return fold in words.common or any(fold in table.entries for table in listed)

    def ends_name(self, at: int) -> bool:
        """Is a name over at `at`: by a bound, by the mark of an invented name before it, or by a role?"""
        return self.is_bound(at) or self.marks[at - 1].text.endswith("*") or self.head_end(at) > at

    def name_end(self, at: int) -> int:
        """The index after the words from `at` that may be a name, at most one more than the longest name."""
        i = at
        while i <= at + LONGEST_NAME and self.may_name(i):
            i += 1
            if self.marks[i - 1].text.endswith("*"):
                break
        return i - 1 if i > at and len(self.marks[i - 1].fold) < SHORTEST_SURNAME else i

    def head_end(self, at: int) -> int:
        """The index after the head of a role at `at` («وزیر»), or `at`."""
        return self.words.titles.end(self.marks, at)

    def role_end(self, at: int) -> int:
        """The index after the role that starts at `at`, by known words alone; `at` if none does."""
        head = self.head_end(at)
        i = head
        while at < i < at + LONGEST_ROLE and (step := self._step(i)) > i:
            i = step
        return i

    def _step(self, at: int) -> int:
        """The index after one more part of a role: a portfolio, a place or body, an adjective, a further head."""
        if at >= len(self.marks) or self.marks[at].kind:
            return at
        if at in self.ends:
            return self.ends[at]
        words, after = self.words, self._portfolio(at)
        if after == at:
            after = words.inner.end(self.marks, at)
        if after == at and self.marks[at].fold in words.adjectives:
            after = at + 1
        if after == at and self._joins(at):
            further = self._step(at + 1)
            after = further if further > at + 1 else at
        return self.head_end(at) if after == at else after

    def _joins(self, at: int) -> bool:
        """Is it one «و», not the first of a row of them?"""
        return self.marks[at].fold == "و" and at + 1 < len(self.marks) and self.marks[at + 1].fold != "و"

    def _portfolio(self, at: int) -> int:
        found = self.words.portfolios.longest(self.marks, at, commas=True)
        return found[1] if found else at

    def whole_role_end(self, at: int) -> int:
        """As `role_end` where a name has gone before, so that words no list knows may belong to the role too."""
        strict = self.role_end(at)
        if strict == at or self.is_bound(strict):
            return strict
        i = strict
        while i < strict + LONGEST_LOOSE and not self.is_bound(i):
            i += 1
        closed = i >= len(self.marks) or self.marks[i].kind in ("comma", "stop", "close", "right")
        return i if closed and self.is_bound(i) else strict

    def is_complete(self, at: int, after: int) -> bool:
        """Has the role a second part, so that it says whose it is?"""
        return after > self.head_end(at) > at
