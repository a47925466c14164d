"""Whose words they are: subjects of their own clause, pronouns, whole names; things and guesses are nobody's."""

from __future__ import annotations

import pytest

from mirnews.credit import read_credit
from mirnews.model import Outlet, Statement

ZWNJ = "\u200c"
PEYK = Outlet("x-peyk", "شبکه پیک شرق*", "Peyk*", ("پیک شرق*",), kind="tv-foreign")


def said(text: str) -> list[Statement]:
    credit = read_credit(
        outlet=None, outlet_name="نیلفام*", title=None, lead=None, body=text.replace("~", ZWNJ), source_line=None
    )
    return list(credit.statements)


def who(text: str) -> list[tuple[str | None, str | None, str]]:
    """Name, title and verb of every statement; `~` stands for a half-space."""
    return [(one.name, one.title, one.verb) for one in said(text)]


def words(text: str) -> list[str]:
    clean = text.replace("~", ZWNJ)
    return [clean[one.start : one.end] for one in said(text)]


@pytest.mark.parametrize(
    "text",
    [
        "نام این پل در نشست برده نشد و از آن نوشته~اند.",
        "نزدیک به دوسوم شهروندان پیشنهاد شهرداری را رد کردند.",
        "اندازهٔ پاها می~گوید که رهگذران کودک بوده~اند.",
        "دادگاهی در ارغوان مهرنوش آبتین را به سه سال زندان محکوم کرده بود.",
        "کیوان آذرنوش، رئیس مرکز پل~ها، تزریق بتن تازه را تأیید کرد.",
        "به باور مهرنوش آبتین پل سالم است.",
        "شرکت اعلام کرد که پل بسته است.",
        "کارگران دست از کار کشیدند. او گفت که پل بسته است.",
        "شهرداری پل را بست. وی گفت که پل بسته است.",
        "چهار حزب سیاسی پل را بستند. او گفت که پل بسته است.",
        "شاخص بازار همچنان به صعود خود ادامه داد.",
        "رفت و آمدها از افزایش خبر داد.",
        "وکیل مدافع کیوان آذرنوش، شهردار پیشین ارغوان از پرونده خبر داد.",
    ],
)
def test_nobody_speaks(text: str) -> None:
    assert who(text) == []


@pytest.mark.parametrize(
    ("text", "name", "title", "verb"),
    [
        ("شرکت «آبگین*» که پل را ساخته است، اعلام کرد که پل سالم است.", "شرکت «آبگین*»", None, "اعلام کرد"),
        ("بحران زمانی آغاز شد که شرکت «آبگین*» گفت پل ترک دارد.", "شرکت «آبگین*»", None, "گفت"),
        ("فرانسه و آلمان گفته~اند که به جشن می~آیند.", "فرانسه و آلمان", None, "گفته~اند"),
        ("یونان پل را بست و ترکیه همان شب از گشایش راه خبر داد.", "ترکیه", None, "خبر داد"),
        ("اخترشناسان این رصدخانه می~گویند آسمان صاف است.", None, "اخترشناسان این رصدخانه", "می~گویند"),
        ("یک سخنگوی این وزارتخانه اعلام کرد که پل باز است.", None, "یک سخنگوی این وزارتخانه", "اعلام کرد"),
        ("آذرنوش که شنبه سخن می~گفت، گله کرد که پل بسته است.", "آذرنوش", None, "گله کرد"),
        ("شهردار ارغوان با آبتین دیدار کرد و از او خواست پل را ببندد.", None, "شهردار ارغوان", "خواست"),
        ("وزیر تعاون، کار و رفاه گفت: پل باز است.", None, "وزیر تعاون، کار و رفاه", "گفت"),
        ("مرکز آمار ارغوان گفت که پل باز است.", "مرکز آمار ارغوان", None, "گفت"),
        ("وکیل مدافع «کیوان آذرنوش» گفت که پل باز است.", None, "وکیل مدافع «کیوان آذرنوش»", "گفت"),
        ("وزیر راه گفت: آن~ها قول داده بودند که پل باز می~ماند.", None, "وزیر راه", "گفت"),
        (
            "در بیانیه~ای که وزارت راه ارغوان منتشر کرد، پل مهم~ترین کار سال معرفی شده است.",
            "وزارت راه ارغوان",
            None,
            "معرفی شده است",
        ),
    ],
)
def test_one_whole_speaker(text: str, name: str | None, title: str | None, verb: str) -> None:
    whole = tuple(part.replace("~", ZWNJ) if part else part for part in (name, title, verb))
    assert who(text) == [whole]


@pytest.mark.parametrize(
    "text",
    [
        "سرگئی لاوروف، وزیر خارجه روسیه، به نیویورک رفت. وزیر خارجهٔ روسیه افزود که دیدار خوب بود.",
        "وزیر خارجه روسیه افزود که دیدار خوب بود. «سرگئی لاوروف»، وزیر خارجه روسیه، در نیویورک است.",
        "وزیر خارجه روسیه، «سرگئی لاوروف»، افزود که دیدار خوب بود.",
        "سرگئی لاوروف، وزیر خارجه روسیه، به نیویورک رفت. این شهر بزرگ است. او افزود که دیدار خوب بود.",
    ],
)
def test_a_title_and_a_pronoun_find_their_name(text: str) -> None:
    assert who(text) == [("سرگئی لاوروف", "وزیر خارجه روسیه", "افزود")]


def test_a_title_that_two_people_bear_stays_without_a_name() -> None:
    text = "کیوان آذرنوش، وزیر راه، و مهرنوش آبتین، وزیر راه، آمدند. وزیر راه گفت که پل باز است."
    assert who(text) == [(None, "وزیر راه", "گفت")]


def test_a_pronoun_too_far_from_its_person_is_nobody() -> None:
    text = "کیوان آذرنوش، وزیر راه، آمد. پل بسته است. راه بسته است. باران می~بارد. او گفت که پل باز است."
    assert who(text) == []


def test_this_commission_is_the_one_named_before_and_not_who_spoke_last() -> None:
    text = "به گفته ناظران، پل پیر است. شورای شهر ارغوان دیروز پل را بست. این شورا پل را فرسوده توصیف کرده است."
    assert who(text) == [(None, "ناظران", "به گفته"), ("شورای شهر ارغوان", None, "توصیف کرده است")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "شهردار ارغوان، مهرنوش آبتین، کمبود بودجه پل را رد کرد و گفت~وگو بر سر آن را نادرست خواند.",
            ["کمبود بودجه پل را رد کرد"],
        ),
        ("شورای شهر همواره ترک پل را رد کرده است؛ با این حال مردم نگران~اند.", ["همواره ترک پل را رد کرده است"]),
        (
            "دفتر آقای آبتین دلیل آن را بیماری اعلام کرد، ولی حزب~های مخالف آن را نپذیرفتند.",
            ["دلیل آن را بیماری اعلام کرد"],
        ),
        ("وزیر راه گفت پل باز است و شهردار هم گفت راه بسته است.", ["پل باز است"]),
    ],
)
def test_the_span_holds_the_object_and_no_other_clause(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "lead",
    [
        "شهردار ارغوان خبر شبکه پیک شرق* را تکذیب کرد.",
        "شهردار آن را رد کرد. شبکه پیک شرق* شب پیش به نقل از یک منبع آگاه گزارش داده بود که پل بسته می شود.",
    ],
)
def test_an_outlet_whose_report_is_denied_is_no_source(lead: str) -> None:
    credit = read_credit(
        outlet=None, outlet_name="نیلفام*", title=None, lead=lead, body=None, source_line=None, extra=[PEYK]
    )
    assert len(credit.chain) == 1
