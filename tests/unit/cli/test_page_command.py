"""`page extract` on many pages: lists, WARC files, several processes."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals.extract.golden import AT, cases, fields
from mirnews.cli.together import in_order
from mirnews.extract import extract
from mirnews.warc import Captured, WarcOut

from .conftest import Run

LONG = "این متن را برای آزمون نوشته‌ایم و هیچ رویدادی در آن نیست؛ تنها باید چنان بلند باشد که بند شمرده شود و نه تیتر. "


def page(number: int) -> str:
    """A page of a known family."""
    return (
        "<html lang=fa><head><meta name=generator content=nastooh></head><body><article id=item>"
        f"<h1 class=title>تیتر آزمایشی شمارهٔ {number} برای خواندن</h1><div class=item-body><div class=item-text>"
        f"<p>{LONG}</p><p>{LONG}</p></div></div></article></body></html>"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(40):
        (tmp_path / f"{number:02}.html").write_text(page(number), encoding="utf-8")
    return tmp_path


def warc(path: Path, bodies: dict[str, bytes]) -> Path:
    stream = io.BytesIO()
    out = WarcOut(stream, name="x", software="test")
    at = datetime(2024, 1, 2, 3, 4, tzinfo=UTC)
    out.put(Captured("https://a.example/feed", at, "application/rss+xml", b"<rss/>"))
    for url, body in bodies.items():
        out.put(Captured(url, at, "text/html", body))
    path.write_bytes(stream.getvalue())
    return path


def test_several_processes_keep_the_order(run: Run, folder: Path) -> None:
    files = sorted(folder.iterdir())
    alone = run("page", "extract", *files, folder / "none.html")
    several = run("page", "extract", *files, folder / "none.html", "--jobs", "2")
    assert alone.code == several.code == 4
    assert alone.out == several.out
    assert [row["ok"] for row in alone.rows] == [True] * 40 + [False]
    assert "شمارهٔ 39" in alone.rows[39]["title"]


def test_files_named_on_standard_input_come_out_as_they_are_read(folder: Path) -> None:
    words = [sys.executable, "-m", "mirnews", "page", "extract", "--files-from", "-"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"PYTHONPATH": "src"}, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin
        assert process.stdout
        for name in ("03.html", "01.html"):  # the second only after the first was answered
            process.stdin.write(f"{folder / name}\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["path"] == str(folder / name)
        process.stdin.close()
        assert process.wait(60) == 0


def test_a_warc_gives_its_pages_with_their_addresses(run: Run, tmp_path: Path) -> None:
    file = warc(tmp_path / "a.warc.gz", {f"https://a.example/{n}": page(n).encode() for n in range(3)})
    ended = run("page", "extract", file)
    assert ended.code == 0
    assert [row["url"] for row in ended.rows] == [f"https://a.example/{n}" for n in range(3)]
    assert {row["captured"] for row in ended.rows} == {"2024-01-02T03:04:00Z"}
    assert "feed 1" in ended.err
    assert run("page", "extract", file, "--jobs", "2").out == ended.out


def test_a_broken_warc_is_an_error_after_what_was_read(run: Run, tmp_path: Path) -> None:
    whole = gzip.decompress(warc(tmp_path / "a.warc.gz", {"https://a.example/1": page(1).encode()}).read_bytes())
    broken = tmp_path / "b.warc"
    broken.write_bytes(whole[:-200])
    ended = run("page", "extract", broken, tmp_path / "none.warc")
    assert [row["error"]["code"] for row in ended.rows] == ["warc_broken", "unreadable"]
    assert ended.code == 1


def test_nothing_named_is_a_usage_error(run: Run) -> None:
    assert run("page", "extract").code == 2
    assert run("page", "extract", "-", "--jobs", "2").code == 2


def test_few_inputs_are_read_ahead() -> None:
    """Memory stays flat: of a thousand inputs only some packages are under way when the first answer comes."""
    read: list[int] = []

    def inputs() -> Iterator[int]:
        for number in range(1_000):
            read.append(number)
            yield number

    answers = in_order(abs, inputs(), jobs=2, size=lambda _: 0)
    assert next(answers) == 0
    assert len(read) <= 6 * 16 + 16
    assert list(answers) == list(range(1, 1_000))


def test_check_shows_where_extractors_differ(run: Run, folder: Path) -> None:
    ended = run("page", "check", folder / "00.html", "--json")
    assert ended.code == 0
    rows = {row["by"]: row for row in ended.rows[0]["opinions"]}
    assert list(rows) == ["mirnews (nastooh)", "nastooh", "generic", "trafilatura", "metadata"]
    assert rows["nastooh"]["differs"] == []
    assert rows["nastooh"]["paragraphs"] == 2
    assert {"paragraphs", "last_words"} <= set(rows["metadata"]["differs"])
    told = run("page", "check", folder / "00.html").out
    assert "date_origin" in told
    assert "تیتر آزمایشی" in told


def test_check_writes_a_golden_case_that_can_be_read(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "case"
    ended = run("page", "check", folder / "00.html", "--url", "https://a.example/1", "--golden", out)
    assert "your own" in ended.err
    (case,) = cases(tmp_path)
    assert case.page.body == (folder / "00.html").read_bytes()
    found = fields(extract(case.page, at=AT))
    assert {name: found[name] for name in case.expected} == case.expected
    assert run("page", "check", folder / "00.html", "--golden", out).code == 2


def test_check_of_a_page_that_is_not_there(run: Run, tmp_path: Path) -> None:
    ended = run("page", "check", tmp_path / "none.html")
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert run("page", "check", "http://127.0.0.1:1/x").code != 0
