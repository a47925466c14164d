"""stream: which story each article belongs to, in one pass over articles as they arrive.

    article ─▶ words of title + lead ─▶ TF × IDF ─▶ near stories of the last days ─▶ join the best, or begin one

How alike the two are is told by likeness.py. A copy goes where its original is; another day's report of a series does
not (recurring.py).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from mirnews.stories.likeness import Gathered, Weighed, likeness, shared_words
from mirnews.stories.recurring import APART, Template, is_next, template
from mirnews.stories.weights import Weights
from mirnews.stories.words import words_of

# The numbers up to LEAD_WORDS are tuned together on the labelled development set of evals/stories, starting from
# the research's parameters.
WINDOW = timedelta(days=8)  # research: 2 days instead of 8 cost 6 points of BCubed F
JOIN = 0.17
JOIN_BARE = 0.36  # of two titles, where no lead tells more; a little above headlines.JOIN as weights are colder
LEAD_WORDS = 60  # of the lead, or of the body where there is no lead; later words are background
BODY_WORDS = 150  # likewise of the body; tuned on the newsstand, with likeness.BODY_SHARE
LONGEST_WORD = 40  # letters, with the space
# What keeps the work for an article small; larger values raise no figure of evals/stories by .001.
HEAVIEST = 16  # words by which near stories are looked up
LATEST = 120  # stories that are looked at for one word, those with the newest article first
CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Told:
    """An article for the stream. `at` is when it was published, or arrived; `copy_of` is the number of the article
    that it copies. Only the first LEAD_WORDS of `lead` and BODY_WORDS of `body` are read. `outlet` names who wrote it,
    in any way that is the same each time: it tells the days of a series apart, and None only leaves that undone.
    """

    title: str
    lead: str
    body: str
    at: datetime
    copy_of: int | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article went: `story` is the number of the first article of its story; `because` the shared words."""

    story: int
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What an article is compared by: its title's words, and all that tell its event (the lead's or, without a lead,
    the body's first ones too); `long` are those with the beginning of the body, none when it has no body. It `is_bare`
    when there is nothing but a title.
    """

    title: list[str]
    all: list[str]
    long: list[str]
    template: Template
    at: datetime
    is_bare: bool

    @classmethod
    def of(cls, told: Told) -> Words:
        """The words of an article."""
        lead, body = opening(told.lead, LEAD_WORDS), opening(told.body, BODY_WORDS)
        first = lead or opening(body, LEAD_WORDS)
        heading = opening(told.title, LEAD_WORDS)
        title = words_of(heading)
        words = title + words_of(first)
        long = (words if lead else title) + words_of(body) if body else []
        return cls(title, words, long, template(heading, first, words, told.outlet), told.at, not first)


def opening(text: str, words: int) -> str:
    """The first words of a text; of one without spaces, as much as so many words may be long."""
    return " ".join(text[: words * LONGEST_WORD].split(maxsplit=words)[:words])


class StoryStream:
    """The stories so far. Pure memory and deterministic: the same articles in the same order give the same stories."""

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()
        self._stories: dict[int, Gathered] = {}
        self._where: dict[int, int] = {}
        self._vectors: dict[int, dict[str, float]] = {}
        self._by_word: dict[str, dict[int, None]] = {}

    def add(self, told: Told, number: int | None = None) -> Placed:
        """Place the next article; what was placed before stays where it is.

        `number` is what the article is called, its place in the order of adding when None; a story goes by the number
        of its first article.
        """
        if number in self._where:
            return Placed(self._where[number])
        words = Words.of(told)
        self._weights.learn(words.all)
        return self.place(words, told.copy_of, number)

    def place(self, words: Words, copy_of: int | None, number: int | None = None) -> Placed:
        """Place the next article, given its words, with the weights as they are."""
        number = len(self._where) if number is None else number
        article = self._weigh(words)
        story = self._home(article, copy_of) or self._begin(number, article)
        because = shared_words(article.vector, story.words.total)
        self._put(number, article, story)
        return Placed(story.number, because)

    def recall(self, told: Told, number: int, story: int) -> None:
        """Take in an article whose story is known from before; one that is in already stays."""
        if number in self._where:
            return
        words = Words.of(told)
        self._weights.learn(words.all)
        article = self._weigh(words)
        self._put(number, article, self._stories.get(story) or self._begin(story, article))

    def forget(self, before: datetime) -> None:
        """Let go of stories without an article since then: nothing within WINDOW of now may need them."""
        old = [story for story in self._stories.values() if story.last < before]
        for story in old:
            del self._stories[story.number]
            for word in story.words.total:
                self._by_word[word].pop(story.number, None)
                if not self._by_word[word]:
                    del self._by_word[word]
        gone = {story.number for story in old}
        for number in [number for number, story in self._where.items() if story in gone]:
            del self._where[number], self._vectors[number]

    def state(self) -> list[Placed]:
        """Every article in order of adding, its reasons weighed against all the others of its story."""
        return [
            Placed(story, shared_words(vector, _others(vector, self._stories[story].words.total)))
            for story, vector in zip(self._where.values(), self._vectors.values(), strict=True)
        ]

    def _begin(self, number: int, article: Weighed) -> Gathered:
        story = self._stories[number] = Gathered(number, article.at, article.at)
        return story

    def _put(self, number: int, article: Weighed, story: Gathered) -> None:
        story.add(article)
        self._where[number] = story.number
        self._vectors[number] = article.vector
        for word in article.vector:
            stories = self._by_word.setdefault(word, {})
            stories.pop(story.number, None)
            stories[story.number] = None

    def _weigh(self, words: Words) -> Weighed:
        vector, title, long = map(self._weights.vector, (words.all, words.title, words.long))
        return Weighed(vector, title, long, words.template, words.at, words.is_bare)

    def _home(self, article: Weighed, copy_of: int | None) -> Gathered | None:
        original = self._stories.get(self._where.get(copy_of, -1)) if copy_of is not None else None
        if original is not None and not _is_other_day(article, original):
            return original
        scored = [
            (score, -story.number)
            for story in self._near(article)
            if (score := likeness(article, story)) >= (JOIN_BARE if article.is_bare else JOIN)
        ]
        for _, number in sorted(scored, reverse=True):
            story = self._stories[-number]
            if not _is_other_day(article, story):
                return story
        return None

    def _near(self, article: Weighed) -> list[Gathered]:
        """The stories within the window that share most with the article."""
        heaviest = heapq.nlargest(HEAVIEST, article.vector.items(), key=lambda item: (item[1], item[0]))
        earliest, latest = article.at - WINDOW, article.at + WINDOW
        found: dict[int, float] = {}
        for word, weight in heaviest:
            for number in islice(reversed(self._by_word.get(word, {})), LATEST):
                story = self._stories[number]
                if story.last >= earliest and story.first <= latest:
                    found[number] = found.get(number, 0.0) + weight * story.words.total[word] / story.words.length
        best = heapq.nlargest(CANDIDATES, found.items(), key=lambda item: (item[1], -item[0]))
        return [self._stories[number] for number, _ in best]


def _others(vector: Mapping[str, float], total: Mapping[str, float]) -> dict[str, float]:
    """What a story's words weigh without one of its articles, for the words of that article."""
    return {word: total[word] - weight for word, weight in vector.items()}


