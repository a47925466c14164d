"""The list is whole: 128 classes and those of operators and visitors, each with its input, and no input without one."""

from __future__ import annotations

import re

from tests.inputs.table import CASES, FOLDER, classes

ROWS = classes()
MADE = {
    int(number)
    for path in FOLDER.glob("test_*.py")
    for number in re.findall(r"^(?:async )?def test_(\d{3})_", path.read_text(encoding="utf-8"), re.M)
}


def test_every_number_is_there_once_and_in_order() -> None:
    assert [row.number for row in ROWS] == list(range(1, 137))


def test_every_class_is_tried_or_says_why_not() -> None:
    untried = [row.number for row in ROWS if not row.cases and row.number not in MADE and not row.why_not]
    assert untried == []
    both = [row.number for row in ROWS if row.why_not and (row.cases or row.number in MADE)]
    assert both == []


def test_no_test_and_no_file_is_without_its_class() -> None:
    assert {row.number for row in ROWS} >= MADE
    listed = [case.file for row in ROWS for case in row.cases]
    assert sorted(listed) == sorted(path.name for path in CASES.iterdir())
    assert all(case.file.startswith(f"{row.number:03}-") for row in ROWS for case in row.cases)


def test_every_class_says_what_is_sent_and_what_is_expected() -> None:
    assert [row.number for row in ROWS if not (row.name and row.sent and row.expected)] == []
    assert {row.code for row in ROWS} == set("RPSCNDK")


def test_files_are_small() -> None:
    assert max(path.stat().st_size for path in CASES.iterdir()) < 10_000
