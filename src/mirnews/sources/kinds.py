"""kinds: which reader takes the bytes of which kind of source."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Protocol

from mirnews.model import Feed, ListingRules, SourceKind
from mirnews.sources.listing import read_listing
from mirnews.sources.read import read


class Reader(Protocol):
    """Bytes in, a Feed out. Raises Quarantine."""

    def __call__(
        self, body: bytes, *, url: str | None = None, content_type: str | None = None, at: datetime | None = None
    ) -> Feed: ...


def reader(kind: SourceKind, rules: ListingRules | None = None) -> Reader:
    """What reads the answers of a source of this kind: a page of links for a listing, else any feed or sitemap.

    `rules` are the operator's for a listing.
    """
    if kind != "listing":
        return read
    return partial(read_listing, rules=rules) if rules else read_listing
