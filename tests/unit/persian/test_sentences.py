"""Sentences end where they end, and no run of marks costs more than its length."""

from __future__ import annotations

import pytest

from mirnews.persian.tokens import sentences
from tests.growth import assert_linear


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("رفت. آمد؟! «بود…» شد", ["رفت.", "آمد؟!", "«بود…»", "شد"]),
        ("نرخ ۳.۵ شد.", ["نرخ ۳.۵ شد."]),
        ("ج. بایدن گفت...", ["ج. بایدن گفت..."]),
        ("نشانی a.b؟c است", ["نشانی a.b؟c است"]),
        ("یک\n\nدو", ["یک", "دو"]),
    ],
)
def test_where_a_sentence_ends(text: str, parts: list[str]) -> None:
    assert [one.text for one in sentences(text)] == parts


@pytest.mark.parametrize("piece", ["؟", ".", "!»", ".»", "\n", "؛ ", "…\u200c", ".؟"])
def test_marks_without_end_take_linear_time(piece: str) -> None:
    assert_linear(sentences, lambda size: piece * size + "x", 30_000)
