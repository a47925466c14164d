"""mirnews stories."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from mirnews.cli.fold import Names, Sent, answer_articles, online_option
from mirnews.cli.lines import file_argument
from mirnews.fold import ArrivalClock, FoldIndex, article_shingles
from mirnews.stories import StoryStream, Told, tell
from mirnews.stories.stream import BODY_WORDS, LEAD_WORDS, Placed, opening


class Stories:
    """Answers the story of each article; folds are found on the way."""

    def __init__(self, *, online: bool) -> None:
        self._clock = ArrivalClock()
        self._index = FoldIndex()
        self._stream = StoryStream() if online else None
        self._told: list[Told] = []
        self._names = Names()

    def add(self, sent: Sent) -> dict[str, Any]:
        """The next article's story as it is known now; nothing when only the state after all is wanted."""
        self._names.add(sent.id)
        at = self._clock.at(sent.published)
        found = self._index.add(article_shingles(sent.title, sent.lead, sent.body), at)
        # As much of the texts as stories look at, so that the rest need not be kept.
        lead, body = opening(sent.lead, LEAD_WORDS), opening(sent.body, BODY_WORDS)
        told = Told(sent.title, lead, body, at, outlet=sent.outlet or None)
        if self._stream is None:
            self._told.append(told)
            return {}
        joins = found.of if found.relation == "copy" else found.fold if found.relation == "original" else None
        return self._shape(self._stream.add(replace(told, copy_of=joins)))

    def state(self) -> list[dict[str, Any]]:
        """The stories after all articles."""
        folds = self._index.state()
        copies = [fold.of if fold.relation == "copy" else None for fold in folds]
        told = [replace(one, copy_of=copy_of) for one, copy_of in zip(self._told, copies, strict=True)]
        return [self._shape(placed) for placed in tell(told)]

    def _shape(self, placed: Placed) -> dict[str, Any]:
        return {"story": self._names[placed.story], "because": list(placed.because)}


@click.command()
@file_argument()
@online_option()
def command(file: str, online: bool) -> None:
    """{"id","published","outlet","title","lead","body"} a line, in order of arrival: the story of each, and why."""
    answer_articles(file, Stories(online=online), {"story": None, "because": []}, online=online)
