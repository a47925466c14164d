"""OPML in and out: as readers write it, broken, and hostile."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import Quarantine
from mirnews.sources.opml import MAX_DEPTH, MAX_OUTLINES, OpmlSource, read_opml, write_opml
from tests.growth import assert_linear


def opml(inner: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{inner}</body></opml>'.encode()


def feed(number: int) -> str:
    return f'<outline type="rss" text="ت{number}" xmlUrl="https://e.ir/{number}"/>'


def test_groups_are_the_names_around_a_feed_outermost_first() -> None:
    text = (
        '<outline text="خبر"><outline title="جهان" text="x">'
        '<outline text="الف" title="ب" xmlUrl="https://e.ir/rss" htmlUrl="https://e.ir/"/></outline></outline>'
        '<outline text="پ" xmlUrl="https://f.ir/rss"/>'
    )
    assert read_opml(opml(text)) == [
        OpmlSource("ب", "https://e.ir/rss", "https://e.ir/", ("خبر", "جهان")),
        OpmlSource("پ", "https://f.ir/rss"),
    ]


def test_a_feed_in_two_groups_is_one_source_with_both() -> None:
    text = f'<outline text="الف">{feed(1)}</outline><outline text="ب">{feed(1)}</outline>'
    (source,) = read_opml(opml(text))
    assert source.groups == ("الف", "ب")


def test_categories_count_as_groups() -> None:
    (source,) = read_opml(opml('<outline xmlUrl="https://e.ir/rss" category="/خبر/جهان,ورزش"/>'))
    assert (source.title, source.groups) == (None, ("خبر", "جهان", "ورزش"))


@pytest.mark.parametrize(
    "text",
    [
        '<opml><body><outline text="a & b" xmlurl="https://e.ir/rss?a=1&b=2"/></body></opml>',
        'Warning: x <?xml version="1.0"?><opml><outline text="a &amp; b" xmlUrl="https://e.ir/rss?a=1&amp;b=2"/></opml>',
        '<opml><body><outline text="a &amp; b" XMLURL="https://e.ir/rss?a=1&amp;b=2"></body>',
        'Notice: <opml><body><outline text="a &amp; b" type="rss" url="https://e.ir/rss?a=1&amp;b=2"/></body></opml>',
        '<!DOCTYPE opml SYSTEM "http://e.ir/x.dtd"><opml><body>'
        '<outline text="a &amp; b" xmlUrl="https://e.ir/rss?a=1&amp;b=2"/></body></opml>',
    ],
)
def test_broken_files_are_repaired(text: str) -> None:
    assert read_opml(text.encode()) == [OpmlSource("a & b", "https://e.ir/rss?a=1&b=2")]


def test_a_file_in_another_encoding_is_read() -> None:
    text = '<?xml version="1.0" encoding="windows-1256"?><opml><outline text="خبر" xmlUrl="https://e.ir/"/></opml>'
    assert read_opml(text.encode("windows-1256"))[0].title == "خبر"


def test_addresses_that_are_none_are_left_out() -> None:
    bad = "".join(f'<outline text="x" xmlUrl="{url}"/>' for url in ("javascript:1", "file:///etc/passwd", "", "#a"))
    assert [source.feed_url for source in read_opml(opml(bad + feed(1)))] == ["https://e.ir/1"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "opml_empty"),
        (b"\xef\xbb\xbf \n", "opml_empty"),
        (b"https://e.ir/rss", "opml_unknown"),
        (b"<html><body>x</body></html>", "opml_unknown"),
        (b"<rss><channel/></rss>", "opml_unknown"),
        (b"<<<<", "opml_broken"),
        (b'<!DOCTYPE o [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><opml><outline text="&b;"/></opml>', "opml_broken"),
    ],
)
def test_what_is_no_opml_says_so(body: bytes, code: str) -> None:
    with pytest.raises(Quarantine) as caught:
        read_opml(body)
    assert caught.value.code == code


def test_an_entity_never_brings_in_a_file() -> None:
    body = b'<!DOCTYPE o [<!ENTITY f SYSTEM "file:///etc/passwd">]><opml><outline text="&f;" xmlUrl="https://e.ir/"/></opml>'
    with contextlib.suppress(Quarantine):
        assert "root:" not in str(read_opml(body))


def test_too_much_is_left_out() -> None:
    assert len(read_opml(opml("".join(feed(n) for n in range(MAX_OUTLINES + 10))))) == MAX_OUTLINES
    inside = '<outline text="g">' * (MAX_DEPTH - 1) + feed(1) + "</outline>" * (MAX_DEPTH - 1)
    deeper = f'<outline text="h">{inside}</outline>'
    assert len(read_opml(opml(inside))) == 1
    assert read_opml(opml(deeper)) == []


@pytest.mark.parametrize(
    ("first", "piece", "times"),
    [
        ("<opml>", '<outline text="g">', 60_000),
        ("<opml>", "<outline/>", 100_000),
        ("<opml ", "a='1' ", 150_000),
        ("", "<", 10**6),
    ],
    ids=["deep", "many", "attributes", "brackets"],
)
def test_hostile_files_take_linear_time(first: str, piece: str, times: int) -> None:
    def read(body: bytes) -> None:
        with contextlib.suppress(Quarantine):
            assert read_opml(body) == []

    assert_linear(read, lambda size: (first + piece * size).encode(), times)


NAMES = st.text(max_size=20)
SOURCES = st.builds(
    OpmlSource,
    title=NAMES,
    feed_url=st.integers(0, 99).map(lambda n: f"https://e.ir/{n}?a=1&b=2"),
    site_url=st.sampled_from([None, "https://e.ir/"]),
    groups=st.lists(NAMES, max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SOURCES, max_size=6))
def test_what_is_written_is_read_back(sources: list[OpmlSource]) -> None:
    read = read_opml(write_opml(sources))
    assert {one.feed_url for one in read} == {one.feed_url for one in sources}
    assert set(read_opml(write_opml(read))) == set(read)  # what was read once is in the form that stays


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_sources_or_a_refusal(body: bytes) -> None:
    for whole in (body, b"<opml>" + body):
        with contextlib.suppress(Quarantine):
            assert all(source.feed_url.startswith("http") for source in read_opml(whole))
