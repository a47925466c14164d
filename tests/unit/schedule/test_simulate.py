"""A month of the committed table, lived in seconds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mirnews.cli import program
from mirnews.config import PollSettings
from mirnews.schedule.simulate import DAYS, simulate, table


def test_the_table_is_forty_outlets_by_hour_and_weekday() -> None:
    rhythms = table()
    assert len(rhythms) == 40
    assert {len(week) for week in rhythms.values()} == {168}
    assert 10_000 < sum(sum(week) for week in rhythms.values()) < 100_000


@pytest.mark.parametrize("text", ["", "# nothing\n", "a\tsat\t1 2 3\n", "a\tb", "a\tsat\tx\n"])
def test_a_table_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"table|unpack|convert"):
        table(text or "#\n")


def test_news_is_seen_earlier_than_by_a_fixed_interval_at_equal_requests() -> None:
    found = simulate(table(), seed=1, days=14)
    assert found.ours.items == found.fixed.items
    assert found.ours.requests == pytest.approx(found.fixed.requests, rel=0.01)
    assert found.ratio < 0.76  # .71 over a month; the best that any schedule could do on this table is .60
    assert found.ours.mean < 0.85 * found.fixed.mean


def test_without_learning_it_is_the_fixed_interval() -> None:
    found = simulate(table(), seed=2, days=2, settings=PollSettings(learn=False))
    assert found.ratio == pytest.approx(1.0, abs=0.05)


def test_the_same_seed_lives_the_same_month() -> None:
    rows = "".join(f"one\t{day}\t{'2 ' * 24}\n" for day in DAYS)
    assert simulate(table(rows), seed=3, days=2) == simulate(table(rows), seed=3, days=2)
    assert simulate(table(rows), seed=4, days=2) != simulate(table(rows), seed=3, days=2)


def test_the_command_prints_a_line_a_seed_and_the_median(tmp_path: Path) -> None:
    file = tmp_path / "rows.tsv"
    file.write_text("".join(f"one\t{day}\t{'2 ' * 24}\n" for day in DAYS), encoding="utf-8")
    arguments = ["bench", "schedule", "--seeds", "1-2", "--days", "3", "--rhythms", str(file)]
    done = CliRunner().invoke(program, arguments)
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert [line.get("seed") for line in lines] == [1, 2, None]
    assert lines[-1]["outlets"] == 1
    assert CliRunner().invoke(program, ["bench", "schedule", "--seeds", "x"]).exit_code == 2
