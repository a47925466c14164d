"""warc: takes a WARC file, returns what was captured in it; takes captures, returns a WARC file. One record at a time.

Reads any WARC 1.0 or 1.1, gzipped or not. What we write is WARC 1.1, a gzip member a record: a `warcinfo`, then for
each capture a `metadata` record with what we know of it (`Note`, as JSON) and the `response` that it refers to. Whoever
knows nothing of us finds plain responses. Needs the package warcio, extra `warc`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from typing import IO, Any, Literal
from uuid import NAMESPACE_URL, uuid5

import msgspec

from mirnews.model import SourceKind

Passed = Literal["redirect", "status", "kind", "robots", "too_large", "address", "revisit"]
HEADER_MOST = 1 << 16  # bytes of a note
_PACKED_MOST = 2  # times as large as a body a record may be: short chunks add some
_FEEDS = ("xml", "rss", "atom", "rdf", "feed+json")
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_TYPES = ("response", "resource")
_SILENT = ("warcinfo", "request", "metadata", "conversion", "continuation")


@dataclass(frozen=True, slots=True)
class Note:
    """What we know of a capture beside its bytes, all of it as one archive has it.

    `section` is where the source files all that it names, `reads` how it is read.
    """

    kind: Literal["page", "feed"]
    source: str
    outlet: str | None = None
    outlet_name: str = ""
    invented: bool = False
    guid: str | None = None
    report: int | None = None
    revision: int | None = None
    fold: int | None = None
    story: int | None = None
    first_seen: datetime | None = None
    section: str | None = None
    reads: SourceKind = "feed"


@dataclass(frozen=True, slots=True)
class Captured:
    """One answer as it was fetched; `at` is None where the record has no sound date."""

    url: str
    at: datetime | None
    content_type: str | None
    body: bytes
    note: Note | None = None

    @property
    def is_feed(self) -> bool:
        """Is it a feed, by what we noted or else by its type?"""
        if self.note is not None:
            return self.note.kind == "feed"
        kind = _kind(self.content_type)
        return kind not in _PAGES and any(part in kind for part in _FEEDS)


def read_warc(stream: IO[bytes], *, max_bytes: int) -> Iterator[Captured | Passed]:
    """What was captured in a file, and for each record that is left out the reason.

    A body is read up to `max_bytes`, decoded. Raises Quarantine (`warc_broken`) at the place where the file is damaged,
    after all that stood before it.
    """
    from mirnews.warc_records import each

    return each(stream, _Reader(max_bytes).take, code="warc_broken")


class _Reader:
    """Takes records in order; a note is about the one that it refers to."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._noted: tuple[str, Note] | None = None

    def take(self, record: Any) -> Captured | Passed | None:
        if record.rec_type == "metadata":
            self._noted = _note(record) or self._noted
        if record.rec_type in _SILENT:
            return None
        noted, self._noted = self._noted, None
        given = noted[1] if noted and noted[0] == _header(record, "WARC-Record-ID") else None
        return _captured(record, given, self._max_bytes)


def _captured(record: Any, note: Note | None, max_bytes: int) -> Captured | Passed:
    url = _header(record, "WARC-Target-URI").strip("<> ")
    if record.rec_type == "revisit":
        return "revisit"
    if record.rec_type not in _TYPES or not url.lower().startswith(("http://", "https://")) or len(url) > 4000:
        return "address"
    http = record.http_headers
    if http is not None and not (http.get_statuscode() or "").startswith("2"):
        return "redirect" if (http.get_statuscode() or "").startswith("3") else "status"
    if url.partition("?")[0].endswith("/robots.txt"):
        return "robots"
    content_type = http.get_header("Content-Type") if http is not None else _header(record, "Content-Type")
    captured = Captured(url, _date(_header(record, "WARC-Date")), content_type or None, b"", note)
    if not captured.is_feed and content_type and _kind(content_type) not in _PAGES:
        return "kind"
    if getattr(record.raw_stream, "limit", 0) > _PACKED_MOST * max_bytes:
        return "too_large"  # before a chunk of it is read, which comes whole
    content = record.content_stream()
    body = _read(content, max_bytes + 1)
    if len(body) > max_bytes:
        return "too_large"
    if content is record.raw_stream:
        must_be_whole(record)
    return Captured(url, captured.at, captured.content_type, body, note)


def _read(stream: Any, most: int) -> bytes:
    """At most so many bytes: a read of warcio's gives less than it is asked for."""
    parts: list[bytes] = []
    while most > 0 and (part := stream.read(min(most, 1 << 16))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _note(record: Any) -> tuple[str, Note] | None:
    """Our note and the record that it is about; None for other metadata."""
    if _kind(_header(record, "Content-Type")) != "application/json":
        return None
    try:
        note = msgspec.json.decode(_read(record.content_stream(), HEADER_MOST), type=Note)
    except msgspec.MsgspecError:
        return None
    texts = (note.source, note.outlet or "", note.outlet_name, note.section or "")
    sound = all(text.isprintable() and len(text) < 500 for text in texts)
    return (_header(record, "WARC-Refers-To"), note) if sound and note.source else None


def _header(record: Any, name: str) -> str:
    value: str | None = record.rec_headers.get_header(name)
    return value or ""


def _kind(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _date(text: str) -> datetime | None:
    try:
        value = datetime.fromisoformat(text)
        return value.astimezone(UTC) if value.tzinfo else None
    except (ValueError, OverflowError):
        return None


class WarcOut:
    """Writes a WARC file, record by record. The same captures give the same records, their ids included."""

    def __init__(self, stream: IO[bytes], *, name: str, software: str) -> None:
        from warcio.warcwriter import WARCWriter

        self._writer: Any = WARCWriter(stream, gzip=True, warc_version="1.1")
        info = {"software": software, "format": "WARC file version 1.1", "isPartOf": "a MirNews archive"}
        self._writer.write_record(self._writer.create_warcinfo_record(name, info))

    def put(self, captured: Captured) -> None:
        """Write one capture with its note before it."""
        from warcio.statusandheaders import StatusAndHeaders

        assert captured.at is not None  # what we fetched has a time
        date = captured.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        identity = _identity(captured, date)
        if captured.note is not None:
            note = msgspec.json.encode(captured.note)
            headers = {"WARC-Record-ID": urn(identity + "note"), "WARC-Refers-To": urn(identity), "WARC-Date": date}
            self._write(captured.url, "metadata", note, headers, warc_content_type="application/json")
        fields = [("Content-Type", captured.content_type)] if captured.content_type else []
        http = StatusAndHeaders("200 OK", [*fields, ("Content-Length", str(len(captured.body)))], protocol="HTTP/1.1")
        headers = {"WARC-Record-ID": urn(identity), "WARC-Date": date}
        self._write(captured.url, "response", captured.body, headers, http_headers=http)

    def _write(self, url: str, kind: str, body: bytes, headers: dict[str, str], **given: Any) -> None:
        stream = io.BytesIO(body)
        record = self._writer.create_warc_record(
            url, kind, payload=stream, length=len(body), warc_headers_dict=headers, **given
        )
        self._writer.write_record(record)


def _identity(captured: Captured, date: str) -> str:
    return f"{captured.url} {date} {sha1(captured.body, usedforsecurity=False).hexdigest()}"


def must_be_whole(record: Any) -> None:
    """Raise ValueError when a body that was read to its end is shorter than its record says."""
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise ValueError("a record is cut off")


def urn(of: str) -> str:
    """The id of a record; the same words have the same one."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, of)}>"
