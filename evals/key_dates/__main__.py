"""Run with `python -m evals.key_dates`: figures of the search key, of dates and of languages against their floors.

Every list has a `dev` half, on which rules and word lists were tuned, and a `held` half, which is only measured.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from evals.report import finish
from mirnews.persian import key, language
from mirnews.persian.calendar import parse_date
from mirnews.persian.key import same

HERE = Path(__file__).parent
AT = datetime(2025, 2, 25, 12, tzinfo=ZoneInfo("Asia/Tehran"))  # the moment of reading in dates.tsv
HALVES = ("dev", "held")


def main(arguments: list[str]) -> int:
    """Print the figures; 1 when one is below its floor. With `--wrong HALF` the lines that are wrong there, too."""
    parser = argparse.ArgumentParser(prog="evals.key_dates", description="figures of the search key, dates, languages")
    parser.add_argument("--wrong", choices=HALVES, help="print what is wrong in this half")
    parser.add_argument("--data", type=Path, help="not used here: all lists are our own")
    shown: str | None = parser.parse_args(arguments).wrong
    figures: dict[str, float] = {}
    for half in HALVES:
        figures |= {f"{half}_{name}": value for name, value in measured(half, show=half == shown).items()}
    return finish("key_dates", figures, HERE / "floors.toml")


def measured(half: str, *, show: bool) -> dict[str, float]:
    """The figures of one half."""
    pairs = rows("same.tsv", half)
    dates = [(text, want, date_text(text)) for text, want in rows("dates.tsv", half)]
    languages = [(text, code.partition("-")[0]) for code, text in rows("languages.tsv", half)]
    return {
        "same": share((((a, b), same(a, b) and same(b, a)) for _, a, b in pairs), show),
        "one_key": share((((a, b), key(a) == key(b)) for _, a, b in pairs), show),
        "apart": share((((a, b), not same(a, b) and not same(b, a)) for a, b in rows("apart.tsv", half)), show),
        "dates_right": share((((text, found), found == want) for text, want, found in dates), show),
        "dates_not_wrong": share((((text, found), found in (want, "-")) for text, want, found in dates), show),
        "languages": share((((text, code), language(text) == code) for text, code in languages), show),
    }


def rows(name: str, half: str) -> list[list[str]]:
    """The rows of one half of a list, without the half's name."""
    lines = (HERE / "data" / name).read_text(encoding="utf-8").split("\n")
    table = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [row[1:] for row in table[1:] if row[0] == half]


def share(answers: Iterable[tuple[tuple[str, str], bool]], show: bool) -> float:
    """The share of true answers; with `show`, what the others were given is printed."""
    judged = list(answers)
    wrong = [given for given, right in judged if not right]
    for a, b in wrong if show else ():
        print(f"  wrong: {a}  {b}")
    return 1 - len(wrong) / max(1, len(judged))


def date_text(text: str) -> str:
    """What is read as a date, in the form of the command, or a dash."""
    when = parse_date(text, at=AT)
    return when.text() if when else "-"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
