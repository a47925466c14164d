"""Every golden page, every field."""

from __future__ import annotations

import pytest

from evals.extract.golden import AT, Case, cases, fields
from mirnews.extract import extract

CASES = cases()


def test_there_are_golden_pages() -> None:
    assert len(CASES) >= 20
    assert {case.expected["profile"] for case in CASES} >= {
        "nastooh",
        "iransamaneh",
        "asam",
        "isna",
        "tasnim",
        "sputnik",
        "wordpress",
        "aggregator",
        "text",
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_page(case: Case) -> None:
    found = fields(extract(case.page, at=AT))
    assert {name: found[name] for name in case.expected} == case.expected
