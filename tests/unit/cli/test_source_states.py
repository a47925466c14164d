"""The state of a source in words: polled, told by `status`, gone through by `doctor`, tried by `source test`."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from mirnews import presence
from mirnews.clock import Clock
from mirnews.model import Source
from mirnews.newsstand import Newsstand
from mirnews.newsstand.world import load_world
from mirnews.store import open_store
from tests.unit.cli.conftest import Run

OPEN = {
    "MIRNEWS_FETCH__ALLOW_PRIVATE": '["127.0.0.1"]',
    "MIRNEWS_FETCH__HOST_GAP_SECONDS": "0",
    "MIRNEWS_FETCH__RESPECT_ROBOTS": "false",
    "MIRNEWS_FETCH__TIMEOUT_SECONDS": "2",
    "MIRNEWS_FETCH__MAX_BYTES": "500000",
    "MIRNEWS_POLL__MAX_AGE_DAYS": "0",
}
ITEM = (
    "<item><title>پل تازهٔ رودخانه گشوده شد</title><link>/n/{n}</link><guid>g{n}</guid>"
    "<pubDate>Sat, 25 Sep 2021 08:0{n}:00 +0330</pubDate></item>"
)
RSS = f'<?xml version="1.0"?><rss version="2.0"><channel><title>نمونه*</title>{ITEM.format(n=1)}{ITEM.format(n=2)}'
WHOLE = f"{RSS}</channel></rss>"
PAGE = "<!DOCTYPE html><html lang=fa><head><title>پل</title></head><body><article><h1>پل</h1><p>{}</p></article></body>"
UNDATED = '<rss version="2.0"><channel><title>x</title><item><title>y</title><link>/n/1</link></item></channel></rss>'
TTL = '<rss version="2.0"><channel><title>x</title><ttl>40</ttl><item><title>y</title></item></channel></rss>'
EMPTY = '<rss version="2.0"><channel><title>x</title></channel></rss>'

Answer = tuple[int, dict[str, str], bytes]
# path: what the host answers, the state that it is in, the word for that
ANSWERS: dict[str, tuple[Answer, str, str]] = {
    "/fresh": ((200, {}, WHOLE.encode()), "fresh", "به\u200cروز"),
    "/broken": ((200, {}, RSS.encode() + b"</item></chan"), "lossy", "ترمیم با افت"),
    "/undated": ((200, {}, UNDATED.encode()), "no_dates", "بی\u200cتاریخ"),
    "/empty": ((200, {}, EMPTY.encode()), "empty", "خالی"),
    "/bytes": ((200, {}, WHOLE.encode().replace(b"g1", b"g\xff")), "encoding_broken", "رمزگذاری شکسته"),
    "/cut": ((200, {}, b"<rss><channel><title>x</title><item><titl"), "broken", "خوراک شکسته"),
    "/nothing": ((200, {}, b""), "empty", "خالی"),
    "/html": ((200, {}, PAGE.format("x").encode()), "html", "صفحهٔ وب"),
    "/challenge": (
        (200, {}, b"<script>document.cookie='a=1';location.reload()</script>"),
        "challenge",
        "آزمون مرورگر",
    ),
    "/cdn": ((403, {"cf-mitigated": "challenge"}, b"<title>Just a moment...</title>"), "challenge", "آزمون مرورگر"),
    "/login": ((200, {}, b"<html><form><input type=password></form></html>"), "login", "صفحهٔ ورود"),
    "/abroad": (
        (403, {}, "<html><p>دسترسی از خارج از کشور ممکن نیست</p></html>".encode()),
        "geo_blocked",
        "بسته به روی این کشور",
    ),
    "/law": ((451, {}, b""), "geo_blocked", "بسته به روی این کشور"),
    "/filter": ((403, {}, b'<iframe src="http://10.10.34.36"></iframe>'), "filtered", "پالایش\u200cشده"),
    "/missing": ((200, {}, "<html><title>صفحه پیدا نشد</title></html>".encode()), "not_found", "یافت نشد"),
    "/404": ((404, {}, b""), "not_found", "یافت نشد"),
    "/wait": ((429, {"Retry-After": "7200"}, b""), "asked_to_wait", "درخواست درنگ"),
    "/circle": ((302, {"Location": "/circle"}, b""), "redirect_loop", "جابه\u200cجایی بی\u200cپایان"),
}


@contextmanager
def host(answers: dict[str, Answer]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def take(tmp_path: Path, sources: Sequence[Source]) -> None:
    store = open_store(tmp_path / "data" / "archive.sqlite")
    for source in sources:
        store.add_source(replace(source, invented=False), now=Clock().now())
    store.close()


def told(run: Run, *words: str) -> dict[str, Any]:
    rows = json.loads(run("status", "--json", *words).out)["sources"]
    return {row["id"]: row for row in rows}


@pytest.fixture
def polled(run: Run, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What `status` says after one poll of every answer."""
    pages: dict[str, Answer] = {f"/n/{n}": (200, {}, PAGE.format("این بند نخست است. " * 20).encode()) for n in (1, 2)}
    with host({path: answer for path, (answer, _, _) in ANSWERS.items()} | pages) as url:
        take(tmp_path, [Source(path[1:], url + path, path) for path in ANSWERS])
        assert run("poll", **OPEN).code == 4
        yield told(run, "--lang", "fa")


