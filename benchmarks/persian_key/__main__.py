"""`python -m benchmarks.persian_key [FILE...]`: 2,000 different articles keyed with an empty memory, beside hazm.

The articles are shuffled from the sentences of our own texts, or from those of the files: plain text with a sentence a
line, or CoNLL-U. hazm is what pip gives for the Python that runs this; from 0.12 on it needs Python 3.12.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from benchmarks.harness import ROOT, Contender, compare

HERE = Path(__file__).parent
ARTICLES, SENTENCES = 2000, 14
OWN = [ROOT / "evals/persian/data" / name for name in ("healthy.txt", "headlines.txt")]
MARK = "# text = "


def sentences(path: Path) -> list[str]:
    """The sentences of a file."""
    lines = path.read_text(encoding="utf-8").split("\n")
    marked = [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]
    return marked or [line for line in lines if line.strip() and not line.startswith("#")]


def articles(paths: list[Path]) -> dict[str, bytes]:
    """The same articles every time: sentences drawn by a seeded generator."""
    known = [sentence for path in paths for sentence in sentences(path)]
    draw = random.Random(4)
    return {
        f"{number:04}.txt": " ".join(draw.sample(known, min(SENTENCES, len(known)))).encode()
        for number in range(ARTICLES)
    }


sys.exit(
    compare(
        "search form (hazm: its normaliser)",
        articles([Path(name) for name in sys.argv[1:]] or OWN),
        [Contender("mirnews", HERE / "ours.py"), Contender("hazm", HERE / "peer.py", "hazm")],
    )
)
