"""The same polling with the library `reader`, as its manual has it. Runs in an environment of its own."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import reader

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.fetch.feeds import address_of
from benchmarks.fetch.processes import cpu_seconds


def main(port: int, count: int, at_once: int) -> None:
    """Update every feed twice and print what the second time cost. All are updated, whenever they would be due."""
    with tempfile.TemporaryDirectory() as folder, reader.make_reader(str(Path(folder) / "reader.sqlite")) as library:
        for number in range(count):
            library.add_feed(f"http://{address_of(number)}:{port}/reader/{number}")
        library.update_feeds(workers=at_once, scheduled=False)
        started, cpu, entries = time.monotonic(), cpu_seconds(), 0
        for result in library.update_feeds_iter(workers=at_once, scheduled=False):
            found = result.value
            if isinstance(found, reader.UpdatedFeed):
                entries += found.new + found.modified
            elif found is not None:
                raise found
        seconds, cpu = time.monotonic() - started, cpu_seconds() - cpu
    answer = {"version": reader.__version__, "polls": count, "entries": entries, "cpu": cpu, "seconds": seconds}
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
