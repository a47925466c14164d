"""words: takes a text before and after, returns the pieces that stayed, went and came, word by word.

A unit is a word (a half-spaced one is two, compared apart and shown whole), a number or a sign, with the white space
after it. The pieces' `before` joined give the old text again, their `after` the new one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from mirnews.persian.digits import to_ascii
from mirnews.persian.letters import HARAKAT, TATWEEL, ZWJ, ZWNJ
from mirnews.persian.tokens import words

Op = Literal["same", "added", "removed"]
MAX_PAIRS = 200_000  # equal words of both sides; twice as many are 0.2 s on the machine that this was set on
MIN_AROUND = 4  # units of the changes on both sides of it
_LETTERS = {
    **{ord(a): b for a, b in zip("يىكةۀأإٱؤ", "ییکههاااو", strict=True)},
    **{ord(mark): '"' for mark in "«»“”„‟\"'‘’"},
    ord("،"): ",",
    ord("؛"): ";",
    ord(TATWEEL): None,
    ord(ZWNJ): None,
    ord(ZWJ): None,
}
_MARKS = re.compile(f"[{HARAKAT}]")

_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. `same` has both texts, equal but perhaps for spelling; the others have one."""

    op: Op
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or sign with what follows it up to the next; `key` is what it is compared by."""

    text: str
    key: str

    @property
    def glued(self) -> bool:
        """Does the same word go on in the next unit?"""
        return self.text.endswith((ZWNJ, ZWJ))


def folded(text: str) -> str:
    """A text as words are compared: letters, digits and quotation marks of one form, no half-spaces, no vowel signs."""
    return _MARKS.sub("", to_ascii(text).translate(_LETTERS)).casefold()


def squash(text: str) -> str:
    """Letters and digits only, folded."""
    return _NOT_WORDS.sub("", folded(text))


def units(text: str) -> list[Unit]:
    """The units of a text; their texts joined are the text."""
    starts = sorted(_starts(text))
    if not starts:
        return [Unit(text, "")] if text else []
    ends = [*starts[1:], len(text)]
    found = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    found[0] = text[: starts[0]] + found[0]
    return [Unit(one, folded(one.strip())) for one in found]


def _starts(text: str) -> Iterator[int]:
    """Where units start: at words, at their second halves, at each sign between words."""
    at = 0
    for word in words(text):
        yield from (at + i for i, sign in enumerate(text[at : word.start]) if not sign.isspace())
        yield word.start
        yield from (word.start + i + 1 for i, sign in enumerate(word.text[:-1]) if sign in (ZWNJ, ZWJ))
        at = word.end
    yield from (at + i for i, sign in enumerate(text[at:]) if not sign.isspace())


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """What stayed, went and came, in the order of reading; what went stands before what came in its place."""
    old, new = units(before), units(after)
    blocks = _readable(_whole_words(_equal_blocks(old, new), old, new))
    return tuple(_merged(_between(blocks, old, new)))


Block = tuple[int, int, int]  # start in the old units, start in the new ones, how many are equal


def _equal_blocks(old: Sequence[Unit], new: Sequence[Unit]) -> list[Block]:
    """Runs of equal units, after the beginning and the end that both share."""
    keys, others = [unit.key for unit in old], [unit.key for unit in new]
    least = min(len(keys), len(others))
    head = next((i for i in range(least) if keys[i] != others[i]), least)
    tail = next((i for i in range(least - head) if keys[-1 - i] != others[-1 - i]), least - head)
    found = _matched(old[head : len(old) - tail], new[head : len(new) - tail])
    middle = [(a + head, b + head, size) for a, b, size in found]
    return [block for block in [(0, 0, head), *middle, (len(old) - tail, len(new) - tail, tail)] if block[2]]


def _matched(old: Sequence[Unit], new: Sequence[Unit]) -> list[Block]:
    """Equal runs by words; by sentences where the words are too many; none where even these are."""
    by_word = _compared([unit.key for unit in old], [unit.key for unit in new])
    if by_word is not None:
        return by_word
    olds, news = _sentences(old), _sentences(new)
    coarse = _compared([keys for _, keys in olds], [keys for _, keys in news]) or []
    return [(olds[a + i][0], news[b + i][0], len(olds[a + i][1])) for a, b, size in coarse for i in range(size)]


def _compared(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Block] | None:
    here, there = Counter(old), Counter(new)
    if sum(count * there[key] for key, count in here.items()) > MAX_PAIRS:
        return None
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(one.a, one.b, one.size) for one in matcher.get_matching_blocks() if one.size]


def _sentences(found: Sequence[Unit]) -> list[tuple[int, tuple[str, ...]]]:
    """Where each sentence starts among the units, and its keys."""
    out: list[tuple[int, tuple[str, ...]]] = []
    start = 0
    for index, unit in enumerate(found):
        if unit.key in (".", "؟", "!", "?") or "\n" in unit.text or index == len(found) - 1:
            out.append((start, tuple(one.key for one in found[start : index + 1])))
            start = index + 1
    return out


def _whole_words(blocks: Iterable[Block], old: Sequence[Unit], new: Sequence[Unit]) -> list[Block]:
    """Blocks that start and end between words, never at a half-space."""
    kept = []
    for a, b, size in blocks:
        while size and ((a and old[a - 1].glued) or (b and new[b - 1].glued)) and not (a == b == 0):
            a, b, size = a + 1, b + 1, size - 1
        while size and (old[a + size - 1].glued or new[b + size - 1].glued):
            size -= 1
        if size:
            kept.append((a, b, size))
    return kept


def _readable(blocks: Sequence[Block]) -> list[Block]:
    """Without lone units between two changes: nobody reads «در» as what stayed of a sentence that is new."""
    kept: list[Block] = []
    for index, (a, b, size) in enumerate(blocks):
        if size == 1 and kept and index + 1 < len(blocks):
            last, following = kept[-1], blocks[index + 1]
            left = (a - last[0] - last[2]) + (b - last[1] - last[2])
            right = (following[0] - a - 1) + (following[1] - b - 1)
            if left and right and left + right >= MIN_AROUND:
                continue
        kept.append((a, b, size))
    return kept


def _between(blocks: Sequence[Block], old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Piece]:
    """The blocks, and what went and came between them."""
    at, to = 0, 0
    for a, b, size in [*blocks, (len(old), len(new), 0)]:
        yield from _changed(_text(old[at:a]), _text(new[to:b]))
        if size:
            yield Piece("same", _text(old[a : a + size]), _text(new[b : b + size]))
        at, to = a + size, b + size


def _changed(before: str, after: str) -> Iterator[Piece]:
    """What went and what came; `same` where only half-spaces and signs are other."""
    if before and after and squash(before) and squash(before) == squash(after):
        yield Piece("same", before, after)
        return
    if before:
        yield Piece("removed", before, "")
    if after:
        yield Piece("added", "", after)


def _merged(found: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours that stayed as one."""
    last: Piece | None = None
    for piece in found:
        if last and last.op == piece.op == "same":
            last = Piece("same", last.before + piece.before, last.after + piece.after)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _text(found: Sequence[Unit]) -> str:
    return "".join(unit.text for unit in found)
