"""Recording the evals' figures for the page: what was measured replaces what was there, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import report


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(report, "QUALITY", tmp_path / "quality.json")
    monkeypatch.setattr(report, "OUTSIDE", tmp_path / "outside.json")
    monkeypatch.setenv(report.MEASURED, str(tmp_path))
    (tmp_path / "floors.toml").write_text("right = 0.5\n", encoding="utf-8")
    return tmp_path


def _recorded(folder: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((folder / "quality.json").read_text(encoding="utf-8"))
    return found


def test_figures_are_recorded_with_floor_command_and_day(folder: Path) -> None:
    assert report.finish("fold", {"right": 0.91234, "beside": 1.0}, folder / "floors.toml") == 0
    report.record_quality(["fold"], folder)
    assert _recorded(folder) == {
        "fold": {
            "command": "python -m evals.fold",
            "date": report.today().isoformat(),
            "figures": {"right": {"value": 0.9123, "floor": 0.5}, "beside": {"value": 1.0, "floor": None}},
            "outside": [],
        }
    }


def test_an_eval_that_was_not_measured_keeps_its_entry_and_one_that_is_gone_loses_it(folder: Path) -> None:
    old = {"command": "c", "date": "2021-09-25", "figures": {}, "outside": []}
    (folder / "quality.json").write_text(json.dumps({"stories": old, "no_such_eval": old}), encoding="utf-8")
    report.finish("fold", {"right": 1.0}, folder / "floors.toml")
    report.record_quality(["fold"], folder)
    found = _recorded(folder)
    assert list(found) == ["fold", "stories"]
    assert found["stories"] == old


def test_figures_on_outside_data_stand_by_themselves_with_their_day(folder: Path) -> None:
    report.record_outside("fold", {"others": 0.75}, {"b.jsonl": "1" * 64, "a.jsonl": "2" * 64})
    report.finish("fold", {"right": 1.0, "others": 0.75}, folder / "floors.toml")
    report.record_quality(["fold"], folder)
    entry = _recorded(folder)["fold"]
    assert entry["figures"] == {"right": {"value": 1.0, "floor": 0.5}}
    day = report.today().isoformat()
    assert entry["outside"] == [{"date": day, "files": ["a.jsonl", "b.jsonl"], "figures": {"others": 0.75}}]


def test_nothing_is_left_behind_while_nothing_is_recorded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(report.MEASURED)
    report.finish("fold", {"right": 1.0}, folder / "floors.toml")
    assert not (folder / "fold.json").exists()
