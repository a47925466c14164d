"""records: the nouns of the corpus: what is asked for, and a made-up article with the truth about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

START = datetime(2024, 3, 19, 20, 30, tzinfo=UTC)  # the first instant of 1403 in Tehran
A_DAY = 4_000  # articles of a day unless told otherwise: what sixty outlets print
LEAST_DAYS = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: so many articles from this seed, spread over about so many days (None: as many as fit)."""

    articles: int
    seed: int
    days: int | None = None
    start: datetime = START

    @property
    def span_days(self) -> int:
        """Over how many days they are spread."""
        return self.days or max(LEAST_DAYS, ceil(self.articles / A_DAY))


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up article. `published` is UTC, to the minute; `paragraphs` are its body.

    The truth: `story` is the id of the article that begins its story; `copy_of` the id of the article whose text this
    is, `partial` when only some of its paragraphs are; `relay_of` what it retells in words of its own, the id of an
    article or of an outlet that is not among the corpus's; `series` the daily series that it is one day of.
    """

    id: str
    published: datetime
    outlet: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    section: str
    story: str
    copy_of: str | None = None
    partial: bool = False
    relay_of: str | None = None
    source_line: str | None = None
    series: str | None = None

    @property
    def body(self) -> str:
        """The paragraphs joined by a blank line, as `page extract` gives them."""
        return "\n\n".join(self.paragraphs)
