"""Finds the verbs of speech in a run of marks, split compounds too («خواستار … شد»)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mirnews.credit.lex import Mark
from mirnews.credit.lexicon import Lexicon, Verb


@dataclass(frozen=True, slots=True)
class Spoken:
    """A verb of speech at marks first..after; `parts` are its two ends when words of the statement stand inside."""

    first: int
    after: int
    verb: Verb
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def wide(self) -> bool:
        """Do words of the statement stand inside it: «خواستار تداوم حمایت … شد»?"""
        return bool(self.parts)


def spoken(marks: Sequence[Mark], lexicon: Lexicon) -> Iterator[Spoken]:
    """The verbs of speech in order; words of a cue («به گفته») and look-alikes («گفته شد») are passed over."""
    i = 0
    while i < len(marks):
        if cue := lexicon.cues.longest(marks, i):
            i = cue[1]
            continue
        found = _verb_at(marks, i, lexicon) if marks[i].is_word else None
        if found and found.verb.speech:
            yield found
        i = found.after if found and not found.wide else i + 1


def _verb_at(marks: Sequence[Mark], at: int, lexicon: Lexicon) -> Spoken | None:
    match = lexicon.verbs.longest(marks, at)
    if not match:
        return None
    verb, after = match
    if verb.light is None:
        return Spoken(at, after, verb)
    for i in range(after, min(after + verb.gap, len(marks))):
        if marks[i].kind in ("stop", "colon", "semicolon") or lexicon.verbs.longest(marks, i):
            return None
        if light := verb.light.longest(marks, i):
            return Spoken(at, light[1], verb, ((at, after), (i, light[1])))
    return None
