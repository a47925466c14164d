"""carrying: which entries a kept body of a feed named, so that it goes with a report that is purged.

What a body named is kept with it (`feed_entry`), and with the dictionary that was made of it. `listed` is a body all of
whose entries we have. Of the others, older ones, unreadable ones, or those of which entries were left out, and of what
came from the report's own host, whose pages name more than their list, the text is looked through as well.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from mirnews.store.bodies import Bodies, site_of
from mirnews.store.calling import Called, called
from mirnews.store.codec import to_ms
from mirnews.store.port import RawPage

ONE = "SELECT ?1 AS id"
NOT_SHOWN = "SELECT id FROM report WHERE visibility <> 'shown' AND id IN (SELECT report_id FROM removal)"
PURGED = "SELECT id FROM report WHERE visibility = 'purged' AND id IN (SELECT report_id FROM removal)"
# The entries of reports: those that led to them, and whatever has an address of one of these or of the report.
ENTRIES_OF = """WITH gone AS ({which}), own AS (
    SELECT e.key, e.twin FROM gone CROSS JOIN entry e ON e.report_id = gone.id)
    SELECT key FROM own UNION SELECT e.key FROM own CROSS JOIN entry e ON e.twin = own.twin
    UNION SELECT e.key FROM gone CROSS JOIN report r ON r.id = gone.id CROSS JOIN entry e ON e.twin = r.twin
    UNION SELECT e.key FROM gone CROSS JOIN report r ON r.id = gone.id
    CROSS JOIN entry e ON e.canonical_url = r.canonical_url"""
_CALLED_BY_PAGE = """WITH gone AS ({which})
    SELECT r.source_id, r.guid, r.url, r.canonical_url FROM gone CROSS JOIN report r ON r.id = gone.id"""
_CALLED_BY_FEEDS = """WITH gone AS ({which}) SELECT n.source_id, n.guid, n.url, e.canonical_url
    FROM gone CROSS JOIN entry e ON e.report_id = gone.id CROSS JOIN named n ON n.entry_key = e.key"""
_IS_PURGED = "r.visibility = 'purged'"
_NAMES_PURGED = f"""SELECT 1 FROM json_each(?) j CROSS JOIN entry e ON e.key = j.value
    WHERE EXISTS (SELECT 1 FROM report r WHERE r.id = e.report_id AND {_IS_PURGED})
    OR EXISTS (SELECT 1 FROM report r WHERE r.canonical_url = e.canonical_url AND {_IS_PURGED})
    OR EXISTS (SELECT 1 FROM report r WHERE r.twin = e.twin AND {_IS_PURGED})
    OR EXISTS (SELECT 1 FROM entry x JOIN report r ON r.id = x.report_id WHERE x.twin = e.twin AND {_IS_PURGED})
    LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Marks:
    """How far kept bodies and dictionaries of feeds were looked through: their last numbers."""

    feed: int = 0
    dictionary: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """A feed's body that is to be kept: whether all that it names is known, and whether its text calls a report so that
    was purged, as of so many removals.
    """

    raw: RawPage
    listed: bool
    removals: int
    calls_purged: bool


