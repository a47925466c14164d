"""training: from counted text to a model. Takes a tally and the word list, returns a spacing model."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from mirnews.persian.letters import ZWNJ
from mirnews.persian.model.features import LONGEST, SHORTEST, between, inside
from mirnews.persian.model.fit import Example, Fitter, Plan, logistic, weighted
from mirnews.persian.model.spacing_model import Calibration, Neighbours, Side, SpacingModel
from mirnews.persian.model.tally import Tally

INSIDE = BETWEEN = Plan()
_LEAST = 7  # sixteenths: a weight nearer to 0 is left out of the file
_CALIBRATED_FROM = -1.0  # scores far below any floor would only bend the curve
_ENOUGH = 1_000_000  # characters; with fewer, only one in so many plain words of the list is learned from, to be quick
_FEW = 5
_LIST_WEIGHT = 3  # how often a word of the list counts as seen, for each step of its commonness


def train(counted: Tally, listed: Mapping[str, int], common: Mapping[str, int]) -> SpacingModel:
    """Fit a model. `listed`: spellings with their commonness, half-spaces in them; `common`: plain words likewise."""
    words = counted.words.copy()
    each = 1 if counted.letters >= _ENOUGH else _FEW
    for word, step in listed.items():
        if ZWNJ in word or word in words or zlib.crc32(word.encode()) % each == 0:
            words[word] += 1 + _LIST_WEIGHT * step // 3
    joined = _side(joined_examples(words, common), INSIDE)
    firsts, seconds = halves(words)
    apart = _side(spaced_examples(words, counted.pairs, (firsts, seconds), common), BETWEEN)
    neighbours = Neighbours(apart, firsts, seconds, known_pairs(words, counted.pairs))
    return SpacingModel(joined, common, lambda: neighbours)


def _side(examples: Iterable[Example], plan: Plan) -> Side:
    """Fit twice: once without each twelfth word, on which scores are turned into confidences, then on all."""
    rows = [*examples]
    kept = [row for row in rows if not _is_kept_out(row)]
    trial = _fitted(kept, plan)
    points = [(trial.score(names), yes, no) for names, yes, no in rows if _is_kept_out((names, yes, no))]
    slope, offset = logistic(point for point in points if point[0] > _CALIBRATED_FROM)
    return replace(_fitted(rows, plan), calibration=Calibration(max(0.1, slope), offset))


def _is_kept_out(row: Example) -> bool:
    return zlib.crc32(row[0][-1].encode() + row[0][0].encode() + row[0][5].encode()) % 12 == 0


def _fitted(rows: Iterable[Example], plan: Plan) -> Side:
    fitter = Fitter(plan)
    for row in rows:
        fitter.add(row)
    return Side.rounded(*fitter.fit(), _LEAST)


def joined_examples(words: Mapping[str, int], common: Mapping[str, int]) -> Iterator[Example]:
    """One example for each gap of each word as it looks without half-spaces."""
    spellings: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for word, count in words.items():
        spellings[word.replace(ZWNJ, "")].append((word, count))
    for plain, ways in spellings.items():
        if not SHORTEST <= len(plain) <= LONGEST:
            continue
        total = sum(count for _, count in ways)
        places: Counter[int] = Counter()
        for word, count in ways:
            places.update(dict.fromkeys(_places(word), count))
        for at in range(1, len(plain)):
            yes = places[at]
            yield inside(plain, at, common), *weighted(((True, yes), (False, total - yes)))


def _places(word: str) -> Iterator[int]:
    at = 0
    for part in word.split(ZWNJ)[:-1]:
        at += len(part)
        yield at


def halves(words: Mapping[str, int]) -> tuple[frozenset[str], frozenset[str]]:
    """What stands before a half-space, and what stands after one."""
    firsts: set[str] = set()
    seconds: set[str] = set()
    for word in words:
        parts = word.split(ZWNJ)
        firsts.update(parts[:-1])
        seconds.update(parts[1:])
    return frozenset(firsts), frozenset(seconds)


def known_pairs(words: Mapping[str, int], pairs: Mapping[str, int]) -> frozenset[str]:
    """Pairs «a b» that were seen with a half-space at least as often as with a space."""
    return frozenset(f"{a} {b}" for (a, b), count in _half_spaced(words).items() if count >= pairs.get(f"{a} {b}", 0))


def _half_spaced(words: Mapping[str, int]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for word, count in words.items():
        parts = word.split(ZWNJ)
        for pair in pairwise(parts):
            found[pair] += count
    return found


def spaced_examples(
    words: Mapping[str, int],
    pairs: Mapping[str, int],
    halves: tuple[frozenset[str], frozenset[str]],
    common: Mapping[str, int],
) -> Iterator[Example]:
    """One example for each two words that may be one."""
    yes = _half_spaced(words)
    no: Counter[tuple[str, str]] = Counter()
    for both, count in pairs.items():
        a, _, b = both.partition(" ")
        a, b = a.rpartition(ZWNJ)[2], b.partition(ZWNJ)[0]
        if a in halves[0] and b in halves[1]:
            no[a, b] += count
    for pair in dict.fromkeys((*yes, *no)):
        yield between(*pair, common), *weighted(((True, yes[pair]), (False, no[pair])))
