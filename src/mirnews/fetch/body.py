"""body: the bytes of an answer, unpacked and counted as they arrive. Pure: chunks in, bytes out.

We unpack ourselves, because the limit holds for what comes out: ten kilobytes of gzip can become ten megabytes.
Servers lie about it, harmlessly: plain bytes called gzip, deflate without its zlib frame, gzip cut off at its end.
Those are read; what was not asked for (br, zstd), packed twice or broken in the middle is refused.
"""

from __future__ import annotations

import zlib
from typing import Protocol

from mirnews.errors import Skip

ACCEPT_ENCODING = "gzip, deflate"
MAX_RATIO = 100  # bytes out for a byte in; news pages stay under 20
_RATIO_FROM = 1_048_576  # below this size a high ratio does no harm (a small page of blanks)
_GZIP = b"\x1f\x8b"
_RAW, _ZLIB, _GZIP_FRAME = -zlib.MAX_WBITS, zlib.MAX_WBITS, zlib.MAX_WBITS | 16


class _Unpacker(Protocol):
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, /, max_length: int = 0) -> bytes: ...


class Body:
    """Collects one body. `limit` is bytes after unpacking; with `cut`, what is beyond it is dropped, not refused."""

    def __init__(self, content_encoding: str, *, limit: int, cut: bool = False) -> None:
        """Raises Skip (`bad_encoding`) for a coding that was not asked for."""
        self._coding = _coding(content_encoding)
        self._limit = limit
        self._cut = cut
        self._taken = 0
        self._out = bytearray()
        self._head = b""
        self._unpacker: _Unpacker | None = None
        self._plain = self._coding == "identity"

    @property
    def full(self) -> bool:
        """Is nothing more wanted? Only with `cut`."""
        return self._cut and len(self._out) >= self._limit

    @property
    def whole(self) -> bool:
        """Did the packed stream reach its own end, so that the body is complete whatever the connection says?"""
        return self._unpacker is not None and self._unpacker.eof

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes off the wire. Raises Skip (`too_large`, `bad_encoding`)."""
        self._taken += len(chunk)
        if self._unpacker is None and not self._plain:
            chunk = self._head + chunk
            if len(chunk) < len(_GZIP):
                self._head = chunk
                return
            self._open(chunk)
        if self._plain:
            self._keep(chunk)
        else:
            self._unpack(chunk)
        self._check()

    def content(self) -> bytes:
        """All of it. Raises Skip (`bad_encoding`) when it was packed twice."""
        if self._unpacker is None:
            return bytes(self._head + self._out)
        if self._out.startswith(_GZIP):
            raise Skip("bad_encoding", "the body is packed twice; the server must send it once")
        return bytes(self._out)

    def _open(self, head: bytes) -> None:
        """Find out what the first bytes really are, whatever the header says."""
        if head.startswith(_GZIP):
            self._unpacker = zlib.decompressobj(_GZIP_FRAME)
        elif self._coding == "gzip":
            self._plain = True
        else:
            framed = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
            self._unpacker = zlib.decompressobj(_ZLIB if framed else _RAW)

    def _unpack(self, chunk: bytes) -> None:
        unpacker = self._unpacker
        try:
            while chunk and unpacker is not None and not self.full:
                if unpacker.eof:
                    if not chunk.startswith(_GZIP):
                        return  # bytes after the end mean nothing
                    self._unpacker = unpacker = zlib.decompressobj(_GZIP_FRAME)
                self._keep(unpacker.decompress(chunk, self._room()))
                chunk = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                self._check()
        except zlib.error:
            raise Skip("bad_encoding", f"the body is not the {self._coding} that the server announces") from None

    def _room(self) -> int:
        return max(1, self._limit + 1 - len(self._out))

    def _keep(self, data: bytes) -> None:
        self._out += data
        if self._cut:
            del self._out[self._limit :]

    def _check(self) -> None:
        if self._cut:
            return
        if len(self._out) > self._limit or self._taken > self._limit + _RATIO_FROM:
            raise Skip("too_large", f"the body is larger than {self._limit:,} bytes (fetch.max_bytes); it was cut off")
        if len(self._out) > _RATIO_FROM and len(self._out) > MAX_RATIO * self._taken:
            raise Skip("too_large", f"the body unpacks to more than {MAX_RATIO} times its size; it was cut off")


def _coding(content_encoding: str) -> str:
    names = [name.strip().lower().removeprefix("x-") for name in content_encoding[:200].split(",")]
    packed = [name for name in names if name not in ("", "identity")]
    if not packed:
        return "identity"
    if len(packed) > 1 or packed[0] not in ("gzip", "deflate"):
        raise Skip("bad_encoding", f"the body is packed as {', '.join(packed)!r}, which was not asked for")
    return packed[0]
