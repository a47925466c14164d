"""`python -m evals.persian.families MODEL TEXT... --test FILE`: the model beside a dictionary of forms.

TEXT is what MODEL was trained on, as for `evals.persian.train`; FILE a treebank or a text that neither has seen. The
dictionary takes the most frequent form of each word and of each pair; with segmentation it cuts unknown words into
known parts, the likeliest by their counts (Viterbi). docs/choices/spacing-model.md has the figures.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from evals.persian.score import deleted, restored, spaced
from evals.persian.train import lines
from mirnews.persian.letters import ZWNJ
from mirnews.persian.model.model_file import load, word_list
from mirnews.persian.model.tally import tally
from mirnews.persian.spacing import TOKEN

_LONGEST_PART, _LONGEST, _UNKNOWN, _LETTER, _INSIDE, _BETWEEN = 14, 25, -25.0, -3.0, 1.0, 1.3


class Forms:
    """Family B."""

    def __init__(self, words: Counter[str], pairs: Counter[str]) -> None:
        self._parts: Counter[str] = Counter()
        self._pairs, self._apart = Counter[str](), pairs
        ways: dict[str, list[str]] = defaultdict(list)
        for word, count in words.items():
            ways[word.replace(ZWNJ, "")].append(word)
            parts = word.split(ZWNJ)
            self._parts.update(dict.fromkeys(parts, count))
            self._pairs.update(dict.fromkeys(map(" ".join, pairwise(parts)), count))
        self._best = {plain: max(found, key=lambda word: (words[word], word)) for plain, found in ways.items()}
        self._all = sum(self._parts.values())

    def form(self, word: str) -> str:
        """The most frequent form; an unknown word as it is."""
        return self._best.get(word, word)

    def cut(self, word: str) -> str:
        """The same, unknown words cut into known parts."""
        if word in self._best or len(word) > _LONGEST:
            return self.form(word)
        best = [(0.0, 0)]
        for end in range(1, len(word) + 1):
            starts = range(max(0, end - _LONGEST_PART), end)
            best.append(max((best[start][0] + self._chance(word[start:end]), start) for start in starts))
        parts, end = [], len(word)
        while end:
            start = best[end][1]
            parts.append(word[start:end])
            end = start
        return ZWNJ.join(reversed(parts))

    def _chance(self, part: str) -> float:
        count = self._parts.get(part, 0)
        return math.log(count / self._all) if count > 2 else _UNKNOWN + _LETTER * len(part)

    def together(self, left: str, right: str) -> bool:
        """Was the pair seen with a half-space as often as without?"""
        pair = f"{left} {right}"
        return 0 < self._pairs[pair] >= self._apart[pair]


def heal(text: str, form: Callable[[str], str], together: Callable[[str, str], bool]) -> str:
    """Every word in its form, neighbours joined where they are one."""
    out, at, before = [], 0, ""
    for match in TOKEN.finditer(text):
        word, gap = match.group(), text[at : match.start()]
        out += [
            ZWNJ if gap == " " and before and together(before, word) else gap,
            form(word) if ZWNJ not in word else word,
        ]
        at, before = match.end(), word
    return "".join([*out, text[at:]])


def main(arguments: list[str]) -> int:
    """Print F1 of both families for both damages."""
    parser = argparse.ArgumentParser(prog="evals.persian.families")
    parser.add_argument("model", type=Path)
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--test", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    counted = tally(line for source in chosen.sources for line in lines(source))
    plain, spelled = word_list()
    for word, step in {**plain, **spelled}.items():
        counted.words[word] += 1 + step
    forms, model = Forms(counted.words, counted.pairs), load(chosen.model)

    def split(word: str) -> str:
        found = model.split(word, [gap for gap in model.inside(word) if gap[1] > _INSIDE])
        return found[0] if found else word

    texts = [line for line in lines(chosen.test) if line and not line.startswith("#")]
    ways: list[tuple[str, Callable[[str], str], Callable[[str, str], bool]]] = [
        ("forms", forms.form, forms.together),
        ("forms, cut", forms.cut, forms.together),
        ("logistic", split, lambda a, b: model.join(a, b, _BETWEEN) > 0),
    ]
    for name, form, together in ways:
        gone = restored(texts, deleted, lambda text, form=form: heal(text, form, lambda a, b: False))  # type: ignore[misc]
        apart = restored(texts, spaced, lambda text, together=together: heal(text, lambda word: word, together))  # type: ignore[misc]
        print(f"{name:<12} DEL {gone['all'].f1:.3f}   SPACE {apart['all'].f1:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
