"""CPU of polling, ours against aiohttp and feedparser: `python -m benchmarks.fetch [--feeds 20000]`.

Each contender polls every feed once to know it, and a second time that is measured: its own CPU seconds, children
counted, the server's not. Rounds are run in turn; figures are medians. Needs a system on which all of 127.0.0.0/8 is
the machine itself (Linux).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks import harness
from benchmarks.harness import ROOT, Contender

HERE = Path(__file__).parent
OURS = Contender("mirnews", HERE / "ours.py")
PEER = Contender("feedparser", HERE / "peer.py", "feedparser aiohttp")


def main() -> int:
    """Run the rounds and print a line for each contender."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--at-once", type=int, default=32)
    chosen = options.parse_args()
    found: dict[str, list[dict[str, float]]] = {}
    for _ in range(chosen.rounds):
        for contender in (OURS, PEER):
            python = harness._python(contender)
            if python is None:
                print(f"  {contender.name:<12} missing: {contender.requirement} could not be installed")
                continue
            found.setdefault(contender.name, []).append(_polled(python, contender, chosen.feeds, chosen.at_once))
    _print(found, chosen.feeds)
    return 0


def _polled(python: str, contender: Contender, feeds: int, at_once: int) -> dict[str, float]:
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}" if contender is OURS else ""}
    with subprocess.Popen(
        [sys.executable, HERE / "feeds.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        port = (server.stdout.readline() if server.stdout else "").strip()
        arguments = [python, contender.script, port, str(feeds), str(at_once)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=True, env=environment)
        server.terminate()
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _print(found: dict[str, list[dict[str, float]]], feeds: int) -> None:
    print(f"{feeds} feeds of 30 items: 60 % not modified, 25 % the same bytes, 15 % changed")
    ours = [row["cpu"] for row in found["mirnews"]]
    for name, rows in found.items():
        ratios = [row["cpu"] / own for row, own in zip(rows, ours, strict=False)]
        cpu = statistics.median(row["cpu"] for row in rows)
        print(
            f"  {name:<12} {rows[0]['version']:<24} {1000 * cpu / feeds:7.3f} ms of CPU a poll, peak"
            f" {max(row['peak_kb'] for row in rows) / 1000:.0f} MB, {statistics.median(ratios):.2f} times ours"
            f" ({min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    sys.exit(main())
