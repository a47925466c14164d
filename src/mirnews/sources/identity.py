"""identity: takes an entry, returns everything it can be known by again; and says whether two are one article.

A guid is the outlet's word and breaks in both ways: the same article under a new guid at each poll, one guid for
everything. So it counts only as long as addresses do not contradict it. All this holds inside one source: what two
sources call by one guid is two things.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from mirnews.errors import Skip
from mirnews.markup import plain
from mirnews.model import Entry
from mirnews.persian import key
from mirnews.sources.links import is_web
from mirnews.urls import canonical, cms_key, twin_key

_MIN_TEXT = 40  # characters of a folded text that are not by chance the same («اخبار کوتاه»)


@dataclass(frozen=True, slots=True)
class Identities:
    """What an entry may be known by, strongest first; each None where it has none.

    `canonical` is its address, `number` the key of its publishing system's number at this host, `twin` its address
    without scheme, www and AMP, `guid` what the feed calls it, `text` a digest of its folded title and summary.
    """

    canonical: str | None = None
    number: str | None = None
    twin: str | None = None
    guid: str | None = None
    text: str | None = None

    def same(self, other: Identities) -> bool:
        """Are these, in one source, one article?

        One address, twin or number is one article. One guid is, unless both have numbers that differ, or addresses
        and texts that both differ (a guid used again). One text is only where one of them has no address.
        """
        if _equal(self.number, other.number) or _equal(self.twin, other.twin):
            return True
        if _equal(self.guid, other.guid):
            is_other = _differ(self.number, other.number) or (
                _differ(self.twin, other.twin) and _differ(self.text, other.text)
            )
            return not is_other
        return _equal(self.text, other.text) and (self.twin is None or other.twin is None)


def identities(entry: Entry) -> Identities:
    """All that an entry may be known by. A guid that is an address stands in for a missing one. Never raises."""
    url = entry.url or (entry.id if is_web(entry.id) else None)
    text = _text(entry)
    if url is None:
        return Identities(guid=entry.id, text=text)
    try:
        return Identities(canonical(url), cms_key(url), twin_key(url), entry.id, text)
    except Skip:
        return Identities(guid=entry.id, text=text)


def _text(entry: Entry) -> str | None:
    folded = key(f"{entry.title or ''} {plain(entry.summary or '')}"[:2_000])
    return blake2b(folded.encode("utf-8", "replace"), digest_size=12).hexdigest() if len(folded) >= _MIN_TEXT else None


def _equal(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
