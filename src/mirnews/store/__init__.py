"""store: takes Drafts, Polled and Entries, returns Reports and Headlines. All that is remembered.

Knows nothing of HTTP or HTML. Open first: port.py (what a store can do), then sqlite.py.
"""

from __future__ import annotations

from pathlib import Path

from mirnews.store.port import Change, Draft, RawPage, Removal, Revision, Store, Waiting
from mirnews.store.sqlite import KEEP_FEEDS, SqliteStore

__all__ = ["Change", "Draft", "RawPage", "Removal", "Revision", "Store", "Waiting", "open_store"]


def open_store(path: Path | str, *, keep_feeds: int = KEEP_FEEDS) -> Store:
    """The archive at `path` (a SQLite file, made and brought up to date when needed).

    `keep_feeds` changed bodies are kept of each source.
    Raises Misconfigured (`store_unopenable`, `store_newer`) naming the path and what to do.
    """
    return SqliteStore(path, keep_feeds=keep_feeds)
