"""story: who reports an event and when: first reports, copies with another headline, partial copies, relays, own takes.

Sizes and shares are the newsstand's (176 reports of 87 stories, counted in November 2026), with a tail of large stories
that a news world of six days and twelve publishers has no room for.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from mirnews.corpus.copying import as_printed, copied, part_of
from mirnews.corpus.outlets import Paper, abroad, papers
from mirnews.corpus.records import Made
from mirnews.corpus.topics import Topic
from mirnews.corpus.writing import Writer

SIZES = {1: 50, 2: 18, 3: 5, 4: 4, 5: 4, 6: 3, 7: 3}  # stories of the newsstand with so many reports
LARGE = 0.006  # of the stories have more than that
LARGEST = (8, 40)
CITING_FIRST = 31 / 87  # of the first reports cite an outlet that is not polled
LATER = {"copy": 17, "partial": 7, "relay": 38, "own": 27}  # the newsstand's later reports
ABROAD = 0.6  # of the stories that are relayed go back to an agency that is not polled
HOURS = (2.2, 1.1, 80.0)  # between the first report and a later one: median, spread of its logarithm, most
BRIEF = 0.2  # of the reports are one short paragraph
OPENED = 0.3  # of the copies name their source at the start of the text
SIGNED = 0.4  # of the copies and relays name it in a source line

MEAN_SIZE = (1 - LARGE) * sum(n * c for n, c in SIZES.items()) / sum(SIZES.values()) + LARGE * sum(LARGEST) / 2

Kind = Literal["own", "copy", "partial", "relay"]


@dataclass(frozen=True, slots=True)
class _Told:
    """A report of a story as the others see it."""

    id: str
    paper: Paper
    angle: tuple[str, ...]
    paragraphs: tuple[str, ...]  # before its publisher's system
    can_be_copied: bool


class Reporter:
    """Tells one story: a topic from its beginning to its last report."""

    def __init__(self, writer: Writer, chance: random.Random, topic: Topic, name: str, begun: datetime) -> None:
        self._writer, self._chance, self._topic, self._name, self._begun = writer, chance, topic, name, begun
        self._told: list[_Told] = []
        self._wire = chance.choice(abroad()) if chance.random() < ABROAD else None

    def reports(self) -> list[Made]:
        """All its reports, in order of publication."""
        size = self._size()
        lags = sorted(self._lag() for _ in range(size - 1))
        made = []
        for paper, lag in zip(self._papers(size), [0.0, *lags], strict=True):
            made.append(self._report(paper, self._begun + timedelta(hours=lag), self._kind(), size > 1))
        return made

    def _size(self) -> int:
        if self._chance.random() < LARGE:
            return self._chance.randint(*LARGEST)
        return self._chance.choices(list(SIZES), list(SIZES.values()))[0]

    def _lag(self) -> float:
        median, spread, most = HOURS
        return min(most, median * self._chance.lognormvariate(0, spread))

    def _papers(self, count: int) -> list[Paper]:
        """So many publishers, none twice, busy ones first."""
        keys = {paper.id: self._chance.random() ** (1 / paper.weight) for paper in papers()}
        return sorted(papers(), key=lambda paper: -keys[paper.id])[:count]

    def _kind(self) -> Kind:
        if not self._told:
            return "relay" if self._chance.random() < CITING_FIRST else "own"
        kinds: list[Kind] = ["copy", "partial", "relay", "own"]
        return self._chance.choices(kinds, [LATER[kind] for kind in kinds])[0]

    def _report(self, paper: Paper, at: datetime, kind: Kind, is_told_on: bool) -> Made:
        tellers: dict[Kind, Callable[[Paper, datetime, bool], Made]] = {
            "own": self._own,
            "relay": self._relay,
            "copy": self._copy,
            "partial": self._partial,
        }
        return tellers[kind](paper, at, is_told_on and not self._told)

    def _own(self, paper: Paper, at: datetime, must_be_long: bool) -> Made:
        angle = self._topic.angle(self._chance)
        return self._made(paper, at, angle, self._body(angle, must_be_long))

    def _relay(self, paper: Paper, at: datetime, must_be_long: bool) -> Made:
        """A dispatch in words of its own: that of an agency abroad, or the story's first report."""
        first = self._told[0] if self._told else None
        wire = self._wire if first and self._wire else self._chance.choice(abroad()) if first is None else None
        source = first.paper if first and wire is None else wire
        angle = first.angle if first else self._topic.angle(self._chance)
        return self._made(
            paper,
            at,
            angle,
            self._body(angle, must_be_long),
            cited=source,
            relay_of=wire.id if wire else first.id if first else None,
        )

    def _copy(self, paper: Paper, at: datetime, _: bool) -> Made:
        source = self._source()
        if source is None:
            return self._own(paper, at, False)
        paragraphs = copied(source.paragraphs, self._chance)
        if self._chance.random() < OPENED:
            paragraphs[0] = self._writer.opening(source.paper.called) + paragraphs[0]
        signed = source.paper if self._chance.random() < SIGNED else None
        return self._made(paper, at, source.angle, paragraphs, copy_of=source.id, signed=signed)

    def _partial(self, paper: Paper, at: datetime, _: bool) -> Made:
        source = self._source()
        if source is None:
            return self._own(paper, at, False)
        own = self._writer.long_body(self._topic, self._topic.angle(self._chance), count=3)
        paragraphs = part_of(source.paragraphs, own, self._chance)
        return self._made(paper, at, source.angle, paragraphs, copy_of=source.id, partial=True)

    def _source(self) -> _Told | None:
        """The report whose text is taken over."""
        choice = [told for told in self._told if told.can_be_copied]
        return self._chance.choice(choice) if choice else None

    def _body(self, angle: tuple[str, ...], must_be_long: bool) -> list[str]:
        if not must_be_long and self._chance.random() < BRIEF:
            return self._writer.brief_body(self._topic, angle)
        return self._writer.long_body(self._topic, angle)

    def _made(
        self,
        paper: Paper,
        at: datetime,
        angle: tuple[str, ...],
        paragraphs: Sequence[str],
        *,
        cited: Paper | None = None,
        signed: Paper | None = None,
        copy_of: str | None = None,
        partial: bool = False,
        relay_of: str | None = None,
    ) -> Made:
        id_ = f"{self._name}-{len(self._told) + 1}"
        is_original = copy_of is None and len(paragraphs) > 1
        self._told.append(_Told(id_, paper, angle, tuple(paragraphs), is_original))
        title, lead = self._writer.headed(self._topic, angle, cited.called if cited else None)
        if cited and self._chance.random() < SIGNED:
            signed = cited
        return Made(
            id=id_,
            published=at.replace(second=0, microsecond=0),
            outlet=paper.id,
            title=as_printed(title, paper.habit),
            lead=as_printed(lead, paper.habit),
            paragraphs=tuple(as_printed(text, paper.habit) for text in paragraphs),
            section=self._topic.section,
            story=f"{self._name}-1",
            copy_of=copy_of,
            partial=partial,
            relay_of=relay_of,
            source_line=signed.called if signed else None,
        )
