"""Bad content: never an exception, never unbounded time, never a half-space lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.extract import extract
from mirnews.extract.jsonld import read_block
from mirnews.extract.limits import MAX_DEPTH, tame
from mirnews.extract.tree import parse
from mirnews.model import Page
from tests.growth import assert_linear

from .pages import PARAGRAPH, nastooh, read

MEGABYTE = 1_000_000
ZWNJ = "\u200c"


def fill(piece: str) -> tuple[int, Callable[[int], str]]:
    """A megabyte of it, and how to make some of it."""
    return MEGABYTE // len(piece), lambda size: piece * size


HOSTILE: dict[str, tuple[int, Callable[[int], str]]] = {
    "nested div": fill("<div>"),
    "nested lists": fill("<ul><li>"),
    "nested and closed": (90_000, lambda size: "<div>" * size + "</div>" * size),
    "nested tables": fill("<table><tr><td>"),
    "paragraphs": fill("<p>x"),
    "line breaks": fill("متن<br>"),
    "links": fill("<p><a href='/x'>تیتری کوتاه با پیوند</a></p>"),
    "one tag with many attributes": (100_000, lambda size: "<p " + " ".join(f"a{i}=1" for i in range(size)) + ">"),
    "attributes that hold signs": (80_000, lambda size: "<p " + " ".join(f"a{i}='<>'" for i in range(size)) + ">"),
    "formatting copied into paragraphs": (
        2_000,
        lambda size: "<p>" + "".join(f"<b a={i}>" for i in range(size)) + "</p>" + "<p>x</p>" * size,
    ),
    "quotes without end": fill("<p title='"),
    "comments without end": fill("<!--"),
    "blanks": fill(" "),
    "slashes": (MEGABYTE, lambda size: "<p>" + "/" * size),
    "end marks": (MEGABYTE // 13, lambda size: "<p>" + "انتهای پیام/ " * size),
    "labels": fill("منبع:\n"),
    "source lines": fill("<p>منبع: الف</p>"),
    "nested JSON": (400_000, lambda size: "<script type='application/ld+json'>" + "[" * size + "</script>"),
    "JSON string without end": (
        200_000,
        lambda size: (
            '<script type=\'application/ld+json\'>{"@type":"Article","headline":"' + '\\"' * size + "</script>"
        ),
    ),
    "one line": fill("واژه "),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_half_a_megabyte_of_it_takes_linear_time(name: str) -> None:
    size, page = HOSTILE[name]
    assert_linear(extract, lambda size: Page(None, page(size).encode()), size // 2)


def test_nesting_is_cut_but_its_text_is_kept() -> None:
    tree = parse(tame("<div>" * 20_000 + "ژرف" + "</div>" * 20_000 + "<p>پس از آن"))
    assert len(tree.css("div")) == MAX_DEPTH
    assert [node.text() for node in tree.css("p")] == ["پس از آن"]
    assert "ژرف" in tree.body.text()


def test_a_quotation_mark_in_a_name_hides_no_nesting() -> None:
    tree = parse(tame('<meta content="a" b" c="d">' + "<svg><div>" * 20_000 + '">'))
    assert len(tree.css("div")) <= MAX_DEPTH


def test_an_ordinary_page_is_not_touched() -> None:
    page = nastooh(f"<p>{PARAGRAPH}</p>" * 30)
    assert tame(page) is page


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes(body: bytes) -> None:
    assert extract(Page(None, body)).kind in ("article", "listing", "blocked", "other")


PIECES = st.sampled_from(
    "<div> </div> <p> </p> <a href='/q'> </a> <b x=1> </b> <table> <td> <li> <h1> <script> </script> <!-- --> ' \" & "
    "&zwnj; "
    "<meta property='article:published_time' content='۱۴۰۲/۱۳/۴۵'> <div class='body'> "
    "<div class='news_path'> منبع: : متن . "
    "<div class='item-body'> <div class='item-text'> <div class='entry-content'> <h1 class='entry-title'> ۱۹بهمن ]]> "
    "<script type='application/ld+json'>{'@type':[1],} <base href='http://['> <link rel=canonical href='http://[::'> "
    "<img src='//['> <html lang=''>".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60), st.sampled_from([None, "https://a.example/x", "http://[", "file:///x", "نشانی"]))
def test_random_html(pieces: list[str], url: str | None) -> None:
    assert extract(Page(url, " ".join(pieces).encode())).kind in ("article", "listing", "blocked", "other")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("ابپتکی" + ZWNJ, min_size=3, max_size=12), min_size=8, max_size=20),
    st.sampled_from([ZWNJ, "&zwnj;", "&#8204;", "&#x200c;"]),
)
def test_half_spaces_stay_as_they_are(words: list[str], written: str) -> None:
    text = "الف " + " ".join(words) + " پایان سخن."
    assert read(nastooh(f"<p>{text.replace(ZWNJ, written)}</p>")).paragraphs == (text,)


@settings(max_examples=100, deadline=None)
@given(st.text('{}[]",:\\ab@type\n', max_size=60))
def test_broken_json_is_read_or_left(text: str) -> None:
    read_block(text)


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\x00\x01\x02\x03" * 50])
def test_what_is_no_text_is_other(head: bytes) -> None:
    assert read(head + bytes(range(256)) * 20).kind == "other"


@pytest.mark.parametrize("data", ["<?xml version='1.0'?><rss><channel/></rss>", '{"items": [1, 2]}', "", "   \n"])
def test_what_is_no_page_is_other(data: str) -> None:
    assert read(data).kind == "other"
