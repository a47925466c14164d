"""Prints the table of rhythms that the schedule is measured on: `python -m benchmarks.schedule.rhythms`.

Forty invented outlets of nine kinds, each with items an hour for every hour of every weekday in Tehran's time. The
kinds and their shapes are guesses at how newsrooms work (agencies never quite sleep, papers publish at night for the
morning, offices close on Friday), written down before there was a schedule to measure and not changed since.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

DAYS = ("sat", "sun", "mon", "tue", "wed", "thu", "fri")
SEED = 1403


@dataclass(frozen=True, slots=True)
class Kind:
    """How outlets of one kind work: how many there are, items on a working day, shares by hour, weight of days."""

    name: str
    count: int
    items: tuple[int, int]
    hours: str  # 24 digits from midnight: the relative pace of each hour
    days: str  # 7 digits from Saturday


KINDS = (
    Kind("large agency", 4, (350, 700), "311112467899898888877654", "9999964"),
    Kind("agency", 5, (120, 300), "211111356899888777766543", "9999953"),
    Kind("site", 7, (60, 140), "211111245788877777777654", "9999864"),
    Kind("newspaper", 6, (40, 110), "320000011122211112346899", "9999920"),
    Kind("broadcaster abroad", 5, (30, 90), "211112334556778889999764", "9999988"),
    Kind("economy", 4, (30, 80), "000000249999987644433221", "9999820"),
    Kind("sport", 3, (50, 120), "310000123456666777889998", "7777899"),
    Kind("town", 4, (5, 25), "000000035899975434433210", "9999720"),
    Kind("magazine", 2, (1, 4), "000000000135654333221000", "5555310"),
)


def main() -> None:
    """Print the table."""
    chance = random.Random(SEED)
    print("# outlet\tweekday\titems an hour, from 0 to 23 o'clock in Tehran; made by benchmarks/schedule/rhythms.py")
    number = 0
    for kind in KINDS:
        for _ in range(kind.count):
            number += 1
            _print_outlet(f"{number:02d} {kind.name}", kind, chance)


def _print_outlet(name: str, kind: Kind, chance: random.Random) -> None:
    items = chance.uniform(*kind.items)
    shift = chance.choice((-1, 0, 0, 0, 1))  # newsrooms begin an hour earlier or later
    paces = [int(kind.hours[(hour - shift) % 24]) * chance.uniform(0.7, 1.3) for hour in range(24)]
    weights = [int(digit) / 9 * chance.uniform(0.85, 1.15) for digit in kind.days]
    for day, weight in zip(DAYS, weights, strict=True):
        row = [items * weight * pace / sum(paces) * chance.uniform(0.8, 1.2) for pace in paces]
        print(name, day, " ".join(f"{rate:.2f}" for rate in row), sep="\t")


if __name__ == "__main__":
    main()
