"""`python -m evals.classify.build`: writes the word weights of the classifier from our word lists and training texts.

A seed gives its subject STRONG or PLAIN (shared where several subjects have it). The words of training.tsv add the log
odds of the word in that subject against all others, smoothed, when at least LEAST texts hold it. No other text is used:
neither held.tsv nor the newsstand.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from math import log
from pathlib import Path

from mirnews.classify.marks import read_marks
from mirnews.classify.places import places_in
from mirnews.outlets import folded
from mirnews.persian.lexicon import verb_forms

HERE = Path(__file__).parent
STRONG, PLAIN = 2.0, 0.9
LEAST = 2  # training texts that must hold a word
SHARE = 0.35  # how much a log odds counts beside a seed
MOST = 0.8  # the most that training alone may give a word


def seeds() -> dict[str, dict[str, float]]:
    """Phrase as written, to its subjects and their weights."""
    data = tomllib.loads(files("mirnews.classify").joinpath("seeds.toml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for subject, lists in data.items():
        for tier, weight in (("words", PLAIN), ("strong", STRONG)):
            for phrase in (one.strip() for line in lists[tier].splitlines() for one in line.split("|")):
                if phrase:
                    found[folded(phrase)].update({} if subject == "none" else {subject: weight})
    return {phrase: _shared(subjects) for phrase, subjects in found.items()}


def _shared(subjects: dict[str, float]) -> dict[str, float]:
    """A word of several subjects says less for each."""
    return {subject: weight / len(subjects) ** 0.5 for subject, weight in subjects.items()}


def training() -> list[tuple[str, str]]:
    """Subject and text of every training line."""
    lines = (HERE / "training.tsv").read_text(encoding="utf-8").splitlines()
    return [(a, b) for a, _, b in (line.partition("\t") for line in lines if not line.startswith("#")) if b]


def words(text: str) -> set[str]:
    """The words of a training text that may be learnt: no names of places, made-up names, verbs or small words."""
    marks, small = read_marks(text), small_words()
    hidden = places_in(marks)
    inside = {i for start, end in hidden.items() for i in range(start, end)}
    kept = (m for i, m in enumerate(marks) if not m.kind and i not in inside and not m.text.endswith("*"))
    return {m.fold for m in kept if len(m.fold) > 2 and m.fold not in small and m.fold not in verb_forms()}


@cache
def small_words() -> frozenset[str]:
    """The words of small_words.txt, folded."""
    lines = (HERE / "small_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(folded(word) for line in lines if not line.startswith("#") for word in line.split())


def weights(texts: list[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """The weights from the seeds and these texts."""
    ours = seeds()
    out = {phrase: dict(subjects) for phrase, subjects in ours.items()}
    sizes = Counter(subject for subject, _ in texts)
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for subject, text in texts:
        for word in words(text):
            held[word][subject] += 1
    for word, counts in held.items():
        if counts.total() >= LEAST:
            learn(out.setdefault(word, {}), counts, sizes)
    return {word: subjects for word, subjects in out.items() if subjects or word in ours}


def learn(into: dict[str, float], counts: Counter[str], sizes: Counter[str]) -> None:
    """Add the log odds of one word."""
    for subject, count in counts.items():
        inside = (count + 0.1) / (sizes[subject] + 0.2)
        outside = (counts.total() - count + 0.1) / (sizes.total() - sizes[subject] + 0.2)
        odds = min(MOST, SHARE * log(inside / outside))
        if odds > 0.3:
            into[subject] = into.get(subject, 0.0) + odds


def written(table: dict[str, dict[str, float]]) -> str:
    """The table as the file that ships."""
    head = "# Written by `python -m evals.classify.build`; edit seeds.toml or evals/classify/training.tsv instead.\n"
    rows = (
        "\t".join([word, *(f"{subject}={value:.2f}" for subject, value in sorted(subjects.items()))])
        for word, subjects in sorted(table.items())
    )
    return head + "\n".join(rows) + "\n"


def main() -> int:
    """Write the weights beside the classifier's code."""
    target = Path(str(files("mirnews.classify").joinpath("weights.tsv")))
    target.write_text(written(weights(training())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
