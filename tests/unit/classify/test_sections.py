from __future__ import annotations

import pytest

from mirnews.classify import OTHER, section_of, sections


@pytest.mark.parametrize(
    ("label", "section"),
    [
        ("بین\u200cالملل > آفریقا", "world"),
        ("بین الملل", "world"),
        ("بینالملل", "world"),
        ("World", "world"),
        ("اقتصادی", "economy"),
        ("استان\u200cها > تهران", "society"),
        ("صفحهٔ نخست › ورزش", "sport"),
        ("علم و فناوری", "science"),
        ("مالی", OTHER),
        ("گفتگو", OTHER),
    ],
)
def test_a_path_is_read_from_its_first_part_on(label: str, section: str) -> None:
    assert section_of(page_section=label) == section
    assert section_of(categories=["ناشناخته", label]) == section


def test_the_sources_own_setting_wins_and_the_address_comes_last() -> None:
    assert section_of(given="sport", page_section="جهان") == "sport"
    assert section_of(given="ورزشی") == "sport"
    assert section_of(page_section="جهان", categories=["ورزش"], url="http://a.ir/economy/1") == "world"
    assert section_of(url="http://a.ir/economy/1/world-news-of-today") == "economy"
    assert section_of(url="http://a.ir/%D9%88%D8%B1%D8%B2%D8%B4%DB%8C/1") == "sport"
    assert section_of(url="http://[broken") == OTHER


def test_no_word_means_two_sections() -> None:
    words = [word for section in sections() for word in section.words]
    assert len(words) == len(set(words))
    assert all(word for word in words)
    assert [section.id for section in sections()][-1] == OTHER
