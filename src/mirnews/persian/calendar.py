"""calendar: dates as Persian readers expect them. Takes an instant, returns text; `parse_date` reads the other way."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from mirnews.persian import days
from mirnews.persian.dates import parse_date
from mirnews.persian.digits import to_persian
from mirnews.persian.letters import HAMZA_ABOVE, ZWNJ
from mirnews.persian.lexicon import word_list

__all__ = ["clock_time_fa", "gregorian_date_en", "gregorian_date_fa", "jalali_date", "jalali_datetime", "parse_date"]

_TEHRAN = "Asia/Tehran"
_WEEKDAYS = ("دوشنبه", f"سه{ZWNJ}شنبه", "چهارشنبه", f"پنج{ZWNJ}شنبه", "جمعه", "شنبه", "یکشنبه")
_JALALI_MONTHS = word_list("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند")
_MONTHS_FA = word_list("ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر")
_MONTHS_EN = word_list("January February March April May June July August September October November December")


def _local(when: datetime, zone: str) -> datetime:
    return when.astimezone(ZoneInfo(zone))


def jalali_date(when: datetime, *, zone: str = _TEHRAN) -> str:
    """Weekday, day, month and year in the Jalali calendar, Persian digits, as in ۷ اسفند ۱۴۰۳."""
    local = _local(when, zone)
    year, month, day = days.jalali(local.date())
    return to_persian(f"{_WEEKDAYS[local.weekday()]} {day} {_JALALI_MONTHS[month - 1]} {year}")


def jalali_datetime(when: datetime, *, zone: str = _TEHRAN) -> str:
    """The Jalali date with the time of day after a comma."""
    return f"{jalali_date(when, zone=zone)}، {clock_time_fa(when, zone=zone)}"


def gregorian_date_fa(when: datetime, *, zone: str = _TEHRAN) -> str:
    """Day, month and year in the Gregorian calendar, in Persian: ۲۵ فوریهٔ ۲۰۲۵."""
    local = _local(when, zone)
    name = _MONTHS_FA[local.month - 1]
    if name.endswith("ه"):
        name += HAMZA_ABOVE
    return to_persian(f"{local.day} {name} {local.year}")


def gregorian_date_en(when: datetime, *, zone: str = _TEHRAN) -> str:
    """Day, month and year in English: 25 February 2025."""
    local = _local(when, zone)
    return f"{local.day} {_MONTHS_EN[local.month - 1]} {local.year}"


def clock_time_fa(when: datetime, *, zone: str = _TEHRAN) -> str:
    """The time of day, hours of 24, Persian digits: ۱۰:۲۳."""
    return to_persian(_local(when, zone).strftime("%H:%M"))
