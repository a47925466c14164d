"""Feeds that a page leads to: declared, linked, or where its system keeps them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.sources import feeds_in
from mirnews.sources.discover import MAX_FOUND, FoundFeed
from tests.growth import assert_linear

PAGE = "https://e.ir/fa/"


def found(html: str) -> list[tuple[str, str]]:
    return [(feed.url, feed.kind) for feed in feeds_in(html, PAGE)]


def test_what_a_page_declares_comes_first() -> None:
    html = """<head>
    <link rel="alternate" type="application/rss+xml" title="نظرها" href="/comments/feed/">
    <link rel="ALTERNATE home" type="Application/Atom+XML; charset=utf-8" title="خبر &amp; نظر" href="../atom.xml">
    <link rel="alternate" type="application/json+oembed" href="/oembed">
    <link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" type="application/rss+xml" href="/no">
    </head><a href="/rss#top">خبرخوان</a><a href="/news/feedback">x</a><a href="/rss.png">x</a>"""
    assert feeds_in(html, PAGE) == [
        FoundFeed("https://e.ir/atom.xml", "خبر & نظر", "declared"),
        FoundFeed("https://e.ir/rss", "خبرخوان", "linked"),
        FoundFeed("https://e.ir/comments/feed/", "نظرها", "declared"),
    ]


def test_links_are_resolved_on_the_base_of_the_page() -> None:
    html = '<base href="https://f.ir/x/"><link rel=alternate type=application/rss+xml href=rss>'
    assert found(html) == [("https://f.ir/x/rss", "declared")]


@pytest.mark.parametrize(
    "address", ["/fa/rss/allnews", "/rss/tp/8", "/feed", "/?feed=rss2", "/index.rss", "/atom.xml", "//feeds.e.ir/x"]
)
def test_links_that_look_like_feeds(address: str) -> None:
    assert [kind for _, kind in found(f'<a href="{address}">x</a>')] == ["linked"]


@pytest.mark.parametrize(
    ("sign", "path"),
    [
        ('<meta name="generator" content="www.nastooh.ir">', "/rss"),
        ('<meta property="nastooh:nid" content="1">', "/rss"),
        ('<a href="/fa/news/123456/x">x</a>', "/fa/rss/allnews"),
        ('<link rel="stylesheet" href="/wp-content/themes/x.css">', "/feed/"),
    ],
)
def test_a_known_system_has_a_known_address(sign: str, path: str) -> None:
    assert found(sign) == [(f"https://e.ir{path}", "well_known")]


def test_an_unknown_system_is_guessed_only_if_the_page_names_nothing() -> None:
    assert {kind for _, kind in found("<p>x</p>")} == {"well_known"}
    assert found('<a href="/rss">x</a>') == [("https://e.ir/rss", "linked")]


def test_the_page_itself_is_not_its_feed_and_the_list_is_short() -> None:
    assert (PAGE, "linked") not in found(f'<link rel="alternate" type="text/xml" href="{PAGE}">')
    assert len(found("".join(f'<a href="/rss/{n}">x</a>' for n in range(99)))) == MAX_FOUND


@pytest.mark.parametrize(
    ("size", "page"),
    [
        (300_000, lambda size: "<a " + " ".join(f"a{n}=1" for n in range(size)) + ">x</a>"),
        (300_000, lambda size: '<a href="' * size),
        (300_000, lambda size: "<div>" * size),
        (200_000, lambda size: "<a href=/rss>" * size),
        (300_000, lambda size: "<a b='>\"" * size),
        (200_000, lambda size: "<script>" * size),
        (300_000, lambda size: "<!--" * size),
    ],
    ids=["attributes", "quotes", "deep", "links", "mixed", "scripts", "comments"],
)
def test_hostile_pages_take_linear_time(size: int, page: Callable[[int], str]) -> None:
    def read(html: str) -> None:
        assert len(feeds_in(html, PAGE)) <= MAX_FOUND

    assert_linear(read, page, size)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>a/\"'= !-linkhref:?#\u200c", max_size=80))
def test_any_text_gives_web_addresses(html: str) -> None:
    assert all(feed.url.startswith(("http://", "https://")) for feed in feeds_in(html, PAGE))
