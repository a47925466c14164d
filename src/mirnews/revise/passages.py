"""passages: takes the paragraphs before and after, returns passages: what stayed in its place, and what moved.

Paragraphs that both texts have are put in the longest order that both share; a pair outside of it has moved. What lies
between two paragraphs that stayed word for word is compared as one run of text, so that a paragraph split in two or
two made one are no change of words.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mirnews.revise.words import Piece, folded, pieces, squash

Field = Literal["title", "kicker", "lead", "body", "source_line"]
BREAK = "\n\n"
MAX_PARAGRAPHS = 400  # of a text in which moves are looked for
MAX_COMPARED = 10_000  # pairs of changed paragraphs
MIN_MOVED = 5  # words of a paragraph that can be known again elsewhere
ALIKE = 0.6  # share of words that a paragraph has in common with what it was; chosen on our own test texts


@dataclass(frozen=True, slots=True)
class Passage:
    """A field or a run of paragraphs, with what stayed, went and came in it; `moved` came from another place."""

    field: Field
    pieces: tuple[Piece, ...]
    moved: bool = False

    @property
    def changed(self) -> bool:
        """Is there anything to tell?"""
        return self.moved or any(piece.op != "same" for piece in self.pieces)


class _Pair(NamedTuple):
    old: int
    new: int
    exact: bool
    weight: int


def passages(before: Sequence[str], after: Sequence[str]) -> list[Passage]:
    """The body's passages in the order of the new text."""
    pairs = _pairs(before, after)
    kept = _in_order(pairs)
    moved = {pair.new: pair for pair in pairs if pair not in kept}
    gone = {pair.old for pair in moved.values()}
    anchors = [pair for pair in kept if pair.exact]
    found: list[Passage] = []
    at = to = 0
    for pair in [*anchors, _Pair(len(before), len(after), False, 0)]:
        old = [before[i] for i in range(at, pair.old) if i not in gone]
        found += _region(old, range(to, pair.new), after, before, moved)
        if pair.exact:
            found.append(Passage("body", (Piece("same", before[pair.old], after[pair.new]),)))
        at, to = pair.old + 1, pair.new + 1
    return found


def _region(
    old: list[str], places: range, after: Sequence[str], before: Sequence[str], moved: dict[int, _Pair]
) -> Iterator[Passage]:
    """What stands between two paragraphs that stayed: one run of text, then what moved there."""
    new = [after[i] for i in places if i not in moved]
    if old or new:
        yield Passage("body", pieces(BREAK.join(old), BREAK.join(new)))
    for place in places:
        if place in moved:
            yield Passage("body", pieces(before[moved[place].old], after[place]), moved=True)


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[_Pair]:
    """Paragraphs of both texts that are one: word for word, else most alike."""
    if max(len(before), len(after)) > MAX_PARAGRAPHS:
        return []
    places: dict[str, deque[int]] = defaultdict(deque)
    for index, text in enumerate(after):
        places[squash(text)].append(index)
    exact = []
    for index, text in enumerate(before):
        if found := places[squash(text)]:
            exact.append(_Pair(index, found.popleft(), True, len(text)))
    return exact + _alike(before, after, {pair.old for pair in exact}, {pair.new for pair in exact})


def _alike(before: Sequence[str], after: Sequence[str], old: set[int], new: set[int]) -> list[_Pair]:
    """Pairs of changed paragraphs, those most alike first, each in one pair."""
    left = [(i, set(folded(text).split())) for i, text in enumerate(before) if i not in old]
    right = [(i, set(folded(text).split())) for i, text in enumerate(after) if i not in new]
    if len(left) * len(right) > MAX_COMPARED:
        return []
    likeness = sorted(
        (
            (2 * len(a & b) / (len(a) + len(b)), i, j)
            for i, a in left
            for j, b in right
            if min(len(a), len(b)) >= MIN_MOVED
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    found: list[_Pair] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for share, i, j in likeness:
        if share >= ALIKE and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            found.append(_Pair(i, j, False, int(share * len(before[i]))))
    return found


def _in_order(pairs: Sequence[_Pair]) -> list[_Pair]:
    """The heaviest run of pairs that stand in one order in both texts."""
    ordered = sorted(pairs)
    best: list[int] = []
    came: list[int | None] = []
    for index, pair in enumerate(ordered):
        before = [i for i in range(index) if ordered[i].new < pair.new]
        last = max(before, key=lambda i: best[i], default=None)
        best.append(pair.weight + 1 + (best[last] if last is not None else 0))
        came.append(last)
    kept: list[_Pair] = []
    at = max(range(len(ordered)), key=lambda i: best[i], default=None)
    while at is not None:
        kept.append(ordered[at])
        at = came[at]
    return kept[::-1]
