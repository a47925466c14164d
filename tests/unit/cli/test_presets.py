"""A first start, presets, and sources that go out as a file and come back."""

from __future__ import annotations

import json
import os
import pty
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.cli.exchange import read_sources
from mirnews.errors import Quarantine
from mirnews.model import Fold
from mirnews.outlets import PRESETS, preset
from mirnews.store import open_store
from tests.builders import NOON, a_draft
from tests.unit.cli.conftest import Run


@contextmanager
def taken_port() -> Iterator[str]:
    """A port that `up` cannot have: it ends before its first request to anybody."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


def on_a_terminal(data: Path, port: str, answer: str) -> str:
    """`up` on a terminal where somebody types the answer; what the terminal shows, until the command ends."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mirnews", "up", "--port", port],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": "src", "MIRNEWS_DATA": str(data)},
    )
    os.close(theirs)
    shown = b""
    try:
        os.write(ours, answer.encode())
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # Linux says so when the other end is closed
        pass
    finally:
        os.close(ours)
        process.wait(60)
    assert process.returncode == 5
    return shown.decode()


def ids(run: Run) -> list[str]:
    return [row["id"] for row in json.loads(run("source", "list", "--json").out)]


def test_a_preset_adds_the_feeds_of_its_outlets_once(run: Run) -> None:
    feeds = [feed for outlet in preset("abroad") for feed in outlet.feeds]
    ended = run("source", "import", "--preset", "abroad")
    assert (ended.code, len(ended.out.splitlines())) == (0, len(feeds))
    assert f"preset abroad: {len(feeds)} added, 0 left out" in ended.err
    rows = json.loads(run("source", "list", "--json").out)
    assert {row["url"] for row in rows} == set(feeds)
    assert {row["outlet"] for row in rows} == {outlet.id for outlet in preset("abroad")}
    assert {row["state"] for row in rows} == {"new"}
    assert run("source", "import", "--preset", "abroad").out == ""
    everything = run("source", "import", "--preset", "all")
    assert f"{len(feeds)} left out" in everything.err
    assert len(ids(run)) == len([feed for outlet in preset("all") for feed in outlet.feeds])


def test_none_adds_nothing_and_a_wrong_choice_is_refused(run: Run, tmp_path: Path) -> None:
    assert (run("source", "import", "--preset", "none").out, ids(run)) == ("", [])
    assert run("source", "import", "--preset", "everybody").code == 2
    assert run("source", "import").code == 2
    assert run("source", "import", "--preset", "inside", tmp_path / "file").code == 2


def test_up_without_a_terminal_polls_nothing_and_says_how_to_choose(run: Run) -> None:
    with taken_port() as port:
        ended = run("up", "--port", port)
    assert ended.code == 5
    assert "mirnews up --preset inside|abroad|all" in ended.err
    assert ended.out == ""
    assert ids(run) == []


def test_up_adds_the_preset_that_it_is_told(run: Run) -> None:
    with taken_port() as port:
        assert "preset abroad: 8 added, 0 left out" in run("up", "--preset", "abroad", "--port", port).err
        assert "preset abroad: 0 added, 8 left out" in run("up", "--preset", "abroad", "--port", port).err
        assert "choose" not in run("up", "--port", port).err
    assert len(ids(run)) == 8


def test_a_first_start_on_a_terminal_asks_in_both_languages(run: Run, tmp_path: Path) -> None:
    with taken_port() as port:
        shown = on_a_terminal(tmp_path / "data", port, "abroad\n")
    assert "Which outlets shall be polled?" in shown
    assert "از کدام رسانه" in shown
    assert f"{len(preset('inside'))} outlets, {sum(len(one.feeds) for one in preset('inside'))} feeds" in shown
    assert all(f"  {name} " in shown for name in PRESETS)
    assert len(ids(run)) == 8


def test_an_empty_answer_is_none(run: Run, tmp_path: Path) -> None:
    with taken_port() as port:
        assert "nothing is polled yet" in on_a_terminal(tmp_path / "data", port, "\n")
    assert ids(run) == []


def test_an_archive_that_has_reports_is_no_first_start(run: Run, tmp_path: Path) -> None:
    store = open_store(tmp_path / "data" / "archive.sqlite")
    store.save(a_draft(1), Fold(), now=NOON, raw=None)
    store.close()
    with taken_port() as port:
        shown = on_a_terminal(tmp_path / "data", port, "all\n")
    assert "Which outlets" not in shown
    assert ids(run) == []


