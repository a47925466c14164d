"""`python -m benchmarks.persian`: 2,000 different articles repaired, cold and a second time, beside hazm's normaliser.

The articles are put together from the sentences of the newsstand, one word in twelve changed for one of the word list,
so that they hold as many different words as real news; in every second article half-spaces are deleted, in the others
they became spaces.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from benchmarks.harness import Contender, compare
from mirnews.newsstand import load_world
from mirnews.persian.letters import ZWNJ
from mirnews.persian.model.model_file import word_list

HERE = Path(__file__).parent
ARTICLES, PARAGRAPHS, CHANGED = 2000, 6, 12
PEER = "hazm==0.10.0 numpy<2 setuptools"  # the newest whose wheels a Python 3.11 can have


def articles() -> dict[str, bytes]:
    """The texts by name; the same in every run."""
    chance = random.Random(1405)
    paragraphs = [text for piece in load_world().pieces for text in (piece.lead or "", *piece.paragraphs) if text]
    words = sorted(word_list()[0])
    made = {}
    for number in range(ARTICLES):
        text = "\n".join(chance.sample(paragraphs, PARAGRAPHS))
        lost = text.replace(ZWNJ, " " if number % 2 else "")
        lines = [
            " ".join(chance.choice(words) if chance.randrange(CHANGED) == 0 else word for word in line.split(" "))
            for line in lost.split("\n")
        ]
        made[f"{number:04}.txt"] = "\n".join(lines).encode()
    return made


sys.exit(
    compare(
        "repairing half-spaces",
        articles(),
        [
            Contender("cold", HERE / "ours.py"),
            Contender("second pass", HERE / "ours_again.py"),
            Contender("hazm", HERE / "peer.py", PEER),
        ],
    )
)
