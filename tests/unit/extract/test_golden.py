"""Every golden page, every field."""

from __future__ import annotations

import pytest

from evals.extract.golden import AT, Case, cases, fields
from mirnews.extract import extract, extract_text

CASES = cases()


def test_there_are_golden_pages() -> None:
    read_by = {case.expected["profile"] for case in CASES}
    assert len(CASES) >= 50
    assert len(read_by - {"generic", "text"}) >= 18


def test_instants_have_an_hour_and_a_zone() -> None:
    """Of the articles; the rest are aggregators and bare texts that print no date, and must come out without one."""
    dated = [case.expected["published"] for case in CASES if case.expected["published"]]
    undated = {
        case.expected["profile"]
        for case in CASES
        if case.expected["kind"] == "article" and not case.expected["published"]
    }
    assert len(dated) >= 40
    assert sum("T" in text and text[-6] in "+-" for text in dated) >= 0.95 * len(dated)
    assert undated <= {"aggregator", "text", "generic"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_page(case: Case) -> None:
    found = fields(extract(case.page, at=AT))
    assert {name: found[name] for name in case.expected} == case.expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_text_alone_is_that_of_the_whole_reading(case: Case) -> None:
    article = extract(case.page, at=AT)
    assert extract_text(case.page) == (article.lead, article.paragraphs)