def test_sources_go_out_as_json_lines_and_come_back_as_they_were(run: Run, tmp_path: Path) -> None:
    run("source", "add", "https://www.mehrnews.com/rss", "--no-fetch", "--section", "world", "--interval", "60")
    run("source", "add", "https://www.mehrnews.com/rss/tp/8", "--no-fetch")
    run(
        "source",
        "add",
        "https://example.org/list",
        "--kind",
        "listing",
        "--no-fetch",
        "--id",
        "mine",
        "--name",
        "نمونه*",
    )
    out = run("source", "export").out
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["id"] for row in rows] == ["mehrnews", "mehrnews-2", "mine"]
    assert rows[0]["section"] == "world"
    rows[1]["enabled"] = False
    out = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    second = {"MIRNEWS_DATA": str(tmp_path / "second")}
    ended = run("source", "import", "-", given=out, **second)
    assert (ended.code, ended.out.count("\n")) == (0, 3)
    assert [json.loads(line) for line in run("source", "export", **second).out.splitlines()] == rows
    again = run("source", "import", "-", given=out, **second)
    assert (again.code, again.out) == (0, "")


def test_sources_go_out_as_opml_and_come_back(run: Run, tmp_path: Path) -> None:
    run("source", "import", "--preset", "abroad")
    run("source", "add", "https://example.org/list", "--kind", "listing", "--no-fetch", "--id", "mine")
    file = tmp_path / "list.opml"
    ended = run("source", "export", "--format", "opml")
    file.write_text(ended.out, "utf-8")
    assert "left out, since they are no feeds: mine" in ended.err
    second = {"MIRNEWS_DATA": str(tmp_path / "second")}
    assert run("source", "import", file, **second).code == 0
    before, after = (
        {(row["url"], row["name"]) for row in json.loads(run("source", "list", "--json", **environ).out)}
        for environ in ({}, second)
    )
    assert before - after == {("https://example.org/list", "example.org")}
    assert after < before


def test_an_id_that_is_taken_is_not_lost(run: Run) -> None:
    run("source", "add", "https://a.example/feed", "--no-fetch", "--id", "mine")
    ended = run("source", "import", "-", given='{"id": "mine", "url": "https://b.example/feed"}')
    assert ended.out == "added b.example https://b.example/feed\n"
    assert sorted(ids(run)) == ["b.example", "mine"]


def test_a_bad_line_is_named_and_the_others_go_in(run: Run, tmp_path: Path) -> None:
    lines = [
        '{"url": "https://a.example/feed"}',
        "no json",
        "",
        '{"url": "https://b.example/feed", "kind": "newspaper"}',
        '{"url": "https://c.example/feed", "interval_seconds": 1}',
        '{"url": "https://d.example/feed", "section": "nonsense"}',
        '{"url": "https://e.example/feed", "id": "Not An Id"}',
        '{"name": "x"}',
        '{"url": "https://f.example/feed", "enabled": "yes"}',
        '{"url": "https://g.example/feed", "invented": true}',
        '{"url": "https://h.example/feed", "interval_seconds": NaN}',
        '{"url": "http://127.0.0.1/feed"}',
    ]
    ended = run("source", "import", "-", given="\n".join(lines))
    assert (ended.code, ended.out) == (4, "added a.example https://a.example/feed\n")
    named = [line.partition("line ")[2].partition(":")[0] for line in ended.err.splitlines() if ": line " in line]
    assert named == ["2", "4", "5", "6", "7", "8", "9", "10", "11"]
    assert "127.0.0.1/feed is refused" in ended.err
    assert run("source", "import", "-", given="{").code == 1
    unknown = run("source", "import", "-", given="mehrnews.com")
    assert (unknown.code, "sources_unknown" in unknown.err) == (1, True)
    assert run("source", "import", tmp_path / "none").code == 1
    assert run("source", "import", "-", given="").code == 0


ROWS = st.dictionaries(
    st.sampled_from(["url", "id", "name", "kind", "outlet", "section", "interval_seconds", "enabled", "x"]),
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=2), max_size=2),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(ROWS, max_size=4))
def test_any_json_line_is_a_source_or_a_fault(rows: list[dict[str, object]]) -> None:
    text = "\n".join(json.dumps(row) for row in rows)
    found = read_sources(text.encode())
    assert len(found.wanted) + len(found.faults) == len(rows)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda text: ("{" + text).encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused_in_words(body: bytes) -> None:
    try:
        said = read_sources(body).faults
    except Quarantine as error:
        said = [error.code]
    assert all(line.startswith(("line ", "opml_", "sources_")) for line in said)


@pytest.mark.parametrize("depth", [5_000, 200_000])
def test_what_is_nested_too_deeply_is_a_fault(depth: int) -> None:
    assert read_sources(b'{"a":' * depth).faults
