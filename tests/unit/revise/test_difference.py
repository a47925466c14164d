"""What changed between two revisions, in words. Texts are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.model import Article
from mirnews.revise import Piece, difference
from mirnews.revise.words import pieces
from tests.growth import assert_linear

Z = "\u200c"
FIRST = "شهردار نیلاب* گفت که ساخت پل تازه سه سال طول کشید و هزینهٔ آن ۴۲ میلیارد تومان بود."
SECOND = "او افزود: «این پل را برای همهٔ مردم ساختیم و از کسی پول نمی" + Z + "گیریم»."
THIRD = "پل تازه دو خط برای خودرو و یک راه برای پیاده" + Z + "ها دارد و شب" + Z + "ها روشن می" + Z + "ماند."
FOURTH = "مردم کناره می" + Z + "گویند سال" + Z + "ها چشم به راه چنین پلی بوده" + Z + "اند و از گشایش آن شادند."


def article(*paragraphs: str, title: str = "پل نیلاب* باز شد", **given: str) -> Article:
    return Article("article", "nastooh", title=title, paragraphs=paragraphs, **given)


def shown(found: tuple[Piece, ...]) -> str:
    marks = {"same": "{}", "removed": "[-{}]", "added": "[+{}]"}
    return " ".join(marks[piece.op].format((piece.after or piece.before).strip()) for piece in found)


def test_a_changed_number_is_one_change() -> None:
    found = difference(article(FIRST, SECOND), article(FIRST.replace("۴۲", "۵۶"), SECOND))
    assert "[-۴۲] [+۵۶] میلیارد تومان بود." in shown(found.passages[1].pieces)
    assert (found.kinds, found.added, found.removed) == (("figure", "text"), 1, 1)
    assert (found.changes[0].before, found.changes[0].after) == ("۴۲", "۵۶")
    assert found.silent


def test_numbers_in_words_and_in_other_digits() -> None:
    assert "figure" in difference(article(FIRST), article(FIRST.replace("سه سال", "پنج سال"))).kinds
    assert difference(article(FIRST), article(FIRST.replace("۴۲", "42"))).kinds == ("spelling",)


def test_spelling_alone_is_no_change_of_words() -> None:
    other = THIRD.replace(f"می{Z}ماند", "می ماند").replace("ی", "ي").replace(f"شب{Z}ها", "شبها")
    found = difference(article(THIRD), article(other))
    assert (found.kinds, found.added, found.removed) == (("spelling",), 0, 0)
    assert [piece.op for passage in found.passages for piece in passage.pieces] == ["same", "same"]


def test_a_moved_paragraph_is_not_deleted_and_added() -> None:
    found = difference(article(FIRST, SECOND, THIRD, FOURTH), article(FOURTH, FIRST, SECOND, THIRD))
    assert found.kinds == ("moved",)
    assert (found.added, found.removed) == (0, 0)
    assert [passage.moved for passage in found.passages] == [False, True, False, False, False]


def test_a_paragraph_that_moved_and_changed_shows_the_change_alone() -> None:
    found = difference(article(FIRST, SECOND, THIRD), article(THIRD.replace("دو خط", "چهار خط"), FIRST, SECOND))
    moved = [passage for passage in found.passages if passage.moved]
    assert [shown(passage.pieces)[:30] for passage in moved] == ["پل تازه [-دو] [+چهار] خط برای "]
    assert (found.added, found.removed) == (1, 1)


def test_a_paragraph_that_was_split_is_no_change() -> None:
    found = difference(article(f"{FIRST} {THIRD}", SECOND), article(FIRST, THIRD, SECOND))
    assert found.kinds == ("spelling",)


def test_a_word_with_a_half_space_changes_whole() -> None:
    assert shown(pieces(f"او می{Z}رود خانه", f"او می{Z}آید خانه")) == f"او [-می{Z}رود] [+می{Z}آید] خانه"


def test_a_sentence_that_is_new_has_no_islands() -> None:
    before = "شهردار در نشست امروز از پل سخن گفت."
    after = "شهردار با خبرنگاران در میدان بزرگ شهر از پل سخن گفت."
    assert shown(pieces(before, after)).count("[+") == 1


def test_a_quotation_that_went_came_or_changed() -> None:
    assert difference(article(FIRST, SECOND), article(FIRST)).kinds == ("quote_removed", "text")
    assert difference(article(FIRST), article(FIRST, SECOND)).kinds == ("quote_added", "text")
    other = SECOND.replace("همهٔ مردم", "کودکان")
    (change,) = [one for one in difference(article(SECOND), article(other)).changes if one.kind.startswith("quote")]
    assert (change.kind, "همهٔ مردم" in str(change.before), "کودکان" in str(change.after)) == (
        "quote_changed",
        True,
        True,
    )
    without = SECOND.replace("«", "").replace("»", "")
    assert "quote_removed" not in difference(article(SECOND), article(without)).kinds


def test_the_headline_and_the_lead() -> None:
    found = difference(article(FIRST, lead="پل باز شد."), article(FIRST, title="پل نیلاب* بسته شد", lead="پل بسته شد."))
    assert found.kinds == ("headline", "lead")
    assert shown(found.passages[0].pieces) == "پل نیلاب* [-باز] [+بسته] شد"


def test_names_that_went_and_came() -> None:
    found = difference(
        article("وزیر با لاوروف دیدار کرد."), article("وزیر با ماکرون دیدار کرد."), names=["لاوروف", "ماکرون"]
    )
    assert [(one.before, one.after) for one in found.changes if one.kind == "name"] == [
        ("لاوروف", None),
        (None, "ماکرون"),
    ]


def test_another_source_line() -> None:
    found = difference(article(FIRST, source_line="تیراژه*"), article(FIRST, source_line="سپیدار*"))
    assert (found.kinds, found.added, found.removed) == (("source",), 1, 1)


def test_nothing_changed() -> None:
    assert difference(article(FIRST), article(FIRST)).kinds == ()


TEXTS = st.lists(
    st.sampled_from(
        ["پل", "می" + Z + "رود", "رود" + Z, Z + "ها", "۴۲", "و", "«", "»", ".", "\n\n", "Bus 12", "شد", " "]
    ),
    max_size=40,
)


@settings(max_examples=120, deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_had_back(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    found = pieces(before, after)
    assert "".join(piece.before for piece in found) == before
    assert "".join(piece.after for piece in found) == after


@pytest.mark.parametrize("word", ["واژه ", "الف ب ", "این جمله است. "])
def test_long_hostile_texts_take_linear_time(word: str) -> None:
    assert_linear(
        lambda pair: pieces(*pair),
        lambda size: (word * size + "پایان", "آغاز " + word * (size // 2) + "میانه " + word * (size // 2)),
        8_000,
    )


def test_many_paragraphs() -> None:
    assert_linear(
        lambda pair: difference(article(*pair[0]), article(*pair[1])),
        lambda size: ([f"{FIRST} {i}" for i in range(size)], [f"{FIRST} {i + 1}" for i in reversed(range(size))]),
        800,
    )
