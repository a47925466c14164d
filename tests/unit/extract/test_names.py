"""What is left out or read at once for speed would have given nothing, or the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mirnews.errors import Skip
from mirnews.extract.dates import EARLIEST, DateReader
from mirnews.extract.names import names_of, possible
from mirnews.persian.calendar import parse_date
from mirnews.urls import whatwg
from mirnews.urls.address import fetchable

SELECTORS = (
    ".a", "#b", ".a .c", "div.a > #b", "p, .c", ".c, .zz", "[class=a]", "[class*='c']", "meta[name=x]", ":not(.a)",
    "p:not(.c)", "div.A", "#B", ".a.c", "body.home", "[id='b'] .c",
)  # fmt: skip
TAGS = st.sampled_from(
    ["<div class=a>", "<p class='a c'>", "<div ID=b>", "<p CLASS=C>", "</div>", "<p>", "<meta name=x>"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TAGS, max_size=8), st.booleans())
def test_a_selector_that_finds_something_is_never_left_out(tags: list[str], has_doctype: bool) -> None:
    tree = LexborHTMLParser(("<!doctype html>" if has_doctype else "") + "".join(tags))
    kept = possible(SELECTORS, names_of(tree))
    assert [one for one in SELECTORS if tree.css_first(one) is not None and one not in kept] == []


def test_what_cannot_be_there_is_left_out() -> None:
    assert possible([".a .c", ".a", "p"], names_of(LexborHTMLParser("<p class=a>"))) == (".a", "p")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["/", "a", "B-1", ".", "..", "_", "%41", "?q", "x.html", "#f", "//"]), min_size=1, max_size=7
    ),
    st.sampled_from(["https://a.example/x/1", "http://A.example:80/", "http://b.example:8080/x?y", "https://[::1]/z"]),
)
def test_a_plain_path_is_resolved_as_a_browser_does(parts: list[str], base: str) -> None:
    url = "".join(parts)
    try:
        expected = whatwg(url, base)
    except Skip:
        with pytest.raises(Skip):
            fetchable(url, base)
        return
    assert fetchable(url, base) == expected.partition("#")[0]


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(1940, 1, 1), datetime(2025, 1, 1)),
    st.sampled_from(["Z", "+03:30", "+04:30", "-05:00", "+00:00", "+15:00", "-23:59", "+14:00"]),
)
def test_a_whole_date_is_read_as_any_other(value: datetime, offset: str) -> None:
    text = value.replace(microsecond=0).isoformat() + offset
    at = datetime(2026, 1, 1, tzinfo=UTC)
    expected = parse_date(text, at=at)
    is_recent = expected is not None and expected.value.year >= EARLIEST
    assert DateReader(at).read(text) == (expected if is_recent else None)
