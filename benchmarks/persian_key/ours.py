"""Key every text of a folder with MirNews, word lists loaded before, nothing else remembered."""

import json
import sys
import time
from pathlib import Path

import mirnews
from mirnews.persian import key

texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).iterdir())]
key("سلام دنیا")
started = time.process_time()
for text in texts:
    key(text)
seconds = time.process_time() - started
print(json.dumps({"version": mirnews.__version__, "items": len(texts), "seconds": seconds}))
