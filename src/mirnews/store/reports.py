"""reports: saving a report whole, reading it back, lists of headlines, removal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from mirnews.model import Article, Credit, Fold, Headline, Repaired, Report
from mirnews.store.codec import compress, decompress, from_ms, pack, to_ms, unpack, unpack_repairs
from mirnews.store.connection import Connection
from mirnews.store.polling import seen
from mirnews.store.port import Draft, Nearby, RawPage, Removal, Revision, SaveOutcome

_HEADLINE = """id, title, lead, excerpt, outlet_key, outlet_name, url, section,
    published, first_seen, at, fold, relation, invented"""


class Reports:
    """The part of the port about reports."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    # ---- saving

    def nearby(self, shingles: Sequence[int], *, since: datetime) -> list[Nearby]:
        rows = self._db.rows(
            "SELECT r.id, r.fold, r.at, r.size, r.outlet_key, count(*) AS shared"
            " FROM shingle s JOIN report r ON r.id = s.report_id"
            " WHERE s.hash IN (SELECT value FROM json_each(?)) AND r.at >= ?"
            " GROUP BY r.id ORDER BY shared DESC, r.at, r.id LIMIT 50",
            json.dumps(list(shingles)),
            to_ms(since),
        )
        return [
            Nearby(row["id"], row["fold"], from_ms(row["at"]), row["shared"], row["size"], row["outlet_key"])
            for row in rows
        ]

    def find(self, *, source_id: str, guid: str | None, canonical_url: str | None) -> int | None:
        row = None
        if canonical_url:
            row = self._db.row("SELECT id FROM report WHERE canonical_url = ?", canonical_url)
        if row is None and guid:
            row = self._db.row("SELECT id FROM report WHERE source_id = ? AND guid = ?", source_id, guid)
        return int(row["id"]) if row else None

    def save(
        self, draft: Draft, fold: Fold, *, now: datetime, raw: RawPage | None, key: int | None = None
    ) -> tuple[int, SaveOutcome]:
        with self._db.write():
            known = self.find(source_id=draft.source_id, guid=draft.guid, canonical_url=draft.canonical_url)
            report_id, outcome = self._insert(draft, fold, now) if known is None else self._renew(known, draft)
            if outcome in ("new", "revised"):
                self._keep(report_id, draft, raw, now)
            if key is not None:
                self._settle(key, report_id, outcome)
            return report_id, outcome

    def _settle(self, key: int, report_id: int, outcome: SaveOutcome) -> None:
        self._db.run("UPDATE entry SET state = 'done', reason = NULL, report_id = ? WHERE key = ?", report_id, key)
        if outcome == "removed":
            self._erase_entries(report_id)

    def _insert(self, draft: Draft, fold: Fold, now: datetime) -> tuple[int, SaveOutcome]:
        values = {
            **_columns(draft),
            "source_id": draft.source_id,
            "guid": draft.guid,
            "fold": fold.fold or 0,
            "relation": fold.relation,
            "copy_of": fold.of,
            "containment": fold.containment,
            "first_seen": to_ms(now),
            "published": None if draft.published is None else to_ms(draft.published),
            "at": to_ms(draft.at),
            "revision": 1,
        }
        names = ", ".join(values)
        report_id = self._db.insert(
            f"INSERT INTO report ({names}) VALUES ({', '.join('?' * len(values))})", *values.values()
        )
        self._join_fold(report_id, fold)
        return report_id, "new"

    def _join_fold(self, report_id: int, fold: Fold) -> None:
        """Keep the fold in order: one original, named by its copies; a report alone is its own fold."""
        if fold.fold is None:
            self._db.run("UPDATE report SET fold = id WHERE id = ?", report_id)
        elif fold.relation == "copy":
            self._db.run("UPDATE report SET relation = 'original' WHERE id = ? AND relation = 'alone'", fold.of)
        elif fold.relation == "original":
            self._db.run(
                "UPDATE report SET relation = 'copy', copy_of = ?1 WHERE fold = ?2 AND id <> ?1", report_id, fold.fold
            )

    def _renew(self, report_id: int, draft: Draft) -> tuple[int, SaveOutcome]:
        row = self._db.row("SELECT article, visibility, revision FROM report WHERE id = ?", report_id)
        assert row is not None  # `find` named it in this transaction
        if row["visibility"] == "purged":
            return report_id, "removed"
        changed = _readable(unpack(row["article"], Article)) != _readable(draft.article)
        values = {**_columns(draft), "revision": row["revision"] + int(changed)}
        assignments = ", ".join(f"{name} = ?" for name in values)
        self._db.run(f"UPDATE report SET {assignments} WHERE id = ?", *values.values(), report_id)
        return report_id, "revised" if changed else "unchanged"

    def _keep(self, report_id: int, draft: Draft, raw: RawPage | None, now: datetime) -> None:
        """What goes with a new text: its revision, bytes, fingerprints and outbox line."""
        row = self._db.row("SELECT revision FROM report WHERE id = ?", report_id)
        number = row["revision"] if row else 1
        self._db.run("INSERT INTO revision VALUES (?, ?, ?, ?)", report_id, number, to_ms(now), pack(draft.article))
        if raw:
            self._db.run(
                "INSERT INTO raw_page VALUES (?, ?, ?, ?, ?, ?)",
                report_id,
                number,
                raw.url,
                raw.content_type,
                to_ms(raw.fetched_at),
                compress(raw.body),
            )
        self._db.run("DELETE FROM shingle WHERE report_id = ?", report_id)
        self._db.run_many(
            "INSERT OR IGNORE INTO shingle VALUES (?, ?)", [(value, report_id) for value in draft.shingles]
        )
        self._to_outbox(report_id)

    def _to_outbox(self, report_id: int) -> None:
        self._db.run("INSERT INTO outbox (report_id) VALUES (?)", report_id)

    # ---- reading

    def report(self, report_id: int) -> Report | None:
        row = self._db.row("SELECT * FROM report WHERE id = ?", report_id)
        return _report(row) if row else None

    def revisions(self, report_id: int) -> list[Revision]:
        rows = self._db.rows("SELECT * FROM revision WHERE report_id = ? ORDER BY number", report_id)
        return [Revision(row["number"], from_ms(row["seen_at"]), unpack(row["article"], Article)) for row in rows]

    def raw(self, report_id: int) -> RawPage | None:
        row = self._db.row("SELECT * FROM raw_page WHERE report_id = ? ORDER BY number DESC LIMIT 1", report_id)
        return (
            RawPage(row["url"], row["content_type"], from_ms(row["fetched_at"]), decompress(row["body"]))
            if row
            else None
        )

    def headlines(
        self,
        *,
        section: str | None = None,
        outlet: str | None = None,
        before: datetime | None = None,
        ids: Sequence[int] | None = None,
        fold: int | None = None,
        limit: int = 30,
        fold_copies: bool = False,
    ) -> list[Headline]:
        wanted, values = _where("r", section, outlet, before, ids, fold)
        earlier, _ = _where("o", section, outlet, before, ids, fold)
        leads = (
            " AND NOT EXISTS (SELECT 1 FROM report o"
            f" WHERE o.fold = r.fold AND (o.at, o.id) < (r.at, r.id) AND {earlier})"
        )
        rows = self._db.rows(
            f"SELECT {_HEADLINE} FROM report r WHERE {wanted}{leads if fold_copies else ''}"
            " ORDER BY r.at DESC, r.id DESC LIMIT ?",
            *values,
            *(values if fold_copies else ()),
            limit,
        )
        if ids is not None:
            place = {report_id: position for position, report_id in enumerate(ids)}
            rows.sort(key=lambda row: place[row["id"]])
        copies = self._copies(rows) if fold_copies else {}
        return [_headline(row, tuple(copies.get(row["fold"], ()))) for row in rows]

    def _copies(self, leaders: list[sqlite3.Row]) -> dict[int, list[Headline]]:
        folds, ids = [row["fold"] for row in leaders], [row["id"] for row in leaders]
        rows = self._db.rows(
            f"SELECT {_HEADLINE} FROM report WHERE fold IN (SELECT value FROM json_each(?)) AND visibility = 'shown'"
            " AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY at, id",
            json.dumps(folds),
            json.dumps(ids),
        )
        found: dict[int, list[Headline]] = {}
        for row in rows:
            found.setdefault(row["fold"], []).append(_headline(row))
        return found

    def sections(self) -> list[tuple[str, int]]:
        rows = self._db.rows(
            "SELECT section, count(*) AS n FROM report WHERE visibility = 'shown'"
            " GROUP BY section ORDER BY n DESC, section"
        )
        return [(row["section"], row["n"]) for row in rows]

    def outlets(self) -> list[tuple[str, str, int, bool]]:
        rows = self._db.rows(
            "SELECT outlet_key, max(outlet_name) AS name, count(*) AS n, max(invented) AS invented FROM report"
            " WHERE visibility = 'shown' GROUP BY outlet_key ORDER BY n DESC, outlet_key"
        )
        return [(row["outlet_key"], row["name"], row["n"], bool(row["invented"])) for row in rows]

    def count(self) -> int:
        row = self._db.row("SELECT count(*) AS n FROM report WHERE visibility = 'shown'")
        return int(row["n"]) if row else 0

    def latest_change(self) -> datetime | None:
        row = self._db.row("SELECT max(first_seen) AS newest FROM report WHERE visibility = 'shown'")
        return seen(row, "newest") if row else None

    # ---- removal

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
        self._to_outbox(report_id)

    def _erase(self, report_id: int) -> None:
        """Text, bytes and revisions go for good; the address stays, so that re-polling does not bring it back."""
        for table in ("revision", "raw_page", "shingle"):
            self._db.run(f"DELETE FROM {table} WHERE report_id = ?", report_id)
        nothing = Article(kind="article", profile="purged")
        self._db.run(
            "UPDATE report SET article = ?, repairs = '{}', credit = ?, title = NULL, lead = NULL, excerpt = NULL,"
            " search_text = '', size = 0 WHERE id = ?",
            pack(nothing),
            pack(Credit()),
            report_id,
        )
        self._erase_feeds(report_id)
        self._erase_entries(report_id)

    def _erase_entries(self, report_id: int) -> None:
        """`purged` entries are known by their address alone and never wait again."""
        self._db.run(
            "UPDATE entry SET record = json_object('id', guid, 'url', canonical_url), state = 'purged'"
            " WHERE report_id = ?",
            report_id,
        )

    def _erase_feeds(self, report_id: int) -> None:
        """A kept feed body that names the report carries its title and lead too."""
        report = self._db.row("SELECT source_id, guid, url FROM report WHERE id = ?", report_id)
        assert report is not None  # the caller has just updated it
        names = [name.encode("utf-8") for name in (report["guid"], report["url"]) if name]
        for row in self._db.rows("SELECT rowid, body FROM raw_feed WHERE source_id = ?", report["source_id"]):
            body = decompress(row["body"])
            if any(name in body for name in names):
                self._db.run("DELETE FROM raw_feed WHERE rowid = ?", row["rowid"])


