"""`python -m evals.extract [--data DIR] [--show]`: golden, newsstand and unknown pages against the floors.

With `--data`, DIR/template-pages is read too, if its digests are those of `outside.toml`, and the figures are recorded.
`--show` prints every field that came out wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evals.extract.learned import learned
from evals.extract.score import Tally, golden, newsstand, templates
from evals.extract.unknown import unknown
from evals.report import agreed, finish, record_outside

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Print the figures; 1 when one is below its floor or the outside data is not the data that was agreed on."""
    parser = argparse.ArgumentParser(prog="python -m evals.extract")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args(arguments)
    tallies = {"golden": golden(), "newsstand": newsstand()}
    figures = {name: value for prefix, tally in tallies.items() for name, value in tally.figures(prefix).items()}
    strange: list[str] = []
    figures |= unknown(strange) | learned(strange)
    if asked.data is not None:
        outside = _outside(asked.data)
        if outside is None:
            return 1
        tallies["templates"] = outside
        figures |= outside.figures("templates")
    if asked.show:
        wrong = [line for tally in tallies.values() for line in tally.wrong]
        print("\n".join([*wrong, *strange]), file=sys.stderr)
    return finish("extract", figures, HERE / "floors.toml")


def _outside(data: Path) -> Tally | None:
    """The template pages under `data`, recorded; None when a file is missing or another than agreed."""
    wanted = agreed(data, HERE / "outside.toml")
    if wanted is None:
        return None
    tally = templates(data / "template-pages")
    record_outside("extract", tally.figures("templates"), wanted)
    return tally


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
