"""copying: what sites do to a text that they take over from another, and what their systems do to every text."""

from __future__ import annotations

import random
from collections.abc import Sequence

from mirnews.corpus.outlets import Habit
from mirnews.persian.letters import ZWNJ

CUT = 0.6  # of the copies lose their first or last paragraph
CUT_LEAST = 4  # paragraphs that a text must have for that
LOST = 0.015  # of the words go, at most
# Of a partial copy so many words are the other's: below what makes it a copy, above what goes unnoticed (fold.decide).
PART = (0.34, 0.46)


def copied(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """The text as another prints it."""
    kept = list(paragraphs)
    if len(kept) >= CUT_LEAST and chance.random() < CUT:
        kept.pop(chance.choice([0, -1]))
    lost = chance.uniform(0, LOST)
    return [_thinned(text, lost, chance) for text in kept]


def part_of(paragraphs: Sequence[str], own: Sequence[str], chance: random.Random) -> list[str]:
    """A text of its own with a run of the other's sentences in it."""
    sentences = [sentence for text in paragraphs for sentence in text.split(". ")]
    share = chance.uniform(*PART)
    wanted = share * min(_words(own) / (1 - share), _words(paragraphs))
    taken: list[str] = []
    while sentences and _words(taken) < wanted:
        taken.append(sentences.pop(0).rstrip("."))
    at = chance.randint(1, len(own))
    return [*own[:at], ". ".join(taken) + ".", *own[at:]]


def as_printed(text: str, habit: Habit) -> str:
    """A text after a publisher's system."""
    if habit == "arabic":
        return text.replace("ی", "ي").replace("ک", "ك")
    return text.replace(ZWNJ, " ") if habit == "space" else text


def _thinned(text: str, share: float, chance: random.Random) -> str:
    """The text with a few words lost."""
    words = text.split(" ")
    for _ in range(int(share * len(words) + chance.random())):
        if len(words) > 1:
            del words[chance.randrange(len(words))]
    return " ".join(words)


def _words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)