def _where(
    alias: str,
    section: str | None,
    outlet: str | None,
    before: datetime | None,
    ids: Sequence[int] | None,
    fold: int | None,
) -> tuple[str, list[Any]]:
    conditions: list[tuple[str, Any]] = [
        ("section = ?", section),
        ("outlet_key = ?", outlet),
        ("at <= ?", None if before is None else to_ms(before)),
        ("fold = ?", fold),
        ("id IN (SELECT value FROM json_each(?))", None if ids is None else json.dumps(list(ids))),
    ]
    chosen = [(test, value) for test, value in conditions if value is not None]
    tests = [f"{alias}.visibility = 'shown'", *(f"{alias}.{test}" for test, _ in chosen)]
    return " AND ".join(tests), [value for _, value in chosen]


def _columns(draft: Draft) -> dict[str, Any]:
    """What a new revision may change."""

    def repaired(name: str, text: str | None) -> str | None:
        return Repaired(text, draft.repairs.get(name, ())).text if text else None

    return {
        "outlet": draft.outlet,
        "outlet_name": draft.outlet_name,
        "outlet_key": draft.outlet or draft.source_id,
        "invented": int(draft.invented),
        "url": draft.url,
        "canonical_url": draft.canonical_url,
        "article": pack(draft.article),
        "repairs": pack(draft.repairs),
        "credit": pack(draft.credit),
        "section": draft.section,
        "size": len(draft.shingles),
        "title": repaired("title", draft.article.title),
        "lead": repaired("lead", draft.article.lead),
        "excerpt": draft.excerpt,
        "search_text": draft.search_text,
    }


