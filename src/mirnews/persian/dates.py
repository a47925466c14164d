"""dates: reads a date as a page prints it. Takes a text and the moment of reading, returns a When or None.

    fold → clock and offset off → weekday and labels off → one of: numbers, a day with its month, a relative phrase

Every word must be understood; what is left over makes the answer None, because a wrong date is worse than none.
The calendar comes from the month's name or from the year: 1300 to 1500 is never Gregorian.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mirnews.model import Calendar, Precision, When
from mirnews.persian import date_words as dw
from mirnews.persian import days, relative

_LONGEST = 160  # characters; no printed date is longer
_WORD = re.compile(r"[^\W\d_]+|\d+")
_ISO_T = re.compile(r"(?<=\d)\s*t\s*(?=\d\d:)")
_CLOCK = re.compile(r"(?<![\d:/.\-])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?![\d:])")
_OFFSET = re.compile(r"\s*\(?(?:(?:gmt|utc)\s*)?([+\-−])(\d{2}):?(\d{2})\)?(?!\s*[\d/.\-])")
_ZONE = re.compile(r"\s*\(?\b(z|gmt|utc|ut|irst|irdt|irt|aft|est|edt|cst|cdt|pst|pdt|bst|cet|cest|msk)\b\)?")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s*([/.\-–])\s*(\d{1,2})\s*\2\s*(\d{1,4})(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})\s*[/\-]\s*(\d{1,2})(?!\d)|(?<!\d)(\d{1,2})\s*[/\-]\s*(\d{4})(?!\d)")
_HOUR = re.compile(r"\bساعت (\d{1,2})(?: و (\d{1,2}) دقیقه)?(?![\d:/])")
_HOUR_PART = re.compile(r"(?<![\d/:.\-])(\d{1,2}) (صبح|بامداد|عصر|شب|بعدازظهر|ظهر|am|pm)\b")

# Hours from UTC. IRST and IRDT are what Iranian servers print; the rest are those of RFC 822 and of our neighbours.
_ZONES = {
    "z": 0.0, "gmt": 0.0, "utc": 0.0, "ut": 0.0, "irst": 3.5, "irt": 3.5, "irdt": 4.5, "aft": 4.5,
    "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "pst": -8.0, "pdt": -7.0,
    "bst": 1.0, "cet": 1.0, "cest": 2.0, "msk": 3.0,
}  # fmt: skip


@dataclass(slots=True)
class _Clock:
    """A time of day as printed."""

    hour: int
    minute: int = 0
    second: int | None = None
    precision: Precision = "minute"
    offset: timezone | None = None


def parse_date(text: str, *, at: datetime, zone: str = "Asia/Tehran") -> When | None:
    """A date as a page prints it, or None when it is none.

    `at` is the moment of reading (aware), for relative phrases and dates without a year, which are the nearest not
    after it. The value keeps the printed offset, else it has that of `zone` at that instant. A day, month or year is
    midnight of its first day. Hijri days are those of Umm al-Qura.
    """
    if not text or len(text) > _LONGEST:
        return None
    here = _zone(zone)
    now = at.astimezone(here)
    rest = dw.folded(text)
    for sign, pattern, made in dw.TWO_WORDS:
        if sign in rest:
            rest = pattern.sub(made, rest)
    rest = dw.STUCK.sub(" ", rest)
    rest, clock, wrong = _take_clock(_ISO_T.sub(" ", rest))
    if wrong:
        return None
    found = _read_day(rest, text, now, clock is not None)
    if found is None:
        return None
    day, precision, calendar = found
    if isinstance(day, datetime):
        return None if clock else When(day, precision, calendar)
    return _when(day, precision, calendar, clock, here)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _when(day: date, precision: Precision, calendar: Calendar, clock: _Clock | None, here: tzinfo) -> When | None:
    if clock is None:
        return When(datetime(day.year, day.month, day.day, tzinfo=here), precision, calendar)
    if precision != "day":
        return None
    value = datetime(
        day.year, day.month, day.day, clock.hour, clock.minute, clock.second or 0, tzinfo=clock.offset or here
    )
    return When(value, clock.precision, calendar)


# ---- the time of day


def _take_clock(text: str) -> tuple[str, _Clock | None, bool]:
    """The text without its time of day, that time, and whether what stands there cannot be one."""
    match = _CLOCK.search(text)
    if match:
        clock = _Clock(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        clock.precision = "second" if match[3] else "minute"
    else:
        match = _HOUR.search(text) or _HOUR_PART.search(text)
        if match is None:
            return text, None, False
        if relative.is_count(text, match.end()):
            return text, None, False
        minute = match[2] if match.re is _HOUR else None
        clock = _Clock(int(match[1]), int(minute or 0), None, "minute" if minute else "hour")
    end = match.end() if match.re is not _HOUR_PART else match.end(1)
    after, clock.offset = _take_offset(text[end:])
    after, half = _take_half(after)
    if half is not None:
        clock.hour = _by_half(clock.hour, half)
    before = re.sub(r"\bساعت\s*$", "", text[: match.start()])
    wrong = clock.hour > 23 or clock.minute > 59 or (clock.second or 0) > 59
    return f"{before} {after}", clock, wrong


def _take_offset(text: str) -> tuple[str, timezone | None]:
    match = _OFFSET.match(text)
    if match and int(match[2]) < 15 and int(match[3]) < 60:
        delta = timedelta(hours=int(match[2]), minutes=int(match[3]))
        return text[match.end() :], timezone(delta if match[1] == "+" else -delta)
    named = _ZONE.match(text)
    if named:
        return text[named.end() :], timezone(timedelta(hours=_ZONES[named[1]]))
    return text, None


def _take_half(text: str) -> tuple[str, str | None]:
    match = re.match(r"\s*([^\W\d_]+(?:\.m)?)\.?", text)
    if match and match[1] in dw.MORNING | dw.EVENING:
        return text[match.end() :], match[1]
    return text, None


def _by_half(hour: int, half: str) -> int:
    """The hour of 24: ۸ شب is 20, ۱۲ شب is 0, ۱ ظهر is 13."""
    if half in dw.MORNING or half == "نیمهشب":
        return 0 if hour == 12 and half != "صبح" else hour
    if hour == 12:
        return 0 if half == "شب" else 12
    return hour + 12 if hour < (6 if half == "ظهر" else 12) and not (half == "شب" and hour < 4) else hour


# ---- the day

Day = tuple[date | datetime, Precision, Calendar]
_Maker = Callable[[int, int, int], date | None]


def _read_day(text: str, printed: str, now: datetime, has_clock: bool) -> Day | None:
    """The day, month or year that the text without its clock says, or the instant of a relative phrase."""
    numeric = _NUMERIC.search(text)
    if numeric:
        if not _only_noise(text[: numeric.start()] + " " + text[numeric.end() :]):
            return None
        return _numeric_day(numeric[1], numeric[3], numeric[4], printed, now)
    month = _YEAR_MONTH.search(text)
    if month and _only_noise(text[: month.start()] + " " + text[month.end() :]):
        return _month_of(int(month[1] or month[4]), int(month[2] or month[3]))
    words = _WORD.findall(text)
    return _named_day(words, now) or relative.read(words, now, has_clock=has_clock)


def _only_noise(text: str) -> bool:
    return all(word in dw.NOISE or word in dw.WEEKDAYS for word in _WORD.findall(text))


def _by_year(year: int, month: int, day: int) -> tuple[date | None, Calendar]:
    """The day in the calendar that the year belongs to."""
    if year in days.JALALI_YEARS:
        return days.from_jalali(year, month, day), "jalali"
    return days.from_gregorian(year, month, day), "gregorian"


def _numeric_day(first: str, second: str, third: str, printed: str, now: datetime) -> Day | None:
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        year, month, day = a, b, c
    elif len(third) == 4:
        year, month, day = (c, b, a) if b <= 12 else (c, a, b)
    else:
        return _short_year_day(a, b, c, printed, now) if len(first) <= 2 and len(third) <= 2 else None
    found, calendar = _by_year(year, month, day)
    return (found, "day", calendar) if found else None


def _short_year_day(a: int, b: int, c: int, printed: str, now: datetime) -> Day | None:
    """«۹۹/۱۲/۰۷»: year first, as Persian pages write it; in Latin digits only when it can be nothing else."""
    if a <= 31 and not re.search("[۰-۹٠-٩]", printed):
        return None
    found = days.from_jalali(_full_year(a, now), b, c)
    return (found, "day", "jalali") if found else None


def _full_year(year: int, now: datetime) -> int:
    """A Jalali year of two digits: the century that does not put it more than a year ahead."""
    this = days.jalali(now.date())[0]
    return 1400 + year if 1400 + year <= this + 1 else 1300 + year


def _month_of(year: int, month: int) -> Day | None:
    found, calendar = _by_year(year, month, 1)
    return (found, "month", calendar) if found else None


def _named_day(words: list[str], now: datetime) -> Day | None:
    """«۷ اسفند ۱۴۰۳», «آذر ۱۴۰۲», «25 Feb 2025», «۱۴۰۲»: all words must fit."""
    kept = [word for word in words if word not in dw.NOISE and word not in dw.WEEKDAYS]
    months = [word for word in kept if word in dw.JALALI or word in dw.GREGORIAN or word in dw.HIJRI]
    numbers = [n for word in kept if word not in months and (n := _number(word)) is not None]
    if len(months) + len(numbers) != len(kept) or len(months) > 1 or len(numbers) > 2:
        return None
    if not months:
        return _bare_year(kept, numbers)
    return _with_month(months[0], kept, numbers, now)


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) <= 4 else None
    return dw.ORDINALS.get(word, dw.NUMBERS.get(word))


def _bare_year(kept: list[str], numbers: list[int]) -> Day | None:
    if len(numbers) != 1 or len(kept[0]) != 4 or not kept[0].isdecimal():
        return None
    found, calendar = _by_year(numbers[0], 1, 1)
    return (found, "year", calendar) if found else None


def _with_month(name: str, kept: list[str], numbers: list[int], now: datetime) -> Day | None:
    month, calendar, make = _month(name)
    if not numbers:
        return None
    day, year = _day_and_year(numbers)
    if year is None:
        return _nearest(month, day or 1, calendar, now)
    found = make(_complete(year, calendar, now), month, day or 1)
    return (found, "month" if day is None else "day", calendar) if found else None


def _day_and_year(numbers: list[int]) -> tuple[int | None, int | None]:
    """Which of the numbers beside a month is the day: the small one, or the first of two small ones."""
    if len(numbers) == 1:
        return (numbers[0], None) if numbers[0] <= 31 else (None, numbers[0])
    first, second = numbers
    return (second, first) if first > 31 else (first, second)


def _month(name: str) -> tuple[int, Calendar, _Maker]:
    if name in dw.JALALI:
        return dw.JALALI[name], "jalali", days.from_jalali
    if name in dw.GREGORIAN:
        return dw.GREGORIAN[name], "gregorian", days.from_gregorian
    return dw.HIJRI[name], "hijri", days.from_hijri


def _complete(year: int, calendar: Calendar, now: datetime) -> int:
    """A year of two digits in full; RFC 822 allows them too."""
    if year > 99:
        return year
    if calendar == "jalali":
        return _full_year(year, now)
    return year + (2000 if year < 70 else 1900) if calendar == "gregorian" else year


def _nearest(month: int, day: int, calendar: Calendar, now: datetime) -> Day | None:
    """The day of that name nearest to `now` and not after it."""
    make = {"jalali": days.from_jalali, "gregorian": days.from_gregorian, "hijri": days.from_hijri}[calendar]
    this = {"jalali": days.jalali(now.date())[0], "gregorian": now.year, "hijri": days.hijri_year(now.date())}[calendar]
    for year in range(this, this - 9, -1):  # 29 February may be eight years back
        found = make(year, month, day)
        if found and found <= now.date():
            return found, "day", calendar
    return None
