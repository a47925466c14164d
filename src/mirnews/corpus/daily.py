"""daily: the figures that come out every day under the same headline; every day's are a story of their own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mirnews.corpus import names
from mirnews.corpus.copying import as_printed, copied
from mirnews.corpus.outlets import Paper, papers
from mirnews.corpus.records import Made, Plan
from mirnews.corpus.shapes import Series, all_series
from mirnews.corpus.topics import Topic
from mirnews.corpus.writing import Writer

SHARE = 0.02  # of all articles; the newsstand's is 3 %, of few series
PRINTED_AGAIN = 0.4  # of a day's figures are copied by another outlet within the hour


@dataclass(frozen=True, slots=True)
class _Column:
    """One series of one place in one paper, at its hour of the day."""

    series: Series
    place: str
    paper: Paper
    other: Paper
    hour: float


class Figures:
    """The daily figures of one corpus."""

    def __init__(self, plan: Plan, writer: Writer, chance: random.Random) -> None:
        self._writer, self._chance, self._start = writer, chance, plan.start
        a_day = plan.articles / plan.span_days
        self._columns = sorted(
            (self._column(number) for number in range(max(1, round(SHARE * a_day / (1 + PRINTED_AGAIN))))),
            key=lambda column: column.hour,
        )

    def days(self) -> Iterator[tuple[datetime, list[Made]]]:
        """When the figures of each column and day come out, and they; without end."""
        day = 0
        while True:
            for number, column in enumerate(self._columns):
                at = self._start + timedelta(days=day, hours=column.hour)
                yield at, self._reports(column, f"d{day:04}{number:03}", at)
            day += 1

    def _column(self, number: int) -> _Column:
        paper, other = self._chance.sample(papers(), 2)
        series = all_series()[number % len(all_series())]
        return _Column(series, names.place(self._chance), paper, other, self._chance.uniform(9, 19))

    def _reports(self, column: _Column, name: str, at: datetime) -> list[Made]:
        writer, section, angle = self._writer, column.series.section, (column.place,)
        title = writer.filled(column.series.title, section, angle)
        lead = writer.filled(column.series.lead, section, angle)
        body = writer.brief_body(Topic(section, angle, 1), angle)
        made = [self._made(column, column.paper, f"{name}-1", at, title, lead, body)]
        if self._chance.random() < PRINTED_AGAIN:
            later = at + timedelta(minutes=self._chance.uniform(5, 60))
            again = copied(body, self._chance)
            made.append(self._made(column, column.other, f"{name}-2", later, title, lead, again, f"{name}-1"))
        return made

    def _made(
        self,
        column: _Column,
        paper: Paper,
        id_: str,
        at: datetime,
        title: str,
        lead: str,
        body: list[str],
        copy_of: str | None = None,
    ) -> Made:
        return Made(
            id=id_,
            published=at.replace(second=0, microsecond=0),
            outlet=paper.id,
            title=as_printed(title, paper.habit),
            lead=as_printed(lead, paper.habit),
            paragraphs=tuple(as_printed(text, paper.habit) for text in body),
            section=column.series.section,
            story=copy_of or id_,
            copy_of=copy_of,
            series=f"{column.series.id}/{column.place}",
        )
