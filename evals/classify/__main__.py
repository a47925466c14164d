"""`python -m evals.classify`: subjects and names on our own gold and the newsstand, against the floors.

`--show` prints the wrong cases of the training texts left out in turn, of the newsstand and of the dev names;
the held-out texts are never shown. Thresholds were chosen on training.tsv (left out in turn). The rules for names were
made on the dev part and by reading what they find on the newsstand, from which also came six places of the gazetteer
and the words of ordinary.txt. held.tsv and the fresh part of mentions.txt only measure.
"""

from __future__ import annotations

import sys
from pathlib import Path

from evals.classify import named, subjects
from evals.report import finish

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Print the figures; 1 when one is below its floor."""
    held, out = subjects.held(), subjects.left_out()
    shelves, wrong = subjects.newsstand()
    halves = {part: named.figures(cases) for part, cases in named.load().items()}
    if "--show" in arguments:
        print("\n".join([*out.wrong, *wrong, *halves["dev"].wrong]), file=sys.stderr)
    figures = {
        "subject_accuracy": held.right / max(1, held.answered),
        "subject_answered": held.answered / max(1, held.texts),
        "unknown_kept": held.kept / max(1, held.unknown),
        "left_out_accuracy": out.right / max(1, out.answered),
        "left_out_answered": out.answered / max(1, out.texts),
    }
    figures |= shelves
    for half, found in halves.items():
        figures |= {f"{half}_{name}": value for name, value in found.named().items()}
    return finish("classify", figures, HERE / "floors.toml")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
