"""Run with `python -m evals.sources [--wrong] [--suite DIR]`: how much of broken and hostile feeds is read right.

Our own cases are `cases/`, a file each, our pages that list articles `listings/`. `--suite` is the folder `tests` of
feedparser's source (BSD-2-Clause), fetched by whoever wants to compare; its expectations that are neutral are asked,
and nothing of it is kept here.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from evals.report import finish
from evals.sources.cases import cases, outcome
from evals.sources.listed import figures, pages, read
from evals.sources.suite import asked

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Print the figures; 1 when one is below its floor."""
    parser = argparse.ArgumentParser(prog="evals.sources", description="how much of broken feeds is read right")
    parser.add_argument("--wrong", action="store_true", help="print what is wrong")
    parser.add_argument("--suite", type=Path, help="the folder `tests` of feedparser's source")
    parser.add_argument("--data", type=Path, help="not used here: all cases are our own")
    given = parser.parse_args(arguments)
    measured = own(show=given.wrong) | of_listings(show=given.wrong)
    if given.suite:
        measured |= of_suite(given.suite, show=given.wrong)
    return finish("sources", measured, HERE / "floors.toml")


def own(*, show: bool) -> dict[str, float]:
    """The share of our own cases that come out right, all together and by family."""
    right: dict[str, list[bool]] = defaultdict(list)
    for case in cases():
        wrong = outcome(case).wrong
        right["all"].append(not wrong)
        right[case.family].append(not wrong)
        if show and wrong:
            print(f"  wrong: {case.file} ({case.why}): {'; '.join(wrong)}")
    named = {name: sum(found) / len(found) for name, found in right.items() if name == "all" or len(found) >= _FAMILY}
    return {"cases_right": named.pop("all"), **{f"cases_{name}": share for name, share in sorted(named.items())}}


def of_listings(*, show: bool) -> dict[str, float]:
    """How right the items of our listing pages are found: those that it was built on, and those written afterwards."""
    results = [read(page) for page in pages()]
    for one in results:
        if show and one.wrong:
            print(f"  wrong: {one.page.file} ({one.page.why}): {'; '.join(one.wrong)}"[:600])
    built_on = [one for one in results if not one.page.held_out]
    return figures(built_on) | figures([one for one in results if one.page.held_out], "listing_later")


def of_suite(folder: Path, *, show: bool) -> dict[str, float]:
    """The share of feedparser's neutral expectations that we meet."""
    answers = list(asked(folder))
    for one in answers:
        if show and not one.right:
            print(f"  wrong: {one.file} {one.path}: wanted {one.want!r}, found {one.found!r}"[:240])
    print(f"suite: {len(answers)} expectations in {len({one.file for one in answers})} files")
    return {"suite_right": sum(one.right for one in answers) / max(1, len(answers))}


_FAMILY = 5  # cases; smaller families are only in the whole

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
