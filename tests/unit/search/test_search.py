from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews import persian
from mirnews.search import Search, highlight, open_search, parse
from mirnews.store import Change
from tests.builders import NOON

ZWNJ = "\u200c"
TEXTS = {
    1: f"برق در سه استان قطع می{ZWNJ}شود و مردم نگران هستند",
    2: "وزیر خارجه مالی با همتای روس دیدار کرد",
    3: "تیم ملی والیبال به دیدار پایانی رسید",
    4: "فرودگاه جزیره به سبب خاکستر آتشفشان بسته شد",
}


def change(number: int, text: str | None, sequence: int | None = None, **given: str) -> Change:
    return Change(
        sequence=sequence or number,
        report_id=number,
        text=None if text is None else persian.key(text),
        at=NOON + timedelta(minutes=number),
        sections=tuple(given.get("section", "world").split()),
        outlet=given.get("outlet", "hamoon"),
        title=given.get("title", ""),
    )


@pytest.fixture
def search(tmp_path: Path) -> Iterator[Search]:
    opened = open_search(tmp_path / "search")
    opened.apply([change(number, text) for number, text in TEXTS.items()])
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("می شود", [1]),
        ("میشود", [1]),
        (f"می{ZWNJ}شود", [1]),
        ("مالی", [2]),
        ("ملی", [3]),
        ("دیدار", [2, 3]),
        ("دیدار -روس", [3]),
        ('دیدار -"همتای روس"', [3]),
        ('"وزیر خارجه"', [2]),
        ("«خارجه وزیر»", []),
        ("خارجه وزیر", [2]),
        ("فرودگاه نیست", []),
        ("فرود گاه", [4]),
        ("آتش فشان بسته", [4]),
        ("قطعمی", []),
        ("-دیدار", [1, 4]),
    ],
)
def test_spellings_words_phrases_and_exclusions(search: Search, query: str, ids: list[int]) -> None:
    found = search.find(query)
    assert sorted(found.ids) == ids
    assert found.total == len(ids)


def test_a_word_finds_its_two_halves_and_they_find_it(search: Search) -> None:
    search.apply([change(8, "جشن در شهربازی نوآباد"), change(9, "جشن در شهر بازی نوآباد")])
    for query in ("شهربازی", "شهر بازی", f"شهر{ZWNJ}بازی"):
        assert sorted(search.find(query).ids) == [8, 9], query


def test_narrowed_newest_first_and_paged(search: Search) -> None:
    search.apply([change(n, "دیدار", section="sport", outlet="naroon") for n in range(10, 15)])
    assert search.find("دیدار", section="sport", newest=True).ids == [14, 13, 12, 11, 10]
    assert search.find("دیدار", section="sport", newest=True, limit=2, offset=2).ids == [12, 11]
    assert search.find("دیدار", outlet="naroon").total == 5
    assert search.find("دیدار", outlet="nobody").total == 0
    assert search.find("دیدار", offset=10**9).ids == []


def test_a_report_is_found_in_each_of_its_sections(search: Search) -> None:
    search.apply([change(30, "همایش", section="science society")])
    assert [search.find("همایش", section=name).ids for name in ("science", "society", "sport")] == [[30], [30], []]


def test_a_title_counts_more_than_a_body(search: Search) -> None:
    search.apply([change(20, "سیل"), change(21, "سیل " + "واژه " * 3, title="سیل")])
    assert search.find("سیل").ids[0] == 21


def test_changes_replace_and_remove(search: Search) -> None:
    search.apply([change(2, "خبر دیگر", sequence=9)])
    assert search.find("مالی").ids == []
    assert search.find("خبر دیگر").ids == [2]
    search.apply([change(2, None, sequence=10), change(2, None, sequence=11)])
    assert search.find("خبر").ids == []


def test_the_index_is_made_anew_when_damaged_or_of_another_schema(tmp_path: Path) -> None:
    folder = tmp_path / "search"
    first = open_search(folder)
    assert first.is_new
    first.apply([change(1, "متن")])
    first.close()
    half = open_search(folder)
    assert half.is_new  # until it is said to be filled
    half.mark_filled()
    again = open_search(folder)
    assert not again.is_new
    assert again.find("متن").ids == [1]
    again.close()
    (folder / "meta.json").write_text("{broken")
    assert open_search(folder).is_new
    (folder / "schema-version").write_text("0")
    assert open_search(folder).is_new


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=60))
def test_any_text_is_a_query(query: str) -> None:
    parsed = parse(query)
    assert all(token for term in parsed.wanted + parsed.unwanted for token in term.tokens + term.joined)


@pytest.mark.parametrize(
    "query",
    ['"', "-", '-"', "«", "AND OR NOT", "title:x", "a*", "(((", "\\", "\x00", "-" * 5000, "الف " * 5000, "\ud800"],
)
def test_hostile_queries_are_answered(search: Search, query: str) -> None:
    found = search.find(query)
    assert len(found.ids) == min(found.total, 30)


def marked(text: str, words: list[str], limit: int = 24) -> str:
    return "".join(f"[{piece}]" if hit else piece for piece, hit in highlight(text, words, limit_words=limit))


def test_hits_are_marked_on_the_displayed_text() -> None:
    text = f"برق قطع می{ZWNJ}شود، و کتاب{ZWNJ}های تازه."
    assert marked(text, ["میشود"]) == f"برق قطع [می{ZWNJ}شود]، و کتاب{ZWNJ}های تازه."
    assert marked(text, []) == text
    assert marked("", ["x"]) == ""


def test_a_long_text_is_cut_between_words_around_the_first_hit() -> None:
    text = " ".join(["پیش"] * 50 + ["هدف"] + ["پس"] * 50)
    found = marked(text, ["هدف"], limit=9)
    assert found.startswith("…")
    assert found.endswith("…")
    assert "[هدف]" in found
    assert found.count("پیش") + found.count("پس") == 8
