"""opml: takes the sources that are polled, returns them as a list of subscriptions for feed readers."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from mirnews.classify import sections
from mirnews.model import Source
from mirnews.sources.opml import OpmlSource, write_opml


def subscriptions(sources: Iterable[Source], title: str) -> bytes:
    """OPML 2.0 in UTF-8 of every source that is a feed; listing pages and sitemaps are none."""
    return write_opml((_outline(source) for source in sources if source.kind == "feed"), title)


def _outline(source: Source) -> OpmlSource:
    """A source as a subscription: the site's address from its own, its section as the group."""
    parts = urlsplit(source.url)
    label = next((one.fa for one in sections() if one.id == source.section), None)
    return OpmlSource(source.name, source.url, f"{parts.scheme}://{parts.netloc}/", (label,) if label else ())
