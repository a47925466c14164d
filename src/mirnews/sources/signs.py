"""signs: takes a feed's bytes and text, says whether something in it was lost before it reached us.

Nothing is changed for these signs: what was lost is lost. They only make the feed `malformed`, so that somebody looks.
"""

from __future__ import annotations

import re

from mirnews.decode import Decoded

_LOST = "\ufffd\ufffd"  # one may be meant, as in a text about encodings; a run is a text that somebody decoded wrongly
# Private use: letters of one font (a logo, an icon, a number of an old Persian typeface), nothing to other readers.
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LEADS = (b"\xee", b"\xf3", b"\xf4")  # with which most of these begin in UTF-8; sound feeds have none of the three
_BEHIND_EF = re.compile(rb"\xef(?:[\x80-\xa3]|\xbf\xbd\xef\xbf\xbd)")


def is_doubtful(body: bytes, decoded: Decoded) -> bool:
    """Are there runs of U+FFFD, or characters for private use? UTF-8 is looked at as bytes first."""
    if decoded.encoding == "utf-8" and not (_has_lead(body) or (b"\xef" in body and _BEHIND_EF.search(body))):
        return False
    # The old encodings of one byte a letter have no place for private use.
    return _LOST in decoded.text or (decoded.encoding.startswith("utf") and bool(_PRIVATE.search(decoded.text)))


def _has_lead(body: bytes) -> bool:
    return _LEADS[0] in body or _LEADS[1] in body or _LEADS[2] in body
