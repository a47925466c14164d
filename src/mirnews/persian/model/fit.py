"""fit: logistic regression in plain Python. Takes examples of feature names, returns a weight for each feature.

Stochastic gradient with a rate for every weight (AdaGrad), in a fixed order: the same examples give the same weights.
"""

from __future__ import annotations

import math
import random
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

Example = tuple[list[str], float, float]  # feature names, weight as a half-space, weight as none


@dataclass(frozen=True, slots=True)
class Plan:
    """How to fit. `least`: examples that a feature must occur in."""

    rounds: int = 6
    rate: float = 0.5
    least: int = 2
    decay: float = 2e-4
    seed: int = 1405


class Fitter:
    """Takes examples one by one, then fits."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._ids: dict[str, int] = {}
        self._features: list[array[int]] = []
        self._sides: list[tuple[float, float]] = []

    def add(self, example: Example) -> None:
        """Take one more example."""
        names, yes, no = example
        ids = self._ids
        self._features.append(array("i", [ids.setdefault(name, len(ids)) for name in names]))
        self._sides.append((yes, no))

    def fit(self) -> tuple[dict[str, float], float]:
        """The weights and the constant."""
        plan = self._plan
        self._prune()
        weights = [0.0] * (len(self._ids) + 1)
        power = [1e-2] * len(weights)
        order = list(range(len(self._features)))
        shuffler = random.Random(plan.seed)
        for _ in range(plan.rounds):
            shuffler.shuffle(order)
            for at in order:
                self._step(at, weights, power)
        return {name: weights[i] for name, i in self._ids.items() if weights[i]}, weights[-1]

    def _prune(self) -> None:
        seen: Counter[int] = Counter()
        for row in self._features:
            seen.update(row)
        keep = {old: new for new, old in enumerate(i for i in range(len(self._ids)) if seen[i] >= self._plan.least)}
        self._ids = {name: keep[old] for name, old in self._ids.items() if old in keep}
        last = len(keep)
        self._features = [array("i", [*(keep[i] for i in row if i in keep), last]) for row in self._features]

    def _step(self, at: int, weights: list[float], power: list[float]) -> None:
        row, (yes, no) = self._features[at], self._sides[at]
        score = 0.0
        for i in row:
            score += weights[i]
        chance = 1 / (1 + math.exp(-score)) if score > -30 else 0.0
        slope = (yes + no) * chance - yes
        if -0.002 < slope < 0.002:
            return
        rate, decay, square = self._plan.rate, self._plan.decay, slope * slope
        for i in row:
            power[i] += square
            weights[i] -= rate * (slope + decay * weights[i]) / math.sqrt(power[i])


def weighted(counts: Iterable[tuple[bool, int]]) -> tuple[float, float]:
    """The weight of an example that was seen so often with a half-space and so often without."""
    yes = no = 0
    for half, count in counts:
        yes, no = (yes + count, no) if half else (yes, no + count)
    total = yes + no
    weight = 1 + math.log(total, 4) if total else 0.0
    return weight * yes / max(1, total), weight * no / max(1, total)


def logistic(points: Iterable[tuple[float, float, float]]) -> tuple[float, float]:
    """Slope and offset of the logistic function nearest to `(score, weight as right, weight as wrong)`, by Newton."""
    rows = [*points]
    slope, offset = 1.0, 0.0
    for _ in range(25):
        g0 = g1 = h00 = h01 = 0.0
        h11 = h00_ridge = 1e-6
        for score, right, wrong in rows:
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * score + offset))))
            error, bend = (right + wrong) * chance - right, (right + wrong) * chance * (1 - chance)
            g0 += error * score
            g1 += error
            h00 += bend * score * score
            h01 += bend * score
            h11 += bend
        h00 += h00_ridge
        base = h00 * h11 - h01 * h01
        if base <= 1e-12:
            break
        slope -= (h11 * g0 - h01 * g1) / base
        offset -= (h00 * g1 - h01 * g0) / base
    return slope, offset
