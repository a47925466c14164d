"""`python -m benchmarks.extract`: the newsstand's pages, complete extraction, beside trafilatura's."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.harness import Contender, compare
from benchmarks.world import pages

HERE = Path(__file__).parent

sys.exit(
    compare(
        "reading pages",
        pages(),
        [
            Contender("mirnews", HERE / "ours.py"),
            Contender("trafilatura", HERE / "peer.py", "trafilatura>=2.0 lxml-html-clean"),
        ],
    )
)
