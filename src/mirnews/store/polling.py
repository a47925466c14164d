"""polling: sources, how their polls went, and the entries whose pages are still to be read."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from html import escape
from urllib.parse import quote, unquote

from mirnews.model import Entry, Polled, Source
from mirnews.store.codec import compress, pack, to_ms, unpack
from mirnews.store.connection import Connection
from mirnews.store.leases import Leases
from mirnews.store.port import RawPage, Waiting
from mirnews.store.rows import waiting_of

NEVER_SECONDS = 86400  # what a source's first poll brings may have stood there for a day or longer
FEED_BODIES = 200  # changed bodies kept of one source; at 4 kB each, under a megabyte
_URL_SIGNS = "/:?#[]@!$&'()*+,;=%~"


class Polling(Leases):
    """The part of the port that the poller writes."""

    _db: Connection

    def sources(self) -> list[Source]:
        return [unpack(row["record"], Source) for row in self._db.rows("SELECT record FROM source ORDER BY id")]

    def source(self, source_id: str) -> Source | None:
        row = self._db.row("SELECT record FROM source WHERE id = ?", source_id)
        return unpack(row["record"], Source) if row else None

    def add_source(self, source: Source, *, now: datetime) -> bool:
        with self._db.write():
            before = self.source(source.id)
            self._db.run(
                "INSERT INTO source (id, record, added_at, enabled) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET record = excluded.record, enabled = excluded.enabled",
                source.id,
                pack(source),
                to_ms(now),
                source.enabled,
            )
            if before is None or before.url != source.url:
                self._put_poll(Polled(source.id, next_due=now, state_since=now))
        return before is None

    def remove_source(self, source_id: str) -> bool:
        with self._db.write():
            self._db.run("DELETE FROM entry WHERE source_id = ? AND state = 'waiting'", source_id)
            self._db.run("UPDATE entry SET look_again = NULL WHERE source_id = ?", source_id)
            return self._db.run("DELETE FROM source WHERE id = ?", source_id) > 0

    def polled(self, source_id: str) -> Polled | None:
        row = self._db.row("SELECT record FROM poll WHERE source_id = ?", source_id)
        return unpack(row["record"], Polled) if row else None

    def polls(self) -> dict[str, Polled]:
        rows = self._db.rows("SELECT source_id, record FROM poll")
        return {row["source_id"]: unpack(row["record"], Polled) for row in rows}

    def record_poll(
        self,
        polled: Polled,
        entries: Sequence[tuple[Entry, str | None]] = (),
        *,
        now: datetime,
        raw: RawPage | None = None,
        holder: int | None = None,
    ) -> int:
        with self._db.write():
            if self._db.row("SELECT 1 FROM source WHERE id = ?", polled.source_id) is None:
                return 0  # removed by the operator while it was polled
            self._must_hold_poll(polled.source_id, holder)
            before = self.polled(polled.source_id)
            gap = int((now - before.last_ok).total_seconds()) if before and before.last_ok else NEVER_SECONDS
            self._put_poll(polled)
            if raw:
                self._keep_body(polled.source_id, raw)
            guids = frozenset(entry.id for entry, _ in entries if entry.id)
            return sum(self._put_entry(polled.source_id, entry, url, guids, now, gap) for entry, url in entries)

    def _keep_body(self, source_id: str, raw: RawPage) -> None:
        """Keep a feed's bytes, unless they carry a text that was purged; the oldest give way."""
        if self._names_purged(raw.body):
            return
        self._db.run(
            "INSERT INTO raw_feed (source_id, fetched_at, url, content_type, body) VALUES (?, ?, ?, ?, ?)",
            source_id,
            to_ms(raw.fetched_at),
            raw.url,
            raw.content_type,
            compress(raw.body),
        )
        self._db.run(
            "DELETE FROM raw_feed WHERE source_id = ?1 AND rowid NOT IN"
            " (SELECT rowid FROM raw_feed WHERE source_id = ?1 ORDER BY fetched_at DESC, rowid DESC LIMIT ?2)",
            source_id,
            FEED_BODIES,
        )

    def _names_purged(self, body: bytes) -> bool:
        rows = self._db.rows("SELECT guid, url, canonical_url FROM report WHERE visibility = 'purged'")
        return any(names(body, row["guid"], row["url"], row["canonical_url"]) for row in rows)

    def waiting(self, source_id: str | None = None, *, now: datetime, limit: int) -> list[Waiting]:
        rows = self._db.rows(
            "SELECT * FROM entry WHERE state = 'waiting' AND next_try <= ?1 AND (?2 IS NULL OR source_id = ?2)"
            " ORDER BY row_number() OVER (PARTITION BY source_id ORDER BY next_try, key), key LIMIT ?3",
            to_ms(now),
            source_id,
            limit,
        )
        return [waiting_of(row) for row in rows]

    def waiting_count(self) -> int:
        row = self._db.row("SELECT count(*) AS n FROM entry WHERE state = 'waiting'")
        return int(row["n"]) if row else 0

    def postpone(self, key: int, *, until: datetime, reason: str, holder: int | None = None) -> None:
        with self._db.write():
            self._must_hold_entry(key, holder)
            self._db.run(
                "UPDATE entry SET attempts = attempts + 1, next_try = ?, reason = ?, held_by = NULL"
                " WHERE key = ? AND state = 'waiting'",
                to_ms(until),
                reason,
                key,
            )

    def drop(self, key: int, *, reason: str, raw: RawPage | None = None, holder: int | None = None) -> None:
        with self._db.write():
            self._must_hold_entry(key, holder)
            self._db.run("UPDATE entry SET state = 'dropped', reason = ?, held_by = NULL WHERE key = ?", reason, key)
            if raw:
                self._db.run(
                    "INSERT OR REPLACE INTO set_aside VALUES (?, ?, ?, ?, ?)",
                    key,
                    raw.url,
                    raw.content_type,
                    to_ms(raw.fetched_at),
                    compress(raw.body),
                )

    def look_again(self, *, now: datetime) -> int:
        return self._db.run(
            "UPDATE entry SET state = 'waiting', attempts = 0, next_try = look_again, look_again = NULL"
            " WHERE state = 'done' AND look_again <= ?",
            to_ms(now),
        )

    def quarantined(self, limit: int = 50) -> list[tuple[str, str, str]]:
        rows = self._db.rows(
            "SELECT source_id, coalesce(canonical_url, guid, '') AS url, reason FROM entry"
            " WHERE reason IS NOT NULL AND state IN ('waiting', 'dropped') ORDER BY seen_at DESC, key DESC LIMIT ?",
            limit,
        )
        return [(row["source_id"], row["url"], row["reason"]) for row in rows]

    def _put_poll(self, polled: Polled) -> None:
        self._db.run(
            "INSERT INTO poll (source_id, record, next_due) VALUES (?, ?, ?)"
            " ON CONFLICT (source_id) DO UPDATE SET record = excluded.record, next_due = excluded.next_due,"
            " held_by = NULL",
            polled.source_id,
            pack(polled),
            to_ms(polled.next_due),
        )

    def _put_entry(
        self, source_id: str, entry: Entry, url: str | None, guids: frozenset[str | None], now: datetime, gap: int
    ) -> bool:
        digest = _digest(entry)
        guid = entry.id or (None if url else f"text:{digest}")
        known = self._known_entry(source_id, guid, url)
        if known is None:
            self._db.run(
                "INSERT INTO entry"
                " (source_id, guid, canonical_url, record, digest, state, next_try, seen_at, gap_seconds)"
                " VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, ?)",
                source_id,
                guid,
                url,
                pack(entry),
                digest,
                to_ms(now),
                to_ms(now),
                gap,
            )
            return True
        # Two items of one poll with one address (a live page) are one entry: the first of them speaks for it.
        is_twin = known["guid"] != guid and known["guid"] in guids
        if known["digest"] != digest and known["state"] != "purged" and not is_twin:
            self._db.run(
                # Whoever reads its page at this moment reads it for what it was: that outcome is refused.
                "UPDATE entry SET record = ?, digest = ?, state = 'waiting', attempts = 0, next_try = ?, reason = NULL,"
                " held_by = NULL WHERE key = ?",
                pack(entry),
                digest,
                to_ms(now),
                known["key"],
            )
        return False

    def _known_entry(self, source_id: str, guid: str | None, url: str | None) -> sqlite3.Row | None:
        sql = "SELECT key, guid, digest, state FROM entry WHERE source_id = ?"
        by_guid = self._db.row(f"{sql} AND guid = ?", source_id, guid) if guid else None
        return by_guid or (self._db.row(f"{sql} AND canonical_url = ?", source_id, url) if url else None)


def names(body: bytes, *addresses: str | None) -> bool:
    """Do these bytes of a feed name one of the addresses, as written, escaped for XML, or percent-encoded?"""
    forms = {form for a in addresses if a for form in (a, escape(a), unquote(a), quote(a, safe=_URL_SIGNS))}
    return any(form.encode("utf-8", "replace") in body for form in forms)


def _digest(entry: Entry) -> str:
    text = f"{entry.title}\n{entry.summary}"
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
