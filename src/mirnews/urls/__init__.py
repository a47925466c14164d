"""urls: takes an address as somebody wrote it, returns the address as a browser understands it.

Parsing is WHATWG's, by ada-url, because pages are written for browsers; the rules on top are ours (`canon.py`).
"""

from mirnews.urls.address import Parts, fetchable, host_key, parts, whatwg
from mirnews.urls.canon import canonical

__all__ = ["Parts", "canonical", "fetchable", "host_key", "parts", "whatwg"]
