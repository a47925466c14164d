"""Splits a sentence into clauses, so that a verb is read with the subject of its own clause and no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mirnews.credit.lex import Mark
from mirnews.credit.lexicon import Lexicon
from mirnews.credit.verbs import Spoken
from mirnews.outlets import folded
from mirnews.persian.lexicon import adjectives, keep, participles, verb_forms

# main: says something itself; embedded: «که …» after a noun, «پس از آنکه …»; told: what a verb of speech governs;
# other: what any other verb governs.
ClauseKind = Literal["main", "embedded", "told", "other"]
LONG_QUOTE = 4  # words: fewer within «…» are a name, more are speech and are passed over
LONGEST_QUOTE = 120
DEEPEST = 12
MI = ("نمی", "می")
BEFORE_NOUNS = (
    *("این", "آن", "یک", "هر", "در", "به", "از", "با", "برای", "بر", "دو", "سه", "چند"),
    *("کنار", "ساحل", "پل", "محیط"),  # «محیط زیست»
)
FORMS = frozenset(map(folded, verb_forms()))  # what may follow می
KEPT = frozenset(map(folded, keep()))  # «میدان»: no verbs
ARE = frozenset(folded(word) + "ند" for word in adjectives())  # «امیدوارند»
PARTICIPLES = frozenset(map(folded, participles()))


@dataclass(slots=True)
class Clause:
    """A clause: where it starts, and the index after its verb (0 before that is seen). `before` is the clause of the
    same level that it was joined to by «و», «اما» …; `told_by` the clause that governs it.
    """

    start: int
    kind: ClauseKind
    told_by: Clause | None = None
    before: Clause | None = None
    done: int = 0
    end: int = 0


@dataclass(slots=True)
class ClauseReader:
    """Walks over the marks once, with the open clauses on a stack; `owner` says whose each mark is."""

    marks: Sequence[Mark]
    lexicon: Lexicon
    verbs: Mapping[int, Spoken]
    stack: list[Clause] = field(default_factory=list)
    owner: list[Clause | None] = field(default_factory=list)
    quoting: bool = False  # after «گفت:» all that follows is told

    def read(self, start: int) -> list[Clause | None]:
        """The clause of every mark; None inside long quotations and brackets, and before `start`."""
        self.owner = [None] * len(self.marks)
        self.stack = [Clause(start, "main")]
        i = start
        while i < len(self.marks):
            after = max(self._step(i), i + 1)
            i = after
        return self.owner

    @property
    def top(self) -> Clause:
        return self.stack[-1]

    def _step(self, i: int) -> int:
        mark = self.marks[i]
        if opaque := self._opaque(i):
            return opaque
        if mark.kind in ("semicolon", "stop") and self.quoting:
            return i + 1
        if mark.kind in ("semicolon", "stop"):
            self.stack = [self.stack[0]] if not self.stack[0].done else [Clause(i + 1, "main")]
            return self._own(i, i + 1) if not self.stack[0].done and self.stack[0].start <= i else i + 1
        if mark.kind == "colon" and self.top.done and not self._is_speech(i):
            self.stack = [Clause(i + 1, "main")]  # «ماجرا سوی دیگری هم دارد: … مدعی است که …»
            return i + 1
        if mark.kind == "colon" and self.top.done:
            self.quoting = True
            self._push(Clause(i + 1, "told", told_by=self.top))
            return i + 1
        if mark.kind == "comma" and self.top.kind == "main" and self.top.done == i:
            self.stack[-1] = Clause(i + 1, "main", before=self.top)
            return i + 1
        if not mark.is_word:
            return self._own(i, i + 1)
        return self._verb(i) or self._opener(i) or self._connector(i) or self._own(i, i + 1)

    def _own(self, first: int, after: int) -> int:
        self.owner[first:after] = [self.top] * (after - first)
        self.top.end = after
        return after

    def _opaque(self, i: int) -> int:
        """The index after a bracket or a long quotation that starts here, or 0."""
        closing = {"open": "close", "left": "right"}.get(self.marks[i].kind)
        if not closing:
            return 0
        reach = range(i + 1, min(i + LONGEST_QUOTE, len(self.marks)))
        ends = next((k for k in reach if self.marks[k].kind in (closing, self.marks[i].kind)), 0)
        close = ends if ends and self.marks[ends].kind == closing else 0
        words = sum(mark.is_word for mark in self.marks[i:close])
        return close + 1 if close and (closing == "right" or words > LONG_QUOTE) else 0

    def _verb(self, i: int) -> int:
        """A verb that ends its clause: the index after it, with what follows made ready; or 0."""
        spoken = self.verbs.get(i)
        after = spoken.after if spoken else finite(self.marks, i, self.lexicon)
        if not after:
            return 0
        if self.top.done and self.top.kind == "main" and i == self.top.done and not spoken:
            self.top.done = after  # «کرده است»
            return self._own(i, after)
        self._own(i, after)
        self.top.done = after
        following = self.marks[after] if after < len(self.marks) else None
        if following is None:
            return after
        if self.top.kind == "embedded":
            return self._leave(after, following)
        goes_on = following.is_word and not self._joins(after) and following.fold != "که"
        beyond = following.kind == "comma" and after + 1 < len(self.marks) and self.marks[after + 1].is_word
        goes_on = goes_on or (beyond and not self._joins(after + 1))
        if spoken and (goes_on or following.kind == "open"):
            self._push(Clause(after, "told", told_by=self.top))
        return after

    def _leave(self, after: int, following: Mark) -> int:
        """Out of an embedded clause: at a comma, or at a word that does not join one more to it."""
        if following.kind == "comma" or (following.is_word and not self._joins(after) and following.fold != "که"):
            if len(self.stack) > 1:
                self.stack.pop()
            if following.kind == "comma":
                return self._own(after, after + 1)
        return after

    def _joins(self, i: int) -> bool:
        return self.lexicon.clause_connectors.longest(self.marks, i) is not None or self.marks[i].fold == "یا"

    def _opener(self, i: int) -> int:
        """«که», «پس از آنکه», «اگر»: one clause more on the stack."""
        after = self.lexicon.clause_openers.end(self.marks, i)
        if self.marks[i].fold != "که" and after == i:
            return 0
        after = max(after, i + 1)
        self._own(i, after)
        governs = self.marks[i].fold == "که" and self.top.done == i
        kind: ClauseKind = ("told" if self._is_speech(i) else "other") if governs else "embedded"
        self._push(Clause(after, kind, told_by=self.top))
        return after

    def _is_speech(self, after: int) -> bool:
        return any(verb.after == after for verb in self.verbs.values())

    def _connector(self, i: int) -> int:
        """«و», «اما» after a verb: the next clause of the same level."""
        after = self.lexicon.clause_connectors.end(self.marks, i)
        top = self.top
        if after == i or not top.done:
            return 0
        gap = i - top.done
        if gap > 1:
            return 0
        self.stack[-1] = Clause(after, top.kind, told_by=top.told_by, before=top)
        return after

    def _push(self, clause: Clause) -> None:
        if len(self.stack) < DEEPEST:
            self.stack.append(clause)


def clauses(marks: Sequence[Mark], lexicon: Lexicon, verbs: Sequence[Spoken], start: int = 0) -> list[Clause | None]:
    """The clause of every mark of a sentence whose own words begin at `start`."""
    return ClauseReader(marks, lexicon, {verb.first: verb for verb in verbs}).read(start)


def finite(marks: Sequence[Mark], at: int, lexicon: Lexicon) -> int:
    """The index after a verb form at `at` that ends a clause, or 0. One that is a noun too needs an end after it."""
    fold = marks[at].fold
    after = at + 1
    if lexicon.verb_pairs.longest(marks, at):
        return 0
    if fold in MI and after < len(marks) and marks[after].fold in FORMS:
        return after + 1
    ends = after >= len(marks) or not marks[after].is_word
    ends = ends or marks[after].fold in ("که", "و") or bool(lexicon.clause_connectors.longest(marks, after))
    if fold in ARE:
        return after
    noun = at > 0 and (marks[at - 1].linked or marks[at - 1].fold in BEFORE_NOUNS)
    if fold in lexicon.finite and fold not in lexicon.noun_forms:
        return after
    if fold in lexicon.finite or (fold in FORMS and fold.endswith(("ت", "د")) and len(fold) > 2):
        return after if ends and not noun else 0
    if fold.startswith(MI) and fold not in KEPT and fold.removeprefix("ن").removeprefix("می") in FORMS:
        return after
    if is_participle(fold) and ends and not (after < len(marks) and marks[after].kind in ("open", "left")):
        return after
    return 0


def is_participle(fold: str) -> bool:
    """Is it «کرده», «بسته»?"""
    return fold in PARTICIPLES
