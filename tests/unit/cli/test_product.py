"""The product's commands on an archive of their own."""

from __future__ import annotations

import json
import re
import signal
import socket
import urllib.request
from pathlib import Path

from mirnews.fold import shingles
from mirnews.model import Fold
from mirnews.persian import key
from mirnews.store import open_store
from tests.builders import NOON, a_draft, an_article
from tests.unit.cli.conftest import Run, started

PAGE = (Path(__file__).parents[3] / "examples" / "page.txt").resolve()


def test_config_show_says_where_each_value_comes_from(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "mirnews.toml").write_text("[server]\nport = 9\n")
    ended = run("config", "show", MIRNEWS_SERVER__HOST="::1")
    assert re.search(r"^server.port = 9 {2}# .*mirnews.toml$", ended.out, re.M)
    assert 'server.host = "::1"  # environment' in ended.out
    rows = {row["key"]: row for row in json.loads(run("config", "show", "--json").out)}
    assert rows["fetch.parallel"]["origin"] == "default"
    assert run("config", "show", "--example").out == (PAGE.parents[1] / "mirnews.example.toml").read_text("utf-8")


def test_sources_are_added_listed_and_removed(run: Run) -> None:
    assert run("source", "list").code == 0
    added = run("source", "add", "https://www.mehrnews.com/rss", "--no-fetch")
    assert added.out == "added mehrnews https://www.mehrnews.com/rss\n"
    assert run("source", "add", "https://www.mehrnews.com/rss/tp/8", "--no-fetch").out.startswith("added mehrnews-2 ")
    assert run("source", "add", "https://www.mehrnews.com/rss", "--no-fetch").code == 2
    again = run("source", "add", "https://www.mehrnews.com/rss", "--no-fetch", "--id", "mehrnews", "--section", "world")
    assert again.code == 0
    (first, _) = json.loads(run("source", "list", "--json").out)
    assert (first["name"], first["outlet"], first["state"]) == ("خبرگزاری مهر", "mehrnews", "new")
    assert run("source", "remove", "mehrnews").code == 0
    assert run("source", "remove", "mehrnews").code == 3
    assert run("source", "add", "https://a.ir/feed", "--no-fetch", "--section", "nonsense").code == 2
    assert run("poll", "nobody").code == run("doctor", "nobody").code == 3


