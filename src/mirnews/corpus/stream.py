"""stream: a whole corpus in order of publication, made as it is read: what is kept is what the next days still need.

Stories begin as news does, by the hour of the day; each is told at once and its reports wait in a heap until their
time comes. The same plan gives the same articles, to the letter.
"""

from __future__ import annotations

import heapq
import random
from bisect import bisect
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate, count

from mirnews.corpus.daily import SHARE, Figures
from mirnews.corpus.records import Made, Plan
from mirnews.corpus.story import MEAN_SIZE, Reporter
from mirnews.corpus.topics import Topics
from mirnews.corpus.vocabulary import vocabulary
from mirnews.corpus.writing import Writer

# How much news begins in each hour of Tehran's day: little by night, most before noon.
BY_HOUR = (3, 2, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 10, 9, 8, 8, 8, 8, 7, 7, 6, 6, 5, 4)
_UNTIL = tuple(total / sum(BY_HOUR) for total in accumulate(BY_HOUR))

Begun = tuple[datetime, list[Made]]


def make(plan: Plan) -> Iterator[Made]:
    """The articles of a plan, earliest first. Memory is that of a few days of it, however many there are."""
    if plan.articles == 0:
        return
    waiting: list[tuple[datetime, int, Made]] = []
    number = count()
    left = plan.articles
    for at, reports in _begun(plan):
        while waiting and waiting[0][0] <= at:
            if left == 0:
                return
            left -= 1
            yield heapq.heappop(waiting)[2]
        for made in reports:
            heapq.heappush(waiting, (made.published, next(number), made))


def _begun(plan: Plan) -> Iterator[Begun]:
    """Everything that begins: when, and the reports that come of it; without end."""
    chance = random.Random(plan.seed)
    writer = Writer(vocabulary(), chance)
    figures = Figures(plan, writer, chance)
    return heapq.merge(_stories(plan, writer, chance), figures.days(), key=lambda begun: begun[0])


def _stories(plan: Plan, writer: Writer, chance: random.Random) -> Iterator[Begun]:
    topics = Topics(vocabulary(), chance)
    a_day = plan.articles * (1 - SHARE) / MEAN_SIZE / plan.span_days
    spent = 0.0
    for number in count(1):
        spent += chance.expovariate(a_day)
        at = plan.start + timedelta(days=_clock(spent))
        yield at, Reporter(writer, chance, topics.begin(), f"s{number:06}", at).reports()


def _clock(spent: float) -> float:
    """The day, with its part, when so many days' worth of news has begun."""
    day = int(spent)
    part = spent - day
    hour = min(23, bisect(_UNTIL, part))
    before = _UNTIL[hour - 1] if hour else 0.0
    return day + (hour + (part - before) / (_UNTIL[hour] - before)) / 24
