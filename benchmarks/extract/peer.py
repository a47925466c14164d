"""Extract every page of a folder with trafilatura, metadata too."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from trafilatura import bare_extraction


def text_of(body: bytes) -> str:
    """The page as text; a few of them are in the code page of old Persian sites."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("windows-1256")


bodies = [text_of(path.read_bytes()) for path in sorted(Path(sys.argv[1]).iterdir())]
bare_extraction(bodies[0], with_metadata=True)
started = time.process_time()
for body in bodies:
    bare_extraction(body, with_metadata=True)
seconds = time.process_time() - started
print(json.dumps({"version": version("trafilatura"), "items": len(bodies), "seconds": seconds}))
