"""dates: reads a date as a page prints it. Takes a text and the moment of reading, returns a When or None.

    fold → clock and offset off → weekday and labels off → one of: numbers, a day with its month, a relative phrase

Every word must be understood; what is left over makes the answer None, because a wrong date is worse than none.
The calendar comes from the month's name or from the year: 1300 to 1500 is never Gregorian.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mirnews.model import Calendar, Precision, When
from mirnews.persian import date_words as dw
from mirnews.persian import days, relative
from mirnews.persian.date_clock import Clock, take_clock
from mirnews.persian.digits import to_ascii

_RECENT = 60  # years back that a year of two digits may lie; nothing on the web is older
_LONGEST = 160  # characters; no printed date is longer
_WORD = re.compile(r"[^\W\d_]+|\d+")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)?(?!\d)")
_BETWEEN = re.compile(r"\s[-–—|•]\s|[()|،]|\sبرابر با\s|\sمطابق با\s|\sمصادف با\s")
_LONG_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_ISO_T = re.compile(r"(?<=\d)\s*t\s*(?=\d\d:)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s*([/.\-–])\s*(\d{1,2})\s*\2\s*(\d{1,4})(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})\s*[/\-]\s*(\d{1,2})(?!\d)|(?<!\d)(\d{1,2})\s*[/\-]\s*(\d{4})(?!\d)")


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
    if "t" in rest:
        rest = _COMPACT.sub(_spread, rest)
    rest, forced = _take_calendar(dw.NTH.sub("", rest))
    rest = dw.STUCK.sub(" ", rest)
    rest, clock, wrong = take_clock(_ISO_T.sub(" ", rest))
    if wrong:
        return None
    found = _read_day(rest, text, now, has_clock=clock is not None, lunar=forced == "hijri")
    if found is None:
        return _twice(text, at, zone)
    day, precision, calendar = found
    if forced and forced != calendar:
        return None
    if isinstance(day, datetime):
        return None if clock else When(day, precision, calendar)
    return _when(day, precision, calendar, clock, here)


def _twice(text: str, at: datetime, zone: str) -> When | None:
    """One day printed in two calendars, «۷ اسفند ۱۴۰۳ - ۲۵ فوریه ۲۰۲۵», where both agree."""
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) != 2 or not all(_LONG_YEAR.search(to_ascii(part)) for part in parts):
        return None
    first, second = (parse_date(part, at=at, zone=zone) for part in parts)
    if first is None or second is None or first.calendar == second.calendar:
        return None
    if first.value.date() != second.value.date():
        return None
    return first if second.precision == "day" else second if first.precision == "day" else None


def _spread(match: re.Match[str]) -> str:
    """20250225T102300 with its signs."""
    year, month, day, hour, minute, second = match.groups()
    return f"{year}-{month}-{day} {hour}:{minute}" + (f":{second}" if second else "")


def _take_calendar(text: str) -> tuple[str, Calendar | None]:
    """The text without the name of a calendar, and that calendar: «هجری قمری», «۱۴۰۳ ه.ش»."""
    if not dw.ANY_CALENDAR.search(text):
        return text, None
    if dw.LUNAR.search(text):
        return dw.LUNAR.sub(" ", text), "hijri"
    if dw.SOLAR.search(text):
        return dw.SOLAR.sub(" ", text), "jalali"
    if dw.COMMON.search(text):
        return dw.COMMON.sub(" ", text), "gregorian"
    return text, None


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _when(day: date, precision: Precision, calendar: Calendar, clock: Clock | None, here: tzinfo) -> When | None:
    if clock is None:
        return When(datetime(day.year, day.month, day.day, tzinfo=here), precision, calendar)
    if precision != "day":
        return None
    value = datetime(
        day.year, day.month, day.day, clock.hour, clock.minute, clock.second or 0, tzinfo=clock.offset or here
    )
    return When(value, clock.precision, calendar)


# ---- the day

Day = tuple[date | datetime, Precision, Calendar]
_Maker = Callable[[int, int, int], date | None]


def _read_day(text: str, printed: str, now: datetime, *, has_clock: bool, lunar: bool) -> Day | None:
    """The day, month or year that the text without its clock says, or the instant of a relative phrase."""
    numeric = _NUMERIC.search(text)
    if numeric:
        if not _only_noise(text[: numeric.start()] + " " + text[numeric.end() :]):
            return None
        if lunar:
            return _lunar_day(numeric[1], numeric[3], numeric[4])
        return _numeric_day(numeric[1], numeric.groups()[1:], printed, now)
    month = None if lunar else _YEAR_MONTH.search(text)
    if month and _only_noise(text[: month.start()] + " " + text[month.end() :]):
        return _month_of(int(month[1] or month[4]), int(month[2] or month[3]))
    words = _year_said(_WORD.findall(text), now)
    if lunar and not any(word in dw.HIJRI for word in words):
        return None
    return _named_day(words, now) or relative.read(words, now, has_clock=has_clock)


def _year_said(words: list[str], now: datetime) -> list[str]:
    """«امسال», «سال جاری», «پارسال», «سال گذشته» beside a Jalali month, as the year's number."""
    if not any(word in dw.JALALI for word in words):
        return words
    this = days.jalali(now.date())[0]
    said = {**dict.fromkeys(dw.THIS_YEAR, str(this)), **dict.fromkeys(dw.LAST_YEAR, str(this - 1))}
    return [
        said[word] if word in said and (word in ("امسال", "پارسال") or before == "سال") else word
        for before, word in zip(["", *words], words, strict=False)
    ]


