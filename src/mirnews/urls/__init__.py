"""urls: takes an address as somebody wrote it, returns the address as a browser understands it.

Parsing is WHATWG's, by ada-url, because pages are written for browsers; the rules on top are ours (`canon.py`).
`twins.py` has the weaker keys by which one article is known again under two addresses of one outlet.
"""

from mirnews.urls.address import Parts, fetchable, host_key, parts, whatwg
from mirnews.urls.canon import canonical
from mirnews.urls.twins import address_keys, cms_key, kept_under, twin_key

__all__ = [
    "Parts",
    "address_keys",
    "canonical",
    "cms_key",
    "fetchable",
    "host_key",
    "kept_under",
    "parts",
    "twin_key",
    "whatwg",
]