def test_a_private_source_is_refused_without_a_packet(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/rss"
        ended = run("source", "add", url)
        assert ended.code == 2
        assert "fetch.allow_private" in ended.err
        tested = run("source", "test", url)
        assert tested.code == 1
        assert "address_refused" in tested.out
        try:
            server.accept()
        except TimeoutError:
            return
        raise AssertionError("a connection was made")


def fill(folder: Path) -> None:
    store = open_store(folder / "archive.sqlite")
    for number in range(1, 4):
        article = an_article(title=f"فرودگاه شمارهٔ {number}", url=f"http://127.0.0.1:9/news/{number}")
        draft = a_draft(number, article=article, search_text=key(f"فرودگاه شماره {number}"), shingles=shingles("x"))
        store.save(draft, Fold(), now=NOON, raw=None)
    store.close()


def test_search_status_and_removal(run: Run, tmp_path: Path) -> None:
    fill(tmp_path / "data")
    assert run("doctor").code in (0, 1)  # looking at an archive before its index is made takes nothing from search
    found = json.loads(run("search", "فرودگاه", "--json").out)
    assert (found["total"], len(found["hits"])) == (3, 3)
    assert run("search", "هیچ").code == 3
    assert json.loads(run("status", "--json").out)["articles"] == 3
    assert run("article", "hide", "2").code == 2
    assert run("article", "hide", "2", "--reason", "شکایت").out == "hidden 2\n"
    assert json.loads(run("search", "فرودگاه", "--json").out)["total"] == 2
    assert json.loads(run("article", "show", "2", "--json").out)["removal_reason"] == "شکایت"
    assert run("article", "restore", "2", "--reason", "رد شد").code == 0
    assert run("article", "purge", "3", "--reason", "دستور").code == 0
    assert run("article", "purge", "3", "--reason", "دستور").code == 2
    assert "فرودگاه" not in run("article", "show", "3").out
    logged = json.loads(run("article", "log", "--json").out)
    assert [(row["article"], row["action"], row["reason"]) for row in logged] == [
        (2, "hidden", "شکایت"),
        (2, "shown", "رد شد"),
        (3, "purged", "دستور"),
    ]
    assert run("article", "log").out.count("\n") == 3
    assert run("article", "show", "99").code == 3
    assert run("article", "show", "1", "--raw").code == 3


def test_doctor_says_what_is_well_and_what_is_not(run: Run, tmp_path: Path) -> None:
    ended = run("doctor", MIRNEWS_SITE__CONTACT="desk@example.org")
    assert ended.code == 0
    assert "archive is whole" in ended.out
    (tmp_path / "data" / "archive.sqlite").write_bytes(b"not a database at all" * 100)
    broken = run("doctor")
    assert broken.code == 1
    assert "BAD" in broken.out


def test_open_finds_heals_and_writes_a_page(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    ended = run("open", PAGE, "--json", "--html", out)
    assert ended.code == 0
    found = json.loads(ended.out)
    assert found["article"]["title"] is None
    assert found["article"]["source_line"]
    assert len(found["chain"]) >= 2
    assert sum(map(len, found["repairs"].values())) > 5
    assert sum(map(len, found["groups"])) == len(found["article"]["related"])
    assert "<script" not in out.read_text("utf-8")
    assert not (tmp_path / "data").exists()
    assert run("open", tmp_path / "none").code == 2


def test_open_keeps_the_page_and_serves_it_until_stopped(tmp_path: Path) -> None:
    for _ in range(2):  # the same page again is the same article
        with started("open", PAGE, "--port", "0", "--data", tmp_path) as server:
            assert server.stdout is not None
            article = server.stdout.readline().removeprefix("article ").strip()
            assert server.stdout.readline().startswith("ready http://127.0.0.1:")
            with urllib.request.urlopen(article, timeout=60) as answer:
                page = answer.read().decode()
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=120) == 0
        assert article.endswith("/a/1")
        assert "گزیدهٔ عین متن" in page


def raw_request(ready: str, path: str) -> bytes:
    """The head of the answer to an address sent as it is typed, letters raw."""
    port = int(ready.rsplit(":", 1)[1].strip().strip("/"))
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        return client.recv(1000)


def test_rights_of_an_outlet_that_nobody_knows_are_refused(run: Run) -> None:
    ended = run("serve", "--port", "0", MIRNEWS_RIGHTS__OUTLETS='{ mehrnew = "link" }')
    assert ended.code == 5
    assert "did you mean mehrnews?" in ended.err


def test_two_processes_on_one_archive(run: Run, tmp_path: Path) -> None:
    fill(tmp_path / "data")
    with started("serve", "--port", "0", "--data", tmp_path / "data") as server:
        assert server.stdout is not None
        ready = server.stdout.readline()
        assert ready.startswith("ready ")
        assert json.loads(run("search", "فرودگاه", "--json").out)["total"] == 3
        assert b"200 OK" in raw_request(ready, "/q?q=فرودگاه")
        assert run("article", "hide", "1", "--reason", "x").code == 0
        second = run("search", "فرودگاه", "--json")
        assert second.code == 0
        assert "another process" in second.err
        assert run("poll").code == 0
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=120) == 0


def test_a_taken_port_is_told_in_one_line(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = run("serve", "--port", str(server.getsockname()[1]))
    assert ended.code == 5
    assert ended.err.count("\n") == 1
    assert "--port" in ended.err


def test_article_diff_tells_what_an_outlet_changed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.mkdir()
    before = an_article(title="پل تازه باز شد", paragraphs=("ساخت پل ۴۲ میلیارد تومان هزینه داشت و سه سال طول کشید.",))
    after = an_article(title="پل تازه باز شد", paragraphs=("ساخت پل ۵۶ میلیارد تومان هزینه داشت و سه سال طول کشید.",))
    store = open_store(path / "archive.sqlite")
    for article in (before, after):
        store.save(a_draft(1, article=article), Fold(), now=NOON, raw=None)
    store.save(a_draft(2), Fold(), now=NOON, raw=None)
    store.close()
    found = json.loads(run("article", "diff", "1", "--json").out)
    assert (found["from"], found["to"], found["kinds"], found["silent"]) == (1, 2, ["figure", "text"], True)
    assert found["changes"][0] == {"kind": "figure", "field": "body", "before": "۴۲", "after": "۵۶"}
    pieces = found["passages"][0]["pieces"]
    assert ("".join(one["before"] for one in pieces), "".join(one["after"] for one in pieces)) == (
        before.body,
        after.body,
    )
    assert "ساخت پل [-۴۲-] {+۵۶+} میلیارد" in run("article", "diff", "1").out
    shown = json.loads(run("article", "show", "1", "--json").out)["revisions"]
    assert [one["difference"] and one["difference"]["kinds"] for one in shown] == [None, ["figure", "text"]]
    assert json.loads(run("article", "diff", "1", "--from", "2", "--to", "1", "--json").out)["kinds"] == [
        "figure",
        "text",
    ]
    assert run("article", "diff", "2").code == 3
    assert run("article", "diff", "1", "--to", "5").code == 3
