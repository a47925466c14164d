"""recurring: the daily figures, prices and tables: the same headline on another day with other numbers.

Such a series is one story a day, however alike its reports are; left alone it becomes one story that never ends. The
series is known by its *template* (a headline without its numbers and day names), not by a list of subjects; or, where
an outlet words every day anew, by its figures: many in few words, and others every day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mirnews import persian
from mirnews.stories.headlines import STOP

# Reports of one series closer than this are one day's: research used .6 day; moves evals/stories.
APART = timedelta(hours=14.4)
# Two patterns are alike when they have this share of all their words in common (Jaccard). Tuned together on the
# labelled development set of evals/stories: lower, and a long story that repeats its subject is cut into days.
ALIKE_TITLE = 0.65
ALIKE_LEAD = 0.75
LEAST_TITLE = 2  # words of a pattern; a shorter one is none
LEAST_LEAD = 6
MOST_PARTS = 6  # of a headline; what has more is no headline
LEAD_WORDS = 20  # a series opens with the same words every day, and then tells the day's news
# Figures in title and lead that make a report one of figures, and the share that two days' reports may have in common
# (Jaccard): the thousands of an index stay. Tuned on the labelled development set and the newsstand: of pairs of one
# outlet's reports on different days that are alike in words, it parts 25 of two stories and 1 of one story.
LEAST_FIGURES = 3
SAME_FIGURES = 1 / 3

_DAYS = """
شنبه یکشنبه دوشنبه سهشنبه چهارشنبه پنجشنبه جمعه امروز دیروز امشب دیشب فردا صبح عصر ظهر شب بامداد روز
فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند
ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
هزار میلیون میلیارد
"""


@dataclass(frozen=True, slots=True)
class Template:
    """What a report's headline and opening are without numbers and days. `holes` is what was taken out of them.

    `parts` are the parts of a headline that bars part: «دلار ارزان شد | نرخ تازه ارز»; `figures` are the numbers of
    title and lead, written in digits.
    """

    parts: tuple[frozenset[str], ...]
    lead: frozenset[str]
    holes: tuple[str, ...]
    figures: frozenset[str]
    outlet: str | None


def template(title: str, lead: str, words: Sequence[str], outlet: str | None = None) -> Template:
    """The template of a report; `lead` may be its whole text, and `words` are the search words of title and lead."""
    opening = persian.key_tokens(" ".join(lead.split(maxsplit=LEAD_WORDS)[:LEAD_WORDS]))
    parts = [persian.key_tokens(part) for part in re.split("[|؛]", title, maxsplit=MOST_PARTS)[:MOST_PARTS]]
    holes = tuple(word for part in [*parts, opening] for word in part if _is_hole(word))
    figures = frozenset(filter(_is_figure, words))
    return Template(tuple(map(_pattern, parts)), _pattern(opening), holes, figures, outlet)


def is_next(a: Template, a_at: datetime, b: Template, b_at: datetime) -> bool:
    """Are the two the reports of different days of one series?

    A part of their headlines or their openings must be alike, their days apart, and something countable must differ.
    Two reports that are wholly the same on two days are of a series too: «قیمت طلا امروز». So are two reports of one
    outlet that are full of figures, nearly all of them others.
    """
    if abs(a_at - b_at) < APART:
        return False
    if a.outlet is not None and a.outlet == b.outlet and _have_other_figures(a.figures, b.figures):
        return True
    if a.holes == b.holes:
        return (a.parts, a.lead) == (b.parts, b.lead)
    if _alike(a.lead, b.lead, ALIKE_LEAD, LEAST_LEAD):
        return True
    return any(_alike(x, y, ALIKE_TITLE, LEAST_TITLE) for x in a.parts for y in b.parts)


def _have_other_figures(a: frozenset[str], b: frozenset[str]) -> bool:
    return min(len(a), len(b)) >= LEAST_FIGURES and len(a & b) <= SAME_FIGURES * len(a | b)


def _alike(a: frozenset[str], b: frozenset[str], share: float, least: int) -> bool:
    return min(len(a), len(b)) >= least and len(a & b) >= share * len(a | b)


def _pattern(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if word not in STOP and len(word) > 1 and not _is_hole(word))


def _is_hole(word: str) -> bool:
    return word in DAYS or _is_figure(word)


def _is_figure(word: str) -> bool:
    return any(map(str.isdecimal, word))


DAYS = frozenset(persian.key_tokens(_DAYS))