def test_status_doctor_and_source_test_say_the_same(run: Run, polled: dict[str, Any]) -> None:
    for path, (_, code, word) in ANSWERS.items():
        row = polled[path[1:]]
        assert (row["state_code"], row["words"].split(":")[0]) == (code, word), path
        assert (row["severity"] in ("error", "late")) is (code not in ("fresh", "lossy", "no_dates", "encoding_broken"))
        assert row["next"] > (row["since"] or "")
    assert polled["fresh"]["last_new"] == polled["fresh"]["last_ok"]
    assert "شمار خبر در خوراک: ۲" in polled["fresh"]["evidence"]
    assert polled["abroad"]["state"] == "geo_blocked"
    assert "challenge: a page that tests for a browser came instead" in run("status").out

    for name, code in (("challenge", "challenge_page"), ("login", "login_page"), ("missing", "missing_page")):
        ended = run("source", "test", name, "--json", **OPEN)
        assert (ended.code, ended.rows[0]["error"]["code"]) == (1, code)
    assert run("source", "test", "undated", "--json", **OPEN).rows[0]["remarks"] == ["no_dates"]
    assert "no entry has a date" in run("source", "test", "undated", **OPEN).out

    well = run("doctor", "fresh", **OPEN)
    assert well.code == 0, well.out
    lines = well.out.splitlines()
    assert lines[-1] == "ok   fresh: all that was there was read. Nothing to do."
    for part in (
        "the address may be asked",
        "it is asked directly",
        "robots.txt is not asked",
        "answered 200 with",
        "encoding: not named, read as utf-8",
        "rss20, 2 entries",
        "dates in 2 of 2: from 2021-09-25T04:31:00Z",
        "addresses in 2 of 2: 127.0.0.1",
        "first page: an article, read without rules of its own",
        "half-spaces in 1,000 words: feed 0",
        "next poll: ",
        "a poll like this look would be followed by another after",
    ):
        assert part in well.out, part

    ill = run("doctor", "challenge", "--lang", "fa", **OPEN)
    assert ill.code == 1
    assert "صفحه\u200cای آمد که مرورگر را می\u200cآزماید" in ill.out
    assert ill.out.splitlines()[-1].startswith("خطا  آزمون مرورگر: ")
    assert "از رسانه بخواهید" in ill.out.splitlines()[-1]
    assert "read as utf-8" in run("doctor", "bytes", **OPEN).out
    assert "read as utf-8" not in ill.out
    assert not [line for line in ill.out.splitlines() if "JavaScript" in line]  # the log's own English line
    waits = run("doctor", "wait", **OPEN).out
    assert waits.splitlines()[-1].startswith("BAD  asked to wait: ")
    assert "another after 120 min: so long the site asks us to wait" in waits
    assert "failures in a row: 1" in waits  # this look is none of them
    cut, undated = run("doctor", "cut", **OPEN), run("doctor", "undated", **OPEN)
    assert (cut.code, cut.out.splitlines()[-1].split(":")[0]) == (1, "BAD  broken feed")
    assert (undated.code, "BAD" in undated.out) == (0, False)
    assert undated.out.splitlines()[-1].startswith("note no dates: ")


def test_a_look_is_no_poll_and_tells_the_feeds_own_wish(run: Run, tmp_path: Path) -> None:
    answers: dict[str, Answer] = {
        "/old": (301, {"Location": "/new"}, b""),
        "/new": (200, {}, TTL.encode()),
        "/robots.txt": (404, {}, b""),
    }
    with host(answers) as url:
        take(tmp_path, [Source("moving", f"{url}/old", "x*")])
        assert run("status").out.splitlines()[0] == "articles 0, waiting 0, newest none"
        run("poll", "moving", **OPEN)
        row = told(run)["moving"]
        for _ in range(2):
            ended = run("doctor", "moving", MIRNEWS_POLL__LEARN="false", **OPEN)
    assert ended.code == 0
    assert f"next poll: {row['next']}; this look keeps nothing" in ended.out
    assert "another after 40 min: so the feed itself wishes" in ended.out
    assert "it moves to another address of the same site; looks in a row that said so: 1" in ended.out


