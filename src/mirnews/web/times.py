"""times: instants in words: Jalali with Gregorian beside it, how long ago, the short form of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mirnews.locale import Language
from mirnews.persian import calendar

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A time as printed, its ISO form for `<time datetime>`, and the same day in the other calendar."""

    text: str
    iso: str
    other: str = ""


def full(when: datetime, language: Language, zone: str, *, with_clock: bool = True) -> TimeWords:
    """Date and time for a title block: «دوشنبه ۲۹ بهمن ۱۴۰۳، ۱۶:۳۰» beside «۱۷ فوریهٔ ۲۰۲۵», in either language."""
    local = when.astimezone(ZoneInfo(zone))
    clock = with_clock and not _is_midnight(local)
    iso = local.isoformat(timespec="minutes") if clock else local.date().isoformat()
    if language == "en":
        day = f"{_WEEKDAYS[local.weekday()]} {calendar.gregorian_date_en(when, zone=zone)}"
        text = day + (f", {local:%H:%M}" if clock else "")
        return TimeWords(text, iso, calendar.jalali_date(when, zone=zone))
    text = calendar.jalali_date(when, zone=zone) + (f"، {calendar.clock_time_fa(when, zone=zone)}" if clock else "")
    return TimeWords(text, iso, calendar.gregorian_date_fa(when, zone=zone))


def short(when: datetime, now: datetime, language: Language, zone: str) -> TimeWords:
    """The form of a list: the time alone today, else day and month with it, and the year when it is another."""
    local, today = when.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    iso = local.isoformat(timespec="minutes")
    clock = f"{local:%H:%M}" if language == "en" else calendar.clock_time_fa(when, zone=zone)
    if local.date() == today.date() and not _is_midnight(local):
        return TimeWords(clock, iso)
    day = _day(when, now, language, zone)
    comma = ", " if language == "en" else "، "
    return TimeWords(day if _is_midnight(local) else f"{day}{comma}{clock}", iso)


def day(when: datetime, language: Language, zone: str) -> TimeWords:
    """A whole day: «دوشنبه ۲۹ بهمن ۱۴۰۳» with «۱۷ فوریهٔ ۲۰۲۵»."""
    return full(when, language, zone, with_clock=False)


def ago(seconds: float) -> tuple[str, int]:
    """How long ago, as a key under `[ago]` of the locale and the number that goes in."""
    for key, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= size:
            return key, int(seconds // size)
    return "now", 0


def _day(when: datetime, now: datetime, language: Language, zone: str) -> str:
    """Day and month; with the year when `now` lies in another one."""
    if language == "en":
        words = calendar.gregorian_date_en(when, zone=zone)
        same = words.split()[-1] == calendar.gregorian_date_en(now, zone=zone).split()[-1]
    else:
        words = calendar.jalali_date(when, zone=zone).split(" ", 1)[1]
        same = words.split()[-1] == calendar.jalali_date(now, zone=zone).split()[-1]
    return words.rsplit(" ", 1)[0] if same else words


def _is_midnight(local: datetime) -> bool:
    """Sources that print a day only come out as midnight; no clock is shown then."""
    return (local.hour, local.minute, local.second) == (0, 0, 0)
