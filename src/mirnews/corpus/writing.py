"""writing: the text of an article: headline, lead and paragraphs of newsroom shape, without meaning."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from mirnews.corpus.shapes import Shape, Streams, shape_texts, shapes
from mirnews.corpus.topics import Topic, flow
from mirnews.corpus.vocabulary import Vocabulary, WordList
from mirnews.persian.digits import to_persian

CHUNK = 4096  # words that are drawn at once
# The newsstand's long reports: 4 to 7 paragraphs of two or three sentences, near 200 words.
PARAGRAPHS = (4, 5, 5, 5, 6, 6, 7)
SENTENCES = (2, 2, 3, 3)
BRIEF = (3, 3, 4)  # sentences of a short report's only paragraph
FORMULA = 0.05  # of the long bodies end with a line that others end with too


class Writer:
    """Writes for one corpus. What it writes depends on its seed and on what was asked for before."""

    def __init__(self, words: Vocabulary, chance: random.Random) -> None:
        self._chance = chance
        self._common: dict[str, Callable[[], str]] = {
            "N": self._endless(words.nouns),
            "A": self._endless(words.adjectives),
            "V": self._endless(words.verbs),
            "D": self._numbers().__next__,
        }
        self._sections = {name: self._endless(chosen) for name, chosen in words.sections.items()}
        self._titles, self._leads, self._sentences = shapes("titles"), shapes("leads"), shapes("sentences")
        self._openings, self._formulas = shapes("openings"), shape_texts("formulas")

    def streams(self, section: str, angle: tuple[str, ...], source: str = "") -> Streams:
        """Where the slots of one article take their words from; `source` is whom it cites."""
        return {
            **self._common,
            "S": self._sections[section],
            "T": flow(angle, self._chance).__next__,
            "O": lambda: source,
            "P": lambda: angle[0],
        }

    def headed(self, topic: Topic, angle: tuple[str, ...], source: str | None) -> tuple[str, str]:
        """A headline and a lead, which opens with the source when there is one."""
        streams = self.streams(topic.section, angle, source or "")
        title, lead = self._one(self._titles, streams), self._one(self._leads, streams)
        return title, f"{self.opening(source)}{lead}" if source else lead

    def opening(self, source: str) -> str:
        """The words that name a source at the start of a text."""
        return self._one(self._openings, {"O": lambda: source}) + " "

    def long_body(self, topic: Topic, angle: tuple[str, ...], count: int | None = None) -> list[str]:
        """The paragraphs of a report of usual length; `count` of them."""
        streams = self.streams(topic.section, angle)
        count = count or self._chance.choice(PARAGRAPHS)
        body = [self._paragraph(streams, self._chance.choice(SENTENCES)) for _ in range(count)]
        if self._chance.random() < FORMULA:
            body[-1] += " " + self._chance.choice(self._formulas)
        return body

    def brief_body(self, topic: Topic, angle: tuple[str, ...]) -> list[str]:
        """The one paragraph of a short report."""
        return [self._paragraph(self.streams(topic.section, angle), self._chance.choice(BRIEF))]

    def filled(self, shape: Shape, section: str, angle: tuple[str, ...]) -> str:
        """A template of a series, filled."""
        return shape.fill(self.streams(section, angle))

    def _paragraph(self, streams: Streams, count: int) -> str:
        return " ".join([shape.fill(streams) for shape in self._chance.sample(self._sentences, count)])

    def _one(self, of: tuple[Shape, ...], streams: Streams) -> str:
        return self._chance.choice(of).fill(streams)

    def _endless(self, words: WordList) -> Callable[[], str]:
        def drawn() -> Iterator[str]:
            while True:
                yield from words.draw(self._chance, CHUNK)

        return drawn().__next__

    def _numbers(self) -> Iterator[str]:
        while True:
            number = int(10 ** self._chance.uniform(0.5, 5))
            thousands, rest = divmod(number, 1000)
            yield to_persian(f"{thousands} هزار و {rest}" if thousands and rest else str(number))
