"""shelving: dictionaries of sites are made, bodies repacked with them, old bodies let go, and the space is counted.

`tend` does one bounded piece of it at a time, so that it runs beside polling: reading, learning and compressing happen
outside transactions, and a transaction changes BATCH rows at most. A row is changed only if it is still as it was read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import zstandard

from mirnews.model import Article
from mirnews.store.bodies import TABLES, Bodies, dictionary_of, with_dictionary
from mirnews.store.codec import compress, to_ms, unpack
from mirnews.store.furniture import furniture
from mirnews.store.port import Space

BATCH = 50  # rows of a transaction
BATCH_BYTES = 4 << 20  # bytes of them as they are kept: more is a pause that pollers notice
SAMPLES = 48  # pages that a dictionary is made of, spread over the newest SPREAD; every fourth only judges it
SPREAD = 480
HEADER = 18  # bytes of a zstd frame that say how long it was
# When a site gets a dictionary. On the newsstand 18 pages give what all give; a dictionary under WORTH is not used.
TRAIN_AFTER = 24
WORTH = 1.15
AGAIN = 4  # a site that had too little in common is tried again when it has that many times the pages
# When it gets another one: its newest pages no longer look like those that it was made of.
RETRAIN_AFTER = 200
RECENT = 50
FALLEN = 0.75


@dataclass(frozen=True, slots=True)
class Shelf:
    """How a site stands: `pages` in all; of its dictionary the pages at its making, its ratio then, how many use it and
    how much smaller the newest of those are. `ratio` 0: it is useless; None: there is none.
    """

    pages: int
    samples: int = 0
    ratio: float | None = None
    users: int = 0
    recent: float = 0.0


def wants_training(shelf: Shelf) -> bool:
    """Is a dictionary to be made for this site now?"""
    if shelf.ratio is None:
        return shelf.pages >= TRAIN_AFTER
    if not shelf.ratio:
        return shelf.pages >= AGAIN * shelf.samples
    return shelf.users >= RETRAIN_AFTER and shelf.recent < FALLEN * shelf.ratio


class Shelving(Bodies):
    """The part of the port about the room that kept bytes take."""

    def tend(self, *, now: datetime, keep_pages_days: int = 0) -> bool:
        return (
            self._empty_retired()
            or (keep_pages_days > 0 and self._forget_pages(now - timedelta(days=keep_pages_days)))
            or self._repack_one()
            or self._train_one(now)  # last: it looks at all sites
        )

    def space(self) -> list[Space]:
        rows = self._db.rows(
            "SELECT 'page' AS kind, site, count(*) AS n, sum(size) AS size, sum(length(body)) AS kept FROM raw_page"
            " GROUP BY site UNION ALL SELECT 'feed', source_id, count(*), sum(size), sum(length(body)) FROM raw_feed"
            " GROUP BY source_id UNION ALL SELECT 'aside', site, count(*), sum(size), sum(length(body)) FROM set_aside"
            " GROUP BY site ORDER BY 1, 2"
        )
        shared = {
            (row["kind"], row["site"]): row["kept"]
            for row in self._db.rows(
                "SELECT kind, site, sum(length(bytes)) AS kept FROM dictionary GROUP BY kind, site"
            )
        }
        older = self._older_sizes()
        return [
            Space(
                kind=row["kind"],
                site=row["site"],
                bodies=row["n"],
                size=(row["size"] or 0) + older.get((row["kind"], row["site"]), 0),
                kept=row["kept"],
                dictionaries=shared.get((row["kind"], row["site"]), 0),
            )
            for row in rows
        ]

    def _older_sizes(self) -> dict[tuple[str, str], int]:
        """Bytes before compression of the rows that earlier versions wrote: the frames tell."""
        found: dict[tuple[str, str], int] = {}
        for kind, table, site in (
            ("page", "raw_page", "site"),
            ("feed", "raw_feed", "source_id"),
            ("aside", "set_aside", "site"),
        ):
            for row in self._db.rows(
                f"SELECT {site} AS site, substr(body, 1, {HEADER}) AS head FROM {table} WHERE size IS NULL"
            ):
                key = (kind, row["site"])
                found[key] = found.get(key, 0) + max(0, zstandard.frame_content_size(row["head"]))
        return found

    # ---- dictionaries

    def _train_one(self, now: datetime) -> bool:
        """Make the dictionary of one site that wants one."""
        for row in self._db.rows("SELECT site, count(*) AS pages FROM raw_page WHERE site <> '' GROUP BY site"):
            if wants_training(self._how_stands(row["site"], row["pages"])):
                return self._train(row["site"], row["pages"], now)
        return False

    def _how_stands(self, site: str, pages: int) -> Shelf:
        known = self._dictionary_in_use("page", site)
        if known is None:
            return Shelf(pages)
        if known["state"] == "useless":
            return Shelf(pages, known["samples"], 0.0)
        users = self._db.row("SELECT count(*) AS n FROM raw_page WHERE dictionary = ?", known["id"])
        recent = self._db.row(
            "SELECT 1.0 * sum(size) / sum(length) AS ratio FROM (SELECT size, length(body) AS length FROM raw_page"
            " WHERE dictionary = ? ORDER BY rowid DESC LIMIT ?)",
            known["id"],
            RECENT,
        )
        assert users is not None  # both count and sum always give a row
        assert recent is not None
        return Shelf(pages, known["samples"], known["ratio"], users["n"], recent["ratio"] or 0.0)

    def _train(self, site: str, pages: int, now: datetime) -> bool:
        """False when a report was purged meanwhile, whose text may be among the samples: next time, then."""
        before = self._removals_so_far()
        rows = self._samples(site)
        bodies = [self._unpack(row) for row in rows]
        learned = [body for at, body in enumerate(bodies) if at % 4]
        judged = [body for at, body in enumerate(bodies) if not at % 4]
        content = furniture(learned, self._texts(site))
        ratio, gain = _worth(judged, content)
        with self._db.write():
            if self._removals_so_far() != before:
                return False
            is_worth = gain >= WORTH
            packed = compress(content) if is_worth else b""
            self._put_dictionary("page", site, packed, now=now, samples=pages, ratio=ratio if is_worth else 0.0)
        return True

    def _samples(self, site: str) -> list[sqlite3.Row]:
        """Pages of a site, spread over its newest: a headline stays in their boxes for a day, the markup for years."""
        newest = self._db.rows("SELECT rowid FROM raw_page WHERE site = ? ORDER BY rowid DESC LIMIT ?", site, SPREAD)
        step = max(1, len(newest) // SAMPLES)
        rows = (
            self._db.row("SELECT body, dictionary FROM raw_page WHERE rowid = ?", row["rowid"])
            for row in newest[::step][:SAMPLES]
        )
        return [row for row in rows if row is not None]

    def _texts(self, site: str) -> list[str]:
        """What the newest pages of a site were read to say: none of it may get into a dictionary."""
        rows = self._db.rows(
            "SELECT v.article FROM raw_page p JOIN revision v ON v.report_id = p.report_id AND v.number = p.number"
            " WHERE p.site = ? ORDER BY p.rowid DESC LIMIT ?",
            site,
            SPREAD,
        )
        return [text for row in rows for text in texts_of(unpack(row["article"], Article))]

    # ---- repacking

    def _repack_one(self) -> bool:
        """Some bodies that were kept before their site had a dictionary."""
        for known in self._db.rows(
            "SELECT kind, site, max(id) AS id FROM dictionary WHERE kind = 'page' AND state = 'used' GROUP BY site"
        ):
            for table in ("raw_page", "set_aside"):
                rows = self._batch(table, "site = ? AND dictionary IS NULL", known["site"])
                if rows:
                    return self._repack(table, rows, known["id"])
        return False

    def _empty_retired(self) -> bool:
        """Some bodies leave a dictionary that is to go, and the last takes it along."""
        retired = self._db.row("SELECT id FROM dictionary WHERE state = 'retired' LIMIT 1")
        if retired is None:
            return False
        for table in TABLES:
            if rows := self._batch(table, "dictionary = ?", retired["id"]):
                return self._repack(table, rows, None)
        self._shelf.pop(retired["id"], None)
        return self._db.run("DELETE FROM dictionary WHERE id = ? AND state = 'retired'", retired["id"]) > 0

    def _batch(self, table: str, condition: str, value: object) -> list[sqlite3.Row]:
        """The next rows to repack, as many as one transaction may change."""
        rows = self._db.rows(
            f"SELECT rowid AS mark, fetched_at, dictionary, body FROM {table} WHERE {condition} LIMIT ?", value, BATCH
        )
        length = 0
        found: list[sqlite3.Row] = []
        for row in rows:
            length += len(row["body"])
            if found and length > BATCH_BYTES:
                break
            found.append(row)
        return found

    def _repack(self, table: str, rows: Sequence[sqlite3.Row], key: int | None) -> bool:
        """Change what these rows are compressed with. False when the dictionary was taken away meanwhile."""
        packed = []
        for row in rows:
            body = self._unpack(row)
            made = compress(body) if key is None else with_dictionary(body, self._dictionary(key))
            packed.append((made, key, len(body), row["mark"], row["fetched_at"], row["dictionary"]))
        with self._db.write():
            if key is not None and not self._db.row("SELECT 1 FROM dictionary WHERE id = ? AND state = 'used'", key):
                return False
            self._db.run_many(
                f"UPDATE {table} SET body = ?, dictionary = ?, size = ?"
                " WHERE rowid = ? AND fetched_at = ? AND dictionary IS ?",
                packed,
            )
        return True

    def _forget_pages(self, before: datetime) -> bool:
        """The bytes of some pages that are older than the operator keeps them; the reports stay."""
        with self._db.write():
            return any(
                self._db.run(
                    f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE fetched_at < ? LIMIT ?)",
                    to_ms(before),
                    BATCH,
                )
                for table in ("raw_page", "set_aside")
            )


def _worth(bodies: Sequence[bytes], content: bytes) -> tuple[float, float]:
    """How many times smaller these get with a dictionary, and how many times smaller than without one."""
    if not content or not bodies:
        return 1.0, 1.0
    dictionary = dictionary_of(content, often=True)
    size = sum(map(len, bodies))
    alone = sum(len(compress(body)) for body in bodies)
    shared = sum(len(with_dictionary(body, dictionary)) for body in bodies)
    return size / max(1, shared), alone / max(1, shared)


def texts_of(article: Article) -> list[str]:
    """What an article says itself. Headlines beside it are those of other reports."""
    return [text for text in (article.kicker, article.title, article.lead, *article.paragraphs) if text]
