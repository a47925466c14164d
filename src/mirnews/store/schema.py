"""schema: bring a SQLite file up to the newest schema, one transaction a step; refuse a newer one.

A step is a file `migrations/NNNN_name.sql`. `PRAGMA user_version` says how far a file has come, and changes in the
same transaction as the step, so a killed upgrade goes on where it stopped.
"""

from __future__ import annotations

import sqlite3
from importlib import resources

from mirnews.errors import Misconfigured


def steps() -> list[tuple[int, str]]:
    """Every migration as (number, SQL), in order."""
    folder = resources.files(__package__).joinpath("migrations")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [(int(file.name.split("_")[0]), file.read_text(encoding="utf-8")) for file in files]


def migrate(connection: sqlite3.Connection) -> int:
    """Run the steps that are missing; returns how many. Raises Misconfigured (`store_newer`)."""
    known = steps()
    newest = known[-1][0]
    if version(connection) > newest:
        raise Misconfigured(
            "store_newer", f"the archive has schema {version(connection)}, this program knows {newest}: update MirNews"
        )
    done = 0
    for number, sql in known:
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version(connection) < number:  # looked at inside the lock: another process may have been faster
                for statement in _statements(sql):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
                done += 1
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    return done


def version(connection: sqlite3.Connection) -> int:
    """How far this file has come; 0 is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(sql: str) -> list[str]:
    """The statements one by one: `executescript` would commit the transaction around them."""
    found, buffer = [], ""
    for line in sql.splitlines(keepends=True):
        buffer += line
        if sqlite3.complete_statement(buffer):
            found.append(buffer)
            buffer = ""
    return found
