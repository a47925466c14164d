"""record: the table of docs/faults.md, between two markers, dated."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from faults.report import Length, Result

DOCUMENT = Path(__file__).parents[1] / "docs" / "faults.md"
START, END = "<!-- measured: start -->", "<!-- measured: end -->"


def record(results: Sequence[Result], length: Length) -> None:
    """Replace the table of the document by these results."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(replaced(text, table(results, heading(results, length))), encoding="utf-8")


def heading(results: Sequence[Result], length: Length) -> str:
    """When, where and how it was measured."""
    sound = sum(one.is_ok for one in results)
    where = f"commit {_commit()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    day = datetime.now(UTC).date().isoformat()
    return f"{length.capitalize()} form, {day}, {where}: {sound} of {len(results)} as expected."


def table(results: Sequence[Result], first_line: str) -> str:
    """The results as Markdown."""
    top = ["| fault | expected | found | measured | took |", "|---|---|---|---|---|"]
    return "\n".join([first_line, "", *top, *map(_row, results)])


def _row(one: Result) -> str:
    found = "as expected" if one.is_ok else f"**not**: {'; '.join(one.wrong)}"
    cells = (one.fault, one.expected, found, "; ".join(one.measured), f"{one.seconds:.0f} s")
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
