"""Sources by the address of a site that is known: which feed is added, and what is asked of whom."""

from __future__ import annotations

import asyncio
import json

import pytest

from mirnews.cli.adding import feed_behind, known_feeds, outlet_at
from mirnews.config import FetchSettings, Settings
from tests.unit.cli.conftest import Run
from tests.unit.cli.test_sources_command import HTML, RSS, site

OPEN = Settings(fetch=FetchSettings(allow_private=("127.0.0.1",), host_gap_seconds=0, respect_robots=False))


@pytest.mark.parametrize(
    ("address", "feed", "outlet", "name"),
    [
        ("khabaronline.ir", "https://www.khabaronline.ir/rss", "khabaronline", "خبرآنلاین"),
        ("https://www.parsine.com/fa/", "https://www.parsine.com/fa/rss/allnews", None, None),
        ("bbc.com/persian", "https://feeds.bbci.co.uk/persian/rss.xml", "bbcpersian", None),
        ("kurdpress.com", "https://kurdpress.com/rss", None, "kurdpress.com"),
        ("gooyait.com", "https://gooyait.com/feed/", None, "gooyait.com"),
        ("tabnak.ir/fa/rss/3", "https://tabnak.ir/fa/rss/3", "tabnak", None),
    ],
)
def test_a_known_site_needs_nothing_else(
    run: Run, address: str, feed: str, outlet: str | None, name: str | None
) -> None:
    ended = run("source", "add", address, "--no-fetch")
    assert ended.code == 0, ended.err
    assert ended.out.endswith(f" {feed}\n")
    (row,) = json.loads(run("source", "list", "--json").out)
    assert (row["url"], row["kind"]) == (feed, "feed")
    if outlet:
        assert row["outlet"] == outlet
    if name:
        assert row["name"] == name


def test_what_is_known_of_a_site_is_asked_before_its_page() -> None:
    with site({"/fa/rss/allnews": RSS.replace(b">x<", "> خبرگزاری سپیدار* | همه\u200cی خبرها<".encode(), 1)}) as served:
        known = [f"{served.url}/rss", f"{served.url}/fa/rss/allnews", f"{served.url}/feeds"]
        found = asyncio.run(feed_behind(f"{served.url}/", OPEN, known))
        assert (found.url, found.name) == (known[1], "خبرگزاری سپیدار*")
        assert served.asked == ["/rss", "/fa/rss/allnews"]


def test_a_known_site_that_has_moved_its_feed_is_searched() -> None:
    head = b'<link rel="alternate" type="application/rss+xml" href="/new.xml">'
    with site({"/": HTML % head, "/new.xml": RSS, "/rss": HTML % b""}) as served:
        found = asyncio.run(feed_behind(f"{served.url}/", OPEN, [f"{served.url}/rss"]))
        assert found.url == f"{served.url}/new.xml"
        assert served.asked == ["/rss", "/", "/new.xml"]


def test_a_known_site_that_does_not_answer_is_added_by_its_feed() -> None:
    with site({}) as served:
        url = served.url
    assert asyncio.run(feed_behind(f"{url}/", OPEN, [f"{url}/rss"])).url == f"{url}/rss"


def test_an_address_inside_a_site_is_not_replaced() -> None:
    assert known_feeds("https://www.khabaronline.ir/rss") == ()
    assert known_feeds("https://www.khabaronline.ir/news/1/x") == ()
    assert outlet_at("https://www.bbc.com/news") is None
    assert known_feeds("https://nobody.example/") == ()


def test_a_feed_names_an_outlet_that_nobody_knows_at_its_first_poll(run: Run) -> None:
    named = RSS.replace(b">x<", "> خبرگزاری سپیدار* | همه\u200cی خبرها<".encode(), 1)
    allowed = {"MIRNEWS_FETCH__ALLOW_PRIVATE": '["127.0.0.1"]', "MIRNEWS_FETCH__RESPECT_ROBOTS": "false"}
    with site({"/rss": named, "/other": named}) as served:
        assert run("source", "add", f"{served.url}/rss", "--id", "one", "--no-fetch", **allowed).code == 0
        chosen = ["--id", "two", "--name", "نام ما", "--no-fetch"]
        assert run("source", "add", f"{served.url}/other", *chosen, **allowed).code == 0
        assert {row["name"] for row in json.loads(run("source", "list", "--json").out)} == {"127.0.0.1", "نام ما"}
        run("poll", "one", "two", MIRNEWS_FETCH__HOST_GAP_SECONDS="0", **allowed)
    assert [row["name"] for row in json.loads(run("source", "list", "--json").out)] == ["خبرگزاری سپیدار*", "نام ما"]
