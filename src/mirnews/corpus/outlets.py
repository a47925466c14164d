"""outlets: the sixty made-up publishers of the corpus, and the agencies abroad whom they cite."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Literal

from mirnews.corpus.names import parts
from mirnews.corpus.shapes import table
from mirnews.model import Outlet
from mirnews.persian.lexicon import half_spaced

PUBLISHERS = 60
AGENCIES = 12  # of the publishers
ABROAD = 6
SEED = 1403  # the outlets are the same in every corpus
A_BUSY_AGENCY = 4.0  # times as many reports as another outlet

Habit = Literal["", "arabic", "space"]
# What a publisher's system does to its texts: one in ten prints Arabic yeh and kaf, one in ten blanks for half-spaces.
HABITS: tuple[Habit, ...] = ("arabic", "space", "", "", "", "", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Paper:
    """A publisher: `called` is what others call it, `weight` how much it prints."""

    id: str
    called: str
    habit: Habit
    weight: float
    is_agency: bool


@cache
def papers() -> tuple[Paper, ...]:
    """The publishers, agencies first."""
    return _made()[:PUBLISHERS]


@cache
def abroad() -> tuple[Paper, ...]:
    """Agencies that are cited and print nothing here."""
    return _made()[PUBLISHERS:]


def corpus_outlets() -> tuple[Outlet, ...]:
    """All of them as outlets, for `desk.draft(extra=…)`: the catalogue knows none of them."""
    return tuple(
        Outlet(
            id=paper.id,
            name=paper.called,
            name_en=f"Corpus {paper.id}*",
            variants=(paper.called.rsplit(" ", 1)[-1],),
            kind="agency" if paper.is_agency else "site",
        )
        for paper in _made()
    )


@cache
def _made() -> tuple[Paper, ...]:
    chance = random.Random(SEED)
    kinds = [kind.strip() for kind in table()["names"]["media"].split("|")]
    made: dict[str, Paper] = {}
    while len(made) < PUBLISHERS + ABROAD:
        number = len(made)
        is_agency = number < AGENCIES or number >= PUBLISHERS
        name = half_spaced([chance.choice(parts("stems")), chance.choice(parts("places"))]) + "*"
        kind = kinds[0] if is_agency else chance.choice(kinds[1:])
        weight = A_BUSY_AGENCY if is_agency else 2 * chance.random() + 0.2
        habit = HABITS[number % len(HABITS)]
        made.setdefault(name, Paper(f"corpus-{number + 1:02}", f"{kind} {name}".strip(), habit, weight, is_agency))
    return tuple(made.values())
