from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.persian import calendar, days
from mirnews.persian.calendar import parse_date
from mirnews.persian.digits import to_persian

DATA = Path(__file__).parent / "data"
TEHRAN = ZoneInfo("Asia/Tehran")
AT = datetime(2025, 2, 25, 12, tzinfo=TEHRAN)
SUITE = [line.split("\t") for line in (DATA / "date-suite.dev.tsv").read_text(encoding="utf-8").split("\n")[2:] if line]
FIXED = [
    row for row in json.loads((DATA / "jalali-dates.dev.json").read_text(encoding="utf-8")) if row["iso"] != "relative"
]


def read(text: str) -> str | None:
    when = parse_date(text, at=AT)
    return when.text() if when else None


@pytest.mark.parametrize(("text", "want"), SUITE)
def test_the_suite(text: str, want: str) -> None:
    first = want.partition("~")[0].partition("/")[0]
    found = read(text)
    assert found is not None
    assert found.startswith(first)


@pytest.mark.parametrize("row", FIXED, ids=[row["text"] for row in FIXED])
def test_dates_as_pages_print_them(row: dict[str, str]) -> None:
    when = parse_date(row["text"], at=AT)
    assert when is not None
    want = datetime.fromisoformat(row["iso"])
    if want.tzinfo is None:
        assert (when.value.date(), when.precision) == (want.date(), "day")
    else:
        assert when.value == want
        assert when.value.utcoffset() == want.utcoffset()


@pytest.mark.parametrize(
    ("text", "want", "precision", "kind"),
    [
        ("10:23 - 1403/12/07", "2025-02-25T10:23+03:30", "minute", "jalali"),
        ("سه شنبه ۷ اسفند ۱۴۰۳ - ۱۰:۲۳", "2025-02-25T10:23+03:30", "minute", "jalali"),
        ("۱۴۰۰/۰۴/۱۰ ۱۸:۰۵", "2021-07-01T18:05+04:30", "minute", "jalali"),
        ("۱۴۰۲/۰۴/۱۰ ۱۸:۰۵", "2023-07-01T18:05+03:30", "minute", "jalali"),
        ("۲۱ اردیبهشت ۱۳۹۹ ساعت ۱۸", "2020-05-10T18:00+04:30", "hour", "jalali"),
        ("19/11/1402 09:30:00 ق.ظ", "2024-02-08T09:30:00+03:30", "second", "jalali"),
        ("1403/12/7 - 9:05 ب.ظ", "2025-02-25T21:05+03:30", "minute", "jalali"),
        ("بیست و پنجم بهمن ۱۴۰۳", "2025-02-13", "day", "jalali"),
        ("۱۵ حوت ۱۴۰۲", "2024-03-05", "day", "jalali"),
        ("۹۹/۱۲/۰۷", "2021-02-25", "day", "jalali"),
        ("سال ۱۴۰۲", "2023-03-21", "year", "jalali"),
        ("۱۲ می ۲۰۲۴", "2024-05-12", "day", "gregorian"),
        ("۳ جولای ۲۰۲۴", "2024-07-03", "day", "gregorian"),
        ("Feb 25, 2025", "2025-02-25", "day", "gregorian"),
        ("02/25/2025", "2025-02-25", "day", "gregorian"),
        ("25 Feb 25", "2025-02-25", "day", "gregorian"),
        ("Thu, 08 Feb 2024 09:30:00 IRST", "2024-02-08T09:30:00+03:30", "second", "gregorian"),
        ("Sat, 01 Jul 2023 09:30:00 +0430", "2023-07-01T09:30:00+04:30", "second", "gregorian"),
        ("2025-02-25T06:53:00.120Z", "2025-02-25T06:53:00+00:00", "second", "gregorian"),
        ("۱ محرم ۱۴۴۷", "2025-06-26", "day", "hijri"),
        ("۱۲ ربیع الاول ۱۴۴۶", "2024-09-15", "day", "hijri"),
        ("یک ساعت و نیم پیش", "2025-02-25T10:30+03:30", "minute", "relative"),
        ("سی و پنج دقیقه پیش", "2025-02-25T11:25+03:30", "minute", "relative"),
        ("دیروز ساعت ۱۸:۳۰", "2025-02-24T18:30+03:30", "minute", "relative"),
        ("هفته گذشته", "2025-02-18", "day", "relative"),
        ("جمعه", "2025-02-21", "day", "relative"),
        ("۱۰ بهمن", "2025-01-29", "day", "jalali"),
        ("۱۰ اسفند", "2024-02-29", "day", "jalali"),
        ("۷ام اسفند ۱۴۰۳", "2025-02-25", "day", "jalali"),
        ("سی ام آبان ۱۴۰۳", "2024-11-20", "day", "jalali"),
        ("۷ اسفند پارسال", "2024-02-26", "day", "jalali"),
        ("۷ اسفند سال جاری", "2025-02-25", "day", "jalali"),
        ("۷ اسفند ۱۴۰۳ ه.ش", "2025-02-25", "day", "jalali"),
        ("7 Esfand 1403", "2025-02-25", "day", "jalali"),
        ("1403-12-07T10:23", "2025-02-25T10:23+03:30", "minute", "jalali"),
        ("ساعت ۱۰:۲۳ دقیقه ۷ اسفند ۱۴۰۳ - کد خبر: ۱۲۳", "2025-02-25T10:23+03:30", "minute", "jalali"),
        ("۷ اسفند ۱۴۰۳ - ۲۵ فوریه ۲۰۲۵", "2025-02-25", "day", "jalali"),
        ("۲۵ فوریه\u200cی ۲۰۲۵", "2025-02-25", "day", "gregorian"),
        ("۲۵ فبراير ۲۰۲۵", "2025-02-25", "day", "gregorian"),
        ("۰۵/۰۳/۲۰۲۵", "2025-03-05", "day", "gregorian"),
        ("20250225T102300Z", "2025-02-25T10:23:00+00:00", "second", "gregorian"),
        ("Tue, 25 Feb 2025 10:23:00 GMT+3:30", "2025-02-25T10:23:00+03:30", "second", "gregorian"),
        ("Tue, 25 Feb 2025 10:23:00 +330", "2025-02-25T10:23:00+03:30", "second", "gregorian"),
        ("2025-02-25T10:23+03", "2025-02-25T10:23+03:00", "minute", "gregorian"),
        ("۱۴۴۶/۰۷/۱۵ قمری", "2025-01-15", "day", "hijri"),
        ("10:23-07 اسفند 1403", "2025-02-25T10:23+03:30", "minute", "jalali"),
        ("10:23 -1403 اسفند 7", "2025-02-25T10:23+03:30", "minute", "jalali"),
        ("یک ربع پیش", "2025-02-25T11:45+03:30", "minute", "relative"),
        ("نیم\u200cساعت قبل", "2025-02-25T11:30+03:30", "minute", "relative"),
    ],
)
def test_more_forms(text: str, want: str, precision: str, kind: str) -> None:
    when = parse_date(text, at=AT)
    assert when is not None
    assert (when.text(), when.precision, when.calendar) == (want, precision, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "میرنیوز",
        "۱۴",
        "۱۰:۲۳",
        "قیمت دلار ۷ اسفند ۱۴۰۳",
        "۷ اسفند ۱۴۰۳ ۸ اسفند ۱۴۰۳",
        "1403/13/01",
        "۳۰ اسفند ۱۴۰۲",
        "۳۱ مهر ۱۴۰۳",
        "۵ اوت ۱۴۰۲",
        "۵ آذر ۲۰۲۴",
        "03/12/07",
        "05/03/2025",
        "۰۱/۰۲/۰۳",
        "۰۷/۱۲/۰۳",
        "۱۴۰۲ میلادی",
        "۲۰۲۴ شمسی",
        "سال ۱۴۴۶ هجری قمری",
        "۷ اسفند ۱۴۰۳ - ۲۶ فوریه ۲۰۲۵",
        "دو روز گذشته",
        "۲ ۵ دقیقه پیش",
        "اوایل اسفند ۱۴۰۳",
        "1740466380",
        "کد خبر: ۱۴۰۳۱۲۰۷۰۱۲۳",
        "20250225",
        "۱۴۰۳/۱۲/۰۷ ساعت ۲۵:۱۰",
        "99999999999999999999 روز پیش",
        "9999 سال پیش",
        "۷" * 5000,
        "1:" * 70,
        "²",
        "۱²/۳/۱۴۰۲",
    ],
)
def test_no_date_is_none(text: str) -> None:
    assert read(text) is None


