"""`python -m evals.stories`: BCubed precision, recall and F, and wrong merges.

Titles only (`group_headlines`), and whole articles as they arrive (stream.py here).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tomllib
from pathlib import Path

from evals.report import agreed, finish, record_outside
from evals.stories import stream
from evals.stories.score import bcubed
from mirnews.stories import group_headlines

HERE = Path(__file__).parent
SEED = 7  # the order of arrival is shuffled the same way every time


def figures(stories: list[list[str]]) -> dict[str, float]:
    """The figures for one list of stories."""
    items = [(title, number) for number, titles in enumerate(stories) for title in titles]
    random.Random(SEED).shuffle(items)
    groups = group_headlines([title for title, _ in items])
    found = [0] * len(items)
    for number, group in enumerate(groups):
        for index in group:
            found[index] = number
    gold = [number for _, number in items]
    p, r, f = bcubed(gold, found)
    wrong = sum(len({gold[index] for index in group}) - 1 for group in groups)
    return {"bcubed_p": p, "bcubed_r": r, "bcubed_f": f, "no_wrong_merge": 1 - wrong / len(items)}


def outside(folder: Path) -> int:
    """Print and record the figures on the labelled development headlines, whose texts are others' and stay outside.

    1 when the file is not the expected one, else 0.
    """
    digests = agreed(folder, HERE / "outside.toml")
    if digests is None:
        return 1
    path = folder / "stories.dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    stories: dict[str, list[str]] = {}
    for row in rows:
        stories.setdefault(row["story"], []).append(row["title"])
    found = {**figures(list(stories.values())), **stream.labelled(rows)}
    for name, value in found.items():
        print(f"outside {name:<32} {value:.4f}")
    record_outside("stories", found, digests)
    return 0


def main() -> int:
    """Print the figures and compare them with their floors."""
    parser = argparse.ArgumentParser(description="stories: headlines and articles")
    parser.add_argument("--data", type=Path, help="folder with stories.dev.jsonl")
    wanted = parser.parse_args()
    gold = tomllib.loads((HERE / "gold.toml").read_text(encoding="utf-8"))
    found = {f"{part}_{name}": value for part in gold for name, value in figures(gold[part]["stories"]).items()}
    found |= stream.newsstand()
    code = finish("stories", found, HERE / "floors.toml")
    if wanted.data:
        return code or outside(wanted.data)
    print("outside data: not run here")
    return code


sys.exit(main())
