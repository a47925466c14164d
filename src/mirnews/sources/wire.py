"""wire: what passes between the pool and its children: frames of MessagePack, typed, so that a child's answer is data.

msgspec refuses what has another type than the records say: the writing side has just read what a stranger sent.
"""

from __future__ import annotations

import struct
from datetime import datetime

import msgspec

from mirnews.model import Feed, ListingRules, SourceKind

HEAD = struct.Struct("!II")  # lengths of the record and of the bytes behind it
MAX_BYTES = 64 * 1024 * 1024  # 5,000 entries of a 10 MiB feed are 20 MB


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """One feed to read, whose bytes follow; `cpu_seconds` is what reading it may take."""

    kind: SourceKind
    cpu_seconds: float
    url: str | None = None
    content_type: str | None = None
    at: datetime | None = None
    rules: ListingRules | None = None


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one feed gave: the feed, or a Quarantine's code and message, or which limit or fault stopped the reader."""

    cpu_seconds: float = 0.0
    feed: Feed | None = None
    code: str | None = None
    message: str = ""
    stopped: str | None = None


_ENCODER = msgspec.msgpack.Encoder()
asked = msgspec.msgpack.Decoder(Asked).decode
answer = msgspec.msgpack.Decoder(Answer).decode


def framed(record: Asked | Answer, body: bytes = b"") -> list[bytes]:
    """The pieces of one frame: lengths, the record, and bytes as they are."""
    packed = _ENCODER.encode(record)
    return [HEAD.pack(len(packed), len(body)), packed, body]
