"""rank: `/rank`: what is counted, how the order of stories comes about, and the sum done for the top ten of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta

from markupsafe import Markup
from starlette.responses import Response

from mirnews.model import Story
from mirnews.stories.summary import HALF_LIFE_HOURS
from mirnews.web.render import page
from mirnews.web.rows import Row, line
from mirnews.web.view import View

_TOP = 10


@dataclass(frozen=True, slots=True)
class Factors:
    """The three factors of a story's score at one time, and their product, by which stories are ordered."""

    origins: float
    novelty: float
    age: float

    @property
    def score(self) -> float:
        """The score itself."""
        return self.origins * self.novelty * self.age


@dataclass(frozen=True, slots=True)
class Example:
    """A line of the worked example: the story, its counts, and the sum."""

    story: Story
    headline: Row
    ago: Markup
    factors: Factors


def rank(view: View) -> Response:
    """The page on ranking."""
    return page(
        view,
        "rank.html",
        title=view.plain("rank.title"),
        examples=_examples(view),
        hours=round(HALF_LIFE_HOURS),
        two=lambda value: view.ratio(value),
    )


def factors(story: Story, age: timedelta) -> Factors:
    """The factors that `Story.rank` was made of, at that age of its latest news."""
    renewed = story.renewed_at.timestamp() / 3600 / HALF_LIFE_HOURS
    origins = math.log2(1 + story.independent)
    return Factors(origins, 2 ** (story.rank - renewed) / origins, 2 ** -(age / timedelta(hours=HALF_LIFE_HOURS)))


def _examples(view: View) -> list[Example]:
    stories = view.site.store.stories(limit=_TOP)
    heads = {one.id: one for one in view.site.store.headlines(ids=[story.headline for story in stories], limit=_TOP)}
    return [
        Example(
            story=story,
            headline=replace(line(view, heads[story.headline]), href=view.link(f"/n/{story.id}")),
            ago=view.ago(story.renewed_at),
            factors=factors(story, view.now - story.renewed_at),
        )
        for story in stories
        if story.headline in heads
    ]
