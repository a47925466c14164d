"""reports: saving a report whole, reading it back, lists of headlines."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mirnews.model import Article, Fold, Headline, Nearby, Report, repaired
from mirnews.store.bodies import site_of
from mirnews.store.carrying import ENTRIES_OF, ONE, Carrying
from mirnews.store.codec import from_ms, pack, to_ms, unpack
from mirnews.store.finding import Finding
from mirnews.store.leases import Leases
from mirnews.store.port import Draft, RawPage, Revision, SaveOutcome
from mirnews.store.rows import ALSO_IN, HEADLINE, NEVER_SECONDS, headline_of, report_of, seen

_ENTRY_ALONE = "feed"  # Article.profile of an entry without its page


class Reports(Leases, Finding, Carrying):
    """The part of the port about reports."""

    _memory: dict[str, tuple[tuple[int, int], list[Any]]]  # query: (version of the store, its rows)

    # ---- saving

    def nearby(self, shingles: Sequence[int], *, since: datetime) -> list[Nearby]:
        rows = self._db.rows(
            "SELECT r.id, r.fold, r.at, r.size, count(*) AS shared,"
            " (SELECT id FROM report o WHERE o.fold = r.fold ORDER BY o.at, o.id LIMIT 1) AS first_id,"
            " (SELECT min(at) FROM report o WHERE o.fold = r.fold) AS first_at"
            " FROM shingle s JOIN report r ON r.id = s.report_id"
            " WHERE s.hash IN (SELECT value FROM json_each(?)) AND r.at >= ? AND r.visibility = 'shown'"
            " GROUP BY r.id ORDER BY shared DESC, r.at, r.id LIMIT 50",
            json.dumps(list(shingles)),
            to_ms(since),
        )
        return [
            Nearby(
                id=row["id"],
                fold=row["fold"],
                at=from_ms(row["at"]),
                shared=row["shared"],
                size=row["size"],
                first_id=row["first_id"],
                first_at=from_ms(row["first_at"]),
            )
            for row in rows
        ]

    def save(
        self,
        draft: Draft,
        fold: Fold,
        *,
        now: datetime,
        raw: RawPage | None,
        key: int | None = None,
        holder: int | None = None,
        look_again: datetime | None = None,
    ) -> tuple[int, SaveOutcome]:
        with self._db.write():
            known = self.find(source_id=draft.source_id, known_by=draft.known_by, published=draft.published, key=key)
            report_id, outcome = (
                self._insert(draft, fold, now, self._error_seconds(key, now))
                if known is None
                else self._renew(known, draft, fold, now)
            )
            if outcome in ("new", "revised"):
                self._keep(report_id, draft, raw, now)
            if key is not None:
                self._settle(key, report_id, holder, look_again)
                if outcome == "removed":
                    self._erase_entries(report_id)
            return report_id, outcome

    def settle(
        self, key: int, report_id: int, *, holder: int | None = None, look_again: datetime | None = None
    ) -> None:
        with self._db.write():
            self._settle(key, report_id, holder, look_again)

    def _settle(self, key: int, report_id: int, holder: int | None, look_again: datetime | None) -> None:
        self._must_hold_entry(key, holder)
        self._db.run(
            "UPDATE entry SET state = 'done', reason = NULL, report_id = ?, look_again = ?, held_by = NULL"
            " WHERE key = ? AND state <> 'purged'",  # work that was in flight when it was purged undoes nothing
            report_id,
            None if look_again is None else to_ms(look_again),
            key,
        )
        self._refile(report_id)

    def _erase_entries(self, report_id: int) -> None:
        """`purged` entries are known by their address alone and never wait again; whoever has one taken loses it.

        With those of the report go those of its addresses that no report was made of.
        """
        self._db.run(
            "UPDATE entry SET record = json_object('id', guid, 'url', canonical_url), state = 'purged', report_id = ?1,"
            f" held_by = NULL WHERE coalesce(report_id, ?1) = ?1 AND key IN ({ENTRIES_OF.format(which=ONE)})",
            report_id,
        )
        own = "SELECT key FROM entry WHERE report_id = ?"
        self._db.run(f"UPDATE named SET section = NULL WHERE entry_key IN ({own})", report_id)
        self._db.run(f"DELETE FROM set_aside WHERE entry_key IN ({own})", report_id)

    def gone(self, report_id: int, *, now: datetime) -> bool:
        with self._db.write():
            marked = self._db.run(
                "UPDATE report SET gone_at = ? WHERE id = ? AND gone_at IS NULL", to_ms(now), report_id
            )
            if marked:
                self._story_changed(report_id)
            return marked > 0

    def _error_seconds(self, key: int | None, now: datetime) -> int:
        """How much before now a new report may have stood at its source; a page that somebody opened, a day or more."""
        entry = self._db.row("SELECT seen_at, gap_seconds FROM entry WHERE key = ?", key) if key is not None else None
        if entry is None:
            return NEVER_SECONDS
        return max(0, to_ms(now) - int(entry["seen_at"])) // 1000 + int(entry["gap_seconds"])

    def _insert(self, draft: Draft, fold: Fold, now: datetime, error_seconds: int) -> tuple[int, SaveOutcome]:
        values = {
            **columns_of(draft),
            "source_id": draft.source_id,
            "guid": draft.guid,
            **fold_columns(fold),
            "first_seen": to_ms(now),
            "published": None if draft.published is None else to_ms(draft.published),
            "at": to_ms(draft.at),
            "changed_at": to_ms(now),
            "last_seen": None if draft.article.profile == _ENTRY_ALONE else to_ms(now),
            "revision": 1,
            "error_seconds": error_seconds,
        }
        names = ", ".join(values)
        report_id = self._db.insert(
            f"INSERT INTO report ({names}) VALUES ({', '.join('?' * len(values))})", *values.values()
        )
        self._join_fold(report_id, fold)
        self._file(report_id)
        return report_id, "new"

    def _join_fold(self, report_id: int, fold: Fold) -> None:
        """Keep the fold in order: one original, named by its copies; a report alone is its own fold."""
        if fold.fold is None:
            self._db.run("UPDATE report SET fold = id WHERE id = ?", report_id)
            return
        if fold.relation == "copy":
            self._db.run("UPDATE report SET relation = 'original' WHERE id = ? AND relation = 'alone'", fold.of)
        elif fold.relation == "original":
            self._db.run(
                "UPDATE report SET relation = 'copy', copy_of = ?1 WHERE fold = ?2 AND id <> ?1", report_id, fold.fold
            )
        self._story_changed(report_id)

    def _renew(self, report_id: int, draft: Draft, fold: Fold, now: datetime) -> tuple[int, SaveOutcome]:
        row = self._db.row("SELECT * FROM report WHERE id = ?", report_id)
        assert row is not None  # `find` named it in this transaction
        if row["visibility"] == "purged":
            return report_id, "removed"
        before = unpack(row["article"], Article)
        if draft.article.profile == _ENTRY_ALONE != before.profile:
            return report_id, "unchanged"
        changed = _readable(before) != _readable(draft.article)
        values = columns_of(draft) | {"gone_at": None} | _kept_address(row, draft)
        if changed:
            values |= {"revision": row["revision"] + 1, "changed_at": to_ms(now)}
        if row["published"] is None and draft.published is not None:
            values |= {"published": to_ms(draft.published), "at": to_ms(draft.at)}
        is_other = any(row[name] != value for name, value in values.items() if name != "article")
        self._update(report_id, values)
        self._saw(report_id, draft, now)
        self._file(report_id)
        if is_other:
            self._story_changed(report_id)
        if changed and row["relation"] == "alone" and fold.fold is not None:
            self._update(report_id, fold_columns(fold))
            self._join_fold(report_id, fold)
        if is_other and not changed:  # `_keep` tells the index of a changed text
            self._to_outbox(report_id)
        return report_id, "revised" if changed else "unchanged"

    def _saw(self, report_id: int, draft: Draft, now: datetime) -> None:
        """Its page was there; what an older WARC shows does not set that back."""
        if draft.article.profile != _ENTRY_ALONE:
            self._db.run(
                "UPDATE report SET last_seen = max(?, coalesce(last_seen, 0)) WHERE id = ?", to_ms(now), report_id
            )

    def _update(self, report_id: int, values: dict[str, Any]) -> None:
        assignments = ", ".join(f"{name} = ?" for name in values)
        self._db.run(f"UPDATE report SET {assignments} WHERE id = ?", *values.values(), report_id)

    def _keep(self, report_id: int, draft: Draft, raw: RawPage | None, now: datetime) -> None:
        """What goes with a new text: its revision, bytes, fingerprints and outbox line."""
        row = self._db.row("SELECT revision FROM report WHERE id = ?", report_id)
        number = row["revision"] if row else 1
        self._db.run(
            "INSERT INTO revision (report_id, number, seen_at, article) VALUES (?, ?, ?, ?)",
            report_id,
            number,
            to_ms(now),
            pack(draft.article),
        )
        if raw:
            packed = self._pack_page(raw)
            self._db.run(
                "INSERT INTO raw_page"
                " (report_id, number, url, content_type, fetched_at, body, dictionary, size, site)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                report_id,
                number,
                raw.url,
                raw.content_type,
                to_ms(raw.fetched_at),
                packed.body,
                packed.dictionary,
                len(raw.body),
                site_of(raw.url),
            )
        self._keep_prints(report_id, draft.shingles)
        self._to_outbox(report_id)

    def _keep_prints(self, report_id: int, prints: Sequence[int]) -> None:
        self._db.run("DELETE FROM shingle WHERE report_id = ?", report_id)
        self._db.run_many("INSERT OR IGNORE INTO shingle VALUES (?, ?)", [(value, report_id) for value in prints])

    # ---- reading

    def report(self, report_id: int) -> Report | None:
        row = self._db.row(f"SELECT r.*, {ALSO_IN} FROM report r WHERE r.id = ?", report_id)
        return report_of(row) if row else None

    def revisions(self, report_id: int) -> list[Revision]:
        rows = self._db.rows("SELECT * FROM revision WHERE report_id = ? ORDER BY number", report_id)
        return [
            Revision(
                row["number"],
                from_ms(row["seen_at"]),
                unpack(row["article"], Article),
                row["reading"],
                seen(row, "read_at"),
            )
            for row in rows
        ]

    def raw(self, report_id: int) -> RawPage | None:
        row = self._db.row("SELECT * FROM raw_page WHERE report_id = ? ORDER BY number DESC LIMIT 1", report_id)
        return self._raw_page(row) if row else None

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
        wanted, values = _where("r", outlet, before, ids, fold)
        earlier, _ = _where("o", outlet, before, ids, fold)
        table, order = "report r", "r.at DESC, r.id DESC"
        if section is not None:  # read along the index of sections, an order that the planner does not find by itself
            table, order = "filed f CROSS JOIN report r ON r.id = f.report_id", "f.at DESC, f.report_id DESC"
            wanted = f"f.section = ? AND {wanted}"
            earlier += " AND EXISTS (SELECT 1 FROM filed x WHERE x.report_id = o.id AND x.section = f.section)"
        if fold_copies:
            wanted += (
                " AND NOT EXISTS (SELECT 1 FROM report o"
                f" WHERE o.fold = r.fold AND (o.at, o.id) < (r.at, r.id) AND {earlier})"
            )
        rows = self._db.rows(
            f"SELECT {HEADLINE} FROM {table} WHERE {wanted} ORDER BY {order} LIMIT ?",
            *(() if section is None else (section,)),
            *values,
            *(values if fold_copies else ()),
            limit,
        )
        if ids is not None:
            place = {report_id: position for position, report_id in enumerate(ids)}
            rows.sort(key=lambda row: place[row["id"]])
        copies = self._copies(rows) if fold_copies else {}
        return [headline_of(row, tuple(copies.get(row["fold"], ()))) for row in rows]

    def _copies(self, leaders: list[sqlite3.Row]) -> dict[int, list[Headline]]:
        folds, ids = [row["fold"] for row in leaders], [row["id"] for row in leaders]
        rows = self._db.rows(
            f"SELECT {HEADLINE} FROM report r WHERE r.fold IN (SELECT value FROM json_each(?))"
            " AND r.visibility = 'shown' AND r.id NOT IN (SELECT value FROM json_each(?)) ORDER BY r.at, r.id",
            json.dumps(folds),
            json.dumps(ids),
        )
        found: dict[int, list[Headline]] = {}
        for row in rows:
            found.setdefault(row["fold"], []).append(headline_of(row))
        return found

    def sections(self) -> list[tuple[str, int]]:
        return self._remembered("SELECT section, count(*) FROM filed GROUP BY section ORDER BY 2 DESC, 1")

    def outlets(self) -> list[tuple[str, str, int, bool]]:
        rows = self._remembered(
            "SELECT outlet_key, max(outlet_name), count(*), max(invented) FROM report"
            " WHERE visibility = 'shown' GROUP BY outlet_key ORDER BY 3 DESC, 1"
        )
        return [(key, name, number, bool(invented)) for key, name, number, invented in rows]

    def count(self) -> int:
        return int(self._remembered("SELECT count(*) FROM report WHERE visibility = 'shown'")[0][0])

    def latest_change(self) -> datetime | None:
        ((newest,),) = self._remembered("SELECT max(first_seen) FROM report WHERE visibility = 'shown'")
        return None if newest is None else from_ms(newest)

    def densities(self, *, since: datetime) -> dict[str, list[float]]:
        rows = self._db.rows(
            "SELECT source_id, 1000.0 * sum(half_spaces) / sum(words) AS density FROM report"
            " WHERE at >= ? AND words > 0 GROUP BY source_id, at / 86400000 ORDER BY at / 86400000",
            to_ms(since),
        )
        found: dict[str, list[float]] = {}
        for row in rows:
            found.setdefault(row["source_id"], []).append(row["density"])
        return found

    def _remembered(self, sql: str) -> list[Any]:
        """The answer of a query that every page asks, computed again only after something was written."""
        version = self._db.version()
        if sql not in self._memory or self._memory[sql][0] != version:
            self._memory[sql] = (version, [tuple(row) for row in self._db.rows(sql)])
        return self._memory[sql][1]


def _where(
    alias: str,
    outlet: str | None,
    before: datetime | None,
    ids: Sequence[int] | None,
    fold: int | None,
) -> tuple[str, list[Any]]:
    conditions: list[tuple[str, Any]] = [
        ("outlet_key = ?", outlet),
        ("at <= ?", None if before is None else to_ms(before)),
        ("fold = ?", fold),
        ("id IN (SELECT value FROM json_each(?))", None if ids is None else json.dumps(list(ids))),
    ]
    chosen = [(test, value) for test, value in conditions if value is not None]
    tests = [f"{alias}.visibility = 'shown'", *(f"{alias}.{test}" for test, _ in chosen)]
    return " AND ".join(tests), [value for _, value in chosen]


def fold_columns(fold: Fold) -> dict[str, Any]:
    return {
        "fold": fold.fold or 0,  # 0 until the report has an id: alone, it is its own fold
        "relation": fold.relation,
        "copy_of": fold.of,
        "containment": fold.containment,
    }


def columns_of(draft: Draft) -> dict[str, Any]:
    """What a new revision may change."""

    def shown(name: str) -> str | None:
        return repaired(draft.article, draft.repairs, name).text or None

    return {
        "outlet": draft.outlet,
        "outlet_name": draft.outlet_name,
        "outlet_key": draft.outlet or draft.source_id,
        "invented": int(draft.invented),
        "url": draft.url,
        "canonical_url": draft.canonical_url,
        "number": draft.number,
        "twin": draft.twin,
        "article": pack(draft.article),
        "repairs": pack(draft.repairs),
        "credit": pack(draft.credit),
        "section": draft.section,
        "topic": draft.topic,
        "mentions": pack(draft.mentions),
        "publisher": pack(draft.publisher),
        "way": pack(draft.way),
        "words": draft.words,
        "half_spaces": draft.half_spaces,
        "size": len(draft.shingles),
        "title": shown("title"),
        "lead": shown("lead"),
        "excerpt": draft.excerpt,
        "search_text": draft.search_text,
    }


def _kept_address(row: sqlite3.Row, draft: Draft) -> dict[str, Any]:
    """A report keeps its address when it is seen at a twin of it, but for https instead of http."""
    is_twin = draft.twin is not None and row["twin"] == draft.twin and row["canonical_url"] != draft.canonical_url
    if not is_twin or row["canonical_url"] == (draft.canonical_url or "").replace("https://", "http://", 1):
        return {}
    return {"url": row["url"], "canonical_url": row["canonical_url"]}


def _readable(article: Article) -> tuple[object, ...]:
    """What counts as a change of the text."""
    return (article.kicker, article.title, article.lead, article.paragraphs, article.source_line)
