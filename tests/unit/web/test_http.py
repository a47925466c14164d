"""How the site behaves on the wire: headers, caches, bad input, rights, feeds, logs."""

from __future__ import annotations

import gzip
import io
import json
import logging
from pathlib import Path
from urllib.parse import quote

import html5lib
import jinja2
import pytest
from lxml import etree, html

from mirnews.search import Search
from mirnews.sources import read
from mirnews.sources.opml import read_opml
from mirnews.store import open_store
from mirnews.store.port import Store
from tests.unit.web.archive import CANARY
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import get, running

ATOM = "{http://www.w3.org/2005/Atom}"
EVERYTHING = [
    "/",
    "/a/{mali}",
    "/s/world",
    "/o",
    "/o/hamoon",
    "/q?q=x",
    "/ops",
    "/about",
    "/nope",
    "/a/999999",
    "/a/1?lang=xx",
]
FEEDS = ["/index", "/s/world", "/o/hamoon", "/q"]


@pytest.mark.parametrize("path", [*EVERYTHING, "/index.rss", "/healthz", "/static/0/mirnews.css"])
def test_every_answer_has_the_security_headers(site: str, mali: int, path: str) -> None:
    headers = get(site + path.format(mali=mali)).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["set-cookie"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/?lang=de",
        "/?lang=%00",
        "/?lang=fa%0d%0aX:1",
        "/s/world?page=0",
        "/s/world?page=-1",
        "/s/world?page=1e9",
        "/s/world?page=" + "9" * 400,
        "/s/world?page=%DB%B2",
        "/o/hamoon?page=x",
        "/q?q=%00",
        "/q?q=a%00b",
        "/q?q=%FF%FE",
        "/q?q=" + "a" * 5000,
        "/q?q=" + quote("واژه " * 200),
        "/q.rss?q=" + "a" * 5000,
        "/q?q=x&page=99999999999",
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_in_words(site: str, path: str) -> None:
    answer = get(site + path)
    assert answer.status == 400
    html5lib.HTMLParser(strict=True).parse(answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/a/0",
        "/a/99999999999999999999999",
        "/a/-1",
        "/a/x",
        "/s/%00",
        "/s/nope",
        "/s/nope.rss",
        "/s/%D8%AC%D9%87%D8%A7%D9%86",
        "/o/..%2f..%2fetc%2fpasswd",
        "/o/%3Cscript%3E",
        "/static/x/../../secret",
        "/static/x/nope.css",
        "/favicon.ico",
        "//evil.example/",
    ],
)
def test_an_address_that_is_none_is_404(site: str, path: str) -> None:
    answer = get(site + path)
    assert answer.status == 404
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "query", ['"', '""', "(((", "-", "منبع:", "AND OR NOT", "a:b^2~", "*", "\u200c", "x" * 500, "😀 \u202e"]
)
def test_no_search_is_a_fault(site: str, query: str) -> None:
    for path in ("/q", "/q.atom"):
        assert get(f"{site}{path}?q={quote(query)}").status in (200, 400)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_site_can_only_be_read(site: str, method: str) -> None:
    for path in ("/", "/a/1", "/q", "/static/0/mirnews.css"):
        answer = get(site + path, method=method)
        assert answer.status == 405
        assert "GET" in answer.headers["allow"]


