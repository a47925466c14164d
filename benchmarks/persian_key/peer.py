"""Normalise every text of a folder with hazm, its word lists loaded before."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import hazm

texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).iterdir())]
normalizer = hazm.Normalizer()
normalizer.normalize("سلام دنیا")
started = time.process_time()
for text in texts:
    normalizer.normalize(text)
seconds = time.process_time() - started
print(json.dumps({"version": version("hazm"), "items": len(texts), "seconds": seconds}))
