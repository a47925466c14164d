from __future__ import annotations

from pathlib import Path

import pytest

from mirnews.persian import repair
from mirnews.persian.letters import ZWNJ
from mirnews.persian.repair import is_healthy
from tests.growth import assert_linear

DATA = Path(__file__).parent / "data"
GUARD = [
    line.split("\t") for line in (DATA / "zwnj-word-guard.tsv").read_text(encoding="utf-8").split("\n")[1:] if line
]


def half(text: str) -> str:
    """Write | for a half-space."""
    return text.replace("|", ZWNJ)


@pytest.mark.parametrize(("word", "wanted"), GUARD)
def test_the_guard_words(word: str, wanted: str) -> None:
    assert repair(word).text == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("این طرح اجرا می شود", "این طرح اجرا می|شود"),
        ("به گزارش ها و رایزنی های تازه", "به گزارش|ها و رایزنی|های تازه"),
        ("اصلی ترین محور", "اصلی|ترین محور"),
        ("حضور گسترده ای داشت", "حضور گسترده|ای داشت"),
        ("کشته شده اند", "کشته شده|اند"),
        ("باز می گردد", "باز می|گردد"),
        ("برمیگردد", "برمی|گردد"),
        ("نمیتوان گفت", "نمی|توان گفت"),
        ("میشدهاند", "می|شده|اند"),
        ("خانواده اش رفت", "خانواده|اش رفت"),
        ("این ها", "این|ها"),
        ("هفتهنامهای", "هفته|نامه|ای"),
        ("تازههای نشر", "تازه|های نشر"),
        ("آمریکاییها", "آمریکایی|ها"),
        ("خانه ی ما", "خانه|ی ما"),
        ("منبع : خبر*", "منبع: خبر*"),
        ("او رفت ؛ کسی نماند", "او رفت؛ کسی نماند"),
    ],
)
def test_lost_half_spaces_come_back(text: str, wanted: str) -> None:
    assert repair(text).text == half(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "کودتای ماه میلادی می که به روی کار آمد",
        "در ماه می شد آن را دید",
        "۹ می شد",
        "هیچگونه همکاری و همزمان هرگونه",
        "تاکید و تأیید و تایید",
        "کشورها و نیروهای تازه",
        "بزرگترین و مهمترین و پیشتر",
        "ای مردم، از ای میل",
        "یکشنبه و چهارشنبه",
        "دستفروشان و روانشناسان",
        "سخنگوی دولت و تحلیلگر مصری",
        "نامهای حرفهای",
        "میزان میانگین میدانی",
        "ساعت 10 : 20",
        "تنها بهای انتهای رهایی نهایی",
        "CNN ها",
    ],
)
def test_what_is_right_or_open_stays(text: str) -> None:
    assert repair(text).text == text


def test_the_original_comes_back_from_the_edits() -> None:
    text = "علي مي\u00acگويد :  كتاب ها مي شود\nگفتوگوی تازه"
    repaired = repair(text)
    assert repaired.original == text
    assert all(text[edit.start : edit.end] == edit.before for edit in repaired.edits)
    assert repaired.text == half("علی می|گوید:  کتاب|ها می|شود\nگفت|وگوی تازه")


def test_every_edit_says_what_it_is() -> None:
    kinds = {edit.kind for edit in repair("منبع : عليزاده\u200f در تهران مي شود و گفتوگو دارد").edits}
    assert kinds == {"punctuation", "letter", "invisible", "spacing", "joined"}


def test_one_edit_covers_a_word_with_all_that_happened_to_it() -> None:
    (edit,) = repair("مي شود").edits
    assert (edit.before, edit.after, edit.kind) == ("مي شود", half("می|شود"), "spacing")
    assert 0.9 < edit.confidence <= 1


def test_lines_are_judged_one_by_one() -> None:
    healthy = half("آن|ها می|گویند که برنامه|های تازه|ای در راه است و کارها به|خوبی پیش می|رود، اما هنوز روشن نیست ")
    line = healthy * 3 + "و کتابها"
    assert is_healthy(line)
    assert repair(line).edits == ()
    damaged = "کتابها و گفتوگوی تازه می شود " * 20
    assert repair(f"{damaged}\nکتابها").text.endswith(half("\nکتاب|ها"))
    assert repair(f"{line}\nکتابها").edits == ()  # a short line of a healthy text


def test_two_words_that_are_one_are_joined_only_where_half_spaces_are_lost() -> None:
    assert repair("رئیس جمهور می آید").text == half("رئیس|جمهور می|آید")
    assert repair(half("رئیس جمهور می|آید")).edits == ()
    assert repair("رئیس جمهور و شورا میشود").text == half("رئیس جمهور و شورا می|شود")


def test_a_plural_written_joined_is_left_where_its_author_writes_so() -> None:
    assert repair(half("می|گوید کتابهای تازه")).edits == ()
    assert repair("می گوید کتابهای تازه").text == half("می|گوید کتابهای تازه")
    assert repair("کتابهای تازه").text == half("کتاب|های تازه")


def test_certain_affixes_are_mended_in_healthy_text_too() -> None:
    line = half("آن|ها می|گویند که برنامه|های تازه|ای در راه است و کارها به|خوبی پیش می|رود، اما هنوز ") * 3 + "می شود"
    assert repair(line).text.endswith(half("می|شود"))


def test_other_languages_keep_their_letters() -> None:
    arabic = (
        "قال الوزير إن الحكومة سوف تعلن عن خطة جديدة في الأيام القادمة بعد اجتماع مع ممثلي الشركات الكبرى في البلاد"
    )
    assert repair(arabic).text == arabic
    assert repair(arabic + "\ufeff").text == arabic


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        ("", "م"),
        ("", "می "),
        ("", "می  "),
        ("", "ها"),
        ("", " "),
        ("", ZWNJ),
        ("", f"م{ZWNJ}"),
        ("", "ي"),
        ("", "م :"),
        ("ا", "\u0653"),
    ],
    ids=["letter", "mi", "mi-spaces", "ha", "spaces", "half-spaces", "letter-half", "arabic-yeh", "colons", "marks"],
)
def test_long_monotony_takes_linear_time(first: str, piece: str) -> None:
    assert_linear(repair, lambda size: first + piece * size, 150_000 // len(piece))


@pytest.mark.parametrize("text", ["حضور نظامی در خاک مالی را رد کرد", "شهدای حزب الله", "در آب یمن", "کار عراق"])
def test_a_place_is_no_half_of_a_word(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "میخائیل گورباچف درگذشت",
        "شبکه ام بی سی گزارش داد",
        "جنگنده ام ۴۶ سقوط کرد",
        "ترزا می شکست خورد",
        "واتساپ رفع فیلتر شد",
        "الله اکبر",
    ],
)
def test_names_and_spelled_letters_are_no_verbs_and_endings(text: str) -> None:
    assert repair(text).text == text
