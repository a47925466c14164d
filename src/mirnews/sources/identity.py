"""identity: takes entries, returns for each everything by which it can be known again (`Identities.same` decides).

A guid is the outlet's word and breaks in both ways: the same article under a new guid at each poll, one guid for
everything. So it counts only as long as addresses do not contradict it. All this holds inside one source: what two
sources call by one guid is two things.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from mirnews.errors import Skip
from mirnews.markup import plain
from mirnews.model import Entry, Identities
from mirnews.sources.links import is_web
from mirnews.urls import address_keys

_MIN_TEXT = 32  # letters and digits of a text that are not by chance the same («اخبار کوتاه»)
_LONGEST = 2_000  # characters of a title and summary that are compared
_MARKS = re.compile(r"[\W_]+")
_LETTERS = str.maketrans(
    "يىكةۀ", "ییکهه"
)  # what one system writes in both ways; the search key would take 20 times longer


def identified(entries: Iterable[Entry]) -> list[Identities]:
    """All that each of these entries of one feed may be known by.

    What several articles of one feed have in common names none of them: the number in `/8123/slug`, where 8123 is the
    desk, or one guid for everything. It does not count. Never raises.
    """
    found = [identities(entry) for entry in entries]
    numbers, guids = (_of_many([(getattr(one, name), one) for one in found]) for name in ("number", "guid"))
    if not numbers and not guids:
        return found
    return [
        replace(one, number=None if one.number in numbers else one.number, guid=None if one.guid in guids else one.guid)
        for one in found
    ]


def _of_many(named: Iterable[tuple[str | None, Identities]]) -> set[str]:
    """The names that stand at several addresses over several texts."""
    addresses: dict[str, set[str | None]] = defaultdict(set)
    texts: dict[str, set[str | None]] = defaultdict(set)
    for name, one in named:
        if name is not None:
            addresses[name].add(one.twin or one.text)
            texts[name].add(one.text or one.twin)
    return {name for name in addresses if len(addresses[name]) > 1 and len(texts[name]) > 1}


def identities(entry: Entry) -> Identities:
    """All that an entry may be known by. A guid that is an address stands in for a missing one. Never raises."""
    url = entry.url or (entry.id if is_web(entry.id) else None)
    text = _text(entry)
    if url is None:
        return Identities(guid=entry.id, text=text, published=entry.published)
    try:
        return Identities(*address_keys(url), entry.id, text, entry.published)
    except Skip:
        return Identities(guid=entry.id, text=text, published=entry.published)


def _text(entry: Entry) -> str | None:
    said = f"{entry.title or ''} {plain(entry.summary or '')}"[:_LONGEST]
    folded = _MARKS.sub("", said.translate(_LETTERS)).casefold()
    return blake2b(folded.encode("utf-8", "replace"), digest_size=12).hexdigest() if len(folded) >= _MIN_TEXT else None
