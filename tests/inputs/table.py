"""table: the list of bad inputs (`classes.toml`) as records, and what became of a file compared with what it wants."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mirnews.errors import Quarantine
from mirnews.model import Entry, Feed
from mirnews.sources import read

FOLDER = Path(__file__).parent
CASES = FOLDER / "cases"
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED_URL = "https://khabar.example/rss"
_HOW = ("file", "content_type", "url_of_feed")
_OF_FEED = ("format", "malformed")


@dataclass(frozen=True, slots=True)
class Case:
    """A file of one class, and what must come of it."""

    number: int
    file: str
    want: dict[str, Any]
    content_type: str | None = None
    url: str | None = FEED_URL

    @property
    def body(self) -> bytes:
        return (CASES / self.file).read_bytes()


@dataclass(frozen=True, slots=True)
class InputClass:
    """One row of the list."""

    number: int
    group: str
    name: str
    code: str
    sent: str
    expected: str
    cases: tuple[Case, ...]
    why_not: str = ""
    note: str = ""


def classes() -> list[InputClass]:
    """Every class, in the order of the list."""
    rows = tomllib.loads((FOLDER / "classes.toml").read_text(encoding="utf-8"))["class"]
    files = [tuple(_case(row["number"], case) for case in row.pop("case", ())) for row in rows]
    return [InputClass(**row, cases=cases) for row, cases in zip(rows, files, strict=True)]


def _case(number: int, row: dict[str, Any]) -> Case:
    return Case(
        number=number,
        file=row["file"],
        want={name: value for name, value in row.items() if name not in _HOW},
        content_type=row.get("content_type"),
        url=row.get("url_of_feed", FEED_URL) or None,
    )


def wrong_of_feed(case: Case) -> list[str]:
    """What is wrong with what the reader makes of a file, in words; nothing when all is right."""
    try:
        feed = read(case.body, url=case.url, content_type=case.content_type, at=AT)
    except Quarantine as refused:
        wrong = [] if case.want.get("error") == refused.code else [f"refused: {refused.code}: {refused.message}"]
        return wrong + [
            f"not said: {piece}" for piece in case.want.get("message_has", ()) if piece not in refused.message
        ]
    return [f"{name}: {_found(feed, name)!r}" for name, want in case.want.items() if not _right(feed, name, want)]


def _right(feed: Feed, name: str, want: Any) -> bool:
    if name == "no":
        return all(_found(feed, field) is None for field in want)
    found = _found(feed, name)
    if name in ("published", "updated"):
        return bool(found == datetime.fromisoformat(want))
    if name.endswith("_has"):
        return all(piece in (found or "") for piece in want)
    if name.endswith("_lacks"):
        return not any(piece in (found or "") for piece in want)
    return bool(found == want)


def _found(feed: Feed, name: str) -> Any:
    if name == "count":
        return len(feed.entries)
    if name in ("titles", "last_title"):
        titles = [entry.title for entry in feed.entries]
        return titles if name == "titles" else titles[-1]
    if name in _OF_FEED:
        return getattr(feed, name)
    entry = feed.entries[0] if feed.entries else Entry(None, None)
    value = getattr(entry, name.removesuffix("_has").removesuffix("_lacks"), None)
    return list(value) if isinstance(value, tuple) else value
