"""How fresh news is by the learned schedule and by a fixed interval: `python -m benchmarks.schedule`.

The same as `mirnews bench schedule`, with the best that any schedule could do on the table beside it: one that knows
every pace beforehand, asks dull hours at most every `poll.max_interval_seconds`, and lives without jitter.
"""

from __future__ import annotations

import sys

from mirnews.cli import program
from mirnews.config import PollSettings
from mirnews.schedule.simulate import table

P95 = 0.95


def best(paces: list[float], short: float, long: float) -> float:
    """p95 over that of the fixed interval with as many requests, when the liveliest hours are asked every `short`."""
    ordered = sorted(paces)
    allowed, lost, dull = (1 - P95) * sum(paces), 0.0, 0
    while dull < len(ordered) and lost + ordered[dull] * (1 - short / long) <= allowed:
        lost += ordered[dull] * (1 - short / long)
        dull += 1
    requests = (len(ordered) - dull) / short + dull / long
    return short / (P95 * len(ordered) / requests)


def main() -> int:
    """Print the bound, then every seed."""
    paces = [pace for week in table().values() for pace in week]
    longest = PollSettings().max_interval_seconds
    bounds = {long: min(best(paces, short, long) for short in range(120, 1200, 20)) for long in (longest, 86_400 * 7)}
    print(
        f"best possible ratio: {bounds[longest]:.3f} with waits up to {longest} s, {bounds[86_400 * 7]:.3f} without end"
    )
    program(["bench", "schedule"], standalone_mode=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
