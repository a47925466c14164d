"""topics: what a story is about: a few words that its reports share, and neighbours in part.

Names lead, rarer nouns follow. A neighbouring story has some of the words of an earlier one and is another event all
the same; reports of one story look at it from their own angle and do not use all of its words.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mirnews.corpus import names
from mirnews.corpus.vocabulary import Vocabulary

COMMON = 150  # the first nouns are of every story, and so of none
NOUNS = (5, 9)
# The rest is tuned so that `mirnews stories` does on 2,000 of the corpus about as it does on the newsstand.
NEIGHBOURS = 0.3  # stories that share words with one of the last REMEMBERED
REMEMBERED = 300
SHARED = (2, 3)
KEPT_NAME = 0.85  # the part of a story's names and nouns that one report uses
KEPT_NOUN = 0.6
LEAST = 5
FALL = 0.85  # each next word of a topic is used so much less often
AT_ONCE = 0.6  # of a report's words are used before any comes again


@dataclass(frozen=True, slots=True)
class Topic:
    """The words of a story, those that tell most of it first."""

    section: str
    words: tuple[str, ...]
    named: int  # so many of the words are names

    def angle(self, chance: random.Random) -> tuple[str, ...]:
        """The words that one report uses."""
        kept = [
            word
            for rank, word in enumerate(self.words)
            if chance.random() < (KEPT_NAME if rank < self.named else KEPT_NOUN)
        ]
        return tuple(kept) if len(kept) >= LEAST else self.words[:LEAST]


def flow(angle: tuple[str, ...], chance: random.Random) -> Iterator[str]:
    """The words of an angle without end, earlier ones more often, and none twice in a row of a few."""
    weights = [FALL**rank for rank in range(len(angle))]
    while True:
        keys = [chance.random() ** (1 / weight) for weight in weights]
        order = sorted(range(len(angle)), key=keys.__getitem__, reverse=True)
        for rank in order[: max(3, int(AT_ONCE * len(angle)))]:
            yield angle[rank]


class Topics:
    """Begins the topics of one corpus, one after the other."""

    def __init__(self, words: Vocabulary, chance: random.Random) -> None:
        self._nouns = words.nouns.words[COMMON:]
        self._sections = tuple(words.sections)
        self._chance = chance
        self._last: deque[Topic] = deque(maxlen=REMEMBERED)

    def begin(self) -> Topic:
        """The topic of the next story."""
        chance = self._chance
        own = [maker(chance) for maker in self._kinds()]
        named = len(own)
        own += [self._noun() for _ in range(chance.randint(*NOUNS))]
        section = chance.choice(self._sections)
        if self._last and chance.random() < NEIGHBOURS:
            other = chance.choice(self._last)
            section = other.section
            own = [*chance.sample(other.words[:6], chance.randint(*SHARED)), *own[1:]]
        topic = Topic(section, tuple(dict.fromkeys(own)), named)
        self._last.append(topic)
        return topic

    def _kinds(self) -> list[Callable[[random.Random], str]]:
        return self._chance.sample([names.place, names.person, names.body], self._chance.choice([1, 2, 2, 3]))

    def _noun(self) -> str:
        """A noun, rare ones as likely as frequent ones ten times fewer (log-uniform by rank)."""
        return self._nouns[int(len(self._nouns) ** self._chance.random()) - 1]