def _only_noise(text: str) -> bool:
    return all(word in dw.NOISE or word in dw.WEEKDAYS for word in _WORD.findall(text))


def _by_year(year: int, month: int, day: int) -> tuple[date | None, Calendar]:
    """The day in the calendar that the year belongs to."""
    if year in days.JALALI_YEARS:
        return days.from_jalali(year, month, day), "jalali"
    return days.from_gregorian(year, month, day), "gregorian"


def _lunar_day(first: str, second: str, third: str) -> Day | None:
    year, day = (first, third) if len(first) == 4 else (third, first)
    found = days.from_hijri(int(year), int(second), int(day))
    return (found, "day", "hijri") if found else None


def _numeric_day(first: str, others: Sequence[str], printed: str, now: datetime) -> Day | None:
    """Year first or day first; the month first only where nothing else is possible.

    05/03/2025 in Latin digits is the fifth of March or the third of May, so it is None; Persian pages and those that
    write dots put the day first.
    """
    sign, second, third = others
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        year, month, day = a, b, c
    elif len(third) == 4:
        if c not in days.JALALI_YEARS and sign != "." and a != b and max(a, b) <= 12 and not _persian_digits(printed):
            return None
        year, month, day = (c, b, a) if b <= 12 else (c, a, b)
    else:
        return _short_year_day(a, b, c, printed, now) if len(first) <= 2 and len(third) <= 2 else None
    found, calendar = _by_year(year, month, day)
    return (found, "day", calendar) if found else None


def _short_year_day(a: int, b: int, c: int, printed: str, now: datetime) -> Day | None:
    """«۹۹/۱۲/۰۷»: year first, as Persian pages write it; in Latin digits only when it can be nothing else.

    None too where the last number may be the year as well («۰۱/۰۲/۰۳»), or where the year would be long past.
    """
    if a <= 31 and not _persian_digits(printed):
        return None
    this = days.jalali(now.date())[0]
    recent = range(this - _RECENT, this + 2)
    if _full_year(a, now) not in recent:
        return None
    if a <= 31 and a != c and _full_year(c, now) in recent and days.from_jalali(_full_year(c, now), b, a):
        return None
    found = days.from_jalali(_full_year(a, now), b, c)
    return (found, "day", "jalali") if found else None


def _persian_digits(printed: str) -> bool:
    return bool(re.search("[۰-۹٠-٩]", printed))


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
    return _with_month(months[0], numbers, now)


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) <= 4 else None
    return dw.ORDINALS.get(word, dw.NUMBERS.get(word))


def _bare_year(kept: list[str], numbers: list[int]) -> Day | None:
    if len(numbers) != 1 or len(kept[0]) != 4 or not kept[0].isdecimal():
        return None
    found, calendar = _by_year(numbers[0], 1, 1)
    return (found, "year", calendar) if found else None


def _with_month(name: str, numbers: list[int], now: datetime) -> Day | None:
    month, calendar, make = _month(name)
    if not numbers or 0 in numbers[:1]:
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
