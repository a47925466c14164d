"""days: one day in three calendars. Takes year, month and day, returns a date, or None when there is no such day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

from persiantools.jdatetime import JalaliDate

from mirnews.persian import lexicon

JALALI_YEARS = range(1300, 1501)  # a year in here is never Gregorian
GREGORIAN_YEARS = range(1900, 2101)
HIJRI_YEARS = range(1343, 1501)
_HIJRI_START = date(1924, 8, 1)  # 1 Muharram 1343, Umm al-Qura


def from_jalali(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a Jalali day of the years 1300 to 1500."""
    if year not in JALALI_YEARS:
        return None
    try:
        found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return found


def from_gregorian(year: int, month: int, day: int) -> date | None:
    """The date, for the years 1900 to 2100."""
    if year not in GREGORIAN_YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def from_hijri(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a Hijri day of 1343 to 1500 by Umm al-Qura; Iran's sighting may differ by a day."""
    if year not in HIJRI_YEARS or not 1 <= month <= 12:
        return None
    starts = _hijri_starts()
    index = (year - HIJRI_YEARS.start) * 12 + month - 1
    if not 1 <= day <= starts[index + 1] - starts[index]:
        return None
    return _HIJRI_START + timedelta(days=starts[index] + day - 1)


@cache
def _hijri_starts() -> tuple[int, ...]:
    """Days from 1 Muharram 1343 to the first of every month, and to the end of the last."""
    starts = [0]
    for line in lexicon.lines("umm_al_qura.txt"):
        for length in line.split()[1]:
            starts.append(starts[-1] + 28 + int(length))
    return tuple(starts)


def jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day of a Gregorian date in the Jalali calendar."""
    found = JalaliDate(day)  # type: ignore[no-untyped-call]
    return found.year, found.month, found.day


def hijri_year(day: date) -> int:
    """The Hijri year a Gregorian date falls in, by Umm al-Qura; the nearest one of the table outside it."""
    starts = _hijri_starts()
    passed = (day - _HIJRI_START).days
    index = max(0, bisect_right(starts, passed) - 1)
    return min(HIJRI_YEARS.start + index // 12, HIJRI_YEARS.stop - 1)
