"""`bench corpus`: lines that `fold`, `stories` and `credit` read, with the truth beside."""

from __future__ import annotations

import json

from tests.unit.cli.conftest import Run

FIELDS = {
    *("id", "published", "outlet", "outlet_name", "title", "lead", "body", "section", "source_line"),
    *("story", "copy_of", "partial", "relay_of", "series"),
}


def test_a_corpus_is_the_same_to_the_letter_and_has_the_truth_beside(run: Run) -> None:
    ended = run("bench", "corpus", "--articles", "40", "--seed", "5", "--days", "1")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == run("bench", "corpus", "--articles", "40", "--seed", "5", "--days", "1").out
    assert len(ended.rows) == 40
    assert all(set(row) == FIELDS for row in ended.rows)
    times = [row["published"] for row in ended.rows]
    assert times == sorted(times)
    assert all(time.endswith("Z") for time in times)
    assert any(row["copy_of"] for row in ended.rows)


def test_the_stages_read_a_corpus(run: Run) -> None:
    made = run("bench", "corpus", "--articles", "60", "--seed", "5", "--days", "1")
    copies = {row["id"]: row["copy_of"] for row in made.rows if row["copy_of"] and not row["partial"]}
    partial = {row["id"] for row in made.rows if row["partial"]}
    for command, field in (("fold", "relation"), ("stories", "story"), ("credit", "chain")):
        ended = run(command, "-", given=made.out)
        assert ended.code == 0
        assert [row["id"] for row in ended.rows] == [row["id"] for row in made.rows]
        assert all(row[field] for row in ended.rows)
        if command == "fold":
            found = {row["id"]: row["of"] for row in ended.rows if row["relation"] == "copy"}
            assert {id_: of for id_, of in found.items() if id_ not in partial} == copies


def test_the_start_may_be_chosen(run: Run) -> None:
    for text in ("2030-01-02T00:00+03:30", "2030-01-01T20:30Z", "2030-01-02"):
        first = run("bench", "corpus", "--articles", "3", "--start", text).rows[0]["published"]
        assert first.startswith(("2030-01-01", "2030-01-02")), json.dumps([text, first])


def test_what_cannot_be_made_is_a_usage_error(run: Run) -> None:
    for given in ([], ["--articles", "-1"], ["--articles", "5", "--start", "فردا"], ["--articles", "5", "--days", "0"]):
        assert run("bench", "corpus", *given).code == 2
    assert run("bench", "corpus", "--articles", "5", "--start", "9999-12-31").code == 2
    assert run("bench", "corpus", "--articles", "0").out == ""
