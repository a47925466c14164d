"""subject: what a text is about, as one of the 17 top Media Topics, or nothing where it is not sure.

A linear model over words and phrases (`weights.tsv`, built by `python -m evals.classify.build` from our own word lists
and short texts). Names of places and outlets are taken out first: «مالی» in a report about Mali is no money.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp

from mirnews.classify.marks import Mark, Phrases, phrases, read_marks
from mirnews.classify.places import places_in

LONGEST_TITLE = 400  # characters read of the headline
LONGEST_TEXT = 1_500  # characters read of lead and body together: news says its subject first
MOST_BECAUSE = 5
# Weights of the fields, the two thresholds and the slope of the confidence were chosen by leaving texts out of
# evals/classify/training.tsv in turn; `python -m evals.classify` moves when they do.
IN_TITLE, IN_LEAD, IN_BODY = 1.6, 1.0, 0.5
LEAST_SCORE = 2.0  # one strong word of the seeds in the lead, or two plain ones in the headline
LEAST_MARGIN = 0.12  # share of the best score by which it must lead
ENDINGS = ("هایی", "های", "هایش", "هایشان", "ها", "تر", "ترین", "ان", "ی", "ای", "ش", "شان")

Weights = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """`id` is a section with an IPTC code, None when not sure; `confidence` 0 to 1; `because` the words that spoke."""

    id: str | None
    confidence: float
    because: tuple[str, ...] = ()


def subject_of(
    title: str | None, lead: str | None = None, body: str | None = None, *, known: Phrases[Weights] | None = None
) -> Subject:
    """The subject of a text by its words, `known` for the model that ships. Never raises; an empty text has none."""
    known = model() if known is None else known
    rest = max(0, LONGEST_TEXT - len(lead or ""))
    read = ((title, IN_TITLE, LONGEST_TITLE), (lead, IN_LEAD, LONGEST_TEXT), (body, IN_BODY, rest))
    features: dict[str, float] = {}
    for text, weight, longest in read:
        if text and longest:
            for word in features_of(read_marks(text, longest=longest), known):
                features[word] = max(weight, min(features.get(word, 0.0) + weight / 4, IN_TITLE + 0.5))
    return _judge(features, known)


def features_of(marks: Sequence[Mark], known: Phrases[Weights]) -> Iterator[str]:
    """The phrases of the model in a text, longest first, names of places left out."""
    hidden = places_in(marks)
    at = 0
    while at < len(marks):
        place = hidden.get(at, at)
        found = known.longest(marks, at)
        after = max(place, found[1] if found else at)
        if found and found[1] >= place:
            yield "".join(mark.fold for mark in marks[at : found[1]])
        elif after == at and (word := _by_stem(marks[at].fold, known)):
            yield word
        at = max(after, at + 1)


def _by_stem(word: str, known: Phrases[Weights]) -> str | None:
    """The word of the model that this one is with an ending."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and word[: -len(ending)] in known.entries:
            return word[: -len(ending)]
    return None


def _judge(features: dict[str, float], known: Phrases[Weights]) -> Subject:
    scores: dict[str, float] = {}
    for word, weight in features.items():
        for subject, value in known.entries[word]:
            scores[subject] = scores.get(subject, 0.0) + weight * value
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] <= 0:
        return Subject(None, 0.0)
    best, score = ranked[0]
    margin = (score - max(0.0, ranked[1][1] if len(ranked) > 1 else 0.0)) / score
    confidence = _confidence(score, margin)
    if score < LEAST_SCORE or margin < LEAST_MARGIN:
        return Subject(None, confidence)
    return Subject(best, confidence, _because(features, best, known))


def _confidence(score: float, margin: float) -> float:
    """0 to 1: grows with the evidence and with the lead over the second subject."""
    return round(1 / (1 + exp(-(0.25 * min(score, 8.0) + 3.0 * margin - 1.8))), 3)


def _because(features: dict[str, float], best: str, known: Phrases[Weights]) -> tuple[str, ...]:
    spoke = [
        (weight * value, word) for word, weight in features.items() for s, value in known.entries[word] if s == best
    ]
    return tuple(
        word for value, word in sorted(spoke, key=lambda pair: (-pair[0], pair[1]))[:MOST_BECAUSE] if value > 0
    )


@cache
def model() -> Phrases[Weights]:
    """The model that ships with MirNews: a phrase, and what it says for each subject."""
    text = resources.files(__package__).joinpath("weights.tsv").read_text(encoding="utf-8")
    return phrases(dict(_rows(text)))


def _rows(text: str) -> Iterator[tuple[str, Weights]]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, *pairs = line.split("\t")
            split = (pair.partition("=") for pair in pairs)
            yield word, tuple((subject, float(value)) for subject, _, value in split)
