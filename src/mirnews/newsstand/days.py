"""days: takes an instant, returns it as the systems of the newsstand print dates.

By persiantools and the standard library alone, not by `mirnews.persian`: the newsstand is the world that MirNews is
tested on, so it must not share the code under test.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from persiantools.jdatetime import JalaliDateTime

from mirnews.newsstand.families.shape import TEHRAN

MONTHS = "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر".split()


def persian(text: object) -> str:
    """Persian digits for the ASCII digits of a text."""
    return str(text).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def jalali(when: datetime, pattern: str = "%-d %B %Y، %H:%M") -> str:
    """«۳ مهر ۱۴۰۰، ۱۳:۱۰»: the Jalali date in Tehran, by a strftime pattern."""
    local = JalaliDateTime.to_jalali(when.astimezone(TEHRAN))  # type: ignore[no-untyped-call]
    day = pattern.replace("%-d", str(local.day))
    return persian(local.strftime(day, locale="fa"))


def jalali_slashed(when: datetime) -> str:
    """«۱۴۰۰/۰۷/۰۳ - ۱۳:۱۰», as IranSamaneh writes it into its metas."""
    return jalali(when, "%Y/%m/%d - %H:%M")


def gregorian_fa(when: datetime) -> str:
    """«۲۵ سپتامبر ۲۰۲۱, ۱۳:۱۰», in Tehran."""
    local = when.astimezone(TEHRAN)
    return persian(f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}")


def dotted(when: datetime, pattern: str = "%H:%M %d.%m.%Y") -> str:
    """`13:10 25.09.2021`: Gregorian in Tehran, day first, by a strftime pattern."""
    return when.astimezone(TEHRAN).strftime(pattern)


def gmt(when: datetime) -> str:
    """RFC 822 date in GMT."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def tehran822(when: datetime) -> str:
    """`25 Sep 2021 15:05:00 +0330`: RFC 822 without the day's name, with Tehran's offset."""
    return format_datetime(when.astimezone(TEHRAN)).partition(", ")[2]


def utc(when: datetime) -> str:
    """ISO 8601 in UTC with Z."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tehran(when: datetime) -> str:
    """ISO 8601 with Tehran's offset."""
    return when.astimezone(TEHRAN).isoformat(timespec="seconds")


def bare_offset(when: datetime) -> str:
    """`2021-09-25T13:10+0330`: ISO 8601 to the minute, without a colon in the offset."""
    return when.astimezone(TEHRAN).strftime("%Y-%m-%dT%H:%M%z")


FILTERS = {
    "fa": persian,
    "jalali": jalali,
    "jalali_slashed": jalali_slashed,
    "gregorian_fa": gregorian_fa,
    "dotted": dotted,
    "gmt": gmt,
    "tehran822": tehran822,
    "utc": utc,
    "tehran": tehran,
    "bare_offset": bare_offset,
}
