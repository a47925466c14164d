"""listed: pages that list articles (`listings/`), a file each, with what they list: found items against true ones."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urljoin
from zoneinfo import ZoneInfo

from mirnews.errors import Quarantine
from mirnews.model import Entry
from mirnews.sources import read_listing

FOLDER = Path(__file__).parent / "listings"
AT = datetime(2024, 2, 10, 12, tzinfo=UTC)
TEHRAN = ZoneInfo("Asia/Tehran")
_A_MINUTE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page: why it is here, whose markup it has (None: nobody's), and its items as address, title, time."""

    file: str
    why: str
    url: str
    items: tuple[tuple[str, str, str], ...]
    family: str | None = None
    held_out: bool = False

    @property
    def body(self) -> bytes:
        """The page as it is sent."""
        return (FOLDER / self.file).read_bytes()


@dataclass(slots=True)
class Found:
    """What reading a page gave: addresses, right titles and right times, and what was wrong, in words."""

    page: Listed
    right: int = 0
    found: int = 0
    titles: int = 0
    dated: int = 0
    dates: int = 0
    wrong: list[str] = field(default_factory=list)


def pages() -> list[Listed]:
    """Every page, in the order of the list."""
    table = tomllib.loads((FOLDER / "pages.toml").read_text(encoding="utf-8"))["page"]
    return [Listed(items=tuple(map(tuple, row.pop("items"))), **row) for row in table]


def read(page: Listed) -> Found:
    """Read a page and compare."""
    result = Found(page)
    try:
        entries = read_listing(page.body, page.url, AT).entries
    except Quarantine as refused:
        result.wrong.append(f"refused: {refused.code}")
        entries = ()
    by_url = {unquote(entry.url or ""): entry for entry in entries}
    wanted = {unquote(urljoin(page.url, url)): (title, when) for url, title, when in page.items}
    result.found = len(entries)
    result.wrong += [f"too much: {url}" for url in by_url if url not in wanted]
    for url, (title, when) in wanted.items():
        if url in by_url:
            result.right += 1
            _compare(result, by_url[url], " ".join(title.split()), when)
        else:
            result.wrong.append(f"missing: {url}")
    return result


def _compare(result: Found, entry: Entry, title: str, when: str) -> None:
    result.titles += entry.title == title
    if entry.title != title:
        result.wrong.append(f"title: {entry.title!r}, not {title!r}")
    if when:
        result.dated += 1
        is_right = _is_at(entry.published, when)
        result.dates += is_right
        if not is_right:
            result.wrong.append(f"time: {entry.published}, not {when}")


def _is_at(found: datetime | None, when: str) -> bool:
    if found is None:
        return False
    if len(when) == len("2024-02-10"):
        return found.astimezone(TEHRAN).date() == date.fromisoformat(when)
    return abs(found - datetime.fromisoformat(when)) <= _A_MINUTE


def figures(results: Sequence[Found], prefix: str = "listing") -> dict[str, float]:
    """Precision and recall over all items of these pages, and the shares of right titles and times of those found."""
    right = sum(one.right for one in results)
    return {
        f"{prefix}_items_p": right / max(1, sum(one.found for one in results)),
        f"{prefix}_items_r": right / max(1, sum(len(one.page.items) for one in results)),
        f"{prefix}_titles": sum(one.titles for one in results) / max(1, right),
        f"{prefix}_dates": sum(one.dates for one in results) / max(1, sum(one.dated for one in results)),
    }
