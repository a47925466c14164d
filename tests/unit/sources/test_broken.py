"""Feeds as they are sent: broken in Persian ways, broken in all ways, and hostile."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import Quarantine
from mirnews.model import Entry, Feed
from mirnews.sources import read
from tests.growth import assert_growth, assert_linear

AT = datetime(2024, 2, 10, tzinfo=UTC)
QUIRKS = Path(__file__).parent / "quirks"
WANTED = json.loads((QUIRKS / "expected.json").read_text("utf-8"))


def feed(text: str | bytes, url: str | None = None) -> Feed:
    return read(text.encode() if isinstance(text, str) else text, url=url, at=AT)


def rss(inner: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>ت</title>{inner}</channel></rss>'


FIELD: dict[str, Callable[[Entry], object]] = {
    "title": lambda entry: entry.title,
    "link": lambda entry: entry.url,
    "date": lambda entry: entry.published and entry.published.timestamp(),
}


@pytest.mark.parametrize("case", WANTED, ids=[case["case"] for case in WANTED])
def test_quirks(case: dict[str, str]) -> None:
    got = FIELD[case["field"]](feed((QUIRKS / case["file"]).read_bytes()).entries[0])
    if case["match"] == "contains":
        assert case["want"] in str(got)
    else:
        assert got == case["want"]


ITEM = "<item><title>یک</title><link>https://e.ir/1</link></item>"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (f'<br />\n<b>Warning</b>: x in y.php <?xml version="1.0"?><rss><channel>{ITEM}</channel></rss>', ["یک"]),
        (f"<rss><channel>{ITEM}</channel></rss> trailing <b>words", ["یک"]),
        (f"<rss><channel>{ITEM}</channel></rss><rss><channel>{ITEM}</channel></rss>", ["یک"]),
        (f"<rss><channel>{ITEM}", ["یک"]),
        (f"<rss><channel>{ITEM}<item><title>دو</title><link>https://e.ir/12", ["یک"]),
        (
            f"<rss><channel>{ITEM}<item><title>دو</title><link>https://e.ir/2</link><description><![CDATA[ نیم",
            ["یک", "دو"],
        ),
        (f"<rss><channel>{ITEM}<item", ["یک"]),
        (rss("<item><title>a & b &nbsp; c &raquo; d &bogus; e</title></item>"), ["a & b c » d &bogus; e"]),
        (rss("<item><title>a < b</title></item>"), ["a < b"]),
        (rss("<item><title>a &#1; b &#xD800; c</title></item>"), ["a b c"]),
        (rss("<item><title>پس ]]> پیش</title></item>"), ["پس ]]> پیش"]),
        (rss("<item><title>یک <b>دو</title></item><item><title>سه</title></item>"), ["یک دو", "سه"]),
        (rss("<item><description><p>یک<br>دو</p></description><title>سه</title></item>" + ITEM), ["سه", "یک"]),
        (rss("<item><title>یک</title><item><title>دو</title></item>"), ["یک", "دو"]),
        (rss("<item><title>\x00ی\x0bک</title></item>"), ["یک"]),
        ("<?xml version='1.0'?><?xml version='1.0'?><rss><channel>" + ITEM + "</channel></rss>", ["یک"]),
    ],
)
def test_what_is_sound_is_read_and_the_rest_is_flagged(text: str, titles: list[str]) -> None:
    found = feed(text)
    assert [entry.title for entry in found.entries] == titles
    assert found.malformed


def test_html_that_was_not_escaped_is_still_html() -> None:
    entry = feed(rss("<item><description><p>یک<br>دو <a href='/x?a=1&b=2'>سه</a></p></description></item>")).entries[0]
    assert (entry.summary or "").startswith("<p>یک<br>دو <a ")


def test_a_raw_ampersand_in_a_link_keeps_what_follows() -> None:
    assert (
        feed(rss("<item><link>https://e.ir/?a=1&b=2&copy=3</link></item>")).entries[0].url
        == "https://e.ir/?a=1&b=2&copy=3"
    )


def test_the_wrong_encoding_is_flagged_and_repaired() -> None:
    text = '<?xml version="1.0" encoding="{}"?><rss><channel><title>گزارش تازه</title></channel></rss>'
    as_1256 = feed(text.format("utf-8").encode("windows-1256"))
    as_utf8 = feed(text.format("windows-1256").encode())
    for found in (as_1256, as_utf8):
        assert (found.title, found.malformed) == ("گزارش تازه", True)
    assert not feed(text.format("utf-16").encode("utf-16")).malformed


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Thu, 08 Feb 2024 09:30:00 +0330", "2024-02-08T06:00:00"),
        ("Thu, 08 Feb 2024 09:30:00 +03:30", "2024-02-08T06:00:00"),
        ("Thu, 08 Feb 2024 09:30:00 IRST", "2024-02-08T06:00:00"),
        ("Thu, 08 Feb 2024 09:30:00", "2024-02-08T06:00:00"),
        ("Thu, 08 Feb 2024 09:30:00 GMT", "2024-02-08T09:30:00"),
        ("Thu, 08 Feb 2024 09:30:00 +0000", "2024-02-08T09:30:00"),
        ("08 Feb 24 09:30 EST", "2024-02-08T14:30:00"),
        ("Tue, 06 Jul 2021 09:30:00 +0430", "2021-07-06T05:00:00"),
        ("2024-02-08T09:30:00+03:30", "2024-02-08T06:00:00"),
        ("2024-02-08T06:00:00.123456789Z", "2024-02-08T06:00:00.123456"),
        ("2024-02-08 09:30:00", "2024-02-08T06:00:00"),
        ("1402-11-19T09:30:00+03:30", "2024-02-08T06:00:00"),
        ("1402/11/19 09:30", "2024-02-08T06:00:00"),
        ("۱۹ بهمن ۱۴۰۲، ۹:۳۰", "2024-02-08T06:00:00"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Thu, 08 Feb 9999 09:30:00 GMT", None),
        ("Tue, 13 Feb 2024 09:30:00 GMT", None),
        ("2024-02", "2024-01-31T20:30:00"),
        ("بهمن ۱۴۰۲", None),
        ("soon", None),
        ("1" * 5000, None),
        ("Thu, 99 Feb 2024 99:99:99 +9999", None),
    ],
)
def test_dates(text: str, when: str | None) -> None:
    entry = feed(rss(f"<item><title>خ</title><pubDate>{text}</pubDate></item>")).entries[0]
    assert entry.published == (datetime.fromisoformat(when).replace(tzinfo=UTC) if when else None)


def test_a_time_without_zone_is_utc_in_a_feed_that_is_not_persian() -> None:
    entry = feed(
        "<rss><channel><title>News</title><item><pubDate>2024-02-08 09:30:00</pubDate></item></channel></rss>"
    ).entries[0]
    assert entry.published == datetime(2024, 2, 8, 9, 30, tzinfo=UTC)


LOL = "".join(f'<!ENTITY lol{i} "{f"&lol{i - 1};" * 10}">' for i in range(1, 10))
REFUSED = {
    "empty": ("", "feed_empty"),
    "white space": ("\ufeff \n\t", "feed_empty"),
    "page": ("<!DOCTYPE html><html><head><title>x</title></head></html>", "feed_is_html"),
    "page as XHTML": ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "feed_is_html"),
    "cookie page": ("<script>x()</script><html></html>", "feed_unknown"),
    "words": ("Service unavailable", "feed_unknown"),
    "picture": ("\x89PNG\r\n\x1a\n", "feed_unknown"),
    "other XML": ("<svg xmlns='http://www.w3.org/2000/svg'/>", "feed_unknown"),
    "JSON null": ("null", "feed_unknown"),
    "JSON array": ("[1]", "feed_unknown"),
    "JSON number": ("3", "feed_unknown"),
    "JSON text": ('"x"', "feed_unknown"),
    "JSON object": ("{}", "feed_unknown"),
    "JSON cut": ('{"version":"https://jsonfeed.org/version/1","items":[', "feed_broken"),
    "JSON depth": ("[" * 100_000, "feed_broken"),
    "JSON depth of objects": ('{"items":' * 100_000, "feed_broken"),
    "JSON number of 100,000 digits": ('{"items":[' + "9" * 100_000 + "]}", "feed_broken"),
    "billion laughs": (
        f'<!DOCTYPE r [<!ENTITY lol0 "x">{LOL}]>' + rss("<item><title>&lol9;</title></item>")[21:],
        "feed_broken",
    ),
    "quadratic": (
        f'<!DOCTYPE r [<!ENTITY a "{"x" * 100_000}">]><rss><channel>{"&a;" * 100_000}</channel></rss>',
        "feed_broken",
    ),
    "file": (
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
        "feed_broken",
    ),
    "entity in attribute": (
        '<!DOCTYPE r [<!ENTITY x "y">]><rss><channel><item a="&x;"/></channel></rss>',
        "feed_broken",
    ),
    "parameter": ('<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><rss><channel/></rss>', "feed_broken"),
    "declaration without end": ('<!DOCTYPE r [<!ENTITY a "x"', "feed_broken"),
    "end tags only": ("</a>" * 100_000, "feed_broken"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_feed_is_refused_with_its_code(name: str) -> None:
    text, code = REFUSED[name]
    with pytest.raises(Quarantine) as refused:
        feed(text)
    assert refused.value.code == code
    assert "\n" not in refused.value.message


def test_a_page_is_refused_with_the_feeds_that_it_names() -> None:
    page = '<!doctype html><link rel=alternate type="application/rss+xml" href="/fa/rss"><link href=/x type=text/css>'
    with pytest.raises(Quarantine, match=r"https://e\.ir/fa/rss$"):
        feed(page, url="https://e.ir/")


def test_a_document_type_that_only_points_outside_is_cut_off() -> None:
    netscape = '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    assert feed(f'{netscape}<rss version="0.91"><channel><title>x</title></channel></rss>').format == "rss091"
    w3c = '<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "http://127.0.0.1:9/x.ent">]>'
    assert feed(f"{w3c}<rss><channel><title>caf&eacute;</title></channel></rss>").title == "café"


def test_no_file_and_no_network_whatever_the_feed_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    include = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    sheet = '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>'
    found = feed(f"{sheet}<rss><channel><item><title>یک {include}</title></item></channel></rss>")
    assert found.entries[0].title == "یک"


BOMBS: dict[str, tuple[int, Callable[[int], str]]] = {
    "depth": (100_000, lambda size: rss("<a>" * size)),
    "depth of items": (100_000, lambda size: rss("<item>" * size)),
    "depth of HTML": (100_000, lambda size: rss(f"<item><description>{'&lt;div&gt;' * size}</description></item>")),
    "attributes": (150_000, lambda size: rss("<item " + " ".join(f'a{i}=""' for i in range(size)) + "/>")),
    "one attribute": (10_400_000, lambda size: rss(f'{ITEM}<item a="{"x" * size}"/>')),
    "elements": (1_000_000, lambda size: rss("<a/>" * size)),
    "items": (50_000, lambda size: rss(ITEM * size)),
    "paragraphs": (
        60_000,
        lambda size: rss(f"<item><description>{'&lt;p&gt;' * size}</description></item>" * 10),
    ),
    "ampersands": (2_000_000, lambda size: rss(f"<item><title>{'&' * size}</title></item>")),
    "less-than": (3_000_000, lambda size: rss(f"<item><title>{'<' * size}</title></item>")),
    "sections": (1_000_000, lambda size: rss("<![CDATA[" * size)),
    "comments": (400_000, lambda size: "<!-- -->" * size + "<rss/>"),
    "instructions": (400_000, lambda size: "<?a b?>" * size + "<rss/>"),
    "white space": (9_000_000, lambda size: " " * size + "<rss/>"),
    "declarations": (500_000, lambda size: "<!DOCTYPE " * size),
    "entity declarations": (5_000_000, lambda size: "<!DOCTYPE r [" + "<!ENTITY " + " " * size + "]><rss/>"),
    "prefixes": (150_000, lambda size: rss("".join(f"<p{i}:x/>" for i in range(size)))),
    "titles": (500_000, lambda size: rss("<title>" * size)),
    "links": (200_000, lambda size: rss(f"<item>{'<link>:::</link>' * size}</item>")),
    "categories": (200_000, lambda size: rss(f"<item>{'<category>a</category>' * size}</item>")),
    "10 MB of tags inside each other": (3_400_000, lambda size: rss("<a>" * size)),
    "10 MB of named tags": (1_000_000, lambda size: rss("".join(f"<t{i}>" for i in range(size)))),
    "a million items": (1_000_000, lambda size: rss("<item/>" * size)),
    "a million entries": (1_000_000, lambda size: '<feed xmlns="http://www.w3.org/2005/Atom">' + "<entry/>" * size),
    "a million items of JSON": (
        1_000_000,
        lambda size: '{"version":"https://jsonfeed.org/version/1.1","items":[' + "{}," * size + "{}]}",
    ),
    "a million items of JSON without an end": (1_000_000, lambda size: '{"items":[' + "{}," * size),
    "strings of JSON": (3_000_000, lambda size: '{"items":[' + '"' * size),
    "commas of JSON": (9_000_000, lambda size: '{"items":[' + "," * size + "]}"),
    "white space of JSON": (9_000_000, lambda size: '{"items":[,' + " " * size + "x"),
    "backslashes of JSON": (9_000_000, lambda size: '{"items":["' + "\\" * size),
    "bare attributes": (280_000, lambda size: rss("<item " + "a=b " * size + "/>")),
    "bare attributes in many tags": (280_000, lambda size: rss("<item a=b c>" * size)),
    "equal signs": (290_000, lambda size: rss("<item a" + "= " * size)),
    "many sitemaps": (200_000, lambda size: f"<sitemapindex>{'<sitemap><loc>https://e.ir/1</loc></sitemap>' * size}"),
    "lines in an address": (
        7_000,
        lambda size: rss(f"<item><link>https://e.ir/{chr(10) * size}1</link></item>" * 1000),
    ),
    "escaped ampersands in an address": (
        500,
        lambda size: rss(f"<item><link>https://e.ir/?{'&amp;amp;' * size}</link></item>" * 1000),
    ),
    "bases": (
        100_000,
        lambda size: (
            '<feed xmlns="http://www.w3.org/2005/Atom">' + '<entry xml:base="a/">' * 200 + "<link href='x'/>" * size
        ),
    ),
}


def _whole(name: str) -> str:
    size, bomb = BOMBS[name]
    return bomb(size)


@pytest.mark.parametrize("name", BOMBS)
def test_no_feed_holds_us_up(name: str) -> None:
    def read_it(text: str) -> None:
        with contextlib.suppress(Quarantine):
            assert len(feed(text).entries) <= 5_000

    size, bomb = BOMBS[name]
    assert_linear(read_it, bomb, size)


def test_a_bomb_in_gzip_is_cut_where_it_grows_too_large() -> None:
    def packed(size: int) -> bytes:
        return gzip.compress(rss(ITEM + " " * size).encode(), 1)

    found = feed(packed(40_000_000))
    assert ([entry.title for entry in found.entries], found.malformed) == (["یک"], True)
    assert_growth(feed, packed(12_000_000), packed(120_000_000), most=4)


def test_half_a_gzip_gives_half_a_feed() -> None:
    items = "".join(f"<item><title>{i}</title><link>https://e.ir/{i}/{i * i}</link></item>" for i in range(1000))
    found = feed(gzip.compress(rss(items).encode())[:4000])
    assert found.malformed
    assert 100 < len(found.entries) < 1000
    assert all(entry.url == f"https://e.ir/{i}/{i * i}" for i, entry in enumerate(found.entries))


def test_what_only_begins_like_gzip_is_no_feed() -> None:
    with pytest.raises(Quarantine) as refused:
        feed(b"\x1f\x8b\x08" + b"sorry" * 10)
    assert refused.value.code == "feed_unknown"


def test_json_that_ends_in_the_middle_keeps_its_whole_items() -> None:
    text = '{"version":"https://jsonfeed.org/version/1.1","title":"ت","items":[{"id":"1","tags":["]}"]},{"id":"2","url":"ht'
    found = feed(text)
    assert ([entry.id for entry in found.entries], found.malformed) == (["1"], True)


def test_too_many_entries_are_cut_and_flagged() -> None:
    found = feed(_whole("items"))
    assert (len(found.entries), found.malformed) == (5_000, True)


def test_one_huge_attribute_does_not_cost_the_other_entries() -> None:
    assert feed(_whole("one attribute")).entries[0].title == "یک"


def test_types_that_json_should_not_have() -> None:
    found = feed(
        '{"version":"https://jsonfeed.org/version/1.1","title":3,"title":"ب","items":[{"id":4,"title":null,"url":[],"tags":[1,{}],'
        '"authors":"x","content_html":"\\ud800x","attachments":{},"image":7,"date_published":{}},null,7,[]]}'
    )
    assert (found.title, found.entries) == ("ب", (Entry("4", None, content="x"),))


SOUND = (QUIRKS / "12.xml").read_bytes()
PIECES = [
    b"<item>",
    b"</item>",
    b"<title>",
    b"</title>",
    b"<![CDATA[",
    b"]]>",
    b"&",
    b"&zwnj;",
    b"<",
    b">",
    b"\x00",
    b"\xff",
    b"<a:b>",
]
PIECES += [
    b"<!--",
    b"-->",
    b"<?xml version='1.0'?>",
    b"<!DOCTYPE x [",
    b"]>",
    b"<link>",
    b'"',
    b"xml:base='::'",
    b"\xd8",
    b"<a:b:c/>",
]


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOUND)), st.sampled_from(PIECES), st.integers(0, 30)), max_size=6))
def test_a_feed_broken_at_random_is_read_or_refused(wounds: list[tuple[int, bytes, int]]) -> None:
    body = SOUND
    for at, piece, lost in wounds:
        body = body[:at] + piece + body[at + lost :]
    try:
        found = feed(body)
    except Quarantine:
        return
    for entry in found.entries:
        for text in (entry.title, entry.summary, entry.url, entry.id):
            assert "\x00" not in (text or "")
            (text or "").encode()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(Quarantine):
        assert feed(body).format != "unknown"
