"""`python -m benchmarks.feeds`: the newsstand's feeds, read whole, beside feedparser, and in children under limits."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.harness import Contender, compare
from benchmarks.world import feeds

HERE = Path(__file__).parent

sys.exit(
    compare(
        "reading feeds",
        feeds(),
        [
            Contender("mirnews", HERE / "ours.py"),
            Contender("in children", HERE / "pooled.py"),
            Contender("feedparser", HERE / "peer.py", "feedparser>=6.0.11"),
        ],
    )
)
