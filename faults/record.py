"""record: the table of docs/faults.md, between two markers, dated."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from faults.report import Length, Result

DOCUMENT = Path(__file__).parents[1] / "docs" / "faults.md"
START, END = "<!-- measured: start -->", "<!-- measured: end -->"


def record(results: Sequence[Result], length: Length) -> None:
    """Put these results into the document; rows of other faults stay as they are."""
    text = DOCUMENT.read_text(encoding="utf-8")
    kept = rows_of(text.partition(START)[2].partition(END)[0])
    rows = {**kept, **{one.fault: row(one, when(length)) for one in results}}
    DOCUMENT.write_text(replaced(text, table(rows)), encoding="utf-8")


def when(length: Length) -> str:
    """In which form, when, and on what it was measured."""
    day, python = datetime.now(UTC).date().isoformat(), platform.python_version()
    load = os.getloadavg()[2]  # of a quarter of an hour: a shared machine measures itself too
    return f"{length}, {day}, {_commit()}, {os.cpu_count()} cores under a load of {load:.0f}, Python {python}"


def table(rows: Mapping[str, str]) -> str:
    """Rows by their faults as a table in Markdown, in the order of the faults."""
    top = ["| fault | expected | found | measured | form, day, commit, machine |", "|---|---|---|---|---|"]
    return "\n".join([*top, *(rows[fault] for fault in sorted(rows, key=lambda name: int(name[1:])))])


def rows_of(text: str) -> dict[str, str]:
    """The rows of a table by their faults."""
    return {line.split()[1]: line for line in text.splitlines() if line.startswith("| F")}


def row(one: Result, measured: str) -> str:
    """One result as a row."""
    found = "as expected" if one.is_ok else f"**not**: {'; '.join(one.wrong)}"
    cells = (one.fault, one.expected, found, "; ".join(one.measured), f"{measured}, {one.seconds:.0f} s")
    return f"| {' | '.join(map(_cell, cells))} |"


def replaced(text: str, new: str) -> str:
    """The document with what stands between the markers replaced. Raises ValueError where they are missing."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"{DOCUMENT.name} has no place for the table: {START} … {END}")
    return f"{before}{START}\n{new}\n{END}{after}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _commit() -> str:
    asked = ["git", "-C", str(DOCUMENT.parent), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