def _readable(article: Article) -> tuple[object, ...]:
    """What counts as a change of the text."""
    return (article.kicker, article.title, article.lead, article.paragraphs, article.source_line)


def _report(row: sqlite3.Row) -> Report:
    return Report(
        id=row["id"],
        source_id=row["source_id"],
        outlet=row["outlet"],
        outlet_name=row["outlet_name"],
        guid=row["guid"],
        url=row["url"],
        article=unpack(row["article"], Article),
        repairs=unpack_repairs(row["repairs"]),
        credit=unpack(row["credit"], Credit),
        section=row["section"],
        fold=Fold(row["fold"], row["relation"], row["copy_of"], row["containment"]),
        first_seen=from_ms(row["first_seen"]),
        published=seen(row, "published"),
        at=from_ms(row["at"]),
        revision=row["revision"],
        visibility=row["visibility"],
        removal_reason=row["removal_reason"],
        invented=bool(row["invented"]),
    )


def _headline(row: sqlite3.Row, copies: tuple[Headline, ...] = ()) -> Headline:
    return Headline(
        id=row["id"],
        title=row["title"],
        excerpt=row["excerpt"],
        outlet=row["outlet_key"],
        outlet_name=row["outlet_name"],
        url=row["url"],
        section=row["section"],
        published=seen(row, "published"),
        first_seen=from_ms(row["first_seen"]),
        at=from_ms(row["at"]),
        fold=row["fold"],
        relation=row["relation"],
        invented=bool(row["invented"]),
        lead=row["lead"],
        copies=copies,
    )
