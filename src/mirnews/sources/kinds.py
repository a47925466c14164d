"""kinds: which reader takes the bytes of which kind of source."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from mirnews.model import Feed, SourceKind
from mirnews.sources.listing import read_listing
from mirnews.sources.read import read


class Reader(Protocol):
    """Bytes in, a Feed out. Raises Quarantine."""

    def __call__(
        self, body: bytes, *, url: str | None = None, content_type: str | None = None, at: datetime | None = None
    ) -> Feed: ...


def reader(kind: SourceKind) -> Reader:
    """What reads the answers of a source of this kind: a page of links for a listing, else any feed or sitemap."""
    return read_listing if kind == "listing" else read
