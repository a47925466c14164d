"""relative: phrases that count from the moment of reading: «۲ ساعت پیش», «دیروز». Words in, a day or instant out."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from mirnews.model import Calendar, Precision
from mirnews.persian import date_words as dw

Found = tuple[date | datetime, Precision, Calendar]

_DAY_PARTS = dw.MORNING | dw.EVENING
_AROUND = frozenset(("حدود", "تقریبا", "about", "انتشار", "تاریخ", "زمان", "منتشر", "شده"))
_SOME_HOURS = timedelta(hours=3)  # «چند ساعت پیش»: only the day can be told
_MOST = 10_000  # of any unit; more is no date
_PRECISION: dict[str, Precision] = {
    "second": "second",
    "minute": "minute",
    "hour": "hour",
    "day": "day",
    "week": "day",
    "month": "month",
    "year": "year",
}
_COUNT_AHEAD = re.compile(r"\s*(?:و نیم |و \d+ دقیقه )?\s*(?:پیش|قبل|گذشته|ago)\b")


def is_count(text: str, end: int) -> bool:
    """Is the number that ends there a count of something, as in «۲ ساعت پیش»?"""
    return bool(_COUNT_AHEAD.match(text, end))


def read(words: list[str], now: datetime, *, has_clock: bool) -> Found | None:
    """The day or instant of a relative phrase; an instant only without a clock beside it. None when it is no phrase."""
    named = _named(words, now)
    if named:
        return named
    if has_clock or not words:
        return None
    return _ago(words, now)


def _named(words: list[str], now: datetime) -> Found | None:
    """«دیروز», «بامداد امروز», «جمعه», «شب گذشته»."""
    kept = [
        w
        for w in words
        if w not in _DAY_PARTS and w not in ("ساعت", "در", "تاریخ", "انتشار", "منتشر", "شده", "روز", "on", "at")
    ]
    weekday = [w for w in kept if w in dw.WEEKDAYS]
    if len(kept) == 1 and kept[0] in dw.NAMED_DAYS:
        return now.date() + timedelta(days=dw.NAMED_DAYS[kept[0]]), "day", "relative"
    if len(kept) == 2 and len(weekday) == 1:
        others = [w for w in kept if w not in dw.WEEKDAYS]
        if others and others[0] in dw.NAMED_DAYS:
            return now.date() + timedelta(days=dw.NAMED_DAYS[others[0]]), "day", "relative"
    if len(weekday) == 1 and all(w in dw.WEEKDAYS or w in ("گذشته", "پیش") for w in kept):
        back = (now.weekday() - dw.WEEKDAYS[weekday[0]]) % 7
        return now.date() - timedelta(days=back or (7 if len(kept) > 1 else 0)), "day", "relative"
    if kept in (["گذشته"], ["قبل"], ["پیش"]) and set(words) & (_DAY_PARTS | {"روز"}):
        return now.date() - timedelta(days=1), "day", "relative"
    return None


def _ago(words: list[str], now: datetime) -> Found | None:
    if words[-1] not in dw.AGO:
        return (_hour(now), "hour", "relative") if tuple(words) in dw.RIGHT_NOW else None
    phrase = [w for w in words[:-1] if w not in _AROUND]
    if len(phrase) == 1 and phrase != ["ساعاتی"]:
        loose = _loose(phrase[0], words[-1], now)
        if loose:
            return loose
    if phrase[:1] == ["چند"] and phrase[1:] in (["دقیقه"], ["لحظه"], ["ثانیه"]):
        return _hour(now), "hour", "relative"
    if phrase == ["چند", "ساعت"] or phrase == ["ساعاتی"]:
        return (now - _SOME_HOURS).date(), "day", "relative"
    if words[-1] == "گذشته":
        return None  # «دو روز گذشته» is a span, no moment
    counts = _counts(phrase)
    return _shift(counts, now) if counts else None


def _loose(word: str, ago: str, now: datetime) -> Found | None:
    """«لحظاتی پیش», «ساعتی پیش», «هفته گذشته»."""
    if word in dw.NOW:
        return _hour(now), "hour", "relative"
    if word == "ساعتی":
        return _hour(now - timedelta(hours=1)), "hour", "relative"
    if word in ("هفته", "ماه", "سال") and ago in dw.AGO:
        return _shift([(1.0, dw.UNITS[word])], now)
    return None


def _counts(words: list[str]) -> list[tuple[float, str]]:
    """«یک ساعت و ۲۰ دقیقه» as numbers and units; empty when a word does not fit."""
    out: list[tuple[float, str]] = []
    number: float | None = None
    for before, word in zip(["", *words], words, strict=False):
        value = (
            float(word)
            if word.isdecimal() and len(word) < 6
            else {"نیم": 0.5, "an": 1.0, "a": 1.0}.get(word, dw.NUMBERS.get(word))
        )
        if word in dw.UNITS:
            if number is None:
                return []
            out.append((number, dw.UNITS[word]))
            number = None
        elif value is not None:
            if number is not None and before != "و":
                return []
            number = value if number is None else number + value
        elif word != "و":
            return []
    if number == 0.5 and out:
        out[-1] = (out[-1][0] + 0.5, out[-1][1])
    elif number is not None:
        return []
    return out


def _shift(counts: list[tuple[float, str]], now: datetime) -> Found | None:
    """`now` minus the counts, as fine as the finest unit."""
    if any(count > _MOST for count, _ in counts):
        return None
    months = sum(int(count * (12 if unit == "year" else 1)) for count, unit in counts if unit in ("month", "year"))
    rest = timedelta()
    for count, unit in counts:
        if unit not in ("month", "year"):
            rest += timedelta(**{unit + "s": count})
    moment = _months_back(now, months) if months else now
    if moment is None:
        return None
    finest: Precision = _PRECISION[counts[-1][1]]
    if any(count % 1 for count, _ in counts):
        finest = {"hour": "minute", "minute": "second"}.get(finest, finest)  # type: ignore[assignment]
    moment -= rest
    if finest in ("day", "month", "year"):
        return moment.date(), finest, "relative"
    return (_hour(moment) if finest == "hour" else moment.replace(microsecond=0)), finest, "relative"


def _months_back(now: datetime, months: int) -> datetime | None:
    """The same day that many Gregorian months before, or the last day of that month."""
    index = now.year * 12 + now.month - 1 - months
    year, month = divmod(index, 12)
    if year < 1900:
        return None
    for day in (now.day, 30, 29, 28):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return None


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
