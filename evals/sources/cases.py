"""cases: our own broken, strange and hostile feeds, a file each, and what `cases/cases.toml` says each must give."""

from __future__ import annotations

import time
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mirnews import sources
from mirnews.errors import Quarantine
from mirnews.model import Entry, Feed

FOLDER = Path(__file__).parent / "cases"
AT = datetime(2025, 2, 25, 12, tzinfo=UTC)
MAX_SECONDS = 2.0
_HOW = ("file", "why", "null", "content_type", "url_of_feed")
_TIMES = ("published", "updated")
_OF_FEED = ("format", "malformed", "sitemaps")


@dataclass(frozen=True, slots=True)
class Case:
    """One file: why it is here, what it must give, and how it came."""

    file: str
    why: str
    want: dict[str, Any]
    null: tuple[str, ...] = ()
    content_type: str | None = None
    url: str | None = None

    @property
    def family(self) -> str:
        """The first word of its name: encoding, date, link …"""
        return self.file.partition("-")[0].partition(".")[0]


@dataclass(slots=True)
class Outcome:
    """What came of a case: what was wrong, in words; nothing when all is right."""

    case: Case
    wrong: list[str] = field(default_factory=list)


def cases() -> list[Case]:
    """Every case, in the order of the list."""
    table = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))["case"]
    return [
        Case(
            file=row["file"],
            why=row["why"],
            want={name: value for name, value in row.items() if name not in _HOW},
            null=tuple(row.get("null", ())),
            content_type=row.get("content_type"),
            url=row.get("url_of_feed"),
        )
        for row in table
    ]


def outcome(case: Case) -> Outcome:
    """Read the file of a case and compare. A traceback, or more than two seconds, is wrong, too."""
    body, started = (FOLDER / case.file).read_bytes(), time.process_time()
    result = Outcome(case)
    try:
        feed = sources.read(body, url=case.url, content_type=case.content_type, at=AT)
    except Quarantine as refused:
        if case.want.get("error") != refused.code:
            result.wrong.append(f"refused: {refused.code}")
    except Exception as error:  # any other is a fault of ours, and shown as one
        result.wrong.append(f"{type(error).__name__}: {error}")
    else:
        result.wrong += _compared(case, feed)
    if time.process_time() - started > MAX_SECONDS:
        result.wrong.append("too slow")
    return result


def _compared(case: Case, feed: Feed) -> list[str]:
    entry = feed.entries[0] if feed.entries else Entry(None, None)
    found = {name: _found(feed, entry, name) for name in (*case.want, *case.null)}
    wrong = [f"{n}: {found[n]!r}" for n, want in case.want.items() if not _right(n, want, found[n])]
    return wrong + [f"{name}: {found[name]!r}" for name in case.null if found[name] is not None]


def _found(feed: Feed, entry: Entry, name: str) -> Any:
    if name == "count":
        return len(feed.entries)
    if name in _OF_FEED:
        value = getattr(feed, name)
        return list(value) if isinstance(value, tuple) else value
    if name == "image":
        return entry.images[0].url if entry.images else None
    value = getattr(entry, name.removesuffix("_has").removesuffix("_lacks"), None)
    return list(value) if isinstance(value, tuple) else value


def _right(name: str, want: Any, found: Any) -> bool:
    if name in _TIMES:
        return bool(found == datetime.fromisoformat(want))
    if name.endswith("_has"):
        return want in (found or "")
    if name.endswith("_lacks"):
        return not any(piece in (found or "") for piece in want)
    return bool(want == found)
