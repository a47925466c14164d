"""vocabulary: real Persian words with how often they are drawn, by Zipf's law.

`words.tsv` has the base words, the most frequent first (`python -m benchmarks.pipeline.words` makes it). Plurals,
indefinites, comparatives and verb forms are made of them as Persian makes them, half-spaces included, so that an
archive of 10⁵ articles knows over 20,000 words without a single one that is noise.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from mirnews.corpus.shapes import shape_texts
from mirnews.persian import lexicon
from mirnews.persian.letters import ZWNJ

FLAT = 2.7  # Mandelbrot's addition to the rank: the first words of a class are no ten times as frequent as the tenth
# Of a noun's uses so many are its plurals and its indefinite; about what the newsstand's reports show.
ENDINGS = (("های", 0.15), ("ها", 0.12), ("هایی", 0.04))
INDEFINITE = 0.08
VERBS_POWER = 1.3  # verbs are fewer than nouns: the hundred most frequent are nine in ten
NO_PLURAL = ("ها", "های", "هایی", "ان", "ات", "ین", "ۀ", "ٔ")
NO_INDEFINITE = "اویهئ"


@dataclass(frozen=True, slots=True)
class WordList:
    """Words with their running weights, for `random.choices`."""

    words: tuple[str, ...]
    sums: tuple[float, ...]

    @classmethod
    def ranked(cls, words: Iterable[str], power: float = 1.0) -> WordList:
        """Words given in order of frequency, weighted by Zipf's law; with a higher power the first ones more."""
        kept = tuple(dict.fromkeys(words))
        return cls(kept, tuple(accumulate((rank + FLAT) ** -power for rank in range(1, len(kept) + 1))))

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """So many words, by frequency."""
        return chance.choices(self.words, cum_weights=self.sums, k=count)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Word lists by what a sentence needs: nouns of any subject, of each section, adjectives and verbs."""

    nouns: WordList
    adjectives: WordList
    verbs: WordList
    sections: dict[str, WordList]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    rows = [line.split("\t") for line in _table().splitlines()]
    sections: dict[str, list[str]] = {}
    for word, section in rows:
        if section != "-":
            sections.setdefault(section, []).append(word)
    return Vocabulary(
        nouns=WordList.ranked(_inflected([word for word, _ in rows])),
        adjectives=WordList.ranked(_compared(sorted(lexicon.adjectives(), key=_short_first))),
        verbs=WordList.ranked([*shape_texts("verbs"), *_conjugated()], VERBS_POWER),
        sections={name: WordList.ranked(_inflected(words)) for name, words in sorted(sections.items())},
    )


def _table() -> str:
    return files(__package__).joinpath("words.tsv").read_text(encoding="utf-8")


def _inflected(bases: Sequence[str]) -> list[str]:
    """The words with their forms, in order of frequency: a form is a share of its word's uses."""
    weighed: dict[str, float] = {}
    for rank, base in enumerate(bases, 1):
        for form, share in _forms(base):
            weighed[form] = max(weighed.get(form, 0.0), share / (rank + FLAT))
    return sorted(weighed, key=lambda word: (-weighed[word], word))


def _forms(base: str) -> Iterator[tuple[str, float]]:
    yield base, 1.0
    if not base.endswith(NO_PLURAL):
        for ending, share in ENDINGS:
            yield lexicon.half_spaced([base, ending]) if base[-1] != "ه" else base + ZWNJ + ending, share
    if base in lexicon.silent_heh():
        yield base + ZWNJ + "ای", INDEFINITE
    elif base[-1] not in NO_INDEFINITE:
        yield base + "ی", INDEFINITE


def _compared(bases: Sequence[str]) -> list[str]:
    forms = [[base, lexicon.half_spaced([base, "تر"]), lexicon.half_spaced([base, "ترین"])] for base in bases]
    return [word for group in zip(*forms, strict=True) for word in group]


def _conjugated() -> list[str]:
    """The third person of every verb, as reports tell: with می and its negation, then alone."""
    known = lexicon.verb_forms() - lexicon.participles()
    third = [form for form in known if form[-1] in "دت" and (not form.endswith("ید") or form + "ند" in known)]
    forms = sorted(third, key=_short_first)
    return [*(prefix + ZWNJ + form for form in forms for prefix in ("می", "نمی")), *forms, *("ن" + f for f in forms)]


def _short_first(word: str) -> tuple[int, str]:
    return len(word), word
