"""Sources by the address of their site, by OPML, and as listing pages: the program against sites on loopback."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mirnews.clock import Clock
from mirnews.newsstand import END, Newsstand
from mirnews.newsstand.server import Stand
from tests.unit.cli.conftest import Run

OPEN = {
    "MIRNEWS_FETCH__ALLOW_PRIVATE": '["127.0.0.1"]',
    "MIRNEWS_FETCH__HOST_GAP_SECONDS": "0",
    "MIRNEWS_FETCH__RESPECT_ROBOTS": "false",  # the newsstand asks for a second between two pages
    "MIRNEWS_POLL__MAX_AGE_DAYS": "0",
}
RSS = b'<rss version="2.0"><channel><title>x</title><item><title>y</title></item></channel></rss>'
HTML = b"<!DOCTYPE html><html><head>%s</head><body><p>x</p></body></html>"


class Site:
    """A site on loopback: `pages` by path; `asked` is what was asked for."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self.pages = pages
        self.asked: list[str] = []
        self.url = ""


@contextmanager
def site(pages: dict[str, bytes]) -> Iterator[Site]:
    made = Site(pages)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            body = made.pages.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *words: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def stands() -> Iterator[dict[str, Stand]]:
    """The newsstand with everything published, in a thread of its own."""
    loop, newsstand = asyncio.new_event_loop(), Newsstand(Clock(start=END))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(newsstand.start(), loop).result(20)
        yield newsstand.stands
        asyncio.run_coroutine_threadsafe(newsstand.stop(), loop).result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_the_address_of_a_site_is_followed_to_its_feed(run: Run, stands: dict[str, Stand]) -> None:
    feeds = {name: stand for name, stand in stands.items() if stand.source().kind == "feed"}
    assert len(feeds) >= 3
    for name, stand in feeds.items():
        ended = run("source", "add", f"{stand.url}/", "--id", name, **OPEN)
        assert (ended.code, ended.out) == (0, f"added {name} {stand.feed_url}\n"), ended.err
        assert "the page declares it" in ended.err
    again = run("source", "add", f"{stands['hamoon'].url}/", **OPEN)
    assert again.code == 2
    assert "polled already, as hamoon" in again.err


def test_a_listing_source_finds_its_reports(run: Run, stands: dict[str, Stand]) -> None:
    stand = stands["chakavak"]
    assert run("source", "add", f"{stand.url}/fa", "--id", "list", "--kind", "listing", **OPEN).code == 0
    (row,) = json.loads(run("source", "list", "--json").out)
    assert (row["kind"], row["url"]) == ("listing", f"{stand.url}/fa")
    assert json.loads(run("source", "test", "list", "--json", **OPEN).out)["format"] == "listing"
    assert run("poll", "list", **OPEN).code == 0
    status = json.loads(run("status", "--json").out)
    assert status["articles"] == len(stand.visible())


def test_candidates_are_tried_in_order_until_one_reads_as_a_feed(run: Run) -> None:
    head = (
        b'<link rel="alternate" type="application/rss+xml" href="/gone"><meta name="generator" content="WordPress 6">'
    )
    with site({"/": HTML % head, "/feed/": RSS}) as served:
        ended = run("source", "add", f"{served.url}/", **OPEN)
        assert ended.out == f"added 127.0.0.1 {served.url}/feed/\n"
        assert [path for path in served.asked if path != "/robots.txt"] == ["/", "/gone", "/feed/"]


def test_a_page_cannot_lead_into_a_private_network(run: Run) -> None:
    with socket.create_server(("127.0.0.2", 0)) as inner:
        inner.settimeout(0.2)
        address = f"http://127.0.0.2:{inner.getsockname()[1]}/rss"
        head = b'<link rel="alternate" type="application/rss+xml" href="%s">' % address.encode()
        with site({"/": HTML % head}) as served:
            assert "feed_not_found" in run("source", "add", f"{served.url}/", **OPEN).err
        with pytest.raises(TimeoutError):
            inner.accept()


def test_a_feed_is_added_as_it_is_and_without_a_request_if_told_so(run: Run) -> None:
    with site({"/x": RSS}) as served:
        assert run("source", "add", f"{served.url}/x", **OPEN).out == f"added 127.0.0.1 {served.url}/x\n"
        served.asked.clear()
        added = run("source", "add", f"{served.url}/y", "--no-fetch", **OPEN)
        assert (added.out, added.err) == (f"added 127.0.0.1-2 {served.url}/y\n", "")
        assert run("source", "add", f"{served.url}/x", "--id", "127.0.0.1", "--section", "world", **OPEN).code == 0
        assert served.asked == []


