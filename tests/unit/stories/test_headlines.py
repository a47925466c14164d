from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.stories import group_headlines

# All invented, as the stars say.
TITLES = [
    "آتش\u200cسوزی در انبار بندر نوآباد* مهار شد",
    "شهردار نوآباد*: آتش\u200cسوزی انبار بندر عمدی نبود",
    "قهرمانی تیم مهرگان* در جام شطرنج",
    "آتش\u200cسوزی انبار بندر نوآباد* دو زخمی داشت",
    "گشایش کتابخانه در نوآباد*",
    "مهرگان* جام شطرنج را برد؛ قهرمانی پس از ده سال",
    "شهردار نوآباد* فردا به مجلس می\u200cرود",
]


def test_reports_of_one_event_join_and_neighbours_stay_apart() -> None:
    assert group_headlines(TITLES) == [[0, 1, 3], [2, 5], [4], [6]]


def test_lost_half_spaces_do_not_part_a_story() -> None:
    damaged = [title.replace("\u200c", "") for title in TITLES[:1]] + TITLES[1:]
    assert group_headlines(damaged) == group_headlines(TITLES)


def test_empty_lists_and_empty_titles() -> None:
    assert group_headlines([]) == []
    assert group_headlines(["", ""]) == [[0], [1]]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=12))
def test_every_title_is_in_one_group(titles: list[str]) -> None:
    groups = group_headlines(titles)
    assert sorted(index for group in groups for index in group) == list(range(len(titles)))