def _is_other_day(article: Weighed, story: Gathered) -> bool:
    """Is the article another day's report of the series that the story is one day of? Marks the story as such."""
    if story.recurs and max(abs(article.at - story.first), abs(article.at - story.last)) >= APART:
        return True
    found = any(is_next(article.template, article.at, old, at) for old, at in story.series)
    story.recurs = story.recurs or found
    return found


def tell(articles: Iterable[Told]) -> list[Placed]:
    """The state after all articles: weights know every one of them, and they are read in order of time.

    `copy_of` must then name an article that is not later in time, or it is not followed.
    """
    told = list(articles)
    words = [Words.of(one) for one in told]
    weights = Weights()
    for one in words:
        weights.learn(one.all)
    order = sorted(range(len(told)), key=lambda number: (told[number].at, number))
    place = {number: rank for rank, number in enumerate(order)}
    stream = StoryStream(weights)
    for rank, number in enumerate(order):
        copied = told[number].copy_of
        source = None if copied is None else place[copied]
        stream.place(words[number], source if source is not None and source < rank else None)
    state = stream.state()
    first: dict[int, int] = {}
    for number in range(len(told)):
        first.setdefault(state[place[number]].story, number)
    return [Placed(first[state[place[n]].story], state[place[n]].because) for n in range(len(told))]
