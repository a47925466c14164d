"""removal: reports are hidden, purged and shown again, with a log of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from mirnews.model import Article, Credit
from mirnews.store.bodies import site_of
from mirnews.store.codec import compress, decompress, from_ms, pack, to_ms, unpack
from mirnews.store.furniture import holds
from mirnews.store.polling import names
from mirnews.store.port import Removal
from mirnews.store.reports import Reports
from mirnews.store.shelving import Shelving, texts_of

# Everything that feeds call a report: guids and addresses, of its page and of every source that named it.
_CALLED = """SELECT guid AS word FROM report WHERE id = ?1 UNION SELECT url FROM report WHERE id = ?1
    UNION SELECT canonical_url FROM report WHERE id = ?1 UNION SELECT canonical_url FROM entry WHERE report_id = ?1
    UNION SELECT n.guid FROM entry e JOIN named n ON n.entry_key = e.key WHERE e.report_id = ?1
    UNION SELECT n.url FROM entry e JOIN named n ON n.entry_key = e.key WHERE e.report_id = ?1"""


class Removals(Reports, Shelving):
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
        if action == "purged":
            while self._empty_retired():  # killed in between, the next purge or run goes on with it
                pass
            self._db.settle()
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
        self._retire_dictionaries(report_id, self._said(report_id))
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

    def _said(self, report_id: int) -> list[str]:
        """Every text that a report had, in any revision."""
        rows = self._db.rows(
            "SELECT article FROM report WHERE id = ?1 UNION ALL SELECT article FROM revision WHERE report_id = ?1",
            report_id,
        )
        return sorted({text for row in rows for text in texts_of(unpack(row["article"], Article))})

    def _retire_dictionaries(self, report_id: int, texts: list[str]) -> None:
        """What holds a piece of the texts is to go: the dictionaries of the report's sites, and of feeds at once."""
        rows = self._db.rows(
            "SELECT site AS url FROM raw_page WHERE report_id = ?1 UNION SELECT url FROM report WHERE id = ?1"
            " UNION SELECT canonical_url FROM report WHERE id = ?1",
            report_id,
        )
        for site in {site_of(row["url"]) or row["url"] or "" for row in rows}:
            for row in self._db.rows("SELECT id, bytes FROM dictionary WHERE kind = 'page' AND site = ?", site):
                if row["bytes"] and holds(decompress(row["bytes"]), texts):
                    self._db.run("UPDATE dictionary SET state = 'retired' WHERE id = ?", row["id"])
        sources = self._db.rows(
            "SELECT source_id FROM report WHERE id = ?1 UNION SELECT n.source_id FROM entry e"
            " JOIN named n ON n.entry_key = e.key WHERE e.report_id = ?1",
            report_id,
        )
        for source in sources:
            for row in self._db.rows("SELECT id, bytes FROM dictionary WHERE kind = 'feed' AND site = ?", source[0]):
                if holds(decompress(row["bytes"]), texts):
                    self._free_feeds(row["id"])

    def _free_feeds(self, dictionary: int) -> None:
        """The bodies of a feed that lean on this one stand alone from now on; there are `keep_feeds` at most."""
        for row in self._db.rows("SELECT rowid, body, dictionary FROM raw_feed WHERE dictionary = ?", dictionary):
            body = compress(self._unpack(row))
            self._db.run("UPDATE raw_feed SET body = ?, dictionary = NULL WHERE rowid = ?", body, row["rowid"])
        self._db.run("DELETE FROM dictionary WHERE id = ?", dictionary)

    def _erase_feeds(self, report_id: int) -> None:
        """A kept feed body that names the report carries its title and lead too, whichever source it came from."""
        words = [row["word"] for row in self._db.rows(_CALLED, report_id)]
        for row in self._db.rows("SELECT rowid FROM raw_feed ORDER BY dictionary"):
            kept = self._db.row("SELECT body, dictionary FROM raw_feed WHERE rowid = ?", row["rowid"])
            if kept and names(self._unpack(kept), *words):
                self._db.run("DELETE FROM raw_feed WHERE rowid = ?", row["rowid"])
        for row in self._db.rows("SELECT id FROM dictionary WHERE kind = 'feed'"):
            leaned = self._db.row("SELECT bytes FROM dictionary WHERE id = ?", row["id"])
            if leaned and names(decompress(leaned["bytes"]), *words):
                self._free_feeds(row["id"])
