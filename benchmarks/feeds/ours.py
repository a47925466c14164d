"""Read every feed of a folder with MirNews, twenty times over."""

import json
import sys
import time
from pathlib import Path

import mirnews
from mirnews import sources

bodies = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
TIMES = 20
started = time.process_time()
for _ in range(TIMES):
    for body in bodies:
        sources.read(body)
seconds = time.process_time() - started
print(json.dumps({"version": mirnews.__version__, "items": TIMES * len(bodies), "seconds": seconds}))
