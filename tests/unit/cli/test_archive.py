"""mirnews archive and mirnews replay, as they are typed."""

from __future__ import annotations

import io
import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mirnews.model import Polled
from mirnews.store import RawPage, open_store
from mirnews.warc import read_warc
from tests.builders import NOON, a_source
from tests.unit.cli.conftest import Run
from tests.unit.test_replay import keep, pages
from tests.unit.test_warc import foreign, two_feeds


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The folder of an archive with twelve pages, read by worse code, and one feed."""
    store = open_store(tmp_path / "data" / "archive.sqlite")
    store.add_source(a_source(), now=NOON)
    known = pages()
    for at, (url, body) in enumerate(known):
        keep(store, url, body, at=at)
    items = "".join(f"<item><title>تیتر</title><link>{url}</link></item>" for url, _ in known[:3])
    rss = f"<rss><channel>{items}</channel></rss>".encode()
    raw = RawPage(a_source().url, "application/rss+xml", NOON, rss)
    store.record_poll(Polled("hamoon", next_due=NOON), (), now=NOON, raw=raw)
    store.close()
    return tmp_path / "data"


def test_stats_count_bytes_by_kind_and_site(run: Run, filled: Path) -> None:
    (row,) = run("archive", "stats", "--json").rows
    assert row["file"] == (filled / "archive.sqlite").stat().st_size
    sites = {(one["kind"], one["site"]): one for one in row["sites"]}
    assert sites["page", "127.0.0.1:9"]["bodies"] == 12
    assert sites["page", "127.0.0.1:9"]["size"] == sum(len(body) for _, body in pages())
    assert sites["feed", "hamoon"]["bodies"] == 1
    assert [one["site"] for one in row["totals"]] == ["*"] * 3
    table = run("archive", "stats").out
    assert "127.0.0.1:9" in table
    assert table.splitlines()[-1].split() == ["file", str(row["file"]), "archive.sqlite"]
    assert run("archive", "stats", MIRNEWS_DATA="/nowhere").code == 5


def test_an_archive_goes_out_and_into_another_as_it_is(run: Run, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.warc.gz"
    assert "1 feeds and 12 pages" in run("archive", "export", "--warc", out).out
    other = {"MIRNEWS_DATA": str(tmp_path / "other")}
    ended = run("archive", "import", out, "--json", **other)
    (row,) = ended.rows
    assert (ended.code, row["reports"], row["broken"]) == (0, 12, [])
    assert row["records"] == {"feed": 1, "new": 12}
    assert run("archive", "import", out, "--json", **other).rows[0]["reports"] == 0
    with (
        closing(sqlite3.connect(filled / "archive.sqlite")) as ours,
        closing(sqlite3.connect(tmp_path / "other" / "archive.sqlite")) as theirs,
    ):
        columns = "SELECT canonical_url, source_id, outlet_name, invented, first_seen FROM report ORDER BY 1"
        assert ours.execute(columns).fetchall() == theirs.execute(columns).fetchall()
        assert theirs.execute("SELECT count(*) FROM report WHERE story IS NULL").fetchone() == (0,)
    again = tmp_path / "b.warc.gz"
    assert "12 pages" in run("archive", "export", "--warc", again, **other).out


def test_a_round_trip_keeps_one_report_an_article_with_all_its_sections(run: Run, tmp_path: Path) -> None:
    """Two feeds of an outlet name the same articles, one by short address, one by slug."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    store = open_store(ours / "archive.sqlite")
    two_feeds(store)
    store.close()
    out = tmp_path / "a.warc.gz"
    run("archive", "export", "--warc", out, MIRNEWS_DATA=str(ours))
    for expected in (4, 0):
        ended = run("archive", "import", out, "--json", MIRNEWS_DATA=str(theirs))
        assert (ended.code, ended.rows[0]["reports"]) == (0, expected)
    found = []
    for folder in (ours, theirs):
        with closing(sqlite3.connect(folder / "archive.sqlite")) as archive:
            reports = archive.execute(
                "SELECT canonical_url, source_id, number, title, (SELECT group_concat(section) FROM (SELECT section"
                " FROM filed WHERE report_id = report.id ORDER BY 1)) FROM report ORDER BY 1"
            ).fetchall()
            named = archive.execute("SELECT source_id, guid, section FROM named ORDER BY 1, 2").fetchall()
            waiting = archive.execute("SELECT count(*) FROM entry WHERE state = 'waiting'").fetchone()
            found.append((reports, named, waiting))
    assert found[0] == found[1]
    assert len(found[0][0]) == 4
    assert all("," in sections for *_, sections in found[0][0][:3])


