"""`python -m evals.credit`: chains, speakers and own reports on our own gold and the newsstand, against the floors.

`--show` prints the cases of the dev half that are wrong; the held half is never shown.
"""

from __future__ import annotations

import sys
from pathlib import Path

from evals.credit.score import Figures, figures, load, newsstand
from evals.report import finish

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Print the figures of both halves; 1 when one is below its floor."""
    cases = load(HERE / "gold.toml")
    dev, held = figures(cases[::2]), figures(cases[1::2])
    if "--show" in arguments:
        print("\n".join(dev.wrong), file=sys.stderr)
    named = {f"{half}_{name}": value for half, all_ in _halves(dev, held) for name, value in all_.items()}
    named |= newsstand()
    return finish("credit", named, HERE / "floors.toml")


def _halves(dev: Figures, held: Figures) -> list[tuple[str, dict[str, float]]]:
    return [("dev", dev.named()), ("held", held.named())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
