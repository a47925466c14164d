"""Repair every text of a folder with MirNews, a second time: its words are known by then."""

import json
import sys
import time
from pathlib import Path

import mirnews
from mirnews.persian import repair

texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).iterdir())]
for text in texts:
    repair(text)
started = time.process_time()
for text in texts:
    repair(text)
seconds = time.process_time() - started
print(json.dumps({"version": mirnews.__version__, "items": len(texts), "seconds": seconds}))
