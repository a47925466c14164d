"""naming: takes what a feed named, finds the entry that it is, or makes one. One article is one entry of its outlet.

Inside a source every key counts, and `Identities.same` decides. Between sources of one house only addresses do: a guid
is a source's own word. The source that named an entry first owns it: what it says is kept and fetched. Of the others is
kept that they named it, and in which section.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from mirnews.model import Entry, Identities, Source
from mirnews.store.codec import pack, to_ms, unpack
from mirnews.store.filing import Filing
from mirnews.store.port import Named
from mirnews.store.rows import NEVER_SECONDS

_CANDIDATES = 20  # entries of one guid or text that are looked at, the latest first
_ROW = """SELECT e.key, e.source_id AS owner, e.state, e.digest, e.report_id, e.canonical_url, e.number, e.twin,
    n.source_id AS named_by, n.guid, n.url, n.text, n.section, e.record FROM"""
_BY_ADDRESS = f"""{_ROW} entry e LEFT JOIN named n ON n.entry_key = e.key AND n.source_id = ?1
    WHERE e.key IN (SELECT key FROM entry WHERE canonical_url = ?3 UNION SELECT key FROM entry WHERE twin = ?4
    UNION SELECT key FROM entry WHERE number = ?5) AND (e.house = ?2 OR n.source_id IS NOT NULL)
    ORDER BY e.canonical_url IS ?3 DESC, e.twin IS ?4 DESC, n.source_id IS NULL, e.key DESC LIMIT {_CANDIDATES}"""
_LATEST = f"SELECT entry_key FROM named WHERE source_id = ?1 AND {{}} ORDER BY entry_key DESC LIMIT {_CANDIDATES}"
_BY_NAME = f"""{_ROW} named n JOIN entry e ON e.key = n.entry_key
    WHERE n.source_id = ?1 AND n.entry_key IN (SELECT * FROM ({_LATEST.format("guid = ?2")})
    UNION SELECT * FROM ({_LATEST.format("text = ?3")})) ORDER BY n.guid IS ?2 DESC, e.key DESC"""


@dataclass(slots=True)
class Taking:
    """The entries of one poll on their way in. `guids` are all that the poll has; `spoken` entries that it has named.

    `named` are all that it names. `new` counts new entries; `fresh` is whether this source names something for the
    first time, `purged` whether it names something that was purged. Of entries beyond `most` new ones nothing is kept,
    which makes it `flooded`.
    """

    source: Source
    now: datetime
    gap: int
    guids: frozenset[str]
    spoken: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    new: int = 0
    fresh: bool = False
    purged: bool = False
    most: int | None = None
    flooded: bool = False


class Naming(Filing):
    """The part of the store that knows entries again."""

    def _take(
        self, source: Source, entries: Sequence[Named], now: datetime, gap: int, most: int | None = None
    ) -> Taking:
        """Keep what a poll named; inside the transaction of the poll."""
        guids = frozenset(one.known_by.guid for one in entries if one.known_by.guid)
        taking = Taking(source, now, gap, guids, most=most)
        for one in entries:
            digest = _digest(one.entry)
            keys = _with_guid(one.known_by, digest)
            known = self._known(source, keys)
            if known is None and most is not None and taking.new >= most:
                taking.flooded = True
            elif known is None:
                self._add(taking, one, keys, digest)
            else:
                self._name_again(taking, one, keys, digest, known)
        return taking

    def name_report(self, source: Source, one: Named, report_id: int, *, now: datetime) -> None:
        digest = _digest(one.entry)
        keys = _with_guid(one.known_by, digest)
        with self._db.write():
            row = self._db.row("SELECT visibility, last_seen FROM report WHERE id = ?", report_id)
            known = self._known(source, keys)
            if row is None or row["visibility"] == "purged" or (known and known["state"] == "purged"):
                return
            if known is None:
                taking = Taking(source, now, NEVER_SECONDS, frozenset())
                self._add(taking, one, keys, digest if row["last_seen"] else "")  # "": without a page it is news again
                (key,) = taking.named
                self._db.run("UPDATE entry SET state = 'done', report_id = ? WHERE key = ?", report_id, key)
            elif known["named_by"] is None:
                self._keep_name(Taking(source, now, 0, frozenset()), one, keys, known["key"])
            else:
                return
            self._refile(known["report_id"] or report_id if known else report_id)

    def _known(self, source: Source, keys: Identities) -> sqlite3.Row | None:
        """The entry that this is. An address says more than a guid."""
        if keys.canonical is not None:
            rows = self._db.rows(_BY_ADDRESS, source.id, source.house, keys.canonical, keys.twin, keys.number)
            by_address = next((row for row in rows if _identities(row).same(keys)), None)
            if by_address is not None:
                return by_address
        named = self._db.rows(_BY_NAME, source.id, keys.guid, keys.text)
        return next((row for row in named if _identities(row).same(keys)), None)

    def _add(self, taking: Taking, one: Named, keys: Identities, digest: str) -> None:
        now = to_ms(taking.now)
        key = self._db.insert(
            "INSERT INTO entry (source_id, house, guid, canonical_url, number, twin, record, digest, state, next_try,"
            " seen_at, gap_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)",
            taking.source.id,
            taking.source.house,
            keys.guid,
            keys.canonical,
            keys.number,
            keys.twin,
            pack(one.entry),
            digest,
            now,
            now,
            taking.gap,
        )
        self._keep_name(taking, one, keys, key)
        taking.spoken.add(key)
        taking.named.add(key)
        taking.new += 1
        taking.fresh = True

    def _name_again(self, taking: Taking, one: Named, keys: Identities, digest: str, known: sqlite3.Row) -> None:
        """Two items of one poll with one address (a live page) are one entry: the first of them speaks for it."""
        taking.named.add(known["key"])
        taking.purged |= known["state"] == "purged"
        taking.fresh |= known["named_by"] is None
        is_further = known["guid"] is not None and known["guid"] != keys.guid and known["guid"] in taking.guids
        if known["key"] in taking.spoken or is_further:
            return
        taking.spoken.add(known["key"])
        said = (keys.guid, one.entry.url, keys.text, one.section)
        if said != (known["guid"], known["url"], known["text"], known["section"]):
            self._keep_name(taking, one, keys, known["key"])
            if known["report_id"] is not None:
                self._refile(known["report_id"])
        if known["owner"] == taking.source.id:
            self._renew_entry(taking, one.entry, keys, digest, known)

    def _keep_name(self, taking: Taking, one: Named, keys: Identities, key: int) -> None:
        self._db.run(
            "INSERT INTO named (entry_key, source_id, guid, url, text, section, first_seen)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (entry_key, source_id) DO UPDATE"
            " SET guid = excluded.guid, url = excluded.url, text = excluded.text, section = excluded.section",
            key,
            taking.source.id,
            keys.guid,
            one.entry.url,
            keys.text,
            one.section,
            to_ms(taking.now),
        )

    def _renew_entry(self, taking: Taking, entry: Entry, keys: Identities, digest: str, known: sqlite3.Row) -> None:
        """The owner says something else: its keys follow it, and a changed title or summary makes it wait again."""
        is_moved = keys.canonical is not None and (
            (keys.canonical, keys.twin) != (known["canonical_url"], known["twin"])
            or (keys.number is not None and known["number"] is None)
        )
        if is_moved:
            self._db.run(
                "UPDATE entry SET canonical_url = ?, number = coalesce(?, number), twin = ? WHERE key = ?",
                keys.canonical,
                keys.number,
                keys.twin,
                known["key"],
            )
        if known["state"] == "purged":
            return
        if known["digest"] != digest:
            self._db.run(
                # Whoever reads its page at this moment reads it for what it was: that outcome is refused.
                "UPDATE entry SET record = ?, digest = ?, state = 'waiting', attempts = 0, next_try = ?, reason = NULL,"
                " held_by = NULL WHERE key = ?",
                pack(entry),
                digest,
                to_ms(taking.now),
                known["key"],
            )
        elif is_moved:
            self._db.run("UPDATE entry SET record = ? WHERE key = ?", pack(entry), known["key"])

    def _forget_names(self, source_id: str) -> None:
        """A source goes. Its entries go to whoever named them next; what nobody else named waits no longer.

        Its word for an entry is forgotten where another's is there. Where it is the only one it stays, so that the
        source, added again, does not bring its articles twice.
        """
        reports = self._db.rows(
            "SELECT DISTINCT e.report_id FROM named n JOIN entry e ON e.key = n.entry_key"
            " WHERE n.source_id = ? AND e.report_id IS NOT NULL",
            source_id,
        )
        self._db.run(
            "UPDATE entry SET source_id = coalesce((SELECT n.source_id FROM named n WHERE n.entry_key = entry.key"
            " AND n.source_id <> ?1 ORDER BY n.first_seen, n.source_id LIMIT 1), source_id) WHERE source_id = ?1",
            source_id,
        )
        self._db.run("DELETE FROM entry WHERE source_id = ? AND state = 'waiting'", source_id)
        self._db.run("UPDATE entry SET look_again = NULL WHERE source_id = ?", source_id)
        self._db.run(
            "DELETE FROM named WHERE source_id = ?1 AND entry_key IN (SELECT key FROM entry WHERE source_id <> ?1)",
            source_id,
        )
        for row in reports:
            self._refile(row["report_id"])

    def _move_house(self, source: Source) -> None:
        """A source was given to another outlet: its entries go with it."""
        self._db.run("UPDATE entry SET house = ? WHERE source_id = ?", source.house, source.id)


def _with_guid(keys: Identities, digest: str) -> Identities:
    """What has neither guid nor address is called by its text."""
    if keys.guid or keys.canonical:
        return keys
    return replace(keys, guid=f"text:{digest}")


def _identities(row: sqlite3.Row) -> Identities:
    published = unpack(row["record"], Entry).published
    return Identities(row["canonical_url"], row["number"], row["twin"], row["guid"], row["text"], published)


def _digest(entry: Entry) -> str:
    text = f"{entry.title}\n{entry.summary}"
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
