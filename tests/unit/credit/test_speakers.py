"""Who says what by which verb. Everything said here is made up, and so are the people and places."""

from __future__ import annotations

import pytest

from mirnews.credit import read_credit
from mirnews.model import Statement


def said(text: str, *, field: str = "body") -> list[Statement]:
    texts: dict[str, str | None] = {"title": None, "lead": None, "body": None} | {field: text}
    credit = read_credit(
        outlet=None,
        outlet_name="نیلفام*",
        title=texts["title"],
        lead=texts["lead"],
        body=texts["body"],
        source_line=None,
    )
    return list(credit.statements)


def who(text: str, *, field: str = "body") -> list[tuple[str | None, str | None, str, str]]:
    return [(one.name, one.title, one.verb, one.stance) for one in said(text, field=field)]


@pytest.mark.parametrize(
    ("text", "name", "title", "verb", "stance"),
    [
        ("«کیوان آذرنوش» وزیر راه ارغوان از گشایش پل خبر داد.", "کیوان آذرنوش", "وزیر راه ارغوان", "خبر داد", "says"),
        ("کیوان آذرنوش، وزیر راه ارغوان، گفت: پل باز است.", "کیوان آذرنوش", "وزیر راه ارغوان", "گفت", "says"),
        ("سخنگوی شهرداری، مهرنوش آبتین، گفت: پل باز است.", "مهرنوش آبتین", "سخنگوی شهرداری", "گفت", "says"),
        ("آبتین مدعی شد که پل ترک دارد.", "آبتین", None, "مدعی شد", "claims"),
        ("وزارت راه ارغوان خبر ترک پل را تکذیب کرد.", "وزارت راه ارغوان", None, "تکذیب کرد", "denies"),
        ("وزارت راه ارغوان این خبر را تأیید کرد.", "وزارت راه ارغوان", None, "تأیید کرد", "confirms"),
        ("برخی منابع از بسته شدن پل خبر می دهند.", None, "برخی منابع", "خبر می دهند", "says"),
        ("برخی منابع از بسته شدن پل خبر می\u200cدهند.", None, "برخی منابع", "خبر می\u200cدهند", "says"),
        ("یک کارشناس سازه هشدار داد که پل پیر است.", None, "یک کارشناس سازه", "هشدار داد", "says"),
        (
            "همزمان، سخنگوی شهرداری، هرگونه ترک را رد کرده و گفته بود پل سالم است.",
            None,
            "سخنگوی شهرداری",
            "رد کرده و گفته بود",
            "denies",
        ),
        ("به گفته مهرنوش آبتین، پل بسته می ماند.", "مهرنوش آبتین", None, "به گفته", "says"),
        ("در این نشست وزیر راه گفت: پل باز است.", None, "وزیر راه", "گفت", "says"),
        ("پس از آنکه پل باز شد، وزیر راه گفت: راه آهن هم می رسد.", None, "وزیر راه", "گفت", "says"),
        ("وزیر راه خواستار تداوم کمک شهرداری شد.", None, "وزیر راه", "خواستار شد", "says"),
    ],
)
def test_one_statement(text: str, name: str | None, title: str | None, verb: str, stance: str) -> None:
    assert who(text) == [(name, title, verb, stance)]


def test_a_pronoun_is_the_last_who_spoke_and_not_the_last_named() -> None:
    text = "«کیوان آذرنوش» وزیر راه در دیدار با «مهرنوش آبتین» همتای خود گفت: پل باز است.\n\nوی افزود: راه هم باز است."
    assert [one.name for one in said(text)] == ["کیوان آذرنوش", "کیوان آذرنوش"]


def test_a_surname_finds_the_full_name_and_title() -> None:
    text = "در جشن «کیوان آذرنوش» وزیر راه ارغوان هم بود.\n\nآذرنوش مدعی شد که پل سالم است."
    assert who(text) == [("کیوان آذرنوش", "وزیر راه ارغوان", "مدعی شد", "claims")]


def test_a_split_compound_joined_to_another_verb_is_one_statement() -> None:
    text = "آبتین گفت: سلام.\n\nوی با اشاره به هزینه ها، خواستار تداوم کمک شهرداری شد و گفت: پل باز می ماند."
    last = said(text)[-1]
    assert (last.verb, last.stance, last.direct) == ("گفت", "says", True)
    assert text[last.start : last.end].startswith("خواستار تداوم")


def test_the_span_is_what_is_said() -> None:
    text = "آبتین مدعی شد که پل ترک دارد. سپس رفت."
    (one,) = said(text)
    assert text[one.start : one.end] == "پل ترک دارد"
    assert not one.direct


def test_own_words_are_direct_and_quotes_around_a_name_are_not() -> None:
    assert said("آبتین گفت: پل باز است.")[0].direct
    assert said("آبتین تأکید کرد «پل شهر هنوز باز است».")[0].direct
    assert not said("آبتین اعلام کرد «ارغوان» باز است.")[0].direct


