"""remarks: what an operator should know of a feed that was read, as short codes. Pure.

encoding_damaged   bytes of it could not be read as text        no_dates   no entry says when it was published
encoding_misnamed  it is not in the encoding that it names       no_links   no entry has an address
lossy              it was repaired only with loss                all_old    every entry is too old to be kept
repaired           it was broken, and repaired
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mirnews.model import Feed


def remarks(feeds: Sequence[Feed], *, oldest: datetime | None = None) -> tuple[str, ...]:
    """The remarks on what one poll brought: a feed, or the sitemaps of an index. `oldest` is the age that is kept."""
    entries = [entry for feed in feeds for entry in feed.entries]
    dates = [entry.published for entry in entries if entry.published]
    seen = dict.fromkeys(remark for feed in feeds for remark in feed.remarks)
    if any(feed.malformed for feed in feeds) and not seen:
        seen["repaired"] = None
    if entries and not dates:
        seen["no_dates"] = None
    if entries and not any(entry.url for entry in entries):
        seen["no_links"] = None
    if oldest is not None and dates and len(dates) == len(entries) and max(dates) < oldest:
        seen["all_old"] = None
    return tuple(seen)
