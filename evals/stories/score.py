"""score: BCubed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence


def bcubed(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float, float]:
    """BCubed precision, recall and F over items; both lists give the group of each item."""
    in_gold: dict[Hashable, set[int]] = defaultdict(set)
    in_found: dict[Hashable, set[int]] = defaultdict(set)
    for item, (a, b) in enumerate(zip(gold, found, strict=True)):
        in_gold[a].add(item)
        in_found[b].add(item)
    both = [(in_gold[a], in_found[b]) for a, b in zip(gold, found, strict=True)]
    p = sum(len(a & b) / len(b) for a, b in both) / len(both)
    r = sum(len(a & b) / len(a) for a, b in both) / len(both)
    return p, r, 2 * p * r / (p + r)