def test_two_speakers_of_one_sentence() -> None:
    text = "آبتین ادعا کرد که پل ترک دارد؛ شهردار ارغوان این ادعا را تکذیب کرد."
    assert [(one.title or one.name, one.stance) for one in said(text)] == [
        ("آبتین", "claims"),
        ("شهردار ارغوان", "denies"),
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("آذرنوش: پل دوم ساخته می شود", ("آذرنوش", None)),
        ("تحلیلگر سازه: پل پیر است", (None, "تحلیلگر سازه")),
        ("شهرداری ارغوان در واکنش به ترک پل: پل سالم است", ("شهرداری ارغوان", None)),
        ("واکنش آذرنوش به ترک پل: پل سالم است", ("آذرنوش", None)),
    ],
)
def test_headlines_that_name_a_speaker(title: str, expected: tuple[str | None, str | None]) -> None:
    (one,) = said(title, field="title")
    assert (one.name, one.title) == expected
    assert title[one.start : one.end] == title.partition(":")[2].strip()


@pytest.mark.parametrize(
    "text",
    [
        "ویدیو: گشایش پل",
        "پل ارغوان باز شد",
        "گشایش پل در ساعت ۱۰:۲۳",
        "اختصاصی: گشایش پل",
        ":",
        "آذرنوش:",
    ],
)
def test_headlines_that_do_not(text: str) -> None:
    assert said(text, field="title") == []


@pytest.mark.parametrize(
    "text",
    [
        "درباره پل بسیار گفته شده است.",
        "گفت و گو درباره پل ادامه دارد.",
        "گفتنی است پل باز است.",
        "گزارش ها درباره پل فراوان است.",
        "آبتین گشایش پل را تبریک گفت.",
        "وی",
        "",
    ],
)
def test_what_is_no_speech(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "name", "title", "verb", "stance"),
    [
        ("کیوان آذرنوش، وزیر راه، این تصمیم را ناکافی خواند.", "کیوان آذرنوش", "وزیر راه", "خواند", "says"),
        ("وزارت راه ارغوان این گزارش را نادرست خواند.", "وزارت راه ارغوان", None, "نادرست خواند", "denies"),
        ("شهردار ارغوان از دیرکرد کار ابراز تأسف کرد.", None, "شهردار ارغوان", "ابراز تأسف کرد", "says"),
        ("شهردار ارغوان وعده کمک فوری داد.", None, "شهردار ارغوان", "وعده داد", "says"),
        ("شهرداری این سخن را نپذیرفت.", "شهرداری", None, "نپذیرفت", "denies"),
        ("سفیر ایران در روسیه روز شنبه گفت: پل باز است.", None, "سفیر ایران در روسیه", "گفت", "says"),
        ("در ارغوان نیز مهرنوش آبتین، وزیر راه، گفت که پل باز است.", "مهرنوش آبتین", "وزیر راه", "گفت", "says"),
        ("«آذرنوش»، شرکت پل سازی، اعلام کرد که پل باز است.", "آذرنوش", "شرکت پل سازی", "اعلام کرد", "says"),
        ("«کیوان آذرنوش» ابراز امیدواری کرد که پل باز بماند.", "کیوان آذرنوش", None, "ابراز امیدواری کرد", "says"),
        ("نهادهای محلی می گویند پل بسته است.", None, "نهادهای محلی", "می گویند", "says"),
        ("بازپرسان خرج پل را دو برابر برآورد کردند.", None, "بازپرسان", "برآورد کردند", "says"),
        ("یک مقام آگاه به خبرنگاران گفت پل بسته است.", None, "یک مقام آگاه", "گفت", "says"),
        ("ماجرا ساده نیست: شهردار مدعی است که پل سالم است.", None, "شهردار", "مدعی است", "claims"),
        ("پل بسته شد، شهردار گفت که راه باز است.", None, "شهردار", "گفت", "says"),
        ("پل بسته شد و به گفته پلیس، راه باز است.", "پلیس", None, "به گفته", "says"),
        ("مهرنوش آبتین در دادگاه حاضر شد و اتهام را انکار کرد.", "مهرنوش آبتین", None, "انکار کرد", "denies"),
        ("مهرنوش آبتین، سخنگوی شهرداری، در پاسخ گفت که پل باز است.", "مهرنوش آبتین", "سخنگوی شهرداری", "گفت", "says"),
    ],
)
def test_judgements_denials_and_speakers_of_other_forms(
    text: str, name: str | None, title: str | None, verb: str, stance: str
) -> None:
    assert who(text) == [(name, title, verb, stance)]


def test_a_singular_verb_whose_stem_ends_in_noon_is_no_plural() -> None:
    text = "مهرنوش آبتین روایت دیگری دارد.\n\nاو ادعا می کند پل ترک دارد."
    assert who(text) == [("مهرنوش آبتین", None, "ادعا می کند", "claims")]


@pytest.mark.parametrize(
    "text",
    [
        "مهرنوش آبتین کتاب را در خانه خواند.",
        "مهرنوش آبتین همکاران را به ارغوان خواند.",
        "شرکت پل سازی صورت حساب ها را به نام شهرداری نوشت.",
        "این رقم به بودجه ارغوان افزوده شد.",
        "شهردار به پنجره اشاره کرد.",
        "شورای ارغوان به ابراز تأسف بسنده کرد.",
        "دادگاه ارغوان شهردار را به رشوه متهم کرد.",
    ],
)
def test_what_looks_like_speech_and_is_none(text: str) -> None:
    assert who(text) == []
