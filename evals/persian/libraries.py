"""`python -m evals.persian.libraries [--data DIR]`: hazm's normaliser on the texts of `python -m evals.persian`.

Run it with a Python that has hazm: it is no dependency of ours. Without it the run says so and ends.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from evals.persian.__main__ import HERE, LENGTH, lines, sentences_of
from evals.persian.score import Count, deleted, restored, spaced


def main(arguments: list[str]) -> int:
    """Print a row for each text."""
    parser = argparse.ArgumentParser(prog="evals.persian.libraries")
    parser.add_argument("--data", type=Path)
    data: Path | None = parser.parse_args(arguments).data
    try:
        from hazm import Normalizer
    except ImportError:
        print("hazm is not installed in this Python; nothing measured")
        return 0
    print(f"hazm {version('hazm')}: F1 (precision/recall)")
    heal: Callable[[str], str] = Normalizer().normalize
    texts = {name: lines(HERE / f"data/{name}.txt") for name in ("healthy", "headlines")}
    if data:
        texts |= {name: sentences_of(data / f"fa_{name}-ud-dev.conllu") for name in ("seraji", "perdt")}
    for name, found in texts.items():
        whole = [" ".join(found[at : at + LENGTH]) for at in range(0, len(found), LENGTH)]
        shown = [restored(found, damage, heal)["all"] for damage in (deleted, spaced)]
        intact = restored(whole, lambda text: text, heal)["all"]
        print(f"{name:<10} DEL {_row(shown[0])}   SPACE {_row(shown[1])}   intact precision {intact.precision:.3f}")
    return 0


def _row(count: Count) -> str:
    return f"{count.f1:.3f} ({count.precision:.2f}/{count.recall:.2f})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
