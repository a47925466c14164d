"""Extract every page of a folder with trafilatura, metadata too."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from trafilatura import bare_extraction

bodies = [path.read_bytes().decode() for path in sorted(Path(sys.argv[1]).iterdir())]
bare_extraction(bodies[0], with_metadata=True)
started = time.process_time()
for body in bodies:
    bare_extraction(body, with_metadata=True)
seconds = time.process_time() - started
print(json.dumps({"version": version("trafilatura"), "items": len(bodies), "seconds": seconds}))