def test_every_jalali_day_is_read() -> None:
    day = date(1921, 3, 21)
    while (parts := days.jalali(day))[0] in days.JALALI_YEARS:
        year, month, of_month = parts
        assert read(f"{year}/{month:02}/{of_month:02}") == day.isoformat()
        day += timedelta(days=1)
    assert day == date(2122, 3, 21)


@given(st.integers(0, 73_413))
@settings(max_examples=150, deadline=None)
def test_jalali_days_round_trip(number: int) -> None:
    day = date(1921, 3, 21) + timedelta(days=number)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=TEHRAN)
    printed = calendar.jalali_date(noon)
    year, month, of_month = days.jalali(day)
    for text in (printed, f"{year}/{month:02}/{of_month:02}", to_persian(f"{of_month:02}/{month:02}/{year}")):
        assert read(text) == day.isoformat()


@given(st.text(max_size=40) | st.text(alphabet="۰۱۲۳۴ 0129:/-.+ آذرماهپیشساعتدیروز\u200c", max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    when = parse_date(text, at=AT)
    assert when is None or 1900 <= when.value.year <= 2200


def test_other_zones() -> None:
    when = parse_date("۷ اسفند ۱۴۰۳ ساعت ۱۰:۲۳", at=AT, zone="Asia/Kabul")
    assert when is not None
    assert when.text() == "2025-02-25T10:23+04:30"


def test_dates_as_readers_expect_them() -> None:
    half = "\u200c"
    assert calendar.jalali_date(AT) == f"سه{half}شنبه ۷ اسفند ۱۴۰۳"
    assert calendar.jalali_datetime(AT) == f"سه{half}شنبه ۷ اسفند ۱۴۰۳، ۱۲:۰۰"
    assert calendar.gregorian_date_fa(AT) == "۲۵ فوریهٔ ۲۰۲۵"
    assert calendar.gregorian_date_en(AT) == "25 February 2025"
    assert calendar.clock_time_fa(AT) == "۱۲:۰۰"
    assert calendar.clock_time_fa(AT, zone="UTC") == "۰۸:۳۰"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("امشب ساعت ۹", "2024-06-10T21:00+03:30"),
        ("دیشب ساعت ۱۱", "2024-06-09T23:00+03:30"),
        ("عصر امروز ساعت ۵", "2024-06-10T17:00+03:30"),
        ("صبح امروز ساعت ۹", "2024-06-10T09:00+03:30"),
        ("جمعه شب ساعت ۱۰", "2024-06-07T22:00+03:30"),
        ("۰ خرداد ۱۴۰۳", None),
        ("5 June 2024 13:00 AM", None),
    ],
)
def test_the_part_of_the_day_before_the_clock_counts_and_nonsense_is_no_date(text: str, value: str | None) -> None:
    found = parse_date(text, at=datetime(2024, 6, 10, 8, 30, tzinfo=UTC))
    assert (found.text() if found else None) == value
