"""connection: one SQLite connection with a lock, transactions, and our errors instead of the engine's."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mirnews.errors import MirNewsError, TryLater

BUSY_WAIT_SECONDS = 5.0  # how long a write waits for another process before it is put off


class Connection:
    """Runs SQL. Outside `write()` every statement is its own read."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw
        self._lock = threading.RLock()

    def rows(self, sql: str, *values: Any, **named: Any) -> list[sqlite3.Row]:
        """All rows of a query, with its values in their order or by their names."""
        with self._lock, _our_errors():
            return self._raw.execute(sql, named or values).fetchall()

    def row(self, sql: str, *values: Any, **named: Any) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        with self._lock, _our_errors():
            found: sqlite3.Row | None = self._raw.execute(sql, named or values).fetchone()
            return found

    def run(self, sql: str, *values: Any) -> int:
        """One changing statement; returns the number of rows it touched."""
        with self._lock, _our_errors():
            return self._raw.execute(sql, values).rowcount

    def insert(self, sql: str, *values: Any) -> int:
        """One INSERT; returns the id of the new row."""
        with self._lock, _our_errors():
            return int(self._raw.execute(sql, values).lastrowid or 0)

    def run_many(self, sql: str, values: list[tuple[Any, ...]]) -> None:
        """The same statement for many rows."""
        with self._lock, _our_errors():
            self._raw.executemany(sql, values)

    @contextmanager
    def write(self) -> Iterator[None]:
        """A transaction that takes the writer's place at once, or part of the one around it: all happens, or none."""
        with self._lock, _our_errors():
            if self._raw.in_transaction:
                yield
                return
            self._raw.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._undo()
                raise
            self._raw.execute("COMMIT")

    def _undo(self) -> None:
        """Roll back, unless a full disk has done so already."""
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    def settle(self) -> None:
        """Bring what was written into the file itself, as far as readers allow, and empty the log beside it."""
        with self._lock, _our_errors():
            self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def version(self) -> tuple[int, int]:
        """Changes when this connection or another one has written."""
        with self._lock, _our_errors():
            seen = self._raw.execute("PRAGMA data_version").fetchone()[0]
            return int(seen), self._raw.total_changes

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._raw.close()


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise TryLater(
                "store_busy", "the archive is locked by another process; trying again", after_seconds=1
            ) from error
        if "full" in text:
            raise TryLater(
                "disk_full", "the disk of the archive is full; free some space, nothing is lost", after_seconds=60
            ) from error
        raise MirNewsError(
            "store_failed", f"the archive cannot be read or written: {text}; run 'mirnews doctor'"
        ) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError):
            raise
        raise MirNewsError("store_damaged", f"the archive is damaged: {error}; restore a backup") from error
