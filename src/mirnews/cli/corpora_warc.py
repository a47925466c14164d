"""corpora_warc: a WARC or WET file, record by record. Conversion records of plain text are repaired, all others copied.

A repaired record keeps its headers but for its id, length and digests. After it comes a metadata record (JSON) that
refers to it and holds the untouched record: its `headers`, its text as `original`, and the `edits`. So whoever reads
conversion records finds each page once, in the old order, and nothing is lost.
"""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

from mirnews.cli.corpus import Corpus, Sink
from mirnews.cli.lines import json_text
from mirnews.cli.mending import Item, Mended
from mirnews.errors import Quarantine
from mirnews.warc import must_be_whole, urn
from mirnews.warc_records import each

_MOST = 16 << 20  # bytes of a text; a longer one is copied as it is
_IN_MEMORY = 1 << 20  # bytes of another record; the rest waits on disk
_CHUNK = 1 << 16
Headers = list[tuple[str, str]]


class _Record(NamedTuple):
    """A record on its way: its first line and headers, and its body unless that is under repair."""

    version: str
    headers: Headers
    body: IO[bytes] | None
    text: str


def warc(file: str) -> Corpus:
    """A WARC file, gzipped or not. While reading: Quarantine `corpus_broken`."""
    return Corpus(
        "records",
        lambda skip: _items(file, skip),
        _sink,
        lambda: (record.text for record in _records(file, 0, texts_only=True) if record.body is None),
    )


def _items(file: str, skip: int) -> Iterator[Item]:
    for record in _records(file, skip):
        size = len(record.text) if record.body is None else min(_IN_MEMORY, _length(record.headers))
        yield Item(record, record.text, size + 1000)


def _records(file: str, skip: int, *, texts_only: bool = False) -> Iterator[_Record]:
    def take(record: Any) -> _Record | None:
        return _read(record) if not texts_only or _is_text(record.rec_headers) else None

    with _opened(file) as stream:
        yield from each(stream, take, code="corpus_broken", file=file, skip=skip, plain=True)


def _opened(file: str) -> IO[bytes]:
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise Quarantine("corpus_broken", f"{file} cannot be read: {os.strerror(error.errno or 0)}") from None


def _read(record: Any) -> _Record:
    headers: Headers = [*record.rec_headers.headers]
    if _length(headers) < 0:
        raise ValueError("a record without its length")
    body: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when its record is written
    length = 0
    while chunk := record.raw_stream.read(_CHUNK):
        body.write(chunk)
        length += len(chunk)
    body.seek(0)
    must_be_whole(record)
    if _is_text(record.rec_headers) and length <= _MOST:
        raw = body.read()
        try:
            text = raw.decode("utf-8")
            body.close()
            return _Record(record.rec_headers.protocol, headers, None, text)
        except UnicodeDecodeError:
            body.seek(0)
    return _Record(record.rec_headers.protocol, headers, body, "")


def _is_text(headers: Any) -> bool:
    kind = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return headers.get_header("WARC-Type") == "conversion" and kind == "text/plain"


def _length(headers: Headers) -> int:
    return next((int(value) for name, value in headers if name.lower() == "content-length"), -1)


@contextmanager
def _sink(out: Path) -> Iterator[Sink]:
    with out.open("wb") as stream:
        yield _WarcSink(stream, gzipped=out.name.lower().endswith(".gz"))


class _WarcSink:
    """Writes each record as soon as it is there."""

    def __init__(self, stream: IO[bytes], *, gzipped: bool) -> None:
        self._stream, self._gzipped = stream, gzipped

    def put(self, cargo: Any, mended: Mended) -> bool:
        record: _Record = cargo
        text, edits = mended
        if record.body is not None:
            with record.body as body:
                self._write(record.version, record.headers, iter(lambda: body.read(_CHUNK), b""))
        elif not edits:
            self._write(record.version, record.headers, iter((record.text.encode(),)))
        else:
            headers = _repaired_headers(record, text.encode())
            self._write(record.version, headers, iter((text.encode(),)))
            note = {"headers": record.headers, "original": record.text, "edits": edits}
            body_ = json_text(note).encode()
            self._write(record.version, _note_headers(headers, body_), iter((body_,)))
        return True

    def _write(self, version: str, headers: Headers, chunks: Iterator[bytes]) -> None:
        """One record, in a gzip member of its own as the standard recommends."""
        packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16) if self._gzipped else None
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        for part in chain((f"{version}\r\n{head}\r\n".encode(),), chunks, (b"\r\n\r\n",)):
            self._stream.write(packer.compress(part) if packer else part)
        self._stream.write(packer.flush() if packer else b"")


def _repaired_headers(record: _Record, body: bytes) -> Headers:
    """The headers with a new id, length and digests. The id follows from the old one and the text, so that the same
    file gives the same file.
    """
    digest = "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    new = {
        "warc-record-id": urn(_value(record.headers, "warc-record-id") + digest),
        "content-length": str(len(body)),
        "warc-block-digest": digest,
        "warc-payload-digest": digest,
    }
    return [(name, new.get(name.lower(), value)) for name, value in record.headers]


def _note_headers(repaired: Headers, body: bytes) -> Headers:
    identity = _value(repaired, "warc-record-id")
    kept = [(name, value) for name, value in repaired if name.lower() in ("warc-target-uri", "warc-date")]
    return [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", urn(identity + "metadata")),
        ("WARC-Refers-To", identity),
        *kept,
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
    ]


def _value(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
