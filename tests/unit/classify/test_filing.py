from __future__ import annotations

import pytest

from mirnews.classify import Filed, classify, section_of

SPORT = {"title": "تیم ملی فوتبال قهرمان شد", "lead": "سرمربی از بازیکنان و هواداران سپاسگزاری کرد."}
POLITICS = {"title": "انتخابات و کابینه", "lead": "پارلمان فرانسه دربارهٔ رأی اعتماد جلسه دارد."}
HOME = {"title": "انتخابات و کابینه", "lead": "نمایندگان مجلس شورای اسلامی در تهران جلسه دارند."}


def test_what_the_newsroom_says_comes_first() -> None:
    assert classify(page_section="اقتصادی", **SPORT) == Filed("economy", "economy", "label")
    assert classify(given="health", **SPORT) == Filed("health", "health", "label")


def test_of_world_the_text_says_the_subject() -> None:
    assert classify(page_section="بین الملل", **SPORT) == Filed("world", "sport", "label")
    assert classify(page_section="جهان", title="صبح بخیر") == Filed("world", None, "label")
    assert classify(page_section="استان ها", **SPORT) == Filed("society", "sport", "label")


def test_a_path_may_say_the_subject_itself() -> None:
    assert classify(page_section="جهان > ورزش") == Filed("world", "sport", "label")


def test_without_a_label_the_text_chooses_the_shelf() -> None:
    assert classify(**SPORT) == Filed("sport", "sport", "text")
    assert classify(**HOME) == Filed("politics", "politics", "text")
    assert classify(page_section="گفتگو", url="http://a.ir/news/12", **SPORT).section == "sport"
    assert section_of(**SPORT) == "sport"


def test_what_happens_abroad_stands_on_the_shelf_of_the_world() -> None:
    assert classify(**POLITICS) == Filed("world", "politics", "text")


def test_a_text_that_says_nothing_stays_unknown() -> None:
    assert classify(title="صبح بخیر", lead="امروز روز دیگری است.") == Filed("other", None, "nobody")
    assert classify() == Filed("other", None, "nobody")


@pytest.mark.parametrize(
    ("label", "shelf"),
    [
        ("حوادث", "disaster"),
        ("قضایی", "crime"),
        ("آموزش", "education"),
        ("دانشگاه", "education"),
        ("هواشناسی", "weather"),
        ("کار و کارگر", "labour"),
        ("دین و اندیشه", "religion"),
        ("قرآن", "religion"),
        ("دفاعی", "conflict"),
        ("گردشگری", "lifestyle"),
        ("خواندنی ها", "human-interest"),
        ("محیط زیست", "environment"),
    ],
)
def test_labels_of_newsrooms(label: str, shelf: str) -> None:
    assert section_of(categories=[label]) == shelf
    assert classify(categories=[label]).topic == shelf
