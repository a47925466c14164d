"""dates: the time a feed prints, as an instant in UTC. RFC 822 and ISO first, all else by the Persian calendar room."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache
from zoneinfo import ZoneInfo

from mirnews.persian.calendar import parse_date

TEHRAN = "Asia/Tehran"
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before feeds: a clock that was never set, or a Jalali year
CLOCK_LEAD = timedelta(minutes=10)  # as in desk, which orders what is further ahead by first seen
FUTURE = timedelta(days=2)  # zones that are off by a day are common, two days are not
_MAX_CHARS = 120
_JALALI_YEARS = range(1300, 1501)
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d([T ]|$)", re.ASCII)
_ISO_MONTH = re.compile(r"\d{4}(-\d\d)?", re.ASCII)
_MONTH_NAME = re.compile(r"[A-Za-z]{3}")
_LAST_WORD = re.compile(r"([A-Za-z]{1,5})\s*(?:\([^)]*\))?\s*$")
_OFFSET_COLON = re.compile(r"([+-]\d\d):(\d\d)(?=\s*(?:\([^)]*\))?$)")
_ZERO = re.compile(r"(?:[+-]0{2,4}|\b(?:UTC?|GMT|Z))(?:\s*\([^)]*\))?$", re.I)
_NAME_BEHIND = re.compile(r"(?<=[\d\s])([+-]\d\d:?\d\d)\s+\(?[^\W\d]{2,20}\)?$")
_COMPACT = re.compile(r"((?:1[34]|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(20\d\d)(?=\s+\d{1,2}:\d\d(?::\d\d)?\s*[AP]M$)", re.ASCII)
_FRACTION = re.compile(r"(\.\d{6})\d+")

# Persian months in Latin letters, as date libraries set to English print them; by their first three letters.
_JALALI_MONTHS = {"far": "فروردین", "ord": "اردیبهشت", "kho": "خرداد", "tir": "تیر", "mor": "مرداد", "amo": "مرداد"}
_JALALI_MONTHS |= {
    "sha": "شهریور",
    "meh": "مهر",
    "aba": "آبان",
    "aza": "آذر",
    "dey": "دی",
    "bah": "بهمن",
    "esf": "اسفند",
}
_LATIN_JALALI = re.compile(rf"\b(\d{{1,2}})[ -]({'|'.join(_JALALI_MONTHS)})[a-z]*[ -](1[345]\d\d)\b", re.I)

# Minutes east of Greenwich of the names that email.utils does not know (it knows UT, GMT and the American ones).
_ZONES = {"IRST": 210, "IRT": 210, "IRDT": 270, "AFT": 270, "CET": 60, "CEST": 120, "BST": 60, "EET": 120, "EEST": 180}
_ZONES |= {"MSK": 180, "TRT": 180, "AST": 180, "GST": 240, "PKT": 300, "WET": 0, "WEST": 60}


def instant(text: str | None, *, at: datetime, zone: str) -> datetime | None:
    """When a feed says that something happened, in UTC; None if it does not say so in a way to be believed.

    `at` is the present: more than two days after it, or before 1990, nobody knows better than first seen.
    `zone` counts where the text names none. A year of 1300 to 1500 is Jalali. Obsolete +0430 is taken as printed.
    A year or a month alone counts in ISO form only (`2024-02`), as its first day.
    """
    found = printed(text, at=at, zone=zone)
    return found if found is not None and EARLIEST <= found <= at + FUTURE else None


def printed(text: str | None, *, at: datetime, zone: str) -> datetime | None:
    """The time that a text says, in UTC, to be believed or not; None if it says none."""
    text = _tidy((text or "").strip()[:_MAX_CHARS])
    if not text:
        return None
    found = _by_standard(text, zone) if text.isascii() else None
    if found is None or found.year in _JALALI_YEARS:
        found = _by_calendar(text, at, zone) or (_by_calendar(_numbers(text), at, zone) if found else None)
    return found


def _tidy(text: str) -> str:
    """The text without a zone's name behind its offset, and with dates apart that are written in one or backwards."""
    text = _NAME_BEHIND.sub(r"\1", text)
    if match := _COMPACT.fullmatch(text):
        return "{}-{}-{}T{}:{}:{}".format(*match.groups())
    if match := _AMERICAN.match(text):
        return f"{match[3]}/{match[1]}/{match[2]}{text[match.end() :]}"
    return text


def _numbers(text: str) -> str:
    """«19 Nov 1402» by its numbers: a library gave the eleventh Jalali month the name of the other eleventh one."""
    try:
        parts = parsedate_tz(text)
    except (ValueError, TypeError, IndexError):
        return ""
    if parts is None:
        return ""
    offset = _offset(text, parts[9] or 0)
    zone = (
        "" if offset is None else f"{'-' if offset < 0 else '+'}{abs(offset) // 3600:02}:{abs(offset) % 3600 // 60:02}"
    )
    return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*parts[:6]) + zone


@lru_cache(maxsize=2048)  # the next poll brings mostly the same times again
def _by_standard(text: str, zone: str) -> datetime | None:
    return _iso(text, zone) or _rfc822(text, zone)


def _iso(text: str, zone: str) -> datetime | None:
    if not text[0].isdigit():
        return None
    if len(text) in (10, 13) and text.isdigit():  # seconds or milliseconds since 1970
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if _ISO_MONTH.fullmatch(text):
        text = f"{text}-01" if "-" in text else f"{text}-01-01"
    if not _ISO.match(text):
        return None
    try:
        return _utc(datetime.fromisoformat(_FRACTION.sub(r"\1", text)), zone)
    except ValueError:
        return None


def _rfc822(text: str, zone: str) -> datetime | None:
    if not _MONTH_NAME.search(text):
        return None
    if text[-3:-2] == ":" or text.endswith(")"):
        text = _OFFSET_COLON.sub(r"\1\2", text)
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        moment = datetime(*parts[:5], min(parts[5], 59))
        seconds = _offset(text, parts[9] or 0)
        if seconds is None:
            return _utc(moment, zone)
        return moment.replace(tzinfo=timezone(timedelta(seconds=seconds))).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):  # parsedate_tz raises the last two on some garbage
        return None


def _offset(text: str, parsed: int) -> int | None:
    """Seconds east of Greenwich, or None where no zone is named: parsedate_tz says 0 for that, and for IRST too."""
    if parsed or _ZERO.search(text):
        return parsed
    last = _LAST_WORD.search(text)
    minutes = _ZONES.get(last[1].upper()) if last else None
    return None if minutes is None else minutes * 60


def _utc(moment: datetime, zone: str) -> datetime | None:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except OverflowError:
        return None


def _by_calendar(text: str, at: datetime, zone: str) -> datetime | None:
    if text.isascii() and (match := _LATIN_JALALI.search(text)):
        text = (
            f"{text[: match.start()]}{match[1]} {_JALALI_MONTHS[match[2][:3].lower()]} {match[3]}{text[match.end() :]}"
        )
    when = parse_date(text, at=at, zone=zone)
    return None if when is None or when.precision in ("month", "year") else when.instant
