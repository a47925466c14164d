"""entries: takes what captured feeds named, returns one article for each, whoever named it and by whatever address.

As in the store (`store/naming.py`): inside a source every key counts, between sources of one house addresses alone, and
`Identities.same` decides. All of it is in memory, up to a number of articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from mirnews.model import Identities, Source
from mirnews.store.port import Named


@dataclass(frozen=True, slots=True)
class Said:
    """What a source named an article, the last time in these files."""

    at: datetime
    source: Source
    named: Named


@dataclass(slots=True, eq=False)
class Item:
    """One article: what each of its sources said, the first of them first, and the report that it is by now.

    `twin` is the address of the page that was found to be it.
    """

    said: dict[str, Said] = field(default_factory=dict)
    report: int | None = None
    twin: str | None = None

    def by(self, source_id: str) -> Said:
        """What this source said, else the first one."""
        return self.said.get(source_id) or next(iter(self.said.values()))


class Entries:
    """The articles of feeds; beyond `most` further ones are left out."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: list[Item] = []
        self._by_key: dict[tuple[str, str], list[Item]] = defaultdict(list)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def clear(self) -> None:
        """Forget them all."""
        self._items.clear()
        self._by_key.clear()

    def add(self, said: Said) -> None:
        """Put what a source says to its article; what it said at an earlier time gives way."""
        item = self._named(said.source, said.named.known_by)
        if item is None:
            if len(self._items) >= self._most:
                return
            item = Item()
            self._items.append(item)
        before = item.said.get(said.source.id)
        if before is None or before.at <= said.at:
            item.said[said.source.id] = said
            for key in (*_addresses(said.named.known_by), *_words(said.source, said.named.known_by)):
                if item not in self._by_key[key]:
                    self._by_key[key].append(item)

    def _named(self, source: Source, keys: Identities) -> Item | None:
        for key in _addresses(keys):
            for item in self._by_key.get(key, ()):
                for one in item.said.values():
                    is_near = one.source.id == source.id or one.source.house == source.house
                    if is_near and one.named.known_by.same(keys):
                        return item
        for key in _words(source, keys):
            for item in self._by_key.get(key, ()):
                if source.id in item.said and item.said[source.id].named.known_by.same(keys):
                    return item
        return None

    def of_page(self, url: str, keys: Identities, source: Source, guid: str | None) -> Item | None:
        """The article that a page is of: by its address; by its number and by what its note calls it, unless another
        page is that article.
        """
        found = [item for key in _addresses(keys) for item in self._by_key.get(key, ()) if _is_of(item, keys)]
        found.sort(key=lambda item: source.id not in item.said)  # at one address, the page's own source first
        if not found and guid is not None:
            named = self._by_key.get(("guid " + source.id, guid), ())
            found = [item for item in named if _same_host(item.by(source.id), url) and item.twin in (None, keys.twin)]
        if not found:
            return None
        found[0].twin = found[0].twin or keys.twin
        return found[0]


def _is_of(item: Item, keys: Identities) -> bool:
    named = [one.named.known_by for one in item.said.values()]
    if any(one.canonical == keys.canonical or one.twin == keys.twin for one in named):
        return True
    return item.twin in (None, keys.twin) and any(one.same(keys) for one in named)


def _same_host(said: Said, url: str) -> bool:
    return not said.named.entry.url or urlsplit(said.named.entry.url).hostname == urlsplit(url).hostname


def _addresses(keys: Identities) -> Iterator[tuple[str, str]]:
    for name in ("canonical", "twin", "number"):
        if (value := getattr(keys, name)) is not None:
            yield name, value


def _words(source: Source, keys: Identities) -> Iterator[tuple[str, str]]:
    for name in ("guid", "text"):
        if (value := getattr(keys, name)) is not None:
            yield f"{name} {source.id}", value
