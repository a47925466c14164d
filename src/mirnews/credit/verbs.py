"""Finds the verbs of speech in a run of marks, split compounds too («خواستار … شد»)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mirnews.credit.lex import Mark
from mirnews.credit.lexicon import Lexicon, Verb

# After a participle these make a passive, which has no speaker: «افزوده شد», «خوانده می شود».
PASSIVE = ("شد", "شدند", "شده", "شود", "شوند", "میشود", "میشوند", "میشد")

# Singular forms whose stem ends in noon, so that they look like plurals: «می کند», «خواند».
SINGULAR = ("کند", "خواند", "داند", "ماند", "زند", "بیند", "رساند")
GOVERNING = ("به", "از", "با", "در")  # «به ابراز تأسف بسنده کرد»
JOINING = ("و", "که", "را")  # no split compound of a few words goes over one of these
SHORT_GAP = 6


@dataclass(frozen=True, slots=True)
class Spoken:
    """A verb of speech at marks first..after; `parts` are its two ends when words of the statement stand inside."""

    first: int
    after: int
    verb: Verb
    parts: tuple[tuple[int, int], ...] = ()

    def is_plural(self, marks: Sequence[Mark]) -> bool:
        """Does the verb have a plural ending: «گفتند», «گفته اند»?"""
        first, after = self.parts[-1] if self.parts else (self.first, self.after)
        return any(is_plural(mark.fold) for mark in marks[first:after])

    @property
    def wide(self) -> bool:
        """Do words of the statement stand inside it: «خواستار تداوم حمایت … شد»?"""
        return bool(self.parts)


def spoken(marks: Sequence[Mark], lexicon: Lexicon) -> Iterator[Spoken]:
    """The verbs of speech in order; words of a cue («به گفته») and look-alikes («گفته شد») are passed over."""
    i = 0
    while i < len(marks):
        if not marks[i].is_word:
            i += 1
            continue
        if cue := lexicon.cues.longest(marks, i):
            i = cue[1]
            continue
        found = _verb_at(marks, i, lexicon)
        if found and found.verb.speech:
            yield found
        i = found.after if found and not found.wide else i + 1


def _verb_at(marks: Sequence[Mark], at: int, lexicon: Lexicon) -> Spoken | None:
    match = lexicon.verbs.longest(marks, at)
    if not match:
        return None
    verb, after = match
    if _is_passive(marks, after):
        return None
    if verb.light is None:
        return Spoken(at, after, verb)
    if verb.gap <= SHORT_GAP and at and marks[at - 1].fold in GOVERNING:
        return None
    for i in range(after, min(after + verb.gap, len(marks))):
        if light := verb.light.longest(marks, i):
            return Spoken(at, light[1], verb, ((at, after), (i, light[1])))
        if marks[i].kind in ("stop", "colon", "semicolon") or lexicon.verbs.longest(marks, i):
            return None
        if verb.gap <= SHORT_GAP and (marks[i].kind == "comma" or marks[i].fold in JOINING):
            return None
    return None


def is_plural(fold: str) -> bool:
    """Is a verb form plural: «گفتند», «می کنند», not «می کند»?"""
    return fold.endswith("ند") and fold.removeprefix("ن").removeprefix("می") not in SINGULAR


def _is_passive(marks: Sequence[Mark], after: int) -> bool:
    return after < len(marks) and marks[after].fold in PASSIVE and marks[after - 1].fold.endswith("ه")
