"""Repair every text of a folder with MirNews, once, with empty caches; loading the model is part of it."""

import json
import sys
import time
from pathlib import Path

import mirnews
from mirnews.persian import repair

texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).iterdir())]
started = time.process_time()
for text in texts:
    repair(text)
seconds = time.process_time() - started
print(json.dumps({"version": mirnews.__version__, "items": len(texts), "seconds": seconds}))
