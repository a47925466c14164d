"""filing: in which sections a report stands: its own, and those in which further feeds of its outlet named it.

`filed` is made from `report` and `named` in the transaction that changes either, and has shown reports alone.
"""

from __future__ import annotations

from mirnews.store.connection import Connection

_NO_SECTION = "other"  # says nothing beside another section
_WANTED = """SELECT r.section, r.at FROM report r WHERE r.id = ?1 AND r.visibility = 'shown'
    UNION SELECT n.section, r.at FROM report r JOIN entry e ON e.report_id = r.id JOIN named n ON n.entry_key = e.key
    WHERE r.id = ?1 AND r.visibility = 'shown' AND n.section <> ?2"""


class Filing:
    """What every part that changes a report tells the lists, the stories and the index."""

    _db: Connection

    def _file(self, report_id: int) -> bool:
        """Bring the sections of a report up to date; did they change?"""
        wanted = {(row["section"], row["at"]) for row in self._db.rows(_WANTED, report_id, _NO_SECTION)}
        rows = self._db.rows("SELECT section, at FROM filed WHERE report_id = ?", report_id)
        before = {(row["section"], row["at"]) for row in rows}
        if wanted == before:
            return False
        self._db.run("DELETE FROM filed WHERE report_id = ?", report_id)
        self._db.run_many(
            "INSERT INTO filed (report_id, section, at) VALUES (?, ?, ?)", [(report_id, *one) for one in wanted]
        )
        return {section for section, _ in wanted} != {section for section, _ in before}

    def _refile(self, report_id: int) -> None:
        """As `_file`; stories and index are told of a change."""
        if self._file(report_id):
            self._story_changed(report_id)
            self._to_outbox(report_id)

    def _story_changed(self, report_id: int) -> None:
        """The stories of a report and of its copies are to be summed up again."""
        self._db.run(
            "UPDATE story SET changes = changes + 1 WHERE id IN (SELECT o.story FROM report r JOIN report o"
            " ON o.fold = r.fold WHERE r.id = ?)",
            report_id,
        )

    def _to_outbox(self, report_id: int) -> None:
        self._db.run("INSERT INTO outbox (report_id) VALUES (?)", report_id)
