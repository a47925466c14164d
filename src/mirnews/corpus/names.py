"""names: made-up places, people and bodies. Each is marked with `*`, as everything that is made up is."""

from __future__ import annotations

import random
from functools import cache

from mirnews.corpus.shapes import table
from mirnews.persian.lexicon import half_spaced

LONG = 0.5  # of the names have two stems, so that new names never run out: some 100,000 of each kind


@cache
def parts(name: str) -> tuple[str, ...]:
    """The parts of names of one list."""
    return tuple(table()["names"][name].split())


def place(chance: random.Random) -> str:
    """A place: سپیددشت*."""
    return half_spaced([_stem(chance), chance.choice(parts("places"))]) + "*"


def person(chance: random.Random) -> str:
    """A person: a given name and a made-up family name."""
    return f"{chance.choice(parts('given'))} {half_spaced([_stem(chance), chance.choice(parts('kin'))])}*"


def body(chance: random.Random) -> str:
    """A club, a company, a council."""
    return f"{chance.choice(parts('bodies'))} {_stem(chance)}*"


def _stem(chance: random.Random) -> str:
    first, second = chance.choice(parts("stems")), chance.choice(parts("stems"))
    return half_spaced([first, second]) if first != second and chance.random() < LONG else first
