"""tally: healthy text counted. Takes lines, returns how often each word and each pair of words is written how.

Lines are judged in blocks of some 300 words: a block counts when it has the half-spaces of careful Persian and hardly
any that are visibly lost. Memory is bounded: when a table is full, what was seen least is dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from mirnews.persian.letters import LETTERS, ZWNJ, heal_characters

_WORD = re.compile(rf"[{LETTERS}]+(?:{ZWNJ}[{LETTERS}]+)*|[^\s{ZWNJ}]")
_LOOSE = re.compile(
    rf"(?<![{LETTERS}{ZWNJ}])(?:(?:ن?می) (?=[{LETTERS}]{{2}})|(?<=[{LETTERS}]) (?:ها|های|هایی|ترین)(?![{LETTERS}]))"
)
BLOCK = 300  # words that are judged together
LEAST_DENSITY = 45 / 1000  # half-spaces a word: the development splits of two treebanks have 74 and 87 per 1,000
MOST_LOOSE = 0.04  # loose affixes for each half-space
FULL = 1_500_000  # entries of a table


@dataclass(slots=True)
class Tally:
    """What was counted: words by their spelling with half-spaces, pairs of neighbours, and how much was read."""

    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)  # «a b» with one space
    letters: int = 0
    blocks: int = 0
    refused: int = 0

    def add(self, block: str) -> None:
        """Count one block of text, if it is healthy."""
        if not self.would_take(block):
            self.refused += 1
            return
        self.blocks += 1
        self.letters += len(block)
        for line in block.split("\n"):
            found = _WORD.findall(line)
            words = [word if len(word) > 1 or word.isalpha() else "" for word in found]
            self.words.update(word for word in words if word)
            self.pairs.update(f"{a} {b}" for a, b in pairwise(words) if a and b)
        for table in (self.words, self.pairs):
            if len(table) > FULL:
                _thin(table)

    def would_take(self, block: str) -> bool:
        """Is the block healthy?"""
        return is_careful(block)


def _thin(table: Counter[str]) -> None:
    """Drop the rarest entries until the table is at most half full."""
    least = 1
    while len(table) > FULL // 2:
        for entry in [entry for entry, count in table.items() if count <= least]:
            del table[entry]
        least += 1


def is_careful(block: str) -> bool:
    """Does a block of text keep its half-spaces?"""
    words, half_spaces = len(block.split()), block.count(ZWNJ)
    return half_spaces >= words * LEAST_DENSITY and len(_LOOSE.findall(block)) <= half_spaces * MOST_LOOSE


def blocks(lines: Iterable[str]) -> Iterator[str]:
    """Lines put together until there are enough words to judge, their characters in order."""
    block: list[str] = []
    words = 0
    for line in lines:
        block.append(heal_characters(line))
        words += len(line.split())
        if words >= BLOCK:
            yield "\n".join(block)
            block, words = [], 0
    if words:
        yield "\n".join(block)


def tally(lines: Iterable[str]) -> Tally:
    """Count the healthy part of a text."""
    counted = Tally()
    for block in blocks(lines):
        counted.add(block)
    return counted
