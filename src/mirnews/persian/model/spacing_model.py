"""spacing_model: where half-spaces belong that rules and lists do not know. Takes words, returns chances.

The model answers for single words and for pairs of neighbours, never for longer context, so each answer is computed
once and remembered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from mirnews.persian.letters import ZWNJ
from mirnews.persian.model.features import LONGEST, SHORTEST, between, inside

SCALE = 16  # weights are kept as whole numbers of sixteenths, from -127 to 127, and 128 is added
_ZERO = 128
POSSIBLE = 0.9  # scores of no interest are not remembered; every floor lies above
PLAIN = 2  # commonness (count in ten-thousands) from which on a word is not asked about
UNSEEN = 2.5  # added to the floor for a pair that training never met with a half-space


BY_RULE = frozenset(("می", "نمی"))  # verbs have a rule and a list: what they do not know («میخائیل») is no verb


class Calibration(NamedTuple):
    """From score to confidence: the logistic function of slope x score + offset, fitted on words kept out of
    training."""

    slope: float = 1.0
    offset: float = 0.0

    def confidence(self, score: float) -> float:
        """How often a score such as this one is right, at most 0.97: what rules are sure of stays above it."""
        return round(min(0.97, 1 / (1 + math.exp(-max(-30.0, min(30.0, self.slope * score + self.offset))))), 3)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two questions: the weight of each feature in sixteenths (plus 128), the constant, the confidence."""

    weights: Mapping[str, int]
    constant: int
    calibration: Calibration = Calibration()

    @classmethod
    def rounded(cls, weights: Mapping[str, float], constant: float, least: int) -> Side:
        """Weights as whole sixteenths; those nearer to 0 than `least` are left out."""
        whole = {name: max(-127, min(127, round(weight * SCALE))) for name, weight in weights.items()}
        return cls({name: w + _ZERO for name, w in whole.items() if abs(w) >= least}, round(constant * SCALE))

    def score(self, names: list[str]) -> float:
        """The logarithm of the odds."""
        found = [*filter(None, map(self.weights.get, names))]
        return (self.constant + sum(found) - _ZERO * len(found)) / SCALE


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is known of two words that may be one."""

    apart: Side
    firsts: frozenset[str]
    seconds: frozenset[str]
    pairs: frozenset[str]  # «a b», seen with a half-space more often than with a space


@dataclass(frozen=True)
class SpacingModel:
    """Chances of half-spaces inside a word, and between two words. The tables of the second question are unpacked when
    it is first asked: half of the time that loading takes.
    """

    joined: Side
    common: Mapping[str, int]
    unpack: Callable[[], Neighbours] = field(compare=False, repr=False)

    @cached_property
    def neighbours(self) -> Neighbours:
        """The tables of the second question."""
        return self.unpack()

    @property
    def firsts(self) -> frozenset[str]:
        """What stands before half-spaces."""
        return self.neighbours.firsts

    @property
    def seconds(self) -> frozenset[str]:
        """What stands after half-spaces."""
        return self.neighbours.seconds

    def inside(self, word: str) -> list[tuple[int, float]]:
        """Each gap of a word with its score (logarithm of the odds)."""
        if not SHORTEST <= len(word) <= LONGEST:
            return []
        return [(at, self.joined.score(inside(word, at, self.common))) for at in range(1, len(word))]

    def between(self, left: str, right: str) -> float | None:
        """The score of a half-space instead of the space between two words; None if it is out of the question."""
        known = self.neighbours
        if left not in known.firsts or right not in known.seconds:
            return None
        return known.apart.score(between(left, right, self.common))

    def possible(self, word: str) -> tuple[tuple[int, float], ...]:
        """Gaps of a word that may have lost a half-space, with their scores. A listed word is what it is."""
        if self.common.get(word, 0) >= PLAIN:
            return ()
        return tuple((at, score) for at, score in self.inside(word) if score > POSSIBLE and word[:at] not in BY_RULE)

    def split(self, word: str, gaps: Sequence[tuple[int, float]]) -> tuple[str, float] | None:
        """The word with half-spaces in these gaps, and the confidence of the least sure; None when there are none."""
        if not gaps:
            return None
        cuts = [0, *(at for at, _ in gaps), len(word)]
        parts = [word[a:b] for a, b in pairwise(cuts)]
        if any(len(part) < 2 and part != "و" for part in parts[:-1]):
            return None  # a lone letter is no part of a word, but for the «and» of «گفت و گو»
        return ZWNJ.join(parts), self.joined.calibration.confidence(min(score for _, score in gaps))

    def join(self, left: str, right: str, floor: float) -> float:
        """The confidence that two neighbouring words are one; 0 to leave them."""
        score = self.between(left, right)
        if score is None or score <= floor + (0.0 if f"{left} {right}" in self.neighbours.pairs else UNSEEN):
            return 0.0
        return self.neighbours.apart.calibration.confidence(score)
