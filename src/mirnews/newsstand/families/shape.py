"""shape: what the server must know of a publishing system: its addresses. Paths start with a slash, letters are raw."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mirnews.newsstand.records import Piece, Section

TEHRAN = ZoneInfo("Asia/Tehran")


@dataclass(frozen=True, slots=True)
class Family:
    """The addresses of one system.

    `article_pattern` finds the number of a piece, as group 1, in a path with its query: the number, not the slug, is
    the identity, so an address with another slug or none answers too. `headlines` is how many of everybody's newest
    headlines stand below a text; 0 for a system that shows its own alone.
    """

    feed_path: str
    feed_type: str
    article_path: Callable[[Piece], str]
    section_path: Callable[[Section], str]
    image_path: Callable[[Piece], str]
    article_pattern: re.Pattern[str]
    headlines: int = 0

    def number(self, path: str) -> int | None:
        """The number of the piece that a path (with its query) asks for."""
        found = self.article_pattern.fullmatch(path)
        return int(found[1]) if found else None
