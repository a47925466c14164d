"""`text repair` and `train spacing` on Parquet and WARC files, made and read by the libraries that others use."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from tests.unit.cli.conftest import Run
from tests.unit.cli.test_repair_train import HEALTHY, Z

DAMAGED, REPAIRED = "کار اجرا می شود", f"کار اجرا می{Z}شود"


def write_parquet(path: Path, rows: int, *, group: int = 100, **more: Any) -> Path:
    texts = [None if at % 7 == 0 else DAMAGED if at % 2 else "کار" for at in range(rows)]
    table = pa.table({"id": range(rows), "text": texts, "tags": [["a", "b"]] * rows, **more})
    pq.write_table(table, path, row_group_size=group, compression="zstd")
    return path


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_column_of_parquet_is_repaired_and_the_rest_is_kept(run: Run, tmp_path: Path, jobs: str) -> None:
    given = write_parquet(tmp_path / "in.parquet", 1230)
    out = tmp_path / "out.parquet"
    ended = run("text", "repair", "--field", "text", "--jobs", jobs, "--out", out, given)
    assert (ended.code, ended.out) == (0, "")
    before, after = pq.read_table(given), pq.read_table(out)
    assert after.column_names == ["id", "text", "tags", "text_original"]
    assert after.select(["id", "tags"]) == before.select(["id", "tags"])
    for old, new, original in zip(
        *(t[c].to_pylist() for t, c in zip((before, after, after), ("text", "text", "text_original"), strict=True)),
        strict=True,
    ):
        assert (new, original) == ((REPAIRED, DAMAGED) if old == DAMAGED else (old, None))
    assert pq.ParquetFile(out).metadata.row_group(0).column(0).compression == "ZSTD"


def test_two_columns_of_other_kinds_of_text(run: Run, tmp_path: Path) -> None:
    rows = 20
    title = pa.array([DAMAGED, "کار"] * 10, pa.large_string())
    kind = pa.array([DAMAGED, None] * 10).dictionary_encode()
    given = write_parquet(tmp_path / "in.parquet", rows, title=title, kind=kind)
    run("text", "repair", "--field", "kind", "--field", "title", "--out", tmp_path / "out.parquet", given)
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()[:2]
    assert [(row["title"], row["title_original"]) for row in found] == [(REPAIRED, DAMAGED), ("کار", None)]
    assert [(row["kind"], row["kind_original"]) for row in found] == [(REPAIRED, DAMAGED), (None, None)]


@pytest.mark.parametrize("skip", [0, 99, 100, 250, 299, 300, 400])
def test_rows_are_left_out_to_go_on_after_a_break(run: Run, tmp_path: Path, skip: int) -> None:
    given = write_parquet(tmp_path / "in.parquet", 300)
    out = tmp_path / "out.parquet"
    assert run("text", "repair", "--field", "text", "--skip", str(skip), "--out", out, given).code == 0
    assert pq.read_table(out)["id"].to_pylist() == [*range(skip, 300)]
    if skip:
        again = run("text", "repair", "--field", "text", "--skip", str(skip), "--out", out, given)
        assert (again.code, "is there already" in again.err) == (2, True)


def test_what_is_wrong_with_parquet_is_said(run: Run, tmp_path: Path) -> None:
    given = write_parquet(tmp_path / "in.parquet", 10)
    out = tmp_path / "out.parquet"
    for words, code, said in (
        (("--field", "none", "--out", out, given), 2, "columns of text: text"),
        (("--field", "id", "--out", out, given), 2, "no column id of text"),
        (("--out", out, given), 2, "--field"),
        (("--field", "text", given), 2, "--out"),
        (("--field", "text", "--out", tmp_path / "o.jsonl", given), 2, "--out"),
        (("--field", "text", "--out", given, given), 2, "the input itself"),
        (("--field", "text", "--out", tmp_path / "no" / "o.parquet", given), 2, "cannot be written"),
        (("--field", "text", "--out", out, tmp_path / "none.parquet"), 2, "No such file"),
    ):
        ended = run("text", "repair", *words)
        assert (ended.code, said in ended.err) == (code, True), ended.err
    run("text", "repair", "--field", "text", "--out", out, given)
    assert "text_original already" in run("text", "repair", "--field", "text", "--out", tmp_path / "2.parquet", out).err


def test_a_broken_parquet_file_is_a_plain_line(run: Run, tmp_path: Path) -> None:
    whole = write_parquet(tmp_path / "in.parquet", 1000).read_bytes()
    for name, body in (("a.parquet", b"nothing"), ("b.parquet", whole[:500] + b"\xff" * 900 + whole[1400:])):
        (tmp_path / name).write_bytes(body)
        ended = run("text", "repair", "--field", "text", "--out", tmp_path / f"out-{name}", tmp_path / name)
        assert (ended.code, "corpus_broken" in ended.err) == (1, True), ended.err


def test_a_missing_package_is_a_plain_line(run: Run, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    for name in ("pyarrow", "warcio"):
        (hidden / name).mkdir(parents=True)
        (hidden / name / "__init__.py").write_text("raise ModuleNotFoundError(name='it')", encoding="utf-8")
    path = f"src{os.pathsep}{hidden}"
    write_parquet(tmp_path / "in.parquet", 1)
    (tmp_path / "in.wet.gz").write_bytes(b"")
    for name, more, extra in (("in.parquet", ("--field", "text"), "parquet"), ("in.wet.gz", (), "warc")):
        ended = run("text", "repair", *more, "--out", tmp_path / f"out-{name}", tmp_path / name, PYTHONPATH=path)
        assert (ended.code, f"pip install 'mirnews[{extra}]'" in ended.err) == (5, True), ended.err


# ---- WARC


def write_warc(path: Path, texts: list[bytes], *, pages: bool = False) -> Path:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")

        def write(kind: str, url: str, content_type: str, body: bytes, **headers: str) -> None:
            record = writer.create_warc_record(
                url,
                kind,
                io.BytesIO(body),
                length=len(body),
                warc_content_type=content_type,
                warc_headers_dict={name.replace("_", "-"): value for name, value in headers.items()},
            )
            writer.write_record(record)

        write("warcinfo", "", "application/warc-fields", b"software: a test\r\n")
        for at, text in enumerate(texts):
            url = f"https://example.org/{at}"
            if pages:
                write("resource", url, "text/html", b"<p>" + text * 20_000)
            write("conversion", url, "text/plain", text, WARC_Refers_To=f"<urn:uuid:{at}>")
    return path


Read = tuple[str, dict[str, str], bytes]


def read_warc(path: Path) -> list[Read]:
    """Type, headers and body of each record; the digests are checked."""
    with path.open("rb") as stream:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise", no_record_parse=True)
        ]


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.wet.gz"])
def test_conversion_records_are_repaired_and_the_untouched_is_kept(
    run: Run, tmp_path: Path, name: str, jobs: str
) -> None:
    texts = [DAMAGED.encode(), "کار".encode(), b"\xff\xfe", f"{DAMAGED}\n{DAMAGED}".encode(), b""]
    given = write_warc(tmp_path / name, texts, pages=True)
    out = tmp_path / f"out-{name}"
    assert run("text", "repair", "--jobs", jobs, "--out", out, given).code == 0
    before, after = read_warc(given), read_warc(out)
    assert (out.read_bytes()[:2] == b"\x1f\x8b") == name.endswith(".gz")
    notes = [(headers, json.loads(body)) for kind, headers, body in after if kind == "metadata"]
    rest = [record for record in after if record[0] != "metadata"]
    assert [(kind, headers["WARC-Target-URI"]) for kind, headers, _ in rest[1:]] == [
        (kind, headers["WARC-Target-URI"]) for kind, headers, _ in before[1:]
    ]
    changed = [(old, new) for old, new in zip(before, rest, strict=True) if old != new]
    assert [new[2].decode() for _, new in changed] == [REPAIRED, f"{REPAIRED}\n{REPAIRED}"]
    for (old, new), (headers, note) in zip(changed, notes, strict=True):
        assert headers["WARC-Refers-To"] == new[1]["WARC-Record-ID"] != old[1]["WARC-Record-ID"]
        assert new[1]["WARC-Refers-To"] == old[1]["WARC-Refers-To"]
        assert (dict(note["headers"]), note["original"].encode()) == old[1:]
        assert note["edits"][0]["before"] == "می شود"


def test_records_are_left_out_and_the_same_file_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    given = write_warc(tmp_path / "in.wet.gz", [DAMAGED.encode()] * 5)
    for name, skip in (("whole", "0"), ("again", "0"), ("rest", "3")):
        assert run("text", "repair", "--skip", skip, "--out", tmp_path / f"{name}.wet.gz", given).code == 0
    whole, again, rest = (read_warc(tmp_path / f"{name}.wet.gz") for name in ("whole", "again", "rest"))
    assert whole == again
    assert whole[5:] == rest  # three records: the head, and two texts with their notes


def test_a_broken_warc_file_is_a_plain_line_and_what_was_before_it_is_there(run: Run, tmp_path: Path) -> None:
    whole = write_warc(tmp_path / "in.wet.gz", [os.urandom(9000).hex().encode(), DAMAGED.encode() * 9000]).read_bytes()
    plain = write_warc(tmp_path / "in.warc", [DAMAGED.encode()] * 2).read_bytes()
    for name, body in (
        ("cut.wet.gz", whole[:-60]),
        ("cut.warc", plain[:-30]),
        ("other.warc", b"nothing\n"),
        ("head.wet.gz", whole + gzip.compress(b"WARC/1.0\r\nContent-Length: 0\r\nX: " + b"x" * 300_000 + b"\r\n\r\n")),
        ("length.warc", plain.replace(b"Content-Length: ", b"Content-Sength: ")),
        ("noise.wet.gz", whole[:300] + os.urandom(50) + whole[350:]),
    ):
        (tmp_path / name).write_bytes(body)
        ended = run("text", "repair", "--out", tmp_path / f"out-{name}", tmp_path / name)
        assert (ended.code, "corpus_broken" in ended.err) == (1, True), (name, ended.err)
    assert len(read_warc(tmp_path / "out-cut.wet.gz")) == 2
    assert run("text", "repair", "--field", "x", "--out", tmp_path / "o.warc", tmp_path / "in.warc").code == 2


def test_ctrl_c_leaves_a_sound_file_and_says_how_to_go_on(run: Run, tmp_path: Path) -> None:
    rows = 40_000
    texts = pa.array([f"{DAMAGED} {at} {DAMAGED}" for at in range(rows)])
    given = tmp_path / "in.parquet"
    pq.write_table(pa.table({"id": range(rows), "text": texts}), given)
    words = ("text", "repair", "--field", "text", "--jobs", "2", given, "--out")
    process = subprocess.Popen(
        [sys.executable, "-m", "mirnews", *map(str, words), tmp_path / "1.parquet"],
        env={**os.environ, "PYTHONPATH": "src"},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (tmp_path / "1.parquet").exists() and process.poll() is None:
        os.sched_yield()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=300)
    assert (process.returncode, "[interrupted]" in err, "Traceback" in err) == (75, True, False), err
    done = pq.read_table(tmp_path / "1.parquet")["id"].to_pylist()
    assert 0 < len(done) < rows
    assert f"--skip {len(done)} " in err
    assert run(*words, tmp_path / "2.parquet", "--skip", str(len(done))).code == 0
    assert done + pq.read_table(tmp_path / "2.parquet")["id"].to_pylist() == [*range(rows)]


@pytest.mark.parametrize("name", ["own.parquet", "own.wet.gz"])
def test_training_reads_corpora(run: Run, tmp_path: Path, name: str) -> None:
    """Too little to train, which is told with the number of characters that were taken."""
    texts = [HEALTHY.rstrip() * 9] * 18
    given = tmp_path / name
    if name.endswith(".gz"):
        write_warc(given, [text.encode() for text in texts])
    else:
        pq.write_table(pa.table({"text": texts, "n": range(18)}), given)
    more = () if name.endswith(".gz") else ("--field", "text")
    ended = run("train", "spacing", given, *more, "--out", tmp_path / "own.model")
    found = re.search(r"(\d+) characters of healthy text", ended.err)
    assert found
    assert 0 <= int(found[1]) - sum(map(len, texts)) < 20  # the lines between texts that are judged together
    assert "(0 blocks" in ended.err
    assert run("train", "spacing", given, *more, "--out", tmp_path / "no" / "m").code == 2


def test_lines_go_to_a_file_too(run: Run, tmp_path: Path) -> None:
    ended = run("text", "repair", "--out", tmp_path / "out.txt", given=f"{DAMAGED}\n")
    assert (ended.out, (tmp_path / "out.txt").read_text("utf-8")) == ("", f"{REPAIRED}\n")
