"""dates: which of a page's dates is the instant of publication. Pure.

Order: JSON-LD, meta in ISO form, meta in Jalali, visible date by rule; the first that is as fine as an hour wins, and
a mere day only when nothing is finer. The whole page is never searched: that finds the year of the footer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mirnews.extract.lines import without_date_label
from mirnews.model import When
from mirnews.persian.calendar import parse_date

MAX_DATE = 120  # characters of a date with what stands around it
FUTURE = timedelta(days=2)  # later than this after `at` is a date of something else
EARLIEST = 1990  # a year before it is a default of some system (1970, 0001), or of what the text is about
_WHOLE = re.compile(r"(?:19[5-9]|20[0-9])\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-](?:0\d|1[0-2]):[0-5]\d)", re.ASCII)
_REGION = re.compile(r"\[[\w/+-]{1,40}\]$")  # «…Z[UTC]», as Java prints
_ISO = re.compile(r"^\s*\d{4}-\d{1,2}-\d{1,2}")
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_TIME_FIRST = re.compile(r"^(\d{1,2}:\d{2}(?::\d{2})?)\s+(\d{4}-\d{2}-\d{2})$")


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads dates as seen at an instant, in the zone that holds where none is printed."""

    at: datetime
    zone: str = "Asia/Tehran"

    def read(self, text: str | None) -> When | None:
        """One date, or None for what is no date, or one that lies in the future."""
        text = (text or "").strip()
        if not text or len(text) > MAX_DATE:
            return None
        when = _iso(text) or parse_date(
            _day_last(_REGION.sub("", without_date_label(text))), at=self.at, zone=self.zone
        )
        return when if when and when.value.year >= EARLIEST and when.value <= self.at + FUTURE else None

    def best(self, texts: Iterable[str | None]) -> When | None:
        """The first that is an instant, else the first day. A midnight gives way to another time of its day.

        An instant whose offset was put there by mistake gives way to the one that shows it (`_misprinted`).
        """
        found = [when for text in dict.fromkeys(texts) if (when := self.read(text))]
        instants = [when for when in found if when.is_instant]
        if not instants:
            return found[0] if found else None
        chosen = instants[0]
        if _is_midnight(chosen):
            day = chosen.value.date()
            return next((w for w in instants if not _is_midnight(w) and w.value.date() == day), chosen)
        return next((when for when in instants if _misprinted(chosen, when)), chosen)


def _iso(text: str) -> When | None:
    """The instant of a whole ISO date of our time, as most heads have it: what `parse_date` makes of it, at once."""
    if not _WHOLE.fullmatch(text):
        return None
    try:
        return When(datetime.fromisoformat(text), "second", "gregorian")
    except ValueError:
        return None


def zone_of(zone: str, host: str | None) -> str:
    """The zone of dates without one: a profile's Tehran is Kabul at a host of Afghanistan."""
    return "Asia/Kabul" if zone == "Asia/Tehran" and (host or "").endswith(".af") else zone


def in_order(texts: Iterable[str]) -> list[str]:
    """Dates of metas: those in ISO form before the others, otherwise as they stand."""
    return sorted(texts, key=lambda text: not _ISO.match(text))


def _misprinted(head: When, seen: When) -> bool:
    """Does a Jalali date of the page show that the offset in its head is false?

    Systems print local time with a `Z`, or with the +03:30 of winter in summer. Then both say the same hour and minute
    of the same day, which by chance they never do.
    """
    if seen.calendar != "jalali" or head.calendar != "gregorian" or seen.value.utcoffset() == head.value.utcoffset():
        return False
    is_usual = head.value.utcoffset() in (timedelta(0), timedelta(hours=3, minutes=30))
    return is_usual and f"{head.value:%F %H:%M}" == f"{seen.value:%F %H:%M}"


def _is_midnight(when: When) -> bool:
    return (when.value.hour, when.value.minute, when.value.second) == (0, 0, 0)


def _day_last(text: str) -> str:
    """«09:30 08.02.2024», day first as dots always mean, as an ISO date."""
    dashed = _DOTTED.sub(lambda m: f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}", text)
    return _TIME_FIRST.sub(r"\2 \1", dashed) if dashed != text else text
