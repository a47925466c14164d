from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.classify.build import training, weights, written
from mirnews.classify import sections
from mirnews.classify.subject import LONGEST_TEXT, model, subject_of
from tests.growth import assert_growth

HERE = Path(__file__).parent
LETTERS = st.text(alphabet="ابپتمالییربورسجنگگل «»،.\n\u200c*۱", max_size=200)


def traps() -> list[list[str]]:
    lines = (HERE / "subject_traps.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("expected", "title", "text"), traps())
def test_traps(expected: str, title: str, text: str) -> None:
    found = subject_of(title, text).id
    if expected.startswith("!"):
        assert found != expected[1:]
    else:
        assert found == (None if expected == "-" else expected)


def test_a_subject_says_why_and_how_sure_it_is() -> None:
    found = subject_of("قهرمانی تیم ملی فوتبال", "سرمربی از بازیکنان گفت.")
    assert found.id == "sport"
    assert found.confidence > 0.8
    assert "فوتبال" in found.because


def test_half_spaces_and_arabic_letters_make_no_difference() -> None:
    plain = subject_of("آتش سوزی در انبار", "آتش نشانان شعله ها را مهار کردند")
    assert plain == subject_of("آتش\u200cسوزی در انبار", "آتش\u200cنشانان شعله\u200cها را مهار كردند")
    assert plain.id == "disaster"


def test_only_subjects_with_a_code_are_answered() -> None:
    topics = {section.id for section in sections() if section.iptc}
    assert len(topics) == 17
    assert {subject for row in model().entries.values() for subject, _ in row} == topics


def test_the_weights_that_ship_are_those_of_the_sources() -> None:
    target = Path(__file__).parents[3] / "src/mirnews/classify/weights.tsv"
    assert target.read_text(encoding="utf-8") == written(weights(training()))


@given(LETTERS, LETTERS, LETTERS)
@settings(max_examples=60, deadline=None)
def test_no_text_is_too_odd(title: str, lead: str, body: str) -> None:
    found = subject_of(title, lead, body)
    assert 0.0 <= found.confidence <= 1.0
    assert (found.id is None) == (not found.because)


def test_a_long_body_costs_no_more_than_its_opening() -> None:
    opening = "جنگ و آتش بس " * (LONGEST_TEXT // 13)
    long = opening + "فوتبال " * 500_000
    assert_growth(lambda body: subject_of(None, None, body), opening, long, most=10)
    assert subject_of(None, None, long) == subject_of(None, None, opening)
