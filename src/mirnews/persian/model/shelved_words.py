"""shelved_words: how common each word is, unpacked by the shelf; takes lines, answers as a mapping.

A shelf is a line: the words that begin with the same two letters, before them a digit each for their commonness. It is
unpacked when a word of it is first asked for: all at once would be a third of the time that loading a model takes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

_LETTERS = 2


class ShelvedWords(Mapping[str, int]):
    """Words with their commonness, 1 to 9. Raises ValueError for lines that are none."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._packed: dict[str, tuple[str, str]] = {}
        self._open: dict[str, int] = {}
        for line in lines:
            steps, _, words = line.partition(" ")
            self._packed[words.partition(" ")[0][:_LETTERS]] = steps, words

    def get(self, word: str, default: int = 0) -> int:  # type: ignore[override]
        """The commonness of a word; 0 for one that is not there."""
        if self._packed and (shelf := self._packed.pop(word[:_LETTERS], None)):
            self._unpack(*shelf)
        return self._open.get(word, default)

    def __getitem__(self, word: str) -> int:
        if found := self.get(word):
            return found
        raise KeyError(word)

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole())

    def __len__(self) -> int:
        return len(self.whole())

    def whole(self) -> dict[str, int]:
        """All words."""
        while self._packed:
            self._unpack(*self._packed.popitem()[1])
        return dict(sorted(self._open.items()))

    def _unpack(self, steps: str, words: str) -> None:
        self._open.update(zip(words.split(" "), map(int, steps), strict=True))


def shelves(words: Mapping[str, int]) -> list[str]:
    """Words as the lines of their shelves."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        found[word[:_LETTERS]].append(word)
    return [f"{''.join(str(words[word]) for word in shelf)} {' '.join(shelf)}" for shelf in found.values()]
