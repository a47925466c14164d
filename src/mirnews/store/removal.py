"""removal: reports are hidden, purged and shown again, with a log of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mirnews.model import Article, Credit
from mirnews.store.bodies import site_of
from mirnews.store.calling import Called
from mirnews.store.carrying import ONE, Marks
from mirnews.store.codec import decompress, from_ms, pack, to_ms, unpack
from mirnews.store.furniture import holds
from mirnews.store.port import Removal
from mirnews.store.reports import Reports
from mirnews.store.shelving import Shelving, texts_of


@dataclass(frozen=True, slots=True)
class Traces:
    """Where a report's texts and names were found besides its own rows: bodies and dictionaries, by number. `of` is
    what was looked for, `upto` how far: what came since is still to be looked at.
    """

    of: tuple[list[str], Called]
    upto: Marks
    feeds: frozenset[int]
    dictionaries: frozenset[int]


class Removals(Reports, Shelving):
    """The part of the port about rights and removal."""

    def remove(self, report_id: int, action: Literal["hidden", "purged"], *, reason: str, now: datetime) -> bool:
        is_there = self._db.row("SELECT 1 FROM report WHERE id = ? AND visibility <> 'purged'", report_id)
        traces = self._traces(report_id) if is_there and action == "purged" else None  # beforehand: it may take long
        with self._db.write():
            row = self._db.row("SELECT visibility FROM report WHERE id = ?", report_id)
            if row is None or row["visibility"] in (action, "purged"):
                return False
            self._db.run("UPDATE report SET visibility = ?, removal_reason = ? WHERE id = ?", action, reason, report_id)
            if action == "purged":
                self._erase(report_id, traces or self._traces(report_id))
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

    def _erase(self, report_id: int, traces: Traces) -> None:
        """Text, bytes and revisions go for good; the address stays, so that re-polling does not bring it back."""
        self._erase_traces(report_id, traces)
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
        self._erase_entries(report_id)

    def _erase_traces(self, report_id: int, traces: Traces) -> None:
        """A kept feed body that names the report carries its title and lead too, whichever source it came from.

        Dictionaries that hold a piece of it are to go: nothing is compressed with them from here on.
        """
        is_same = traces.of == (self._said(report_id), self._called(ONE, report_id))
        newer = self._traces(report_id, traces.upto if is_same else Marks())
        feeds = traces.feeds | newer.feeds | self._feeds_naming(ONE, report_id)
        dictionaries = traces.dictionaries | newer.dictionaries | self._dictionaries_naming(report_id)
        self._db.run_many("DELETE FROM raw_feed WHERE key = ?", [(key,) for key in sorted(feeds)])
        self._db.run_many(
            "UPDATE dictionary SET state = 'retired' WHERE id = ?", [(key,) for key in sorted(dictionaries)]
        )

    def _traces(self, report_id: int, after: Marks | None = None) -> Traces:
        """What is found of a report in kept bodies and dictionaries after these. Reads alone."""
        after, upto = after or Marks(), self._marks()
        texts, names = self._said(report_id), self._called(ONE, report_id)
        return Traces(
            of=(texts, names),
            upto=upto,
            feeds=frozenset(self._feeds_calling(names, after.feed)),
            dictionaries=frozenset(self._dictionaries_with(report_id, texts, names, after.dictionary)),
        )

    def _said(self, report_id: int) -> list[str]:
        """Every text that a report had, in any revision."""
        rows = self._db.rows(
            "SELECT article FROM report WHERE id = ?1 UNION ALL SELECT article FROM revision WHERE report_id = ?1",
            report_id,
        )
        return sorted({text for row in rows for text in texts_of(unpack(row["article"], Article))})

    def _dictionaries_with(self, report_id: int, texts: list[str], names: Called, after: int) -> Iterator[int]:
        """The dictionaries that hold a piece of the texts, of the report's sites and sources, and those of feeds that
        name the report.
        """
        sites, sources = self._sites_of(report_id), self._sources_of(report_id)
        for row in self._db.rows("SELECT id, kind, site, listed FROM dictionary WHERE id > ?", after):
            if row["kind"] == "page":
                if row["site"] in sites and holds(self._content(row["id"]), texts):
                    yield row["id"]
            elif (row["site"] in sources and holds(self._content(row["id"]), texts)) or self._is_calling(row, names):
                yield row["id"]

    def _is_calling(self, row: sqlite3.Row, names: Called) -> bool:
        """Does a feed's dictionary, which is an earlier body, call a report so?"""
        body = self._db.row("SELECT url FROM raw_feed WHERE dictionary = ? LIMIT 1", row["id"])
        return self._calls(body["url"] if body else None, row["listed"], row["site"], self._content(row["id"]), names)

    def _content(self, dictionary: int) -> bytes:
        row = self._db.row("SELECT bytes FROM dictionary WHERE id = ?", dictionary)
        return decompress(row["bytes"]) if row and row["bytes"] else b""

    def _sites_of(self, report_id: int) -> set[str]:
        rows = self._db.rows(
            "SELECT site AS url FROM raw_page WHERE report_id = ?1 UNION SELECT url FROM report WHERE id = ?1"
            " UNION SELECT canonical_url FROM report WHERE id = ?1",
            report_id,
        )
        return {site_of(row["url"]) or row["url"] or "" for row in rows}

    def _sources_of(self, report_id: int) -> set[str]:
        rows = self._db.rows(
            "SELECT source_id FROM report WHERE id = ?1 UNION SELECT n.source_id FROM entry e"
            " JOIN named n ON n.entry_key = e.key WHERE e.report_id = ?1",
            report_id,
        )
        return {row["source_id"] for row in rows}