def test_head_has_headers_and_no_body(site: str) -> None:
    answer = get(f"{site}/", method="HEAD")
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("path", ["/", "/a/{mali}", "/s/world.atom", "/q?q=x"])
def test_a_page_that_did_not_change_is_not_sent_again(site: str, mali: int, path: str) -> None:
    first = get(site + path.format(mali=mali))
    again = get(site + path.format(mali=mali), if_none_match=f'"x", {first.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert get(site + path.format(mali=mali), if_none_match='"other"').status == 200


def test_caches_are_told_what_they_may_keep(site: str) -> None:
    assert get(f"{site}/").headers["cache-control"] == "public, max-age=10"
    assert get(f"{site}/q?q=x").headers["cache-control"] == "private, no-cache"
    assert get(f"{site}/ops").headers["cache-control"] == "no-store"
    assert get(f"{site}/nope").headers["cache-control"] == "no-store"


def test_pages_are_compressed_for_those_who_can_read_it(site: str) -> None:
    plain, packed = get(f"{site}/"), get(f"{site}/", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "accept-encoding" in packed.headers["vary"].lower()


def test_static_files_live_for_a_year_under_an_address_of_their_content(site: str) -> None:
    root = html.fromstring(get(site).text)
    sheet = root.xpath("string(//link[@rel='stylesheet']/@href)")
    answer = get(site + sheet)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    font = root.xpath("string(//link[@rel='preload']/@href)")
    assert font.removeprefix("/static/") in answer.text
    assert len(get(site + font).body) <= 36 * 1024
    assert get(f"{site}/static/000/mirnews.css").headers["cache-control"] == "no-cache"


def test_a_first_visit_to_the_front_weighs_at_most_fifty_kilobytes(site: str) -> None:
    root = html.fromstring(get(site).text)
    addresses = root.xpath("//link[@rel='stylesheet' or @rel='preload' or @rel='icon']/@href")
    weights = [len(get(site + address, accept_encoding="gzip").body) for address in ["/", *addresses]]
    assert sum(weights) <= 50 * 1024


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("ending", ["rss", "atom", "json"])
def test_every_list_has_three_feeds_that_our_own_reader_reads(site: str, path: str, ending: str) -> None:
    query = f"?q={quote('پل')}" if path == "/q" else ""
    answer = get(f"{site}{path}.{ending}{query}")
    assert answer.status == 200
    feed = read(answer.body, url=f"{site}{path}.{ending}", content_type=answer.headers["content-type"])
    assert not feed.malformed
    assert feed.entries
    assert all(entry.url and entry.url.startswith(site) and entry.title for entry in feed.entries)
    page = get(f"{site}{'/' if path == '/index' else path}{query}").text
    links = html.fromstring(page).xpath("//link[@rel='alternate' and @type]/@href")
    assert f"{path}.{ending}{query}".replace(" ", "+") in [link.replace("%20", "+") for link in links]


def test_feeds_link_with_the_public_address_where_one_is_set(archive: Store) -> None:
    import dataclasses

    site = site_of(archive, None)
    settings = dataclasses.replace(
        site.settings, site=dataclasses.replace(site.settings.site, public_url="https://news.example/")
    )
    with running(dataclasses.replace(site, settings=settings)) as address:
        feed = json.loads(get(f"{address}/index.json").body)
    assert feed["feed_url"] == "https://news.example/index.json"
    assert all(item["url"].startswith("https://news.example/a/") for item in feed["items"])


def test_a_forged_host_is_not_repeated(site: str) -> None:
    answer = get(f"{site}/index.atom", host='evil.example/"><script>')
    assert b"evil.example" not in answer.body
    etree.fromstring(answer.body)


def test_json_feed_says_who_cites_whom(site: str, mali: int) -> None:
    items = json.loads(get(f"{site}/index.json").body)["items"]
    ours = next(item for item in items if item["url"].endswith(f"/a/{mali}"))["_mirnews"]
    assert [link["name"] for link in ours["chain"]] == ["هامون*", "خبرگزاری مهر", "ایتارتاس"]
    assert [link["from"] for link in ours["chain"]] == [None, 0, 1]
    assert (ours["own_report"], ours["invented"], ours["first_seen"]) == (False, True, "2021-09-25T11:40:00Z")
    assert any(item["_mirnews"]["copies"] for item in items)


@pytest.mark.parametrize("rights", ["excerpt", "link"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_no_page_and_no_feed_leaks_what_the_rights_withhold(
    archive: Store, index: Search, mali: int, rights: str, language: str
) -> None:
    paths = [f"/a/{mali}", "/", "/s/world", "/o/hamoon", f"/q?q={quote('لاوروف')}"]
    paths += [f"{stem}.{ending}" for stem in ("/index", "/s/world", "/o/hamoon") for ending in ("rss", "atom", "json")]
    with running(site_of(archive, index, rights=rights)) as site:
        answers = {path: get(f"{site}{path}{'&' if '?' in path else '?'}lang={language}") for path in paths}
    assert {answer.status for answer in answers.values()} == {200}
    leaks = [path for path, answer in answers.items() if "جملهٔ نهفته" in answer.text]
    assert leaks == []
    article = html.fromstring(answers[f"/a/{mali}"].text)
    assert article.xpath("//a[contains(@rel, 'nofollow')]/@href")
    if rights == "link":
        assert "نشست مجمع عمومی" not in " ".join(answer.text for answer in answers.values())
        assert article.xpath("//section[contains(@class, 'text')]//*[@class='prose']") == []


def test_full_rights_do_show_it(site: str, mali: int) -> None:
    assert CANARY in html.fromstring(get(f"{site}/a/{mali}").text).text_content()


def test_hostile_text_comes_out_as_text(tmp_path: Path) -> None:
    import dataclasses

    from mirnews.model import Fold
    from tests.unit.web.archive import NOW
    from tests.unit.web.archive import mali as draft_of

    evil = "<script>alert(1)</script>\"'><img src=x onerror=y> ]]> \u202e{{7*7}}"
    draft = draft_of()
    article = dataclasses.replace(
        draft.article,
        title=evil,
        lead=evil,
        kicker=evil,
        paragraphs=(evil,),
        source_line=evil,
        tags=(evil,),
        published=None,
    )
    draft = dataclasses.replace(
        draft, article=article, repairs={}, outlet_name=evil, url="javascript:alert(1)", published=None
    )
    store = open_store(tmp_path / "evil.db")
    number, _ = store.save(draft, Fold(), now=NOW, raw=None)
    with running(site_of(store, None)) as site:
        pages = [get(site + path) for path in ("/", f"/a/{number}", "/s/world", "/o/hamoon", "/o")]
        feeds = [get(f"{site}/index.{ending}") for ending in ("rss", "atom")]
    store.close()
    for page in pages:
        html5lib.HTMLParser(strict=True).parse(page.text)
        root = html.fromstring(page.text)
        assert root.xpath("//script | //img | //@onerror") == []
        assert not [link for link in root.xpath("//@href") if link.lower().startswith("javascript")]
        assert "\u202e" not in page.text
        assert "{{7*7}}" in page.text or "/o" in page.text
    for feed in feeds:
        root = etree.fromstring(feed.body)
        for text in root.itertext():
            assert "<script>" not in text or text.strip().startswith("<script>alert(1)</script>\"'>")


def test_neither_searches_nor_addresses_are_logged(archive: Store) -> None:
    class Broken:
        def find(self, query: str, **_: object) -> object:
            raise RuntimeError(f"boom {query}")

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    loggers = [logging.getLogger(name) for name in ("mirnews", "uvicorn", "uvicorn.access", "uvicorn.error")]
    for one in loggers:
        one.addHandler(handler)
    try:
        with running(site_of(archive, Broken())) as site:  # type: ignore[arg-type]
            answer = get(f"{site}/q?q=hiddenword")
    finally:
        for one in loggers:
            one.removeHandler(handler)
    assert answer.status == 500
    assert "a page could not be made" in stream.getvalue()
    assert "hiddenword" not in stream.getvalue()
    assert "127.0.0.1" not in stream.getvalue().replace("on http://127.0.0.1", "")


def test_a_locked_archive_is_a_page_in_words(archive: Store) -> None:
    from mirnews.errors import TryLater

    class Locked:
        def __getattr__(self, name: str) -> object:
            def fail(*_: object, **__: object) -> object:
                raise TryLater("store_busy", "locked")

            return fail

    with running(site_of(Locked(), None)) as site:  # type: ignore[arg-type]
        answers = [get(site + path) for path in ("/", "/a/1", "/nope", "/readyz")]
        alive = get(f"{site}/healthz")
    assert [answer.status for answer in answers] == [503, 503, 404, 503]
    assert "آرشیو همین لحظه در دسترس نیست" in answers[0].text
    assert (alive.status, alive.body) == (200, b"ok\n")


def test_the_polled_feeds_are_a_list_for_feed_readers(site: str) -> None:
    answer = get(site + "/opml")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/x-opml")
    assert read_opml(answer.body) != []


def test_templates_that_come_after_the_start_are_not_mixed_in(archive: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = ("/", "/?order=newest", "/s/world", "/o", "/o/hamoon", "/q?q=a", "/a/1", "/n/1", "/ops", "/rank", "/about")
    with running(site_of(archive, None)) as address:
        monkeypatch.setattr(jinja2.PackageLoader, "get_source", None)  # nobody may read a template any more
        assert {path: get(address + path).status for path in paths} == dict.fromkeys(paths, 200)
