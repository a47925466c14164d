"""wishes: what a feed asks of those who poll it: RSS 2.0 `ttl`, `skipHours`, `skipDays`; the syndication module.

What a feed says of itself is often what its software always says. WordPress writes `hourly`, once, into every feed, the
busiest too; that counts as nothing said. A feed that skips all hours or all days means something else.
"""

from __future__ import annotations

import re

from mirnews.model import Wishes
from mirnews.sources.names import Element, Fields, name_of
from mirnews.sources.text import first_text, text_of

_NUMBER = re.compile(r"\d{1,7}(?:\.\d{1,3})?", re.ASCII)
_MOST_SECONDS = 315_360_000.0  # ten years: the poller has its own, much shorter patience
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_UNSAID = ("hourly", 1.0)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LOOKED_AT = 100  # values of one list; there are 24 hours


def wishes_of(head: Fields) -> Wishes | None:
    """What the head of a feed asks for; None when it asks for nothing that can be understood."""
    minutes = _number(first_text(head.get("ttl")))
    hours = {int(hour) % 24 for text in _listed(head, "skiphours", "hour") if 0 <= (hour := _number(text, -1.0)) <= 24}
    days = {_DAYS.index(text.lower()) for text in _listed(head, "skipdays", "day") if text.lower() in _DAYS}
    found = Wishes(
        ttl_seconds=min(max(60.0 * minutes, _period(head)), _MOST_SECONDS),
        skip_hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        skip_days=tuple(sorted(days)) if len(days) < 7 else (),
    )
    return None if found == Wishes() else found


def _period(head: Fields) -> float:
    """Seconds between two updates by the syndication module: a period, divided by how often in it; 0 for none."""
    named, often = first_text(head.get("sy:updateperiod")), first_text(head.get("sy:updatefrequency"))
    if named is None and often is None:
        return 0.0
    period, times = (named or "daily").strip().lower(), _number(often, 1.0)
    if period not in _PERIODS or times <= 0 or (period, times) == _UNSAID:
        return 0.0
    return _PERIODS[period] / times


def _listed(head: Fields, group: str, name: str) -> list[str]:
    inner: list[Element] = [child for element in head.get(group, ()) for child in element if name_of(child) == name]
    return [text.strip() for child in inner[:_LOOKED_AT] if (text := text_of(child))]


def _number(text: str | None, otherwise: float = 0.0) -> float:
    found = (text or "").strip()
    return float(found) if _NUMBER.fullmatch(found) else otherwise
