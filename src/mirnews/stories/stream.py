"""stream: which story each article belongs to, in one pass over articles as they arrive.

    article ─▶ words of title + lead ─▶ TF × IDF ─▶ near stories of the last days ─▶ join the best, or begin one

A copy goes where its original is. An article of which only the title is known is held to the rule of headlines.py.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from mirnews import persian
from mirnews.stories import headlines
from mirnews.stories.recurring import APART, Template, is_next, template
from mirnews.stories.weights import Weights

# The numbers up to LEAD_WORDS are tuned together on the labelled development set of evals/stories, starting from
# the research's parameters.
WINDOW = timedelta(days=8)  # research: 2 days instead of 8 cost 6 points of BCubed F
JOIN = 0.17
JOIN_BARE = 0.36  # of two titles, where no lead tells more; a little above headlines.JOIN as weights are colder
TITLE_SHARE = 0.23  # of the score is the best single title; the rest is the likeness to the whole story
MIN_SHARED = 2  # words that article and story must share
LEAD_WORDS = 60  # of the lead, or of the body where there is no lead; later words are background
# What keeps the work for an article small; larger values change no figure of evals/stories.
HEAVIEST = 16  # words by which near stories are looked up
LATEST = 120  # stories that are looked at for one word, those with the newest article first
CANDIDATES = 8
TITLES = 16  # of a story are compared, the latest ones
REASONS = 5  # words that are given as the reason


@dataclass(frozen=True, slots=True)
class Told:
    """An article for the stream. `at` is when it was published, or arrived; `copy_of` is the number (0 for the first
    one added) of the article that it copies.
    """

    title: str
    lead: str
    body: str
    at: datetime
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article went: `story` is the number of the first article of its story; `because` the shared words."""

    story: int
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What an article is compared by: its title's words, and all that tell its event (the lead's or, without a lead,
    the body's first ones too). It `is_bare` when there is nothing but a title.
    """

    title: list[str]
    all: list[str]
    template: Template
    at: datetime
    is_bare: bool

    @classmethod
    def of(cls, told: Told) -> Words:
        """The words of an article."""
        lead = " ".join((told.lead.strip() or told.body).split(maxsplit=LEAD_WORDS)[:LEAD_WORDS])
        title = persian.key_tokens(told.title)
        return cls(title, title + persian.key_tokens(lead), template(told.title, lead), told.at, not lead)


@dataclass(frozen=True, slots=True)
class _Article:
    vector: dict[str, float]
    title: dict[str, float]
    template: Template
    at: datetime
    is_bare: bool


@dataclass(slots=True)
class _Story:
    number: int
    first: datetime
    last: datetime
    total: dict[str, float] = field(default_factory=dict)
    length: float = 0.0  # of `total`
    titles: list[dict[str, float]] = field(default_factory=list)
    series: list[tuple[Template, datetime]] = field(default_factory=list)
    recurs: bool = False  # it is one day of a series: nothing of another day joins

    def add(self, article: _Article) -> None:
        grown = 2 * _dot(article.vector, self.total) + _dot(article.vector, article.vector)
        self.length = math.sqrt(self.length**2 + grown)
        for word, weight in article.vector.items():
            self.total[word] = self.total.get(word, 0.0) + weight
        self.first, self.last = min(self.first, article.at), max(self.last, article.at)
        if article.title not in self.titles:
            self.titles = [*self.titles[1 - TITLES :], article.title]
        if not any(article.template == old and abs(article.at - at) < APART for old, at in self.series):
            self.series = [*self.series[1 - TITLES :], (article.template, article.at)]


class StoryStream:
    """The stories so far. Pure memory and deterministic: the same articles in the same order give the same stories."""

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()
        self._stories: dict[int, _Story] = {}
        self._where: list[int] = []
        self._articles: list[_Article] = []
        self._by_word: dict[str, dict[int, None]] = {}

    def add(self, told: Told) -> Placed:
        """Place the next article; what was placed before stays where it is."""
        words = Words.of(told)
        self._weights.learn(words.all)
        return self.place(words, told.copy_of)

    def place(self, words: Words, copy_of: int | None) -> Placed:
        """Place the next article, given its words, with the weights as they are."""
        article = self._weigh(words)
        story = self._home(article, copy_of)
        number = len(self._where)
        if story is None:
            story = self._stories[number] = _Story(number, article.at, article.at)
        because = shared_words(article.vector, story.total)
        story.add(article)
        self._where.append(story.number)
        self._articles.append(article)
        for word in article.vector:
            stories = self._by_word.setdefault(word, {})
            stories.pop(story.number, None)
            stories[story.number] = None
        return Placed(story.number, because)

    def state(self) -> list[Placed]:
        """Every article in order of adding, its reasons weighed against all the others of its story."""
        return [
            Placed(number, shared_words(article.vector, self._others(article, self._stories[number])))
            for number, article in zip(self._where, self._articles, strict=True)
        ]

    def _weigh(self, words: Words) -> _Article:
        vector, title = self._weights.vector(words.all), self._weights.vector(words.title)
        return _Article(vector, title, words.template, words.at, words.is_bare)

    def _others(self, article: _Article, story: _Story) -> dict[str, float]:
        return {word: story.total[word] - weight for word, weight in article.vector.items()}

    def _home(self, article: _Article, copy_of: int | None) -> _Story | None:
        if copy_of is not None:
            story = self._stories[self._where[copy_of]]
            if not _is_other_day(article, story):
                return story
        scored = [
            (score, -story.number)
            for story in self._near(article)
            if (score := _score(article, story)) >= (JOIN_BARE if article.is_bare else JOIN)
        ]
        for _, number in sorted(scored, reverse=True):
            story = self._stories[-number]
            if not _is_other_day(article, story):
                return story
        return None

    def _near(self, article: _Article) -> list[_Story]:
        """The stories within the window that share most with the article."""
        heaviest = heapq.nlargest(HEAVIEST, article.vector.items(), key=lambda item: (item[1], item[0]))
        earliest, latest = article.at - WINDOW, article.at + WINDOW
        found: dict[int, float] = {}
        for word, weight in heaviest:
            for number in islice(reversed(self._by_word.get(word, {})), LATEST):
                story = self._stories[number]
                if story.last >= earliest and story.first <= latest:
                    found[number] = found.get(number, 0.0) + weight * story.total[word] / story.length
        best = heapq.nlargest(CANDIDATES, found.items(), key=lambda item: (item[1], -item[0]))
        return [self._stories[number] for number, _ in best]


def shared_words(vector: Mapping[str, float], total: Mapping[str, float]) -> tuple[str, ...]:
    """The words that weigh most in the likeness of the two, heaviest first."""
    weights = {word: weight * total.get(word, 0.0) for word, weight in vector.items()}
    best = heapq.nsmallest(REASONS, ((-weight, word) for word, weight in weights.items() if weight > 1e-9))
    return tuple(word for _, word in best)


def _score(article: _Article, story: _Story) -> float:
    """How alike article and story are, 0 to 1; 0 when they share fewer than MIN_SHARED words."""
    if article.is_bare:
        return max(_title_likeness(article.title, title) for title in story.titles)
    if sum(word in story.total for word in article.vector) < MIN_SHARED:
        return 0.0
    cosine = _dot(article.vector, story.total) / story.length
    return (1 - TITLE_SHARE) * cosine + TITLE_SHARE * max(_dot(article.title, title) for title in story.titles)


def _title_likeness(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    return _dot(a, b) if sum(word in b for word in a) >= headlines.MIN_SHARED else 0.0


def _dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    return sum(weight * b[word] for word, weight in a.items() if word in b)


def _is_other_day(article: _Article, story: _Story) -> bool:
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
