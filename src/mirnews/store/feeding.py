"""feeding: the outbox that feeds the search index, and a look at the database's health."""

from __future__ import annotations

from mirnews.store.codec import from_ms
from mirnews.store.connection import Connection
from mirnews.store.port import Change
from mirnews.store.rows import ALSO_IN, also_in


class Feeding:
    """The part of the port that the index and `doctor` read."""

    _db: Connection

    def outbox(self, limit: int) -> list[Change]:
        rows = self._db.rows(
            "SELECT o.sequence, o.report_id, r.search_text, r.at, r.section, r.outlet_key, r.title, r.visibility,"
            f" {ALSO_IN}"
            " FROM outbox o LEFT JOIN report r ON r.id = o.report_id ORDER BY o.sequence LIMIT ?",
            limit,
        )
        return [
            Change(
                sequence=row["sequence"],
                report_id=row["report_id"],
                text=row["search_text"] if row["visibility"] == "shown" else None,
                at=from_ms(row["at"]) if row["at"] is not None else None,
                sections=(row["section"], *also_in(row)) if row["section"] else (),
                outlet=row["outlet_key"] or "",
                title=row["title"] or "",
            )
            for row in rows
        ]

    def clear_outbox(self, up_to: int) -> None:
        self._db.run("DELETE FROM outbox WHERE sequence <= ?", up_to)

    def refill_outbox(self) -> int:
        with self._db.write():
            self._db.run("DELETE FROM outbox")
            return self._db.run(
                "INSERT INTO outbox (report_id) SELECT id FROM report WHERE visibility = 'shown' ORDER BY id"
            )

    def version(self) -> tuple[int, int]:
        return self._db.version()

    def engine(self) -> str:
        row = self._db.row("SELECT sqlite_version() AS version")
        return f"SQLite {row['version']}" if row else "SQLite"

    def check(self) -> list[str]:
        damage = [row[0] for row in self._db.rows("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = self._db.row(
            "SELECT count(*) AS n FROM entry WHERE state = 'done' AND report_id NOT IN (SELECT id FROM report)"
        )
        if orphans and orphans["n"]:
            damage.append(f"{orphans['n']} entries point to a report that is not there")
        return damage
