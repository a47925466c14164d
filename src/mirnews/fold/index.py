"""index: articles as they arrive, in memory; for each what is known of its fold then, and at the end of all.

Articles are numbered from 0 in order of arrival; the numbers are the ids in every Fold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mirnews.fold.decide import place
from mirnews.model import Fold, Nearby

# Articles that are remembered for one fingerprint, the first ones: it bounds the work for a text that a thousand sites
# print and for the formula under every page of a site.
REMEMBERED = 64


@dataclass(slots=True)
class _Article:
    at: datetime
    size: int
    fold: int
    found: Fold = Fold()


class FoldIndex:
    """The folds of the articles so far. Deterministic: the same articles in the same order give the same folds."""

    def __init__(self) -> None:
        self._articles: list[_Article] = []
        self._prints: list[Sequence[int]] = []
        self._holders: dict[int, list[int]] = {}
        self._first: dict[int, int] = {}  # fold: its earliest article

    def add(self, prints: Sequence[int], at: datetime) -> Fold:
        """Place the next article, given its fingerprints and when it was published (or arrived, see ArrivalClock).

        The Fold says what is known now: `fold` keeps the number of the article that opened it, even when this one is
        earlier and so becomes its original.
        """
        number = len(self._articles)
        found = place(len(prints), at, self._near(prints))
        if found.fold is None:
            of = None if found.of is None else self._first[self._articles[found.of].fold]
            found = replace(found, fold=number, of=of)
        fold = number if found.fold is None else found.fold
        self._articles.append(_Article(at, len(prints), fold, found))
        self._prints.append(prints)
        if number == fold or at < self._articles[self._first[fold]].at:
            self._first[fold] = number
        for value in prints:
            holders = self._holders.setdefault(value, [])
            if len(holders) < REMEMBERED:
                holders.append(number)
        return found

    def state(self) -> list[Fold]:
        """The folds of all articles, in order of arrival, as they are once every article is known.

        The articles are placed again in order of time, so that each meets its original first. The original of a fold
        is its earliest article, its number is the fold's, and its containment is the highest of its copies.
        """
        order = sorted(range(len(self._articles)), key=lambda number: (self._articles[number].at, number))
        replay = FoldIndex()
        folds: dict[int, Fold] = {}
        for number in order:
            found = replay.add(self._prints[number], self._articles[number].at)
            fold, of = (None if rank is None else order[rank] for rank in (found.fold, found.of))
            folds[number] = replace(found, fold=fold, of=of)
        for found in list(folds.values()):
            if found.relation == "copy" and found.of is not None:
                first = folds[found.of]
                relation = "original" if first.relation == "alone" else first.relation
                share = max(first.containment, found.containment) if first.of is None else first.containment
                folds[found.of] = replace(first, relation=relation, containment=share)
        return [folds[number] for number in range(len(self._articles))]

    def _near(self, prints: Sequence[int]) -> list[Nearby]:
        shared = Counter(number for value in prints for number in self._holders.get(value, ()))
        return [self._nearby(number, count) for number, count in shared.items()]

    def _nearby(self, number: int, shared: int) -> Nearby:
        article = self._articles[number]
        first = self._first[article.fold]
        return Nearby(number, article.fold, article.at, shared, article.size, first, self._articles[first].at)