def test_what_is_not_reachable_is_added_with_a_notice(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/rss"
    ended = run("source", "add", url, **OPEN)
    assert (ended.code, ended.out) == (0, f"added 127.0.0.1 {url}\n")
    assert "added as it is" in ended.err
    assert "connect_failed" in ended.err


def test_a_page_without_a_feed_is_not_added_and_the_way_out_is_named(run: Run) -> None:
    rows = b"".join(b'<li><a href="/news/%d">one two three four five</a></li>' % n for n in range(100, 105))
    with site({"/": HTML % b"", "/list": HTML % rows}) as served:
        ended = run("source", "add", f"{served.url}/", **OPEN)
        assert (ended.code, ended.out) == (1, "")
        assert "feed_not_found" in ended.err
        assert "--no-fetch" in ended.err
        assert "lists 5 articles: add it with --kind listing" in run("source", "add", f"{served.url}/list", **OPEN).err
        assert json.loads(run("source", "list", "--json").out) == []


def test_the_rules_of_a_listing_are_tried(run: Run) -> None:
    rows = b"".join(b'<li><a href="/news/%d">one two three four five</a></li>' % n for n in range(100, 105))
    with site({"/list": HTML.replace(b"<p>x</p>", b"<ul>%s</ul>") % (b"", rows)}) as served:
        add = ("source", "add", f"{served.url}/list", "--id", "k", "--kind", "listing")
        wrong = run(*add, "--item", "ul.nothing > li", **OPEN)
        assert (wrong.code, wrong.out) == (0, f"added k {served.url}/list\n")
        assert "nothing was found on it" in wrong.err
        assert "rules_find_nothing" in wrong.err
        assert "lists 5 articles" in run(*add, "--item", "ul > li", **OPEN).err
        served.asked.clear()
        assert run(*add, "--item", "ul > li", "--no-fetch", **OPEN).err == ""
        assert served.asked == []
        tested = run("source", "test", f"{served.url}/list", **OPEN)
        assert "lists 5 articles: add it with --kind listing" in tested.out


def test_a_login_page_is_told_as_one(run: Run) -> None:
    with site({"/": b"<html><form><input type=password></form></html>"}) as served:
        ended = run("source", "add", f"{served.url}/", **OPEN)
    assert (ended.code, "[login_page]" in ended.err, "--no-fetch" in ended.err) == (1, True, True)


OPML = """<opml version="2.0"><body><outline text="ورزش">
<outline text="مهر" xmlUrl="https://www.mehrnews.com/rss" htmlUrl="https://www.mehrnews.com/"/>
<outline text="درون" xmlUrl="http://127.0.0.1:9/rss"/></outline>
<outline text="نمونه" xmlUrl="https://example.org/feed"/><outline text="باز" xmlUrl="https://EXAMPLE.org/feed"/>
</body></opml>"""


def test_opml_dry_run_is_a_line_a_file(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.opml", tmp_path / "b.opml"
    good.write_text(OPML, "utf-8")
    bad.write_text("<html></html>")
    ended = run("opml", "import", "--dry-run", good, bad, tmp_path / "none")
    assert ended.code == 4
    first, second, third = ended.rows
    assert (first["path"], first["ok"], first["error"]) == (str(good), True, None)
    assert first["sources"][0] == {
        "title": "مهر",
        "feed_url": "https://www.mehrnews.com/rss",
        "site_url": "https://www.mehrnews.com/",
        "groups": ["ورزش"],
    }
    assert (second["ok"], second["error"]["code"], second["sources"]) == (False, "opml_unknown", [])
    assert third["error"]["code"] == "unreadable"
    assert not (tmp_path / "data").exists()


def test_opml_goes_in_checked_and_once_and_comes_out(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.opml"
    file.write_text(OPML, "utf-8")
    ended = run("opml", "import", file)
    assert ended.out == "added mehrnews https://www.mehrnews.com/rss\nadded example.org https://example.org/feed\n"
    assert ended.code == 0
    assert "127.0.0.1:9" in ended.err
    assert run("opml", "import", file).out == ""
    out = run("opml", "export").out
    assert run("opml", "import", "--dry-run", "-", given=out).rows[0]["sources"] == [
        {
            "title": "نمونه",
            "feed_url": "https://example.org/feed",
            "site_url": "https://example.org/",
            "groups": [],
        },
        {
            "title": "مهر",
            "feed_url": "https://www.mehrnews.com/rss",
            "site_url": "https://www.mehrnews.com/",
            "groups": ["ورزش"],
        },
    ]
    assert run("opml", "import", "--dry-run", file, **{"LANG": "C"}).code == 0


def test_rules_of_a_listing_are_kept_shown_and_carried_over(run: Run, tmp_path: Path) -> None:
    data = ["--data", str(tmp_path / "one")]
    rules = ["--item", "ul > li", "--title", "h3", "--time", ".date"]
    added = run(
        "source", "add", "https://khabar.example/archive", "--kind", "listing", "--id", "k", "--no-fetch", *rules, *data
    )
    assert added.code == 0
    shown = json.loads(run("source", "show", "k", "--json", *data).out)
    assert shown["rules"] == {"item": "ul > li", "title": "h3", "time": ".date"}
    assert (shown["state"], shown["hub"], shown["wishes"]) == ("new", None, None)
    assert "ul > li" in run("source", "show", "k", *data).out
    exported = tmp_path / "sources.jsonl"
    exported.write_text(run("source", "export", *data).out, encoding="utf-8")
    other = ["--data", str(tmp_path / "two")]
    assert run("source", "import", str(exported), *other).code == 0
    assert json.loads(run("source", "show", "k", "--json", *other).out)["rules"] == shown["rules"]
    assert run("source", "show", "nobody", *data).code == 3


def test_a_wrong_selector_is_refused_with_its_position(run: Run, tmp_path: Path) -> None:
    add = ("source", "add", "https://khabar.example/archive", "--data", str(tmp_path))
    wrong = run(*add, "--kind", "listing", "--item", "li..x")
    assert wrong.code == 2
    assert "at character 4" in wrong.err
    assert "Traceback" not in wrong.err
    for words, told in (
        (("--kind", "listing", "--link", "a"), "give --item too"),
        (("--item", "li"), "--item goes with --kind listing"),
        (("--kind", "feed", "--item", "li"), "--item goes with --kind listing"),
        (("--kind", "listing", "--item", ""), "--item is empty"),
    ):
        refused = run(*add, *words)
        assert (refused.code, told in refused.err) == (2, True), refused.err
    line = tmp_path / "sources.jsonl"
    line.write_text('{"url":"https://khabar.example/","kind":"listing","rules":{"item":"a:hover"}}', encoding="utf-8")
    refused = run("source", "import", str(line), "--data", str(tmp_path))
    assert refused.code == 1
    assert "at character 3" in refused.err
