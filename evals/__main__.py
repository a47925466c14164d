"""Run every eval: `python -m evals [--data DIR] [--record]`. Each is `evals/NAME/__main__.py`; 1 when one is too low.

`--record` also writes the figures of those that reach their floors to the data of the page `/quality`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.report import MEASURED, record_quality

RECORD = "--record"


def main(arguments: list[str]) -> int:
    """Run the evals one after another, each in its own process."""
    names = sorted(path.parent.name for path in Path(__file__).parent.glob("*/__main__.py"))
    passed = [one for one in arguments if one != RECORD]
    with TemporaryDirectory() as measured:
        failed = [name for name in names if run(name, passed, measured)]
        if RECORD in arguments:
            record_quality([name for name in names if name not in failed], Path(measured))
    print(
        f"{len(names) - len(failed)} evals at or above their floors"
        + (f"; below: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


def run(name: str, arguments: list[str], measured: str) -> bool:
    """Run one eval; True when it is below a floor or could not run."""
    print(f"-- {name}", flush=True)
    command = [sys.executable, "-m", f"evals.{name}", *arguments]
    return bool(subprocess.run(command, check=False, env={**os.environ, MEASURED: measured}).returncode)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