def test_status_is_in_one_language_with_what_to_do(run: Run, polled: dict[str, Any]) -> None:
    assert polled["login"]["advice"] == "خوراک همگانی دیگری از این رسانه بجویید."
    fa, en = run("status", "--lang", "fa").out, run("status").out
    assert "خوراک همگانی دیگری از این رسانه بجویید." in fa
    assert "Look for another feed of this outlet that is public." in en
    assert "mirnews source add SITE --id html" in fa
    assert fa.splitlines()[0].startswith("گزارش: ۲، در صف: ۰، تازه\u200cترین: ")
    assert not re.search(r"\d{4}-\d\d-\d\dT", fa)
    assert f"newest {polled['fresh']['last_ok'][:10]}" in en
    listed = run("source", "list").out
    assert {line.split()[0]: line for line in listed.splitlines()}["cut"].split()[1:3] == ["broken", "feed"]
    shown = run("source", "show", "login").out
    assert "login: a login page came instead" in shown
    assert "Look for another feed of this outlet that is public." in shown


def test_what_another_process_is_at_is_to_be_tried_later(run: Run, tmp_path: Path) -> None:
    with host({"/slow": (200, {}, WHOLE.encode())}) as url:
        take(tmp_path, [Source("slow", f"{url}/slow", "x*"), Source("free", f"{url}/slow?", "y*")])
        store, now = open_store(tmp_path / "data" / "archive.sqlite"), Clock().now()
        store.beat(7, now=now, lease=timedelta(hours=1), process=presence.here())
        assert [one.id for one in store.take_sources(7, {"slow"}, now=now)] == ["slow"]
        held, some = run("poll", "slow", **OPEN), run("poll", "slow", "free", **OPEN)
        store.close()
    assert (held.code, "polled=0 held=1" in held.out, "try again later" in held.err) == (75, True, True)
    assert (some.code, "polled=1 held=1" in some.out) == (4, True)


def test_robots_and_names_are_told(run: Run, tmp_path: Path) -> None:
    answers: dict[str, Answer] = {
        "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /no\nCrawl-delay: 1\n"),
        "/yes": (200, {}, WHOLE.encode()),
    }
    with host(answers) as url:
        take(
            tmp_path,
            [
                Source("no", f"{url}/no", "no"),
                Source("yes", f"{url}/yes", "yes"),
                Source("name", "https://no-such-name.invalid/rss", "name"),
                Source("inner", "http://169.254.169.254/rss", "inner"),
                Source("filter", "http://10.10.34.36/rss", "filter"),
            ],
        )
        asking = OPEN | {"MIRNEWS_FETCH__RESPECT_ROBOTS": "true"}
        last = {
            name: run("doctor", name, **asking).out.splitlines() for name in ("no", "yes", "name", "inner", "filter")
        }
    assert last["no"][-1].startswith("BAD  refused by robots: ")
    assert any("robots.txt allows it; delay asked for: 1 s" in line for line in last["yes"])
    assert last["name"][-1].startswith("BAD  name does not resolve: ")
    assert last["inner"][-1].startswith("BAD  address refused: ")
    assert last["filter"][-1].startswith("BAD  filtered: ")


def test_the_troubles_of_the_newsstand_are_told(run: Run, tmp_path: Path) -> None:
    trouble = next(one for one in load_world().troubles if one.kind == "too_many")
    loop, newsstand = asyncio.new_event_loop(), Newsstand(Clock(start=trouble.start))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(newsstand.start(), loop).result(20)
        busy = newsstand.publisher(trouble.publisher).source()
        take(tmp_path, [*newsstand.troubled_sources(), busy])
        assert run("poll", **OPEN).code == 1
        found = {name: row["state_code"] for name, row in told(run).items()}
        asyncio.run_coroutine_threadsafe(newsstand.stop(), loop).result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
    assert found == {
        "sanglakh": "html",
        "kavir": "unreachable",
        "marpich": "too_large",
        "bahman": "too_large",
        "anboh": "too_large",
        "khamoosh": "hangs",
        busy.id: "asked_to_wait",
    }
