"""One record, three formats: what goes in comes out, whatever a source wrote."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from mirnews.publish import atom, json_feed, rss
from mirnews.publish.items import outlet_name, web_address
from mirnews.publish.record import FeedOut, ItemOut
from mirnews.publish.text import title
from mirnews.sources import read

AT = datetime(2021, 9, 25, 11, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def _feed(**changes: object) -> FeedOut:
    values: dict[str, object] = {
        "id": "http://127.0.0.1/a/1",
        "url": "http://127.0.0.1/a/1",
        "title": "پل تازهٔ آوینه",
        "outlet": "نارون*",
        "section": "جهان",
        "updated": AT,
        "published": AT,
        "original": "https://narvan.example/1?a=1&b=2",
        "lead": "لید <b>نیست</b> نشانه.",
        "paragraphs": ("بند یک.",),
        "extra": {"chain": [], "own_report": True},
        **changes,
    }
    item = ItemOut(**values)  # type: ignore[arg-type]
    return FeedOut(
        "میرنیوز", "تازه\u200cها", "http://127.0.0.1/", "http://127.0.0.1/index.x", "fa", AT, (item,), "متن اصلی"
    )


@pytest.mark.parametrize("writer", [rss, atom, json_feed])
def test_our_own_reader_reads_it_back(writer: object) -> None:
    body = writer.write(_feed())  # type: ignore[attr-defined]
    feed = read(body, url="http://127.0.0.1/index.x")
    entry = feed.entries[0]
    assert not feed.malformed
    assert feed.title == "میرنیوز"
    assert (entry.title, entry.url, entry.published) == ("پل تازهٔ آوینه", "http://127.0.0.1/a/1", AT)
    assert entry.authors == ("نارون*",)


def test_rss_has_its_own_address_and_an_escaped_description() -> None:
    root = etree.fromstring(rss.write(_feed()))
    link = root.find(f"channel/{ATOM}link")
    assert link is not None
    assert (link.get("rel"), link.get("href")) == ("self", "http://127.0.0.1/index.x")
    description = root.findtext("channel/item/description") or ""
    assert "لید &lt;b&gt;نیست&lt;/b&gt; نشانه." in description
    assert 'href="https://narvan.example/1?a=1&amp;b=2"' in description


def test_a_full_text_goes_out_as_content() -> None:
    root = etree.fromstring(rss.write(_feed(whole=True)))
    assert "بند یک." in (root.findtext("channel/item/{http://purl.org/rss/1.0/modules/content/}encoded") or "")
    entry = etree.fromstring(atom.write(_feed(whole=True))).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.find(f"{ATOM}summary") is None


def test_atom_has_what_the_standard_demands() -> None:
    root = etree.fromstring(atom.write(_feed(published=None)))
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}")
        assert entry.findtext(f"{ATOM}{name}")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "نارون*"
    assert entry.find(f"{ATOM}published") is None
    assert entry.findtext(f"{ATOM}updated") == "2021-09-25T11:30:00Z"


def test_an_excerpt_ends_with_an_ellipsis_and_the_link() -> None:
    item = json.loads(json_feed.write(_feed(cut=True)))["items"][0]
    assert "بند یک. …</p>" in item["content_html"]
    assert item["external_url"] == "https://narvan.example/1?a=1&b=2"
    assert item["_mirnews"] == {"chain": [], "own_report": True}


def test_a_report_without_date_has_none() -> None:
    item = json.loads(json_feed.write(_feed(published=None)))["items"][0]
    assert "date_published" not in item
    assert etree.fromstring(rss.write(_feed(published=None))).find("channel/item/pubDate") is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_a_feed(text: str) -> None:
    feed = _feed(title=text, outlet=text, lead=text, paragraphs=(text,), section=text)
    etree.fromstring(rss.write(feed))
    etree.fromstring(atom.write(feed))
    json.loads(json_feed.write(feed))


def test_a_title_is_isolated_only_where_directions_mix() -> None:
    assert title("پل تازه") == "پل تازه"
    assert title("New bridge") == "New bridge"
    assert title("iPhone تازه") == "\u2068iPhone تازه\u2069"
    assert title("دو\nسطر\x00") == "دو سطر"
    assert title("کتاب\u200cها") == "کتاب\u200cها"
    assert title("a\u202eb") == "ab"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example/", True),
        ("HTTP://a.example/", True),
        ("javascript:alert(1)", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(address: str | None, kept: bool) -> None:
    assert (web_address(address) is not None) is kept


def test_a_made_up_outlet_has_one_star() -> None:
    assert [outlet_name("هامون*", True), outlet_name("هامون", True), outlet_name("مهر", False)] == [
        "هامون*",
        "هامون*",
        "مهر",
    ]