def test_what_is_hidden_or_purged_is_not_exported(run: Run, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.warc.gz"
    run("article", "hide", "1", "--reason", "a test")
    run("article", "purge", "5", "--reason", "a test")
    ended = run("archive", "export", "--warc", out)
    assert "0 feeds and 10 pages" in ended.out  # the feed names the hidden report
    assert "1 bodies left out" in ended.err


def test_a_part_of_an_archive_is_exported(run: Run, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.warc.gz"
    since, until = NOON + timedelta(minutes=2), NOON + timedelta(minutes=4)
    assert (
        "2 pages"
        in run("archive", "export", "--warc", out, "--since", since.isoformat(), "--until", until.isoformat()).out
    )
    assert run("archive", "export", "--warc", out, "--source", "hamoon").code == 2
    ended = run("archive", "export", "--warc", out, "--source", "hamoon", "--overwrite")
    assert "12 pages" in ended.out
    whole = out.read_bytes()
    assert run("archive", "export", "--warc", out, "--overwrite", "--since", "1d").code == 3
    assert run("archive", "export", "--warc", out, "--overwrite", "--since", "1d", "--until", "2d").code == 2
    assert run("archive", "export", "--warc", tmp_path / "new.warc", "--since", "1d").code == 3
    assert not (tmp_path / "new.warc").exists()
    assert out.read_bytes() == whole
    assert run("archive", "export", "--warc", out, "--source", "nobody").code == 2
    assert run("archive", "export", "--warc", out, "--outlet", "nobody").code == 2
    assert run("archive", "export", "--warc", out, "--since", "whenever").code == 2
    assert run("archive", "export", "--warc", tmp_path / "no" / "a.warc").code == 2
    assert list(tmp_path.glob("*.part")) == []


def test_an_export_goes_to_standard_output(filled: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "mirnews", "archive", "export", "--data", str(filled), "--warc", "-"]
    done = subprocess.run(words, env={"PYTHONPATH": "src", "PATH": "/usr/bin:/bin"}, capture_output=True, check=True)
    found = list(read_warc(io.BytesIO(done.stdout), max_bytes=200_000))
    assert len(found) == 13
    assert b"12 pages" in done.stderr


def test_times_are_read_in_both_calendars(run: Run, filled: Path) -> None:
    """NOON of the builders is 3 Mehr 1400, 12:00 in Tehran."""
    dry = ("replay", "--dry-run", "--stage", "credit", "--since")
    for since in ("1400-07-03", "۱۴۰۰/۰۷/۰۳", "1400-07-03T12:00", "1400-07-03T08:30Z", "2021-09-25", "۲۰۲۱-۰۹-۲۵"):
        assert "12 reports looked at" in run(*dry, since).out, since
    for since in ("1400-07-04", "1400-07-03T20:00"):
        assert run(*dry, since).code == 3, since
    for since in ("1400-13-01", "1400-07", "1299-01-01", "1600-01-01", "1989-12-31", "1400-07-03T99:00"):
        assert run(*dry, since).code == 2, since
    assert run(*dry, "2021-09-25", "--until", "2021-09-24").code == 2


def test_what_is_left_out_is_said_in_words_and_no_byte_of_junk_is_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "junk.warc").write_bytes(b"\x1b[31m\xff\xfejunk\n" * 99)
    ended = run("archive", "import", tmp_path / "junk.warc")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "is no WARC file [warc_broken]" in ended.err
    assert not {"\x1b", "\xff", "junk\\n"} & set(ended.err)
    rows = [
        {"url": "ftp://khabar.example/1"},
        {"url": "https://khabar.example/rss", "type": "application/rss+xml", "body": b"no feed"},
    ]
    (tmp_path / "a.warc").write_bytes(foreign(*rows, gzipped=False) + b"\x1b[31m\xff\n" * 9)
    ended = run("archive", "import", tmp_path / "a.warc")
    assert ended.code == 4
    assert "1 bad_feed: feeds that cannot be read" in ended.out
    assert "1 address: records of no web page" in ended.out
    assert ended.err.rstrip("\n").isprintable()


def test_broken_files_are_one_line_each_and_the_others_go_in(run: Run, tmp_path: Path) -> None:
    (url, body) = pages(number=1)[0]
    good = tmp_path / "good.warc.gz"
    good.write_bytes(foreign({"url": url.replace("http://127.0.0.1:9", "https://khabar.example"), "body": body}))
    (tmp_path / "junk.warc").write_bytes(b"junk" * 999)
    (tmp_path / "cut.warc.gz").write_bytes(good.read_bytes()[:-200])
    (tmp_path / "empty.warc").write_bytes(b"")
    files = [tmp_path / name for name in ("junk.warc", "cut.warc.gz", "empty.warc", "good.warc.gz")]
    ended = run("archive", "import", *files, "--json")
    assert ended.code == 4
    assert ended.rows[0]["reports"] == 1
    assert {Path(one["path"]).name for one in ended.rows[0]["broken"]} >= {"junk.warc"}
    assert len(ended.err.splitlines()) == len(ended.rows[0]["broken"])
    assert run("archive", "import", tmp_path / "junk.warc").code == 1
    assert run("archive", "import", tmp_path / "none.warc").code == 2
    assert run("archive", "import", good, "--source", "nobody").code == 2


def test_replay_says_what_would_change_and_changes_it(run: Run, filled: Path) -> None:
    dry = run("replay", "--since", "2021-01-01", "--dry-run", "--json")
    assert len(dry.rows) == 12
    assert all("title" in row["changed"] for row in dry.rows)
    assert "12 would change" in dry.err
    ended = run("replay", "--since", "2021-01-01")
    assert "12 reports looked at" in ended.out
    assert "title" in ended.out
    (revision,) = run("article", "show", "1", "--json").rows[0]["revisions"]
    assert (revision["number"], revision["reading"]) == (1, 2)
    assert run("replay", "--since", "2021-01-01", "--dry-run", "--json").rows == []
    assert "0 changed" in run("replay", "--since", "2021-01-01", "--stage", "credit").out
    assert run("replay").code == 2
    assert run("replay", "--since", "1h").code == 3
    assert run("replay", "--since", "2021-01-01", "--stage", "nothing").code == 2


def test_the_package_for_warc_is_named_where_it_is_missing(run: Run, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "warcio.py").write_text("raise ImportError")
    ended = run("archive", "export", "--warc", tmp_path / "a.warc", PYTHONPATH=f"{tmp_path}:src")
    assert ended.code == 5
    assert "mirnews[warc]" in ended.err
    assert "[package_missing]" in ended.err


def test_an_export_that_is_killed_leaves_no_half_file(filled: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "mirnews",
            "archive",
            "export",
            "--warc",
            str(tmp_path / "a.warc"),
            "--data",
            str(filled),
        ],
        env={"PYTHONPATH": "src", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not list(tmp_path.glob("*.part")):
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    whole = tmp_path / "a.warc"
    assert not whole.exists() or len(whole.read_bytes()) > 10_000


def test_json_lines_of_replay_have_the_fields_of_the_contract(run: Run, filled: Path) -> None:
    row = run("replay", "--since", "2021-01-01", "--dry-run", "--json").rows[0]
    assert set(row) == {"id", "url", "changed", "unread"}
    assert json.dumps(row)
