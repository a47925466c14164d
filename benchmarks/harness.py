"""harness: run contenders in turn, each in its own process and environment, and print what they did as ratios."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Contender:
    """A script that reads a folder of inputs and prints {"version", "items", "seconds"} (CPU seconds).

    `requirement` is what pip must install for it (a space between packages); None is our own code in the environment
    that runs the benchmark.
    """

    name: str
    script: Path
    requirement: str | None = None


def compare(title: str, inputs: Mapping[str, bytes], contenders: list[Contender]) -> int:
    """Print items per CPU second of each contender and how many times the first is faster; 0 even without a peer."""
    print(f"{title}: {len(inputs)} inputs, {sum(map(len, inputs.values())) / 1000:.0f} kB, {ROUNDS} rounds in turn")
    with tempfile.TemporaryDirectory() as folder:
        for name, body in inputs.items():
            (Path(folder) / name).write_bytes(body)
        pythons = {c.name: _python(c) for c in contenders}
        present = [c for c in contenders if pythons[c.name]]
        rates: dict[str, list[float]] = {c.name: [] for c in present}
        versions: dict[str, str] = {}
        for _ in range(ROUNDS):
            for contender in present:
                found = _run(pythons[contender.name] or "", contender.script, folder)
                rates[contender.name].append(found["items"] / found["seconds"])
                versions[contender.name] = str(found["version"])
    ours = rates[contenders[0].name]
    for contender in contenders:
        if contender.name not in rates:
            print(f"  {contender.name:<14} missing: {contender.requirement} could not be installed")
            continue
        mine = rates[contender.name]
        ratios = [a / b for a, b in zip(ours, mine, strict=True)]
        print(
            f"  {contender.name:<14} {versions[contender.name]:<12} {statistics.median(mine):10.1f} a CPU second"
            f"   ours is {statistics.median(ratios):6.2f} times ({min(ratios):.2f} to {max(ratios):.2f})"
        )
    return 0


def _python(contender: Contender) -> str | None:
    if contender.requirement is None:
        return sys.executable
    folder = ROOT / f".venv-bench-{contender.name}"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *contender.requirement.split()]
    return str(python) if subprocess.run(install, check=False).returncode == 0 else None


def _run(python: str, script: Path, folder: str) -> dict[str, float]:
    done = subprocess.run(
        [python, script, folder], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found
