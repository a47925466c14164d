"""CPU and memory of polling, ours against aiohttp and feedparser, and against the library reader.

    python -m benchmarks.fetch [--feeds 20000] [--rounds 3]
    python -m benchmarks.fetch --hanging

Each contender polls every feed once to know it, and a second time that is measured: its own CPU seconds, children
counted, the server's not; memory is the peak of both. `mirnews` fetches and reads like the peer does; `whole` is the
product: archive, leases, robots.txt, children. Rounds are run in turn; figures are medians. Needs a system on which all
of 127.0.0.0/8 is the machine itself (Linux).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import harness
from benchmarks.fetch import hanging
from benchmarks.fetch.processes import private_kb
from benchmarks.harness import ROOT, Contender

HERE = Path(__file__).parent
MOST_OF_READER = 2_000  # its first update stores every entry: with 20,000 feeds that alone would take ten minutes
CONTENDERS = (
    Contender("mirnews", HERE / "ours.py"),
    Contender("whole", HERE / "whole.py"),
    Contender("feedparser", HERE / "peer.py", "feedparser aiohttp"),
    Contender("reader", HERE / "with_reader.py", "reader sgmllib3k"),  # it forgets to require the second
)
SAMPLE_SECONDS = 0.5
Row = dict[str, float]


@dataclass(slots=True)
class Runs:
    """What the rounds of one contender gave; none when it is missing."""

    contender: Contender
    rows: list[Row] = field(default_factory=list)

    def per_poll(self) -> list[float]:
        """CPU milliseconds a poll, round by round."""
        return [1000 * row["cpu"] / row["polls"] for row in self.rows]


def main() -> int:
    """Run the rounds and print a line for each contender."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--feeds", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--at-once", type=int, default=32)
    options.add_argument("--only", nargs="*", choices=[c.name for c in CONTENDERS], help="leave the others out")
    options.add_argument("--hanging", action="store_true", help="300 of 400 hosts accept and never answer")
    chosen = options.parse_args()
    if chosen.hanging:
        return hanging.main()
    runs = [Runs(c) for c in CONTENDERS if not chosen.only or c.name in chosen.only]
    for _ in range(chosen.rounds):
        for run in runs:
            feeds = min(chosen.feeds, MOST_OF_READER) if run.contender.name == "reader" else chosen.feeds
            python = harness._python(run.contender)
            if python is not None:
                run.rows.append(_polled(python, run.contender, feeds, chosen.at_once))
                print(f"  {run.contender.name}: {run.per_poll()[-1]:.3f} ms a poll", file=sys.stderr)
    _print(runs, chosen.feeds)
    return 0


def _polled(python: str, contender: Contender, feeds: int, at_once: int) -> Row:
    environment = os.environ | {"PYTHONPATH": "" if contender.requirement else f"{ROOT / 'src'}:{ROOT}"}
    with subprocess.Popen(
        [sys.executable, HERE / "feeds.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        port = (server.stdout.readline() if server.stdout else "").strip()
        arguments = [python, str(contender.script), port, str(feeds), str(at_once)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment) as polling:
            peak = _watched(polling)
            printed = polling.stdout.read() if polling.stdout else ""
        server.terminate()
    if polling.returncode:
        raise SystemExit(f"{contender.name} failed, see above")
    answer: Row = json.loads(printed)
    return answer | {"private_kb": peak}


def _watched(process: subprocess.Popen[str]) -> int:
    """Wait for the end of a process; the most private memory that it and its children had."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, private_kb(process.pid))
        time.sleep(SAMPLE_SECONDS)
    return peak


def _print(runs: list[Runs], feeds: int) -> None:
    print(f"{feeds} feeds of 30 items: 60 % not modified, 25 % the same bytes, 15 % changed")
    for run in runs:
        name = run.contender.name
        if not run.rows:
            print(f"  {name:<11} missing: {run.contender.requirement} could not be installed")
            continue
        polls, kb = int(run.rows[0]["polls"]), max(row["private_kb"] for row in run.rows)
        cpu, wall = statistics.median(run.per_poll()), statistics.median(row["seconds"] for row in run.rows)
        print(
            f"  {name:<11} {run.rows[0]['version']:<23} {polls:6d} polls, {cpu:7.3f} ms of CPU a poll,"
            f" {1000 / cpu:6.0f} polls a CPU second, {wall:6.1f} s, {kb / 1000:.0f} MB private"
        )
    for own in (run for run in runs if not run.contender.requirement and run.rows):
        for peer in (run for run in runs if run.contender.requirement and run.rows):
            _compare(own, peer)
    if whole := next((run.per_poll() for run in runs if run.contender.name == "whole" and run.rows), None):
        share = statistics.median(whole) * 60_000 / 1000 / 3600
        print(f"  60,000 polls an hour take the whole product {100 * share:.1f} % of one core")


def _compare(own: Runs, peer: Runs) -> None:
    ratios = [theirs / ours for ours, theirs in zip(own.per_poll(), peer.per_poll(), strict=True)]
    print(
        f"  {peer.contender.name} takes {statistics.median(ratios):.1f} times the CPU of {own.contender.name}"
        f" ({min(ratios):.1f} to {max(ratios):.1f})"
    )


if __name__ == "__main__":
    sys.exit(main())
