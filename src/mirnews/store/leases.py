"""leases: which process works on what, so that several on one archive, or one that was away, do nothing twice.

A holder that has not said for its lease that it is there is dead, and what it holds is free. Its beat counts only near
the present, so that a clock that was set back does not keep a dead one alive. The holder's number is the fence: an
outcome is taken only from the one that holds the work at that moment.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta

from mirnews.errors import Skip
from mirnews.model import Source
from mirnews.store.codec import from_ms, to_ms, unpack
from mirnews.store.connection import Connection
from mirnews.store.port import LEASE_LOST, Waiting
from mirnews.store.rows import waiting_of

_FREE = (
    "{name} NOT IN (SELECT value FROM json_each(:in_hand)) AND (held_by IS NULL OR held_by = :holder"
    " OR held_by NOT IN (SELECT id FROM holder WHERE abs(beat - :now) <= lease))"
)
_DUE = (
    "SELECT p.source_id, s.record FROM poll p JOIN source s ON s.id = p.source_id"
    f" WHERE {{which}} AND {_FREE.format(name='p.source_id')} ORDER BY p.next_due, p.source_id LIMIT :limit"
)
# A source that was polled later than now is due: the clock was set back, and nobody knows how long it rested. A clock
# that is corrected by less than five minutes only delays a look by so much.
_IS_DUE = "s.enabled AND (p.next_due <= :now OR p.last_polled > :now + 300000)"
# A page is put off by a day at most: what is due later was put off before the clock was set back.
_WAITS = (
    "FROM entry WHERE state = 'waiting' AND (next_try <= :now OR next_try > :now + 90000000)"
    f" AND {_FREE.format(name='key')}"
)
# The sources that wait, by jumps through the index; the oldest entries of each; the first of each, then the second …
_WAITING = f"""WITH RECURSIVE waits(id) AS (
    SELECT min(source_id) FROM entry WHERE state = 'waiting' UNION ALL
    SELECT (SELECT min(e.source_id) FROM entry e WHERE e.state = 'waiting' AND e.source_id > waits.id) FROM waits
    WHERE waits.id IS NOT NULL),
each(most) AS (SELECT 1 + 2 * :limit / max(1, count(*)) FROM waits)
SELECT o.key FROM waits CROSS JOIN entry o ON o.key IN (
    SELECT key {_WAITS} AND source_id = waits.id ORDER BY next_try LIMIT (SELECT most FROM each))
ORDER BY row_number() OVER (PARTITION BY o.source_id ORDER BY o.next_try, o.key), o.key LIMIT :limit"""


class Leases:
    """The part of the port about who works on what."""

    _db: Connection

    def beat(self, holder: int, *, now: datetime, lease: timedelta, process: str = "") -> None:
        with self._db.write():
            self._db.run("DELETE FROM holder WHERE abs(beat - ?) > lease", to_ms(now))
            self._db.run("INSERT OR REPLACE INTO holder VALUES (?, ?, ?, ?)", holder, to_ms(now), _ms(lease), process)

    def holders(self) -> dict[int, str]:
        return {row["id"]: row["process"] for row in self._db.rows("SELECT id, process FROM holder")}

    def leave(self, holder: int) -> None:
        with self._db.write():
            self._db.run("UPDATE poll SET held_by = NULL WHERE held_by = ?", holder)
            self._db.run("UPDATE entry SET held_by = NULL WHERE held_by = ?", holder)
            self._db.run("DELETE FROM holder WHERE id = ?", holder)

    def take_due(self, holder: int, *, now: datetime, in_hand: Collection[str] = (), limit: int) -> list[Source]:
        return self._take_polls(_IS_DUE, holder, now, in_hand, limit)

    def take_sources(self, holder: int, source_ids: Collection[str], *, now: datetime) -> list[Source]:
        named = "p.source_id IN (SELECT value FROM json_each(:named))"
        return self._take_polls(named, holder, now, (), len(source_ids), named=json.dumps([*source_ids]))

    def _take_polls(
        self, which: str, holder: int, now: datetime, in_hand: Collection[str], limit: int, **more: str
    ) -> list[Source]:
        values = {"holder": holder, "now": to_ms(now), "in_hand": json.dumps([*in_hand]), "limit": limit, **more}
        query = _DUE.format(which=which)
        if self._db.row(query, **values) is None:  # nothing is due most of the time, and looking takes no lock
            return []
        with self._db.write():
            rows = self._db.rows(query, **values)
            self._db.run_many(
                "UPDATE poll SET held_by = ? WHERE source_id = ?", [(holder, row["source_id"]) for row in rows]
            )
        return [unpack(row["record"], Source) for row in rows]

    def next_due(self, *, after: datetime) -> datetime | None:
        row = self._db.row(
            "SELECT p.next_due FROM poll p JOIN source s ON s.id = p.source_id"
            " WHERE p.next_due > ? AND s.enabled ORDER BY p.next_due LIMIT 1",
            to_ms(after),
        )
        return from_ms(row["next_due"]) if row else None

    def take_waiting(self, holder: int, *, now: datetime, in_hand: Collection[int] = (), limit: int) -> list[Waiting]:
        values = {"holder": holder, "now": to_ms(now), "in_hand": json.dumps([*in_hand]), "limit": limit}
        if self._db.row(f"SELECT 1 {_WAITS} LIMIT 1", **values) is None:
            return []
        with self._db.write():
            keys = [(holder, row["key"]) for row in self._db.rows(_WAITING, **values)]
            self._db.run_many("UPDATE entry SET held_by = ? WHERE key = ?", keys)
            rows = self._db.rows(
                "SELECT e.* FROM json_each(?) j JOIN entry e ON e.key = j.value ORDER BY j.key",
                json.dumps([key for _, key in keys]),
            )
        return [waiting_of(row) for row in rows]

    def _holds_poll(self, source_id: str, holder: int | None) -> bool:
        """Is there such a source? Raises Skip (`lease_lost`) when another holder has it."""
        row = self._db.row(
            "SELECT p.held_by FROM source s LEFT JOIN poll p ON p.source_id = s.id WHERE s.id = ?", source_id
        )
        if row is not None:
            _must_hold(row, holder)
        return row is not None

    def _must_hold_entry(self, key: int, holder: int | None) -> None:
        _must_hold(self._db.row("SELECT held_by FROM entry WHERE key = ?", key), holder)


def _must_hold(row: sqlite3.Row | None, holder: int | None) -> None:
    if holder is not None and (row is None or row["held_by"] != holder):
        raise Skip(LEASE_LOST, "another process has taken this work over, or it has changed; its new outcome counts")


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
