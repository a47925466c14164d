"""packed: bytes that are still compressed though nobody said so: `sitemap.xml.gz`, and servers that compress twice."""

from __future__ import annotations

import zlib

from mirnews.errors import Quarantine

_GZIP = b"\x1f\x8b\x08"


def unpack(body: bytes, most: int) -> tuple[bytes, bool]:
    """The bytes, unpacked if they are gzip, at most `most` of them; and whether something is missing.

    Never makes more than `most` bytes, whatever a bomb would grow to. What is cut short is read as far as it goes.
    Raises Quarantine (`feed_broken`) for gzip inside gzip.
    """
    if not body.startswith(_GZIP):
        return body[:most], len(body) > most
    stream = zlib.decompressobj(wbits=31)
    try:
        plain = stream.decompress(body, most)
    except zlib.error:
        return body[:most], True
    if plain.startswith(_GZIP):
        raise Quarantine("feed_broken", "the feed is compressed inside a compressed file; ask the outlet")
    return plain, not stream.eof
