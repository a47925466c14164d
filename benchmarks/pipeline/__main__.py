"""`python -m benchmarks.pipeline [N]`: N (1,000) made-up articles through every stage on one core.

They go into a fresh archive on disk. Prints articles a second, of each stage and overall, the private memory of the
process with its bar, and what the archive takes on disk. Pages are printed beforehand, by this process; the measured
one only reads them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.harness import ROOT
from benchmarks.pipeline.printing import printed
from mirnews.corpus import Plan, make

HERE = Path(__file__).parent
ARTICLES = 1_000
SEED = 11
DAYS = 6
BAR_MB = 400  # of private memory


def main(articles: int) -> int:
    """Print the figures; 1 when the process was larger than the bar."""
    with tempfile.TemporaryDirectory() as folder:
        size = _print_pages(Path(folder) / "pages.jsonl", articles)
        done = subprocess.run(
            [sys.executable, HERE / "ours.py", folder],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env={"PYTHONPATH": str(ROOT / "src")},
        )
    found = json.loads(done.stdout)
    print(f"whole pipeline: {articles} articles, {size / 1e6:.1f} MB of pages, one core")
    for stage, seconds in found["seconds"].items():
        print(f"  {stage:<8} {articles / seconds:8.1f} articles/s   {1000 * seconds / articles:6.2f} ms each")
    total = sum(found["seconds"].values())
    print(f"  overall  {articles / total:8.1f} articles/s of CPU time, {articles / found['wall']:.1f} by the clock")
    memory = found["memory"]
    print(
        f"  private memory: most {memory['most']:.0f} MB (bar {BAR_MB}), {memory['start']:.0f} before the first article"
    )
    print(f"  proportional memory (with mapped files): {memory['proportional']:.0f} MB")
    for name, size in found["disk"].items():
        print(f"  {name}: {size / 1e6:.1f} MB, {size / articles / 1000:.1f} kB an article")
    print("  told: " + ", ".join(f"{value} {name}" for name, value in found["told"].items()))
    return int(memory["most"] > BAR_MB)


def _print_pages(path: Path, articles: int) -> int:
    """Write the pages, one JSON line each; returns their size in bytes."""
    size = 0
    with path.open("w", encoding="utf-8") as out:
        for one in printed(make(Plan(articles, SEED, max(DAYS, articles // 4000)))):
            size += len(one.page)
            row = {
                "source": one.made.outlet,
                "name": one.outlet_name,
                "url": one.url,
                "seen": one.made.published.isoformat(),
                "page": one.page.decode(),
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return size


sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES))
