"""weights: how much a word tells of an event: rare words much, the words of every report nothing.

Document frequencies are warm from the start: `news_words.tsv` counts our own texts (`python -m evals.stories.words`
makes it). Without them the first day of a stream is grouped worse (research: BCubed F .853 cold, .875 warm).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from mirnews.stories.headlines import STOP

# The table weighs as this many articles beside those of the stream, and a word that it does not know stands in UNKNOWN
# of them. Tuned on the labelled development set of evals/stories.
BACKGROUND = 400
UNKNOWN = 2.0


@cache
def _table() -> dict[str, float]:
    """Share of our texts that hold a word."""
    lines = files(__package__).joinpath("news_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    texts = int(rows[0][1])
    return {word: int(count) / texts for word, count in rows[1:]}


class Weights:
    """Document frequencies: the table's, and those of the articles told so far."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._articles = 0

    def learn(self, words: Iterable[str]) -> None:
        """Count one article's words."""
        self._seen.update(set(words))
        self._articles += 1

    def of(self, word: str) -> float:
        """Inverse document frequency (natural logarithm), never below 0; 0 for a word that only binds others."""
        if word in STOP or len(word) < 2:
            return 0.0
        texts = _table().get(word, 0.0) * BACKGROUND + self._seen[word] + UNKNOWN
        return max(0.0, math.log((BACKGROUND + self._articles) / texts))

    def vector(self, words: Iterable[str]) -> dict[str, float]:
        """The words with weights sublinear TF × IDF, of length 1; empty when no word weighs anything."""
        counts = Counter(words)
        raw = {word: (1 + math.log(count)) * self.of(word) for word, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        return {word: weight / length for word, weight in raw.items() if weight > 0}
