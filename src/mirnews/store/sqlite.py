"""sqlite: the store in one file, in WAL mode, with one writer at a time.

Its methods are in files by what they are about: `polling.py` (sources, polls, entries), `leases.py` (who works on
them), `naming.py` (which entry is it?), `hubs.py` (who pushes), `reports.py` (reports, lists), `finding.py` (which
report is it?), `filing.py` (in which sections?), `removal.py`, `telling.py` (stories), `feeding.py` (outbox, checks),
`bodies.py` and `shelving.py` (kept bytes), `carrying.py` and `calling.py` (which reports kept feeds name),
`rereading.py` (the archive, read out and made again), `profiles.py` (what was learned of sites). This file opens the
connection and holds the lock.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from mirnews.errors import MirNewsError, Misconfigured, TryLater
from mirnews.store.connection import BUSY_WAIT_SECONDS, Connection
from mirnews.store.feeding import Feeding
from mirnews.store.hubs import Hubs
from mirnews.store.polling import Polling
from mirnews.store.profiles import Profiles
from mirnews.store.removal import Removals
from mirnews.store.rereading import Rereading
from mirnews.store.schema import migrate
from mirnews.store.telling import Stories

KEEP_FEEDS = 200  # changed bodies of one source; where little changes, under 300 kB
FULL_BYTES = 1_000_000  # below this SQLite cannot even make its side files


class SqliteStore(Polling, Hubs, Removals, Stories, Feeding, Rereading, Profiles):
    """The port on SQLite. Safe to call from several threads: calls wait for each other."""

    def __init__(self, path: Path | str, *, keep_feeds: int = KEEP_FEEDS) -> None:
        self._db = _open(Path(path))
        self._memory = {}
        self._shelf = {}
        self._leaned_on = {}
        self.keep_feeds = keep_feeds

    def together(self) -> AbstractContextManager[None]:
        """One transaction around several calls."""
        return self._db.write()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _open(path: Path) -> Connection:
    try:
        if str(path) != ":memory:":
            path.parent.mkdir(parents=True, exist_ok=True)
        raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_WAIT_SECONDS)
        raw.row_factory = sqlite3.Row
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "cache_size = -32000",
        ):
            raw.execute(f"PRAGMA {pragma}")
        migrate(raw)
    except (sqlite3.Error, OSError) as error:
        raise _unopenable(path, error) from error
    return Connection(raw)


def _unopenable(path: Path, error: Exception) -> MirNewsError:
    """Why an archive does not open, and what to do."""
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return MirNewsError("store_damaged", f"{path} is damaged: {error}; move it away, or restore a backup")
    if path.parent.is_dir() and shutil.disk_usage(path.parent).free < FULL_BYTES:
        return TryLater("disk_full", f"the disk of {path} is full; free some space, nothing is lost", after_seconds=60)
    return Misconfigured("store_unopenable", f"{path} cannot be opened: {error}; check the folder and its owner")
