"""date_clock: the time of day in a printed date. Takes the folded text, returns what is left of it and the time.

«ساعت ۱۰:۲۳», «۹ صبح», «10:23:00 +0330»: hours of twelve by the word beside them, offsets also in the forms that broken
feeds write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone

from mirnews.model import Precision
from mirnews.persian import date_words as dw
from mirnews.persian.relative import is_count

_CLOCK = re.compile(r"(?<![\d:/.\-])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?![\d:])(?: ?دقیقه\b)?")
# +0330, +03:30, and what broken feeds write: GMT+3:30, +330, +03
_OFFSET = re.compile(
    r"\s*\(?(?:(?:gmt|utc)\s*)?([+\-−])(?:(\d{2}):?(\d{2})|(\d):?(\d{2})|(\d{2})(?=\)?\s*$))\)?(?!\s*[\d/.\-:])"
)
_ZONE = re.compile(r"\s*\(?\b(z|gmt|utc|ut|irst|irdt|irt|aft|est|edt|cst|cdt|pst|pdt|bst|cet|cest|msk)\b\)?")
_HOUR = re.compile(r"\bساعت (\d{1,2})(?: و (\d{1,2}) دقیقه)?(?![\d:/])")
_HOUR_WORD = re.compile(r"\bساعت\s*$")
_HALF = re.compile(r"\s*([^\W\d_]+(?:\.m)?)\.?")
_HOUR_PART = re.compile(r"(?<![\d/:.\-])(\d{1,2}) (صبح|بامداد|عصر|شب|بعدازظهر|ظهر|am|pm)\b")
_NIGHTS = {"امشب": "شب", "دیشب": "شب", "پریشب": "شب"}
# Hours from UTC. IRST and IRDT are what Iranian servers print; the rest are those of RFC 822 and of our neighbours.
_ZONES = {
    "z": 0.0, "gmt": 0.0, "utc": 0.0, "ut": 0.0, "irst": 3.5, "irt": 3.5, "irdt": 4.5, "aft": 4.5,
    "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "pst": -8.0, "pdt": -7.0,
    "bst": 1.0, "cet": 1.0, "cest": 2.0, "msk": 3.0,
}  # fmt: skip


@dataclass(slots=True)
class Clock:
    """A time of day as printed."""

    hour: int
    minute: int = 0
    second: int | None = None
    precision: Precision = "minute"
    offset: timezone | None = None


def take_clock(text: str) -> tuple[str, Clock | None, bool]:
    """The text without its time of day, that time, and whether what stands there cannot be one."""
    match = _CLOCK.search(text)
    if match:
        clock = Clock(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        clock.precision = "second" if match[3] else "minute"
    else:
        match = _HOUR.search(text) or _HOUR_PART.search(text)
        if match is None:
            return text, None, False
        if is_count(text, match.end()):
            return text, None, False
        minute = match[2] if match.re is _HOUR else None
        clock = Clock(int(match[1]), int(minute or 0), None, "minute" if minute else "hour")
    end = match.end() if match.re is not _HOUR_PART else match.end(1)
    after, clock.offset = _take_offset(text[end:])
    after, half = _take_half(after)
    half = half or _half_before(text[: match.start()])
    wrong = half is not None and clock.hour > 12 and half in ("am", "صبح")
    if half is not None:
        clock.hour = _by_half(clock.hour, half)
    before = _HOUR_WORD.sub("", text[: match.start()])
    wrong = wrong or clock.hour > 23 or clock.minute > 59 or (clock.second or 0) > 59
    return f"{before} {after}", clock, wrong


def _take_offset(text: str) -> tuple[str, timezone | None]:
    match = _OFFSET.match(text)
    hours, minutes = (int(match[2] or match[4] or match[6]), int(match[3] or match[5] or 0)) if match else (99, 0)
    # -14:03 is no offset of any place, but may be a year: «10:23 -1403 …».
    if match and hours <= (14 if match[1] == "+" else 12) and minutes in (0, 15, 30, 45):
        delta = timedelta(hours=hours, minutes=minutes)
        return text[match.end() :], timezone(delta if match[1] == "+" else -delta)
    named = _ZONE.match(text)
    if named:
        return text[named.end() :], timezone(timedelta(hours=_ZONES[named[1]]))
    return text, None


def _take_half(text: str) -> tuple[str, str | None]:
    match = _HALF.match(text)
    if match and match[1] in dw.MORNING | dw.EVENING:
        return text[match.end() :], match[1]
    return text, None


def _half_before(text: str) -> str | None:
    """The part of the day that is named before its clock: «عصر امروز ساعت ۵», «دیشب ساعت ۱۱»."""
    words = text.split()
    named = [_NIGHTS.get(word, word) for word in words if word in dw.MORNING | dw.EVENING or word in _NIGHTS]
    return named[0] if len(named) == 1 else None


def _by_half(hour: int, half: str) -> int:
    """The hour of 24: ۸ شب is 20, ۱۲ شب is 0, ۱ ظهر is 13."""
    if half in dw.MORNING or half == "نیمهشب":
        return 0 if hour == 12 and half != "صبح" else hour
    if hour == 12:
        return 0 if half == "شب" else 12
    return hour + 12 if hour < (6 if half == "ظهر" else 12) and not (half == "شب" and hour < 4) else hour
