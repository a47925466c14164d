"""Normalise every text of a folder with hazm; start-up is not measured."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from hazm import Normalizer

texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).iterdir())]
normalizer = Normalizer()
normalizer.normalize(texts[0])
started = time.process_time()
for text in texts:
    normalizer.normalize(text)
seconds = time.process_time() - started
print(json.dumps({"version": version("hazm"), "items": len(texts), "seconds": seconds}))
