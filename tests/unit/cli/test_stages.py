"""The stage commands keep the command contract: a line in, a line out, exit codes, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.cli.conftest import Run

ZWNJ = "\u200c"
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>\xd9\x86</title><link>http://a.ir/</link>
<item><title>T &amp;amp; U</title><link>/1?utm_source=x</link><guid>g1</guid></item></channel></rss>"""


def test_repair_keeps_number_and_order_of_lines(run: Run) -> None:
    ended = run("text", "repair", "-", given="می شود\r\n\nگفتوگوی\u2028دوم\nبی‌پایان می رود")
    assert ended.code == 0
    assert ended.out == f"می{ZWNJ}شود\n\nگفت{ZWNJ}وگوی\u2028دوم\nبی{ZWNJ}پایان می{ZWNJ}رود\n"


def test_repair_as_jsonl_gives_the_input_back(run: Run) -> None:
    rows = run("text", "repair", "--jsonl", given="مردم می شود").rows
    (edit,) = rows[0]["edits"]
    row = rows[0]
    assert (row["text"], row["original"]) == (f"مردم می{ZWNJ}شود", "مردم می شود")
    assert row["original"][edit["start"] : edit["end"]] == edit["before"]
    assert set(edit) == {"start", "end", "before", "after", "kind", "confidence"}


def test_undecodable_bytes_become_u_fffd_with_a_notice(run: Run) -> None:
    ended = run("text", "key", "-", given=b"\xff\n\xd9\x85\xd8\xa7\xd9\x84\xdb\x8c")
    assert ended.out.split("\n")[1] == "مالی"
    assert "U+FFFD" in ended.err


def test_same_and_date(run: Run) -> None:
    assert run("text", "same", "-", given="می شود\tمیشود\nمالی\tملی\n").out == "true\nfalse\n"
    rows = run("text", "date", "-", "--at", "2025-02-25T12:00:00+03:30", given="۲ ساعت پیش\nسلام").rows
    assert rows == [
        {"input": "۲ ساعت پیش", "value": "2025-02-25T10:00+03:30", "precision": "hour", "calendar": "relative"},
        {"input": "سلام", "value": None, "precision": None, "calendar": None},
    ]


def test_feeds_good_bad_and_missing_are_a_line_each(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(FEED)
    bad.write_bytes(b"<!doctype html><html><body>no feed</body></html>")
    ended = run("feed", "parse", good, bad, tmp_path / "none.xml", "--url", "http://a.ir/feed")
    assert ended.code == 4
    first, second, third = ended.rows
    assert (first["ok"], first["error"], first["format"]) == (True, None, "rss20")
    assert first["entries"][0]["title"] == "T & U"
    assert first["entries"][0]["id"] == "g1"
    assert second["error"]["code"] == "feed_is_html"
    assert third["error"]["code"] == "unreadable"
    assert second["entries"] == third["entries"] == []
    assert run("feed", "parse", bad).code == 1


def test_a_page_as_plain_text(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "نارون*\nبه گزارش خبرگزاری سپیدار*، پل شهر خیالی نوآباد* پس از دو سال بازسازی روز شنبه به روی مردم گشوده شد.\n"
        "منبع : خبرگزاری سپیدار*\nآغاز جشنوارهٔ بهاره در نوآباد*\nباران در راه است\n",
        encoding="utf-8",
    )
    (row,) = run("page", "extract", page).rows
    assert (row["site_name"], row["title"], row["published"], row["source_line"]) == (
        "نارون*",
        None,
        None,
        "خبرگزاری سپیدار*",
    )
    assert len(row["paragraphs"]) == 1
    assert [link["title"] for link in row["related"]] == ["آغاز جشنوارهٔ بهاره در نوآباد*", "باران در راه است"]
    assert run("page", "extract", tmp_path / "none").code == 1


def test_html_url_and_robots(run: Run) -> None:
    ended = run("html", "clean", "-", given='"<p onclick=x>a<script>b</script></p>"\nnot json\n')
    assert ended.rows[0] == {"html": "<p>a</p>"}
    assert ended.rows[1]["error"]["code"] == "bad_input"
    assert ended.code == 4
    canon = run(
        "url", "canon", "-", given='HTTP://A.ir:80/x?utm_source=y#z\n/b\thttp://a.ir/\n{"url":"javascript:1"}\n'
    )
    assert [row["url"] for row in canon.rows] == ["http://a.ir/x", "http://a.ir/b", None]
    assert canon.code == 4
    assert run("url", "canon", "-", given="http://[::1\n").code == 1
    check = run("url", "check", "-", "--no-resolve", given="http://127.0.0.1/\nhttps://example.org/\nhttp://a.ir:22/\n")
    assert [row["allowed"] for row in check.rows] == [False, True, False]
    rule = {"robots": "User-agent: *\nDisallow: /x", "agent": "MirNews", "url": "http://a.ir/x/1"}
    rows = run("robots", "check", "-", given=json.dumps(rule) + "\n[]\n").rows
    assert [row["allowed"] for row in rows] == [False, None]


def test_credit(run: Run) -> None:
    article = {
        "id": 7,
        "outlet": "نارون*",
        "title": None,
        "lead": "به گزارش خبرگزاری مهر به نقل از ایتارتاس، دو وزیر دیدار کردند.",
        "body": None,
        "source_line": "خبرگزاری مهر",
    }
    ended = run("credit", "-", given=json.dumps(article, ensure_ascii=False) + '\n{"lead": 3}\n')
    first, second = ended.rows
    assert [link["outlet"] for link in first["chain"]] == [None, "mehrnews", "tass"]
    assert [link["from"] for link in first["chain"]] == [None, 0, 1]
    assert [link["role"] for link in first["chain"]] == ["publisher", "reports", "cites"]
    assert first["own_report"] is False
    assert second["error"]["code"] == "bad_input"
    for link in first["chain"]:
        for evidence in link["evidence"]:
            assert article[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"]


def test_a_document_is_one_text(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "text"
    page.write_bytes("می\nشود می شود \xff".encode() + b"\xff")
    ended = run("text", "repair", "--document", page)
    assert ended.out.startswith(f"می\nشود می{ZWNJ}شود")
    assert "U+FFFD" in ended.err
    assert run("text", "repair", "--document", tmp_path / "none").code == 2


def test_odd_values_are_usage_errors_not_faults(run: Run) -> None:
    assert run("text", "date", "--at", "0001-01-01T00:00:00+03:30", given="دیروز\n").code == 2
    assert run("article", "show", "99999999999999999999").code == 2
    assert run("credit", given='{"id": NaN}\n').rows[0]["error"]["code"] == "bad_input"


def test_usage_and_configuration_have_their_own_codes(run: Run, tmp_path: Path) -> None:
    assert run("nothing").code == 2
    assert run("text", "repair", tmp_path / "none").code == 2
    ended = run("config", "show", MIRNEWS_FETCH__TIMEOUT="1")
    assert ended.code == 5
    assert "did you mean" in ended.err
    assert run("--config", tmp_path / "none.toml", "config", "show").code == 5
