"""trial: how well a repair brings half-spaces back. Takes healthy texts and a repair, returns F1 for both damages."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mirnews.persian.letters import ZWNJ


def restored(texts: Iterable[str], repair: Callable[[str], str]) -> tuple[float, float]:
    """F1 of half-spaces that were deleted, and of those that were made spaces."""
    deleted = [0, 0, 0]
    spaced = [0, 0, 0]
    for text in texts:
        for line in text.split("\n"):
            _count(deleted, line, repair(line.replace(ZWNJ, "")))
            _count(spaced, line, repair(line.replace(ZWNJ, " ")))
    return _f1(deleted), _f1(spaced)


def _count(counts: list[int], wanted: str, given: str) -> None:
    want, have = _places(wanted), _places(given)
    counts[0] += len(want & have)
    counts[1] += len(have - want)
    counts[2] += len(want - have)


def _places(text: str) -> set[int]:
    """Before which visible characters the half-spaces stand."""
    found: set[int] = set()
    visible = 0
    for char in text:
        if char == ZWNJ:
            found.add(visible)
        elif not char.isspace():
            visible += 1
    return found


def _f1(counts: list[int]) -> float:
    right, wrong, missed = counts
    return 2 * right / max(1, 2 * right + wrong + missed)
