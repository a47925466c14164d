from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.fold import place, shingles
from mirnews.model import Fold, Nearby
from tests.builders import NOON

WORDS = "فرودگاه جزیره امروز به سبب خاکستر آتشفشان بسته شد و پروازها به روز بعد افتاد".split()


def near(
    shared: int, size: int = 40, number: int = 1, minutes: int = -60, first: tuple[int, int] | None = None
) -> Nearby:
    """A report `minutes` from noon; `first` is the id and minutes of the earliest of its fold, itself by default."""
    first_id, first_minutes = first or (number, minutes)
    at, first_at = NOON + timedelta(minutes=minutes), NOON + timedelta(minutes=first_minutes)
    return Nearby(number, first_id, at, shared, size, first_id, first_at)


def test_spelling_makes_no_difference_to_fingerprints() -> None:
    healthy = "سخنگوی دولت گفت که گزارش\u200cها نشان می\u200cدهد کار رو به پایان است " * 3
    damaged = healthy.replace("\u200c", " ").replace("ک", "ك").replace("ی", "ي")
    joined = healthy.replace("\u200c", "")
    assert shingles(healthy) == shingles(damaged) == shingles(joined) != []


def test_short_texts_keep_some_fingerprints_and_empty_ones_none() -> None:
    assert shingles("") == []
    assert len(shingles("یک دو")) == 1
    assert len(shingles(" ".join(WORDS))) >= 4


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=5, max_size=300))
def test_fingerprints_are_distinct_sorted_and_fit_64_bits(words: list[str]) -> None:
    found = shingles(" ".join(words))
    assert found == sorted(set(found))
    assert all(-(2**63) <= value < 2**63 for value in found)


def test_alone_copy_partial() -> None:
    assert place(40, NOON, []) == Fold()
    assert place(40, NOON, [near(2)]) == Fold()
    assert place(40, NOON, [near(36)]) == Fold(1, "copy", 1, 0.9)
    assert place(40, NOON, [near(14)]) == Fold(None, "partial", 1, 0.35)


def test_a_cut_copy_is_measured_by_the_smaller_text() -> None:
    assert place(12, NOON, [near(11, size=40)]).relation == "copy"
    assert place(40, NOON, [near(11, size=12)]).relation == "copy"


def test_the_earlier_text_is_the_original_whenever_it_comes() -> None:
    assert place(40, NOON, [near(36, minutes=60)]) == Fold(1, "original", None, 0.9)


def test_a_copy_of_a_copy_names_the_first_of_the_fold() -> None:
    assert place(40, NOON, [near(36, number=2, minutes=-10, first=(1, -60))]) == Fold(1, "copy", 1, 0.9)


def test_a_text_between_an_original_and_its_copy_is_a_copy_though_only_the_copy_is_near() -> None:
    assert place(40, NOON, [near(36, number=2, minutes=5, first=(1, -60))]) == Fold(1, "copy", 1, 0.9)


def test_short_texts_need_more_in_common() -> None:
    assert place(4, NOON, [near(2, size=4)]) == Fold()
    assert place(4, NOON, [near(3, size=4)]).relation == "copy"
    assert place(1, NOON, [near(1, size=1)]).relation == "copy"


def test_texts_far_apart_in_time_are_not_compared_and_short_ones_within_a_day_only() -> None:
    day, week = 24 * 60, 7 * 24 * 60
    assert place(40, NOON, [near(36, minutes=-week)]).relation == "copy"
    assert place(40, NOON, [near(36, minutes=-9 * day)]) == Fold()
    assert place(40, NOON, [near(36, minutes=9 * day)]) == Fold()
    assert place(4, NOON, [near(4, size=4, minutes=-60)]).relation == "copy"
    assert place(4, NOON, [near(4, size=4, minutes=-day)]) == Fold()
