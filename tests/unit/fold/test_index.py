from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.fold import ArrivalClock, FoldIndex
from mirnews.fold.fingerprint import article_shingles
from mirnews.fold.index import REMEMBERED
from tests.builders import NOON

LONG = list(range(0, 400, 8))
OTHER = list(range(10_000, 10_400, 8))
HOUR = timedelta(hours=1)


def test_the_last_state_knows_the_original_that_came_late() -> None:
    index = FoldIndex()
    early = [index.add(LONG[5:], NOON), index.add(OTHER, NOON), index.add(LONG, NOON - HOUR)]
    assert [(fold.fold, fold.relation, fold.of) for fold in early] == [
        (0, "alone", None),
        (1, "alone", None),
        (0, "original", None),
    ]
    late = [(fold.fold, fold.relation, fold.of, fold.containment) for fold in index.state()]
    assert late == [(2, "copy", 2, 1.0), (1, "alone", None, 0.0), (2, "original", None, 1.0)]


def test_a_partial_has_its_own_fold_and_names_the_original() -> None:
    index = FoldIndex()
    index.add(LONG, NOON)
    index.add(LONG, NOON + HOUR)
    found = index.add([*LONG[:18], *OTHER[:32]], NOON + 2 * HOUR)
    assert (found.fold, found.relation, found.of) == (2, "partial", 0)
    assert index.state()[2] == found
    assert [fold.relation for fold in index.state()] == ["original", "copy", "partial"]


def test_texts_of_another_season_and_short_ones_of_another_day_are_not_copies() -> None:
    index = FoldIndex()
    index.add(LONG, NOON)
    assert index.add(LONG, NOON + timedelta(days=9)).relation == "alone"
    index.add([1, 2, 3], NOON)
    assert index.add([1, 2, 3], NOON + HOUR).relation == "copy"
    assert index.add([1, 2, 3], NOON + timedelta(days=2)).relation == "alone"


def test_a_flood_of_one_text_stays_one_fold() -> None:
    index = FoldIndex()
    for number in range(2 * REMEMBERED):
        index.add(LONG, NOON + number * timedelta(minutes=1))
    assert {(fold.fold, fold.of) for fold in index.state()[1:]} == {(0, 0)}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sets(st.integers(0, 12)).map(sorted), st.integers(0, 300)), max_size=15))
def test_folds_are_sound_whatever_comes(articles: list[tuple[list[int], int]]) -> None:
    index = FoldIndex()
    for prints, hours in articles:
        index.add(prints, NOON + hours * HOUR)
    state = index.state()
    assert len(state) == len(articles)
    for number, fold in enumerate(state):
        assert (fold.of is None) == (fold.relation in ("original", "alone"))
        assert (fold.fold == number) == (fold.relation != "copy")
        if fold.relation == "copy" and fold.of is not None:
            assert (state[fold.of].fold, fold.of) == (fold.fold, fold.fold)
            assert articles[fold.of][1] <= articles[number][1]


def test_a_short_body_is_compared_with_title_and_lead() -> None:
    assert article_shingles("یک", "", "دو") != article_shingles("سه", "", "دو")
    body = "واژه " * 50 + "پایان"
    assert article_shingles("یک", "", body) == article_shingles("سه", "چهار", body) != []
    assert article_shingles("", "", "") == []


def test_the_arrival_clock_goes_forward_and_does_not_believe_one_wrong_year() -> None:
    clock = ArrivalClock()
    assert clock.at(None) < NOON
    assert clock.at(NOON) == NOON
    assert clock.at(NOON - HOUR) == NOON - HOUR
    assert clock.at(None) == NOON
    wrong = NOON + timedelta(days=9000)
    assert clock.at(wrong) == wrong
    assert clock.at(None) == NOON
    assert clock.at(wrong + HOUR) == wrong + HOUR
    assert clock.at(None) == wrong + HOUR
