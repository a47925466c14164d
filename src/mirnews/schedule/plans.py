"""plans: which hours are lively and how often to ask in them, over all sources together. Pure.

An hour of a source is lively when it belongs to those that together bring nearly all news; the rest are dull. Lively
hours are asked as often as the requests allow that a fixed interval would have cost, dull ones a few times more seldom.
For the wait that all but one in twenty items stay under, nothing does better: to ask a lively hour more often than the
next helps only items that are early anyway, and a request in a dull hour reaches fewer items than one in a lively hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mirnews.model import Rhythm
from mirnews.schedule.rhythm import week

LIVELY_SHARE = 0.97  # of all arrivals; above .95, so that p95 stands even where some hours are guessed wrong
SELDOMEST = 4.0  # intervals between two looks in dull hours
SHORTEST = 0.2  # of an interval, between two looks in lively hours
MOST_SOURCES = 300  # a sample of so many is enough to know the pace of all


@dataclass(frozen=True, slots=True)
class Plan:
    """An hour with at least `lively` arrivals is asked every `short` intervals of its source, another every `long`."""

    lively: float = 2.0
    short: float = 0.6
    long: float = SELDOMEST


DEFAULT = Plan()  # until something is known: half an arrival in an interval of 15 minutes is lively


def plan(rhythms: Sequence[Rhythm]) -> Plan:
    """The plan for sources of these rhythms; the default one where too little is known."""
    chosen = rhythms[:: max(1, len(rhythms) // MOST_SOURCES)]
    paces = sorted((pace for rhythm in chosen for pace in week(rhythm)), reverse=True)
    if not paces:
        return DEFAULT
    wanted, got, count = LIVELY_SHARE * sum(paces), 0.0, 0
    while count < len(paces) and got < wanted:
        got += paces[count]
        count += 1
    share = count / len(paces)
    left = 1.0 - (1.0 - share) / SELDOMEST  # requests for lively hours, in those of a fixed interval
    return Plan(lively=paces[count - 1], short=max(SHORTEST, share / left))
