"""score: half-spaces found and missed, gap by gap; takes a wanted and a given text, returns counts.

Between each two neighbouring letters stands nothing, a space or a half-space; only half-spaces are counted. Letters are
folded first, so that a repaired letter neither helps nor harms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mirnews.persian import repair
from mirnews.persian.letters import ZWNJ, heal_characters

# What makes a half-space one of an affix: the piece before it or the piece after it.
_BEFORE = re.compile(r"(?:بر|در|باز|فرا|فرو|وا|ور)?ن?می")
_AFTER = re.compile(r"ها(?:ی|یی|یم|یت|یش|یمان|یتان|یشان)?|تر|ترین|ای|اند|ام|ایم|اید|اش|ات|است|ی")


def deleted(text: str) -> str:
    """The text after its half-spaces were deleted (DEL)."""
    return text.replace(ZWNJ, "")


def spaced(text: str) -> str:
    """The text after its half-spaces became spaces (SPACE)."""
    return text.replace(ZWNJ, " ")


@dataclass(slots=True)
class Count:
    """Half-spaces rightly placed, wrongly placed and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def restored(
    texts: Iterable[str], damage: Callable[[str], str], heal: Callable[[str], str] | None = None
) -> dict[str, Count]:
    """Damage each text, repair it, and count, for all half-spaces and for those of affixes and compounds alone.

    `affix_tolerant` is `affix` without the half-spaces set before an ending that the wanted text wrote joined
    («کتابها»): golds differ in that, and it counts against a repair that is right.

    `heal` is the repair, ours by default. A text whose letters another repair changed is left out.
    """
    counts = {"all": Count(), "affix": Count(), "affix_tolerant": Count(), "compound": Count()}
    for text in texts:
        wanted = heal_characters(text)
        given = heal(damage(wanted)) if heal else repair(damage(wanted)).text
        letters, want = _gaps(wanted)
        same_letters, have = _gaps(given)
        if letters != same_letters and heal:
            continue
        if letters != same_letters:
            raise AssertionError(f"letters changed: {wanted!r}")
        for at, (w, h) in enumerate(zip(want, have, strict=True)):
            if ZWNJ in (w, h):
                _add(counts["all"], w, h)
                before, after = _pieces(letters, want if w == ZWNJ else have, at)
                is_ending = bool(_AFTER.fullmatch(after))
                is_affix = is_ending or bool(_BEFORE.fullmatch(before))
                _add(counts["affix" if is_affix else "compound"], w, h)
                if is_affix and not (is_ending and w == ""):
                    _add(counts["affix_tolerant"], w, h)
    return counts


def _add(count: Count, want: str, have: str) -> None:
    if want == have:
        count.right += 1
    elif have == ZWNJ:
        count.wrong += 1
    else:
        count.missed += 1


def _gaps(text: str) -> tuple[str, list[str]]:
    """The visible characters, and what stands before each of them."""
    letters: list[str] = []
    gaps: list[str] = []
    gap = ""
    for char in text:
        if char == ZWNJ or char.isspace():
            gap = ZWNJ if ZWNJ in (gap, char) else " "
        else:
            letters.append(char)
            gaps.append(gap)
            gap = ""
    return "".join(letters), gaps


def _pieces(letters: str, gaps: list[str], at: int) -> tuple[str, str]:
    """The piece of a word before a half-space, and the piece after it."""
    start = next((i for i in range(at - 1, 0, -1) if gaps[i]), 0)
    end = next((i for i in range(at + 1, len(letters)) if gaps[i] or not letters[i].isalpha()), len(letters))
    return letters[start:at], letters[at:end]
