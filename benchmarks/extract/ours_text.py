"""Read the text of every page of a folder with MirNews, five times over."""

import json
import sys
import time
from pathlib import Path

import mirnews
from mirnews.extract import extract_text
from mirnews.model import Page

bodies = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
TIMES = 5
extract_text(Page(None, bodies[0]))  # start-up is not what is measured
started = time.process_time()
for _ in range(TIMES):
    for body in bodies:
        extract_text(Page(None, body))
seconds = time.process_time() - started
print(json.dumps({"version": mirnews.__version__, "items": TIMES * len(bodies), "seconds": seconds}))
