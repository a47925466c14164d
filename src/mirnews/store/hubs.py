"""hubs: how sources stand with the hubs that push what is new of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mirnews.model import Polled, Subscription
from mirnews.store.codec import pack, to_ms, unpack
from mirnews.store.connection import Connection


class Hubs:
    """The part of the port that knows subscriptions."""

    _db: Connection

    def subscription(self, source_id: str) -> Subscription | None:
        row = self._db.row("SELECT record FROM subscription WHERE source_id = ?", source_id)
        return unpack(row["record"], Subscription) if row else None

    def subscription_at(self, token: str) -> Subscription | None:
        row = self._db.row("SELECT record FROM subscription WHERE token = ?", token)
        return unpack(row["record"], Subscription) if row else None

    def subscriptions(self, *, due: datetime | None = None, limit: int = -1) -> list[Subscription]:
        latest = to_ms(due) if due else None
        rows = self._db.rows(
            "SELECT record FROM subscription WHERE (?1 IS NULL OR next_try <= ?1) ORDER BY next_try LIMIT ?2",
            latest,
            limit,
        )
        return [unpack(row["record"], Subscription) for row in rows]

    def put_subscription(self, held: Subscription) -> None:
        with self._db.write():
            if self._db.row("SELECT 1 FROM source WHERE id = ?", held.source_id) is None:
                return  # removed by the operator meanwhile
            self._db.run(
                "INSERT OR REPLACE INTO subscription (source_id, token, next_try, record) VALUES (?, ?, ?, ?)",
                held.source_id,
                held.token,
                to_ms(held.next_try),
                pack(held),
            )

    def drop_subscription(self, source_id: str) -> None:
        self._db.run("DELETE FROM subscription WHERE source_id = ?", source_id)

    def hasten(self, source_id: str, *, due: datetime) -> None:
        with self._db.write():
            row = self._db.row("SELECT record FROM poll WHERE source_id = ?", source_id)
            polled = unpack(row["record"], Polled) if row else None
            if polled is not None and polled.next_due > due:
                sooner = pack(replace(polled, next_due=due))
                self._db.run(
                    "UPDATE poll SET record = ?, next_due = ? WHERE source_id = ?", sooner, to_ms(due), source_id
                )
