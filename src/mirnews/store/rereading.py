"""rereading: the archive read out from end to end, and reports made again from what was kept.

A report that is made again keeps when it was seen and published, its place in every list, its revisions and its story:
what changed is our reading, not the outlet's text. All of one report happens in the transaction of its batch, or none.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from mirnews.model import Entry, Fold, Origin
from mirnews.store.calling import Called
from mirnews.store.carrying import NOT_SHOWN
from mirnews.store.codec import from_ms, pack, to_ms, unpack, unpack_way
from mirnews.store.port import Kept, KeptFeed, KeptPage, Printed, Range, RawPage, Remade, Span
from mirnews.store.reports import Reports, columns_of, fold_columns
from mirnews.store.rows import ALSO_IN, report_of

_SHOWN = """r.visibility = 'shown' AND (?1 IS NULL OR {since} >= ?1) AND (?2 IS NULL OR {until} < ?2)
    AND (?3 IS NULL OR r.source_id = ?3) AND (?4 IS NULL OR r.outlet_key = ?4)"""

_PRINTED = "id, at, fold, relation, copy_of, containment"


class _Pages(Mapping[int, RawPage]):
    """The bytes of a report's revisions by number, each read when it is asked for: a report may have hundreds."""

    def __init__(self, store: Rereading, report_id: int) -> None:
        self._store, self._report_id = store, report_id

    def __getitem__(self, number: int) -> RawPage:
        page = self._store._page(self._report_id, number)
        if page is None:
            raise KeyError(number)
        return page

    def __iter__(self) -> Iterator[int]:
        return iter(self._store._page_numbers(self._report_id))

    def __len__(self) -> int:
        return len(self._store._page_numbers(self._report_id))


