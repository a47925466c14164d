"""bodies: kept bytes, compressed by zstd with the dictionary of their site, and read back.

A page is compressed with the dictionary in use for its host (shelving.py makes them). A feed's body is compressed with
an earlier body of its source, since most of a feed stands in it again; when it no longer helps enough, the next body
takes its place. Every body names the dictionary that it needs, by a foreign key: none can get lost.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

import zstandard

from mirnews.errors import MirNewsError
from mirnews.store.codec import ZSTD_LEVEL, compress, decompress, from_ms, to_ms
from mirnews.store.connection import Connection
from mirnews.store.port import RawPage

BodyKind = Literal["page", "feed"]
SHELF = 48  # dictionaries in memory at once: of 110 kB, and some times as much to compress with
# A feed's body leans on an earlier one while it takes at most this part of what that takes alone. Of 2, 3, 4 and 6 the
# best over feeds of thirty made-up entries with 1, 2, 4 and 8 new ones a body: 4.0, 3.1, 2.2 and 1.6 times smaller.
FEED_SHARE = 3
LONGEST_LEANING = 1 << 20  # bytes of a feed; longer ones, whole sitemaps mostly, stand alone
TABLES = ("raw_page", "raw_feed", "set_aside")
MOST = 64 << 20  # bytes of a body or dictionary as it was, whatever its frame says of itself


@dataclass(frozen=True, slots=True)
class Packed:
    """A body ready for its row."""

    dictionary: int | None
    body: bytes
    is_made_of_it: bool = False  # the dictionary is this very body


class Bodies:
    """What the other parts of the store keep bytes by."""

    _db: Connection
    keep_feeds: int  # changed bodies that are kept of one source
    _shelf: dict[int, zstandard.ZstdCompressionDict]
    _leaned_on: dict[int, zstandard.ZstdCompressionDict]

    def _pack_page(self, raw: RawPage) -> Packed:
        """A page with the dictionary of its site, if there is one."""
        row = self._dictionary_in_use("page", site_of(raw.url))
        if row is None or row["state"] != "used":
            return Packed(None, compress(raw.body))
        return Packed(row["id"], with_dictionary(raw.body, self._dictionary(row["id"])))

    def _pack_feed(self, source_id: str, raw: RawPage) -> Packed:
        """A feed's body with an earlier one of its source; one that has drifted away is the next to lean on."""
        if len(raw.body) > LONGEST_LEANING:
            return Packed(None, compress(raw.body))
        row = self._dictionary_in_use("feed", source_id)
        if row is not None:
            leaning = with_dictionary(raw.body, self._dictionary(row["id"]))
            if len(leaning) * FEED_SHARE <= row["length"]:
                return Packed(row["id"], leaning)
        key = self._put_dictionary(
            "feed", source_id, compress(raw.body), now=raw.fetched_at, samples=1, ratio=float(FEED_SHARE)
        )
        # Not by way of the shelf: if this transaction is rolled back, the next dictionary gets the same id.
        return Packed(key, with_dictionary(raw.body, dictionary_of(raw.body)), is_made_of_it=True)

    def _dictionary_in_use(self, kind: BodyKind, site: str) -> sqlite3.Row | None:
        """The newest dictionary of a site that is not to go."""
        return self._db.row(
            "SELECT id, state, ratio, samples, length(bytes) AS length FROM dictionary"
            " WHERE kind = ? AND site = ? AND state <> 'retired' ORDER BY id DESC LIMIT 1",
            kind,
            site,
        )

    def _put_dictionary(
        self, kind: BodyKind, site: str, packed: bytes, *, now: datetime, samples: int, ratio: float
    ) -> int:
        """Keep a dictionary; one without bytes is useless, and only says so."""
        return self._db.insert(
            "INSERT INTO dictionary (kind, site, trained_at, samples, ratio, state, bytes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            kind,
            site,
            to_ms(now),
            samples,
            ratio,
            "used" if packed else "useless",
            packed,
        )

    def _dictionary(self, key: int) -> zstandard.ZstdCompressionDict:
        """A dictionary, from its row, or from memory where many bodies need it. Never of this very transaction."""
        known = self._shelf.get(key) or self._leaned_on.get(key)
        if known is not None:
            return known
        row = self._db.row("SELECT kind, bytes FROM dictionary WHERE id = ?", key)
        assert row is not None  # a foreign key holds it as long as a body names it
        found = dictionary_of(decompress(row["bytes"]), often=row["kind"] == "page")
        if row["kind"] == "feed":
            self._leaned_on = {key: found}  # whoever reads feeds from end to end needs each many times in a row
            return found
        if len(self._shelf) >= SHELF:
            self._shelf.clear()
        self._shelf[key] = found
        return found

    def _unpack(self, row: sqlite3.Row) -> bytes:
        """The bytes of a row with `body` and `dictionary`."""
        try:
            if row["dictionary"] is None:
                return decompress(row["body"])
            unpacker = zstandard.ZstdDecompressor(dict_data=self._dictionary(row["dictionary"]))
            return unpacker.decompress(row["body"], max_output_size=MOST)
        except zstandard.ZstdError as error:
            raise MirNewsError("store_damaged", f"kept bytes are damaged: {error}; restore a backup") from error

    def _drop_old_feeds(self, source_id: str, *, keep: int) -> None:
        """The oldest bodies of a source's feed give way, and what only they leaned on."""
        dropped = self._db.run(
            "DELETE FROM raw_feed WHERE source_id = ?1 AND rowid NOT IN"
            " (SELECT rowid FROM raw_feed WHERE source_id = ?1 ORDER BY fetched_at DESC, rowid DESC LIMIT ?2)",
            source_id,
            keep,
        )
        if dropped:
            self._drop_dictionaries("feed", source_id)

    def _drop_dictionaries(self, kind: BodyKind, site: str) -> None:
        """Dictionaries of a site that no body needs go, but for the one in use."""
        current = self._dictionary_in_use(kind, site) if self._is_kept(kind, site) else None
        users = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE dictionary = d.id)" for table in TABLES)
        self._db.run(
            f"DELETE FROM dictionary AS d WHERE kind = ? AND site = ? AND id <> ? AND NOT ({users})",
            kind,
            site,
            current["id"] if current else 0,
        )

    def _is_kept(self, kind: BodyKind, site: str) -> bool:
        if kind == "page":
            return True
        return self._db.row("SELECT 1 FROM raw_feed WHERE source_id = ? LIMIT 1", site) is not None

    def _removals_so_far(self) -> int:
        """The number of the last removal: another one says that something was hidden, purged or shown since."""
        row = self._db.row("SELECT coalesce(max(sequence), 0) AS n FROM removal")
        return int(row["n"]) if row else 0

    def _raw_page(self, row: sqlite3.Row) -> RawPage:
        """A row of a table of bodies."""
        return RawPage(row["url"], row["content_type"], from_ms(row["fetched_at"]), self._unpack(row))


def dictionary_of(content: bytes, *, often: bool = False) -> zstandard.ZstdCompressionDict:
    """Bytes as a dictionary, used as they are. Worked out beforehand where it is to compress `often`."""
    made = zstandard.ZstdCompressionDict(content, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    if often:
        made.precompute_compress(level=ZSTD_LEVEL)
    return made


def with_dictionary(body: bytes, dictionary: zstandard.ZstdCompressionDict) -> bytes:
    """A body compressed with a dictionary, and a sum to tell a wrong one by.

    A compressor of its own each time: they are not for several threads.
    """
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL, dict_data=dictionary, write_checksum=True).compress(body)


def site_of(url: str | None) -> str:
    """The host of an address, with its port: pages of one site look alike. Empty where there is none."""
    try:
        return urlsplit(url or "").netloc.rpartition("@")[2]
    except ValueError:
        return ""
