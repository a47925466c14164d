"""warc_records: takes a WARC file, returns its records, one at a time; what reading and copying them have in common.

Needs the package warcio, extra `warc`, so it is imported only where that is there.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, TypeVar

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from mirnews.errors import Quarantine

HEAD_MOST = 1 << 18  # bytes of the headers of a record, or of the answer in it; browsers take no more of an answer
_UNKNOWN = "Unknown archive format"
T = TypeVar("T")


def each(
    stream: IO[bytes],
    take: Callable[[Any], T | None],
    *,
    code: str,
    file: str = "it",
    skip: int = 0,
    plain: bool = False,
) -> Iterator[T]:
    """What is made of each record after the first `skip`, without None. `plain` leaves the bodies unparsed.

    `take` may raise anything of a record that it cannot read. Raises Quarantine (`code`) at the place where the `file`
    is damaged, after all that stood before it.
    """
    done = 0
    try:
        records = ArchiveIterator(stream, no_record_parse=plain)
        records.reader = _Heads(records.fh)
        for record in records:
            if record.format != "warc":
                raise ValueError("this is ARC, not WARC")
            done += 1
            if done > skip and (taken := take(record)) is not None:
                yield taken
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error) as error:
        raise _broken(code, file, done, str(error)) from None
    except Exception as error:  # warcio trusts what it reads: hostile headers end it in many ways
        raise _broken(code, file, done, type(error).__name__) from None


def _broken(code: str, file: str, done: int, why: str) -> Quarantine:
    if _UNKNOWN in why:  # what warcio quotes there are the file's own bytes
        why = "what follows is no record"
        if not done:
            return Quarantine(code, f"{file} is no WARC file")
    line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in " ".join(why.split()))
    return Quarantine(code, f"{file} is broken after record {done}: {line[:120]}")


class _Heads(DecompressingBufferedReader):  # type: ignore[misc]  # warcio has no types
    """Lines up to HEAD_MOST bytes, between two blank ones or bodies: a few packed bytes may be a line of gigabytes."""

    _taken = 0

    def readline(self, length: int | None = None) -> bytes:
        most = HEAD_MOST - self._taken
        line: bytes = super().readline(most if length is None else min(length, most))
        self._taken = self._taken + len(line) if line.strip() else 0
        if self._taken >= HEAD_MOST:
            raise ValueError("its headers are too long")
        return line

    def read(self, length: int | None = None) -> bytes:
        self._taken = 0
        body: bytes = super().read(length)
        return body
