"""Run every eval: `python -m evals [--data DIR]`. Each is `evals/NAME/__main__.py`; 1 when one is below a floor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run the evals one after another, each in its own process."""
    names = sorted(path.parent.name for path in Path(__file__).parent.glob("*/__main__.py"))
    failed = []
    for name in names:
        print(f"-- {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"evals.{name}", *sys.argv[1:]], check=False).returncode:
            failed.append(name)
    print(
        f"{len(names) - len(failed)} evals at or above their floors"
        + (f"; below: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


sys.exit(main())
