"""polling: sources, how their polls went, and the entries whose pages are still to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mirnews.model import Polled, Source
from mirnews.store.bodies import site_of
from mirnews.store.carrying import Carrying, Looked
from mirnews.store.codec import pack, to_ms, unpack
from mirnews.store.leases import Leases
from mirnews.store.naming import Naming, Taking
from mirnews.store.port import Named, RawPage, Waiting
from mirnews.store.rows import NEVER_SECONDS, waiting_of


class Polling(Leases, Naming, Carrying):
    """The part of the port that the poller writes."""

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
                self._db.run("DELETE FROM subscription WHERE source_id = ?", source.id)
            if before is not None and before.house != source.house:
                self._move_house(source)
        return before is None

    def remove_source(self, source_id: str) -> bool:
        with self._db.write():
            self._forget_names(source_id)
            removed = self._db.run("DELETE FROM source WHERE id = ?", source_id) > 0
            self._drop_dictionaries("feed", source_id)
            return removed

    def polled(self, source_id: str) -> Polled | None:
        row = self._db.row("SELECT record FROM poll WHERE source_id = ?", source_id)
        return unpack(row["record"], Polled) if row else None

    def polls(self) -> dict[str, Polled]:
        rows = self._db.rows("SELECT source_id, record FROM poll")
        return {row["source_id"]: unpack(row["record"], Polled) for row in rows}

    def brief_polls(self) -> list[Polled]:
        rows = self._db.rows("SELECT json_remove(record, '$.rhythm', '$.wishes') AS record FROM poll")
        return [unpack(row["record"], Polled) for row in rows]

    def some_polls(self, most: int) -> list[Polled]:
        row = self._db.row("SELECT count(*) AS n FROM poll")
        step = max(1, int(row["n"]) // most) if row else 1
        return [
            unpack(row["record"], Polled) for row in self._db.rows("SELECT record FROM poll WHERE rowid % ? = 0", step)
        ]

    def record_poll(
        self,
        polled: Polled,
        entries: Sequence[Named] = (),
        *,
        now: datetime,
        raw: RawPage | None = None,
        holder: int | None = None,
        most_new: int | None = None,
        flooded: Polled | None = None,
    ) -> int:
        is_all = polled.state == "ok" and polled.entries == len(entries)
        looked = self._look(polled.source_id, raw, listed=is_all)
        with self._db.write():
            if not self._holds_poll(polled.source_id, holder):
                return 0  # removed by the operator while it was polled
            taken = self._take_in(polled.source_id, entries, now, looked, most_new) if entries or looked else None
            if taken and taken.flooded and flooded is not None:
                polled = flooded
            self._put_poll(replace(polled, last_new=now) if taken and taken.fresh else polled)
            return taken.new if taken else 0

    def entries_since(self, source_id: str, since: datetime) -> int:
        row = self._db.row(
            "SELECT count(*) AS n FROM entry WHERE source_id = ? AND seen_at >= ?", source_id, to_ms(since)
        )
        return int(row["n"]) if row else 0

    def record_push(
        self, source_id: str, entries: Sequence[Named], *, now: datetime, raw: RawPage | None = None
    ) -> int:
        looked = self._look(source_id, raw, listed=False)
        with self._db.write():
            polled = self.polled(source_id)
            taken = self._take_in(source_id, entries, now, looked)
            if taken and taken.fresh and polled:  # whoever polls it at this moment keeps the source
                fresh = pack(replace(polled, last_new=now))
                self._db.run("UPDATE poll SET record = ? WHERE source_id = ?", fresh, source_id)
            return taken.new if taken else 0

    def _take_in(
        self, source_id: str, entries: Sequence[Named], now: datetime, looked: Looked | None, most: int | None = None
    ) -> Taking | None:
        """Keep what a source named, with its bytes (which come again where not all was kept); None without a source."""
        source, before = self.source(source_id), self.polled(source_id)
        if source is None:
            return None
        gap = max(0, int((now - before.last_ok).total_seconds())) if before and before.last_ok else NEVER_SECONDS
        taken = self._take(source, entries, now, gap, most)
        if looked and not taken.purged and not taken.flooded:
            self._keep_feed(source.id, looked, taken.named)
        return taken

    def waiting(self, source_id: str | None = None, *, now: datetime, limit: int) -> list[Waiting]:
        rows = self._db.rows(
            "SELECT * FROM entry WHERE state = 'waiting' AND next_try <= ?1 AND (?2 IS NULL OR source_id = ?2)"
            " ORDER BY row_number() OVER (PARTITION BY source_id ORDER BY next_try, key), key LIMIT ?3",
            to_ms(now),
            source_id,
            limit,
        )
        return [waiting_of(row) for row in rows]

    def waiting_again(self) -> int:
        row = self._db.row("SELECT count(*) AS n FROM entry WHERE state = 'waiting' AND report_id IS NOT NULL")
        return int(row["n"]) if row else 0

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
            dropped = self._db.run(
                "UPDATE entry SET state = 'dropped', reason = ?, held_by = NULL WHERE key = ? AND state <> 'purged'",
                reason,
                key,
            )
            if raw and dropped:
                packed = self._pack_page(raw)
                self._db.run(
                    "INSERT OR REPLACE INTO set_aside"
                    " (entry_key, url, content_type, fetched_at, body, dictionary, size, site)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    key,
                    raw.url,
                    raw.content_type,
                    to_ms(raw.fetched_at),
                    packed.body,
                    packed.dictionary,
                    len(raw.body),
                    site_of(raw.url),
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
            "INSERT INTO poll (source_id, record, next_due, last_polled) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (source_id) DO UPDATE SET record = excluded.record, next_due = excluded.next_due,"
            " last_polled = excluded.last_polled, held_by = NULL",
            polled.source_id,
            pack(polled),
            to_ms(polled.next_due),
            polled.last_polled and to_ms(polled.last_polled),
        )
