"""summary: takes the reports of a story, returns the Story: its counts, its headline, its section and its rank.

The rank needs no clock. The research's score is

    log2(1 + independent) × (1 + novelty of the last new text) × 2^(−age of the last new text ÷ 8 h)

and its order at one time is its order at any time, so that the logarithm without the age of *now* is stored once and a
list is one walk of an index. Source weights are left out: nothing says yet what they should be.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from mirnews import persian
from mirnews.model import Standing, Story, StoryReport
from mirnews.stories.headlines import STOP
from mirnews.stories.standing import count, kind_of, standings

HALF_LIFE_HOURS = 8.0  # of a story without anything new (research/stories, ranking); moves tests/unit/stories only
NO_SECTION = "other"


def sum_up(story: int, reports: Iterable[StoryReport]) -> Story | None:
    """The story of these reports; None when there are none."""
    found = standings(reports)
    if not found:
        return None
    counts = count(found)
    new = [one for one in found if kind_of(one) != "copy"] or found
    last = max(new, key=lambda one: one.report.headline.at)
    section = _section(new)
    return Story(
        id=story,
        headline=_telling(new).report.headline.id,
        section=section,
        first_at=min(one.report.headline.at for one in found),
        last_at=max(one.report.headline.at for one in found),
        renewed_at=last.report.headline.at,
        reports=counts.reports,
        independent=counts.independent,
        copies=counts.copies,
        relays=counts.relays,
        further=counts.further,
        rank=_rank(counts.independent, last),
        also_in=_also_in(found, section),
        voice=_voice(found),
    )


def _voice(found: Sequence[Standing]) -> str | None:
    outlets = {one.report.headline.outlet for one in found}
    return outlets.pop() if len(outlets) == 1 else None


def _rank(independent: int, last: Standing) -> float:
    novelty = 1 - last.report.containment if kind_of(last) in ("copy", "partial") else 1.0
    hours = last.report.headline.at.timestamp() / 3600
    return math.log2(math.log2(1 + independent) * (1 + novelty)) + hours / HALF_LIFE_HOURS


def _telling(new: Sequence[Standing]) -> Standing:
    """The report whose headline the others' headlines share most words with; the earliest of equals."""
    words = {one.report.headline.id: _words(one) for one in new}
    shared = Counter(word for title in words.values() for word in title)

    def common(standing: Standing) -> float:
        title = words[standing.report.headline.id]
        return sum(shared[word] - 1 for word in title) / math.sqrt(len(title)) if title else -1.0

    return max(new, key=common)


def _words(standing: Standing) -> frozenset[str]:
    return frozenset(persian.key_tokens(standing.report.headline.title or "")) - STOP


def _section(new: Sequence[Standing]) -> str:
    """The section that most of its reports stand in, the earliest's of equals; `other` only when all say so."""
    named = [one.report.headline.section for one in new if one.report.headline.section != NO_SECTION]
    return Counter(named).most_common(1)[0][0] if named else NO_SECTION


def _also_in(found: Sequence[Standing], section: str) -> tuple[str, ...]:
    """Further sections in which at least half of its reports are filed."""
    filed = Counter(name for one in found for name in one.report.headline.sections)
    return tuple(
        sorted(name for name, times in filed.items() if 2 * times >= len(found) and name not in (section, NO_SECTION))
    )