class Carrying(Bodies):
    """The part of the store that knows what kept bodies of feeds name."""

    def _look(self, source_id: str, raw: RawPage | None, *, listed: bool) -> Looked | None:
        """Look through a body that is to be kept, before the transaction that keeps it: a long one takes its time."""
        if raw is None:
            return None
        removals = self._removals_so_far()  # beforehand: a purge in between is then looked for again
        calls = bool(removals) and self._calls(raw.url, listed, source_id, raw.body, self._called(PURGED))
        return Looked(raw, listed, removals, calls)

    def _keep_feed(self, source_id: str, looked: Looked, keys: Collection[int]) -> None:
        """Keep a feed's bytes with what they name, unless they carry a text that was purged; the oldest give way."""
        raw, listed = looked.raw, looked.listed
        if self._names_purged(source_id, looked, keys):
            return
        packed = self._pack_feed(source_id, raw)
        feed = self._db.insert(
            "INSERT INTO raw_feed (source_id, fetched_at, url, content_type, body, dictionary, size, listed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            source_id,
            to_ms(raw.fetched_at),
            raw.url,
            raw.content_type,
            packed.body,
            packed.dictionary,
            len(raw.body),
            listed,
        )
        self._db.run_many("INSERT INTO feed_entry (feed, entry_key) VALUES (?, ?)", [(feed, key) for key in keys])
        if packed.is_made_of_it:
            self._db.run("UPDATE dictionary SET listed = ? WHERE id = ?", listed, packed.dictionary)
            self._db.run_many(
                "INSERT INTO dictionary_entry (dictionary, entry_key) VALUES (?, ?)",
                [(packed.dictionary, key) for key in keys],
            )
        self._drop_old_feeds(source_id, keep=self.keep_feeds)

    def _names_purged(self, source_id: str, looked: Looked, keys: Collection[int]) -> bool:
        if self._db.row("SELECT 1 FROM removal WHERE action = 'purged' LIMIT 1") is None:
            return False
        if self._db.row(_NAMES_PURGED, json.dumps([*keys])) is not None:
            return True
        if looked.removals == self._removals_so_far():
            return looked.calls_purged
        again = self._look(source_id, looked.raw, listed=looked.listed)
        return again is not None and again.calls_purged

    def _called(self, which: str, *values: int) -> Called:
        """What these reports are called, by their pages and by every source that named them."""
        rows = [
            row
            for query in (_CALLED_BY_PAGE, _CALLED_BY_FEEDS)
            for row in self._db.rows(query.format(which=which), *values)
        ]
        addresses = (row[column] for row in rows for column in ("url", "canonical_url"))
        return called(addresses, ((row["source_id"], row["guid"]) for row in rows))

    @staticmethod
    def _calls(url: str | None, listed: bool, source_id: str, body: bytes, names: Called) -> bool:
        site = site_of(url)
        return (not listed or names.is_of(site)) and names.stands_in(body, source_id=source_id, site=site)

    def _feeds_naming(self, which: str, *values: int, after: int = 0) -> set[int]:
        """The kept bodies of which was kept that they named one of these reports."""
        query = f"SELECT DISTINCT feed FROM feed_entry WHERE entry_key IN ({ENTRIES_OF.format(which=which)})"
        return {row["feed"] for row in self._db.rows(query, *values) if row["feed"] > after}

    def _dictionaries_naming(self, report_id: int) -> set[int]:
        query = f"SELECT DISTINCT dictionary FROM dictionary_entry WHERE entry_key IN ({ENTRIES_OF.format(which=ONE)})"
        return {row["dictionary"] for row in self._db.rows(query, report_id)}

    def _feeds_calling(self, names: Called, after: int) -> set[int]:
        """The kept bodies after this one whose text calls a report so, where what they named is not all."""
        rows = self._db.rows("SELECT key, url, listed FROM raw_feed WHERE key > ? ORDER BY dictionary, key", after)
        wanted = [row["key"] for row in rows if not row["listed"] or names.is_of(site_of(row["url"]))]
        found = set()
        for key in wanted:  # one in memory at a time; what is gone by now is passed over
            row = self._db.row("SELECT * FROM raw_feed WHERE key = ?", key)
            if row and names.stands_in(self._unpack(row), source_id=row["source_id"], site=site_of(row["url"])):
                found.add(key)
        return found

    def _marks(self) -> Marks:
        row = self._db.row(
            "SELECT (SELECT coalesce(max(key), 0) FROM raw_feed) AS feed,"
            " (SELECT coalesce(max(id), 0) FROM dictionary) AS dictionary"
        )
        return Marks(row["feed"], row["dictionary"]) if row else Marks()
