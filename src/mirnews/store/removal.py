"""removal: reports are hidden, purged and shown again, with a log of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from mirnews.model import Article, Credit
from mirnews.store.codec import decompress, from_ms, pack, to_ms
from mirnews.store.polling import names
from mirnews.store.port import Removal
from mirnews.store.reports import Reports

# Everything that feeds call a report: guids and addresses, of its page and of every source that named it.
_CALLED = """SELECT guid AS word FROM report WHERE id = ?1 UNION SELECT url FROM report WHERE id = ?1
    UNION SELECT canonical_url FROM report WHERE id = ?1 UNION SELECT canonical_url FROM entry WHERE report_id = ?1
    UNION SELECT n.guid FROM entry e JOIN named n ON n.entry_key = e.key WHERE e.report_id = ?1
    UNION SELECT n.url FROM entry e JOIN named n ON n.entry_key = e.key WHERE e.report_id = ?1"""


class Removals(Reports):
    """The part of the port about rights and removal."""

    def remove(self, report_id: int, action: Literal["hidden", "purged"], *, reason: str, now: datetime) -> bool:
        with self._db.write():
            row = self._db.row("SELECT visibility FROM report WHERE id = ?", report_id)
            if row is None or row["visibility"] in (action, "purged"):
                return False
            self._db.run("UPDATE report SET visibility = ?, removal_reason = ? WHERE id = ?", action, reason, report_id)
            if action == "purged":
                self._erase(report_id)
            self._log_removal(report_id, action, reason, now)
            return True

    def restore(self, report_id: int, *, reason: str, now: datetime) -> bool:
        with self._db.write():
            changed = self._db.run(
                "UPDATE report SET visibility = 'shown', removal_reason = NULL WHERE id = ? AND visibility = 'hidden'",
                report_id,
            )
            if changed:
                self._log_removal(report_id, "shown", reason, now)
            return changed > 0

    def removals(self) -> list[Removal]:
        rows = self._db.rows("SELECT * FROM removal ORDER BY sequence")
        return [Removal(row["report_id"], row["action"], row["reason"], from_ms(row["at"])) for row in rows]

    def _log_removal(self, report_id: int, action: str, reason: str, now: datetime) -> None:
        self._db.run(
            "INSERT INTO removal (report_id, action, reason, at) VALUES (?, ?, ?, ?)",
            report_id,
            action,
            reason,
            to_ms(now),
        )
        self._file(report_id)
        self._story_changed(report_id)
        self._to_outbox(report_id)

    def _erase(self, report_id: int) -> None:
        """Text, bytes and revisions go for good; the address stays, so that re-polling does not bring it back."""
        self._db.run("DELETE FROM set_aside WHERE entry_key IN (SELECT key FROM entry WHERE report_id = ?)", report_id)
        for table in ("revision", "raw_page", "shingle"):
            self._db.run(f"DELETE FROM {table} WHERE report_id = ?", report_id)
        nothing = Article(kind="article", profile="purged")
        self._db.run(
            "UPDATE report SET article = ?, repairs = '{}', credit = ?, mentions = '[]', topic = NULL,"
            " way = '[]', title = NULL, lead = NULL, excerpt = NULL, search_text = '', size = 0 WHERE id = ?",
            pack(nothing),
            pack(Credit()),
            report_id,
        )
        self._erase_feeds(report_id)
        self._erase_entries(report_id)

    def _erase_feeds(self, report_id: int) -> None:
        """A kept feed body that names the report carries its title and lead too, whichever source it came from."""
        words = [row["word"] for row in self._db.rows(_CALLED, report_id)]
        for row in self._db.rows("SELECT rowid FROM raw_feed"):
            kept = self._db.row("SELECT body FROM raw_feed WHERE rowid = ?", row["rowid"])
            if kept and names(decompress(kept["body"]), *words):
                self._db.run("DELETE FROM raw_feed WHERE rowid = ?", row["rowid"])
