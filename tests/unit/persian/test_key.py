from __future__ import annotations

from pathlib import Path

import pytest

from mirnews.persian import key, key_tokens, repair
from mirnews.persian.key import keeps, same
from mirnews.persian.letters import ZWNJ
from mirnews.persian.neighbours import and_join, join_terms, pair_join
from tests.growth import assert_linear

DATA = Path(__file__).parent / "data"
SUITE = [
    line.split("\t")
    for line in (DATA / "normalisation-suite.dev.tsv").read_text(encoding="utf-8").split("\n")[1:]
    if line
]


def half(text: str) -> str:
    return text.replace("|", ZWNJ)


@pytest.mark.parametrize(("kind", "variant", "canonical"), SUITE)
def test_every_pair_of_the_suite_is_one(kind: str, variant: str, canonical: str) -> None:
    assert key(variant) == key(canonical), kind
    assert same(variant, canonical)
    assert same(canonical, variant)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("۲۰٪", "20 درصد"),
        ("۱٬۲۰۰", "1200"),
        ("املاء", "املا"),
        ("\ufdfc", "ریال"),
        ("رحمٰن", "رحمن"),
        ("ایتار-تاس", "ایتارتاس"),
        ("بعنوان", "به|عنوان"),
        ("بهعنوان", "به عنوان"),
        ("گفتهاست", "گفته است"),
        ("هیأت", "هیئت"),
        ("مسؤول", "مسئول"),
        ("خانه ی", "خانهٔ"),
        ("حزب الله", "حزبالله"),
        ("گفت و گوی", "گفتگوی"),
        ("این که", "اینکه"),
        ("کتاب هایشان", "کتابهایشان"),
        ("می آید", "می|آید"),
        ("یک شنبه", "یکشنبه"),
        ("#رئیس_جمهور", "رییس|جمهور"),
        ("قهوه ای", "قهوه|ای"),
        ("۱۴امین", "14"),
        ("۱۴ اُم", "14"),
        ("21st", "۲۱"),
        ("٪۲۰", "20 درصد"),
        ("۳/۵ درصد", "3.5%"),
        ("۱،۲۰۰", "1200"),
        ("1.200.000", "۱٬۲۰۰٬۰۰۰"),
        ("مسوولان", "مسئولان"),
        ("سوءاستفاده", "سوء استفاده"),
        ("خانه|یی", "خانه|ای"),
        ("خانه|ی|اش", "خانه اش"),
        ("کتاب|هاست", "کتاب ها است"),
        ("زیباست", "زیبا است"),
        ("اینست", "این است"),
        ("بهکمک", "به کمک"),
        ("برمیگردد", "برمی گردد"),
        ("رحمت الله", "رحمتالله"),
        ("بلیط|های", "بلیتهای"),
        ("بی سابقه", "بیسابقه"),
        ("غیر قانونی", "غیرقانونی"),
        ("U.S.", "us"),
        ("F-16", "F16"),
        ("قطعن", "قطعاً"),
        ("جولای", "ژوئیه"),
        ("اسحٰق", "اسحاق"),
    ],
)
def test_further_spellings_are_one(a: str, b: str) -> None:
    assert key(half(a)) == key(half(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("مالی", "ملی"),
        ("علی", "عالی"),
        ("کشتی", "کشت"),
        ("کشتی", "کشت ی"),
        ("خانه|ها", "خان|ها"),
        ("نامه|ها", "نام|ها"),
        ("تن|ها", "تنها"),
        ("تن ها", "تنها"),
        ("سر", "سرّ"),
        ("ماهی", "ماه|ی"),
        ("تهران", "تهر"),
        ("ما در", "مادر"),
        ("به نام", "بهنام"),
        ("این تر", "اینتر"),
        ("توجهی", "توجه"),
        ("فرماندهی", "فرمانده"),
        ("سیاست", "سیا است"),
        ("۱۲،۱۳", "1213"),
        ("۳/۵ درصد", "35 درصد"),
        ("حیات", "حیاط"),
        ("به|عنوان", "عنوان"),
    ],
)
def test_other_words_stay_apart(a: str, b: str) -> None:
    assert not same(half(a), half(b))
    assert not same(half(b), half(a))


def test_a_phrase_is_found_with_its_words_joined_or_apart() -> None:
    assert same("گروهی از پرنده نگران آمدند", "پرندهنگران")
    assert same("گروهی از پرندهنگران آمدند", "پرنده نگران")
    assert not same("پرنده آمد و نگران", "پرنده نگران")
    assert not same("خبر", "؟!")


def test_words_with_and_between_are_met_joined() -> None:
    assert and_join("پخت", "و", "شور") == "پختوشور"
    assert and_join("من", "و", "تو") is None
    assert and_join("پخت", "با", "شور") is None
    assert same("آیین پخت و شور", "پختوشور")
    assert join_terms(["پخت", "و", "شور", "گندم"]) == {"پختوشور", "شورگندم"}


def test_a_change_that_moves_the_key_is_told() -> None:
    assert keeps("می شود", half("می|شود"))
    assert keeps("گفتوگو", half("گفت|و|گو"))
    assert not keeps("تنها", half("تن|ها"))
    assert not keeps("پرنده نگران", half("پرنده|نگران"))


def test_lines_are_not_joined_to_each_other() -> None:
    assert key_tokens("کتاب\nهای تازه") == ["کتاب", "های", "تازه"]


def test_punctuation_leaves_no_token() -> None:
    assert key_tokens("«باماکو»؛ مسکو؟ (BBC)…") == ["باماکو", "مسکو", "bbc"]
    assert key_tokens(" \u200c\u200f.،") == []


def test_pairs_that_would_be_another_word_are_not_joined() -> None:
    assert pair_join("دانش", "ورز") == "دانشورز"
    assert pair_join("تن", "ها") is None
    assert pair_join("کشت", "ی") is None
    assert pair_join("20", "25") is None


def test_the_month_of_may_is_no_prefix() -> None:
    assert key("ماه می که") == "ماه می که"


@pytest.mark.parametrize("text", ["علي مي شود", "گفتوگوی تازه", "بهعنوان نمونه", "شدهاست", "خانهی ما", "منبع : خبر"])
def test_repair_does_not_move_the_key(text: str) -> None:
    assert repair(text).text != text
    assert key(repair(text).text) == key(text)


@pytest.mark.parametrize("piece", ["م", "می ", "1.", "ها ها "])
def test_monotony_takes_linear_time(piece: str) -> None:
    assert_linear(key, lambda size: piece * size, 150_000 // len(piece))


def test_comparing_two_texts_takes_linear_time() -> None:
    assert not same("ا " * 3000 + "ب", "ا " * 150 + "پ")
    assert_linear(lambda pair: same(*pair), lambda size: ("ا " * size + "ب", "ا " * 150 + "پ"), 3_000)