class Rereading(Reports):
    """The part of the port about what was kept."""

    def kept_pages(self, wanted: Range, *, after: int, limit: int) -> list[KeptPage]:
        rows = self._db.rows(
            "SELECT p.rowid AS mark, p.*, r.source_id, r.outlet, r.outlet_name, r.invented, r.guid, r.url AS address,"
            " r.canonical_url, r.fold, r.story, r.first_seen FROM raw_page p JOIN report r ON r.id = p.report_id"
            f" WHERE {_SHOWN.format(since='p.fetched_at', until='p.fetched_at')} AND p.rowid > ?5"
            " ORDER BY p.rowid LIMIT ?6",
            *_range(wanted),
            after,
            limit,
        )
        return [
            KeptPage(
                mark=row["mark"],
                raw=self._raw_page(row),
                report_id=row["report_id"],
                number=row["number"],
                source_id=row["source_id"],
                outlet=row["outlet"],
                outlet_name=row["outlet_name"],
                invented=bool(row["invented"]),
                guid=row["guid"],
                url=row["address"],
                canonical_url=row["canonical_url"],
                fold=row["fold"],
                story=row["story"],
                first_seen=from_ms(row["first_seen"]),
            )
            for row in rows
        ]

    def kept_feeds(self, wanted: Range, *, after: int, limit: int) -> list[KeptFeed]:
        rows = self._db.rows(
            "SELECT * FROM raw_feed WHERE key > ?5 AND (?1 IS NULL OR fetched_at >= ?1)"
            " AND (?2 IS NULL OR fetched_at < ?2) AND (?3 IS NULL OR source_id = ?3)"
            " AND (?4 IS NULL OR source_id IN (SELECT id FROM source WHERE json_extract(record, '$.outlet') = ?4)"
            " OR source_id = ?4) ORDER BY key LIMIT ?6",
            *_range(wanted),
            after,
            limit,
        )
        naming, names = self._feeds_naming(NOT_SHOWN, after=after), self._called(NOT_SHOWN)
        return [self._kept_feed(row, row["key"] in naming, names) for row in rows]

    def _kept_feed(self, row: sqlite3.Row, names_hidden: bool, hidden: Called) -> KeptFeed:
        raw = self._raw_page(row)
        if names_hidden or self._calls(raw.url, row["listed"], row["source_id"], raw.body, hidden):
            return KeptFeed(row["key"], None, row["source_id"])
        return KeptFeed(row["key"], raw, row["source_id"])

    # ---- replay

    def kept_reports(self, wanted: Range, *, after: int, limit: int) -> list[Kept]:
        rows = self._db.rows(
            f"SELECT r.*, {ALSO_IN} FROM report r WHERE {_SHOWN.format(since='r.changed_at', until='r.first_seen')}"
            " AND r.id > ?5 ORDER BY r.id LIMIT ?6",
            *_range(wanted),
            after,
            limit,
        )
        return [self._kept(row) for row in rows]

    def _kept(self, row: sqlite3.Row) -> Kept:
        entry = self._db.row(
            "SELECT record FROM entry WHERE report_id = ? ORDER BY (guid IS ?) DESC, key LIMIT 1",
            row["id"],
            row["guid"],
        )
        return Kept(
            report=report_of(row),
            canonical_url=row["canonical_url"],
            revisions=tuple(self.revisions(row["id"])),
            pages=_Pages(self, row["id"]),
            entry=unpack(entry["record"], Entry) if entry else None,
            search_text=row["search_text"],
            publisher=unpack(row["publisher"], Origin) if row["publisher"] else None,
            way=unpack_way(row["way"]),
            prints=frozenset(self._prints_of(row["id"])),
        )

    def _page_numbers(self, report_id: int) -> list[int]:
        rows = self._db.rows("SELECT number FROM raw_page WHERE report_id = ? ORDER BY number", report_id)
        return [row["number"] for row in rows]

    def _page(self, report_id: int, number: int) -> RawPage | None:
        row = self._db.row("SELECT * FROM raw_page WHERE report_id = ? AND number = ?", report_id, number)
        return self._raw_page(row) if row else None

    def remake(self, remade: Sequence[Remade], *, name: str, done: int, now: datetime) -> list[int]:
        with self._db.write():
            changed = [one.report_id for one in remade if self._remake(one, now)]
            self._db.run(
                "INSERT INTO replay (name, done, at) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET done = excluded.done, at = excluded.at",
                name,
                done,
                to_ms(now),
            )
        return changed

    def _remake(self, one: Remade, now: datetime) -> bool:
        """False where the report is another one by now: removed, or revised by a poll."""
        row = self._db.row("SELECT * FROM report WHERE id = ?", one.report_id)
        if row is None or row["visibility"] != "shown" or row["revision"] != one.revision:
            return False
        for number, article in one.articles.items():
            self._db.run(
                "UPDATE revision SET article = ?, reading = reading + 1, read_at = ?"
                " WHERE report_id = ? AND number = ?",
                pack(article),
                to_ms(now),
                one.report_id,
                number,
            )
        if one.draft is not None:
            values = columns_of(one.draft)
            for name in ("url", "canonical_url", "number", "twin"):
                values.pop(name)
            if row["published"] is None or one.with_times:
                values["published"] = None if one.draft.published is None else to_ms(one.draft.published)
            if one.with_times:
                values["at"] = to_ms(one.draft.at)
            self._update(one.report_id, values)
            if set(one.draft.shingles) != set(self._prints_of(one.report_id)):
                self._keep_prints(one.report_id, one.draft.shingles)
                self._db.run("INSERT OR IGNORE INTO refold VALUES (?)", one.report_id)
            self._refile(one.report_id)
        self._story_changed(one.report_id)
        self._to_outbox(one.report_id)
        return True

    def prints(self, *, since: datetime, until: datetime) -> list[Printed]:
        rows = self._db.rows(
            f"SELECT {_PRINTED} FROM report WHERE visibility = 'shown' AND fold IN"
            " (SELECT fold FROM report WHERE visibility = 'shown' AND at >= ? AND at <= ?) ORDER BY id",
            to_ms(since),
            to_ms(until),
        )
        return [self._printed(row) for row in rows]

    def _printed(self, row: sqlite3.Row) -> Printed:
        fold = Fold(row["fold"], row["relation"], row["copy_of"], row["containment"])
        return Printed(row["id"], from_ms(row["at"]), fold, self._prints_of(row["id"]))

    def _prints_of(self, report_id: int) -> list[int]:
        return [row["hash"] for row in self._db.rows("SELECT hash FROM shingle WHERE report_id = ?", report_id)]

    def to_refold(self) -> list[int]:
        return [row["report_id"] for row in self._db.rows("SELECT report_id FROM refold ORDER BY report_id")]

    def refold(self, folds: Mapping[int, Fold], *, seen: Sequence[Printed]) -> bool:
        with self._db.write():
            if not self._stand_as(seen, folds):
                return False
            for report_id, fold in folds.items():
                self._story_changed(report_id)
                self._update(report_id, fold_columns(fold))
                self._story_changed(report_id)
                self._to_outbox(report_id)
        return True

    def _stand_as(self, seen: Sequence[Printed], folds: Mapping[int, Fold]) -> bool:
        """Are these still all the shown reports of their folds and of those that are to be, with the same texts?"""
        numbers = {one.fold.fold for one in seen} | {fold.fold for fold in folds.values()}
        rows = self._db.rows(
            f"SELECT {_PRINTED} FROM report WHERE visibility = 'shown' AND fold IN (SELECT value FROM json_each(?))",
            json.dumps([*numbers]),
        )
        now = {one.id: one for one in map(self._printed, rows)}
        return now.keys() == {one.id for one in seen} and all(_is_same(one, now[one.id]) for one in seen)

    def settle_folds(self, report_ids: Sequence[int], *, left: Sequence[int] = ()) -> None:
        with self._db.write():
            self._db.run_many("DELETE FROM refold WHERE report_id = ?", [(one,) for one in report_ids])
            self._db.run_many("INSERT OR IGNORE INTO refold VALUES (?)", [(one,) for one in left])

    def span(self, report_ids: Collection[int]) -> Span | None:
        row = self._db.row(
            "SELECT min(at) AS first, max(at) AS last, min(first_seen) AS seen FROM report"
            " WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps([*report_ids]),
        )
        if row is None or row["first"] is None:
            return None
        return Span(from_ms(row["first"]), from_ms(row["last"]), from_ms(row["seen"]))

    def shown_ids(self, wanted: Range) -> list[int]:
        rows = self._db.rows(
            f"SELECT id FROM report r WHERE {_SHOWN.format(since='r.first_seen', until='r.first_seen')} ORDER BY id",
            *_range(wanted),
        )
        return [row["id"] for row in rows]

    def retell(self, stories: Sequence[tuple[int, int]]) -> None:
        with self._db.write():
            for report_id, story in stories:
                row = self._db.row("SELECT story FROM report WHERE id = ? AND visibility <> 'purged'", report_id)
                if row is None or row["story"] == story:
                    continue
                self._db.run("UPDATE report SET story = ? WHERE id = ?", story, report_id)
                self._db.run(
                    "INSERT INTO story (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET changes = changes + 1", story
                )
                self._db.run("UPDATE story SET changes = changes + 1 WHERE id = ?", row["story"])

    def replayed(self, name: str) -> int:
        row = self._db.row("SELECT done FROM replay WHERE name = ?", name)
        return int(row["done"]) if row else 0

    def end_replay(self, name: str) -> None:
        self._db.run("DELETE FROM replay WHERE name = ?", name)


def _range(wanted: Range) -> tuple[int | None, int | None, str | None, str | None]:
    return (
        None if wanted.since is None else to_ms(wanted.since),
        None if wanted.until is None else to_ms(wanted.until),
        wanted.source_id,
        wanted.outlet,
    )


def _is_same(before: Printed, now: Printed) -> bool:
    return (before.at, before.fold, set(before.prints)) == (now.at, now.fold, set(now.prints))
