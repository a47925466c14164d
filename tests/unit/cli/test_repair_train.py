"""`text repair` on files of any length, and `train spacing`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

Z = "\u200c"
HEALTHY = (
    "کارگران می|گویند برنامه|های تازه را آزموده|اند و سرمایه|گذاران خوش|بین هستند. آن روز گفت|وگو در راه|آهن آغاز شد و "
    "مسافران خسته|تر از همیشه به خانه|های خود رسیدند. ستاره|شناسان می|کوشند سیاه|چاله|ها را بهتر بشناسند.\n"
).replace("|", Z)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_order_and_number_of_lines_are_kept(run: Run, jobs: str) -> None:
    given = "".join(f"کار {number} اجرا می شود\n\n" for number in range(700))
    ended = run("text", "repair", "--jobs", jobs, given=given)
    assert ended.out == given.replace("می شود", f"می{Z}شود")


def test_after_a_break_it_goes_on(run: Run) -> None:
    assert run("text", "repair", "--skip", "2", given="الف\nب\nمی رود\n").out == f"می{Z}رود\n"


def test_json_lines_keep_the_untouched_text(run: Run) -> None:
    row = {"id": 7, "title": "گفتوگو", "body": "می شود", "n": None}
    (found,) = run("text", "repair", "--field", "title", "--field", "body", "--field", "n", given=json.dumps(row)).rows
    assert (found["id"], found["n"]) == (7, None)
    assert (found["title"], found["body"]) == (f"گفت{Z}وگو", f"می{Z}شود")
    assert found["repairs"]["title"]["original"] == "گفتوگو"
    assert found["repairs"]["body"]["edits"][0]["before"] == "می شود"


def test_a_line_that_is_no_object_stops_nothing(run: Run) -> None:
    ended = run("text", "repair", "--field", "t", "--jobs", "2", given='x\n{"t":"می شود"}\n[1]\n')
    assert ended.code == 4
    assert [row.get("t") for row in ended.rows] == [None, f"می{Z}شود", None]


def test_a_model_of_ones_own(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "healthy.txt"
    text.write_text(HEALTHY * 300, encoding="utf-8")
    ended = run("train", "spacing", text, "--out", tmp_path / "own.model")
    (card,) = ended.rows
    assert ended.code == 0
    assert card["joined_f1"] > 0.9
    assert card["bytes"] < 2_000_000
    own = run("text", "repair", given="ستارهشناسان\n", MIRNEWS_PERSIAN__SPACING_MODEL=str(tmp_path / "own.model"))
    assert own.out == f"ستاره{Z}شناسان\n"


def test_damaged_text_teaches_nothing(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "damaged.txt"
    text.write_text(HEALTHY.replace(Z, "") * 300, encoding="utf-8")
    ended = run("train", "spacing", text, "--out", tmp_path / "own.model")
    assert (ended.code, ended.out) == (1, "")
    assert "too_little_text" in ended.err
    assert not (tmp_path / "own.model").exists()


def test_a_broken_model_is_a_plain_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(b"nothing")
    ended = run("text", "repair", "--model", tmp_path / "m", given="می شود\n")
    assert ended.code == 5
    assert "spacing_model_broken" in ended.err
    assert run("train", "spacing", "--out", tmp_path / "x").code == 2


def test_an_empty_archive_is_too_little(run: Run, tmp_path: Path) -> None:
    ended = run("train", "spacing", "--archive", "--out", tmp_path / "own.model")
    assert ended.code == 1
    assert "too_little_text" in ended.err


def test_names_of_the_configuration_are_kept(run: Run) -> None:
    ended = run("text", "repair", given="سرمایه گذاران\n", MIRNEWS_PERSIAN__KEEP='["سرمایه گذاران"]')
    assert ended.out == "سرمایه گذاران\n"
