"""What a line is, told from its shape."""

from __future__ import annotations

import pytest

from mirnews.extract import lines


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("منبع : خبرگزاری مهر", "خبرگزاری مهر"),
        ("منبع: ایسنا.", "ایسنا"),
        ("(منبع: ایسنا)", "ایسنا"),
        ("منبع خبر: روزنامهٔ شرق", "روزنامهٔ شرق"),
        ("منبع: ایرنا انتهای پیام/۲", "ایرنا"),
        ("به نقل از: رویترز", "رویترز"),
        ("المصدر: رويترز", "رويترز"),
        ("منبع:", ""),
        ("منبع آگاه: مذاکره ادامه دارد", None),
        ("به گزارش مهر، منبع آب شهر: سد", None),
        ("منبع آب این شهر یک سد است.", None),
    ],
)
def test_source_name(line: str, name: str | None) -> None:
    assert lines.source_name(line) == name


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("جلسه پایان یافت. انتهای پیام/", "جلسه پایان یافت."),
        ("جلسه پایان یافت.انتهای پیام/۱۰۱۲", "جلسه پایان یافت."),
        ("انتهای\u200cپیام", ""),
        ("جلسه پایان یافت. انتهای پیام/م", "جلسه پایان یافت."),
        ("جلسه پایان یافت. انتهای پیام/ ح.ر", "جلسه پایان یافت."),
        ("جلسه پایان یافت. انتهای پیام / ۲۲۳ / ن", "جلسه پایان یافت."),
        ("به پایان پیام / ماجرا رسید", "به پایان پیام / ماجرا رسید"),
        ("او از انتهای پیام خود گفت.", "او از انتهای پیام خود گفت."),
        ("بیانتهای پیام", "بیانتهای پیام"),
    ],
)
def test_without_end_mark(line: str, left: str) -> None:
    assert lines.without_end_mark(line) == left


@pytest.mark.parametrize("line", ["انتهای پیام/", "/انتهای پیام/۲۳۳", "انتهای متن", "پایان پیام/ن.ک"])
def test_end_marks(line: str) -> None:
    assert lines.is_end_mark(line)


def test_a_sentence_about_an_end_is_no_end_mark() -> None:
    assert not lines.is_end_mark("پایان گزارش کمیسیون اصل نود خوانده شد")


@pytest.mark.parametrize(("line", "is_code"), [("۱۷۳۰۲", True), ("۹۱۱۱**۲۰۲۲", True), ("۲۰ نفر", False), ("۱۲", False)])
def test_desk_codes(line: str, is_code: bool) -> None:
    assert lines.is_desk_code(line) is is_code


def test_more_marks_stand_alone_or_before_a_colon() -> None:
    assert lines.is_more("بیشتر بخوانید:")
    assert lines.is_more("همچنین بخوانید: پلی تازه باز شد")
    assert not lines.is_more("مردم باید بیشتر بخوانید و بنویسید را بدانند")


def test_a_source_without_colon_only_in_few_words() -> None:
    assert lines.loose_source_name("به نقل از ایسنا") == "ایسنا"
    assert lines.loose_source_name("به نقل از ایسنا، او گفت که فردا خواهد آمد") is None


def test_date_labels_are_taken_off() -> None:
    assert lines.without_date_label("تاریخ انتشار: ۰۹:۳۰ - ۱۹ بهمن ۱۴۰۲") == "۰۹:۳۰ - ۱۹ بهمن ۱۴۰۲"
    assert lines.without_date_label("۰۹:۳۰ - ۱۹ بهمن ۱۴۰۲") == "۰۹:۳۰ - ۱۹ بهمن ۱۴۰۲"


@pytest.mark.parametrize(
    ("line", "calls"),
    [
        ("ما را در تلگرام دنبال کنید", True),
        ("به کانال ایتای «سپیدار*» بپیوندید", True),
        ("Follow us on Telegram", True),
        ("این کانال از سوئز دراز\u200cتر است.", False),
        ("مسیر را تا پل دنبال کنید", False),
    ],
)
def test_calls_to_a_channel(line: str, calls: bool) -> None:
    assert lines.calls_to_channel(line) is calls
    assert lines.is_furniture(line) is calls
