"""finding: takes by what a page is known, finds the report that it is, so that a page is one report however reached."""

from __future__ import annotations

from datetime import datetime

from mirnews.model import Identities
from mirnews.store.codec import to_ms
from mirnews.store.filing import Filing


class Finding(Filing):
    """The part of the store that knows reports again."""

    def find(
        self, *, source_id: str, known_by: Identities, published: datetime | None = None, key: int | None = None
    ) -> int | None:
        return self._by_address(known_by, published) or self._by_entry(key) or self._by_guid(source_id, known_by, key)

    def _by_address(self, known_by: Identities, published: datetime | None) -> int | None:
        row = None
        if known_by.canonical:
            row = self._db.row("SELECT id FROM report WHERE canonical_url = ?", known_by.canonical)
        if row is None and known_by.twin:
            row = self._db.row("SELECT id FROM report WHERE twin = ? ORDER BY id LIMIT 1", known_by.twin)
        if row is None and known_by.number and published is not None:
            row = self._db.row(
                "SELECT id FROM report WHERE number = ? AND published = ? ORDER BY id LIMIT 1",
                known_by.number,
                to_ms(published),
            )
        return int(row["id"]) if row else None

    def _by_entry(self, key: int | None) -> int | None:
        row = self._db.row("SELECT report_id FROM entry WHERE key = ?", key) if key is not None else None
        return row["report_id"] if row else None

    def _by_guid(self, source_id: str, known_by: Identities, key: int | None) -> int | None:
        """The latest report of this guid. Another entry's is not ours: a guid was used again."""
        if not known_by.guid:
            return None
        row = self._db.row(
            "SELECT id FROM report WHERE source_id = ?1 AND guid = ?2 AND coalesce(number <> ?3, 0) = 0"
            " AND (?4 IS NULL OR NOT EXISTS (SELECT 1 FROM entry WHERE report_id = report.id AND key <> ?4))"
            " ORDER BY id DESC LIMIT 1",
            source_id,
            known_by.guid,
            known_by.number,
            key,
        )
        return int(row["id"]) if row else None
