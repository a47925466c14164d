"""One address for one page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import Skip
from mirnews.urls import canonical
from mirnews.urls.canon import TRACKING, is_tracking

PAGE = "https://example.org/news/1403?id=5"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/1403?id=5#comments",
        "https://me:secret@example.org:443/news/1403?id=5",
        "https://EXAMPLE.org./news/1403?id=5&utm_source=rss&UTM_Medium=feed",
        "https://example.org/news/1403?fbclid=abc&id=5&gclid=x",
        "https://example.org/news/1403?amp;utm_source=rss&id=5",
        "https://example.org/news/1403?id=5&%75tm_source=x",
        "https://example.org/news/1403?&id=5&",
        "  https://example.org/news/1403?id=5\n",
    ],
)
def test_forms_of_one_page(url: str) -> None:
    assert canonical(url) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/news/1403?id=5",
        "https://www.example.org/news/1403?id=5",
        "https://example.org/news/1403/?id=5",
        "https://example.org/amp/news/1403?id=5",
        "https://example.org/news/1403?id=6",
        "https://example.org/news/1403?id=5&page=2",
        "https://example.org/News/1403?id=5",
        "https://example.org:8443/news/1403?id=5",
    ],
)
def test_what_may_be_another_page_is_left_alone(url: str) -> None:
    assert canonical(url) == url


def test_order_and_spelling_of_parameters_stay() -> None:
    assert canonical("http://example.org/?b=2&a=1+1&c") == "http://example.org/?b=2&a=1+1&c"


def test_percent_escapes_of_persian_paths_meet() -> None:
    typed, wordpress = "https://example.org/خبر/", "https://example.org/%d8%ae%d8%a8%d8%b1/"
    assert canonical(typed) == canonical(wordpress) == "https://example.org/%D8%AE%D8%A8%D8%B1/"


def test_a_query_of_tracking_alone_goes_with_its_mark() -> None:
    assert canonical("http://example.org/a?utm_source=x") == "http://example.org/a"
    assert canonical("http://example.org/a?") == "http://example.org/a"


@pytest.mark.parametrize("url", ["", "   ", "#top", " #top", "mailto:a@example.org", "javascript:alert(1)", "data:,x"])
def test_what_names_no_page_is_refused(url: str) -> None:
    with pytest.raises(Skip) as caught:
        canonical(url, "http://example.org/page")
    assert caught.value.code == "url_invalid"


def test_relative_to_a_base() -> None:
    assert canonical("../2?utm_id=1#x", "https://example.org/a/b/c") == "https://example.org/a/2"


def test_every_row_of_the_table_is_lower_case_reasoned_and_recognised() -> None:
    for names, reason in TRACKING:
        assert reason
        for name in names:
            assert name == name.lower()
            assert is_tracking(name.replace("*", "anything"))
    for meant in ("id", "p", "page", "newsid", "utm", "ref", "at", "ns_id", "fb_page", "pk_id", "gl"):
        assert not is_tracking(meant)


QUERIES = st.lists(
    st.sampled_from(["id=1", "utm_source=x", "", "q=خبر", "a=%d8%a7", "fbclid", "amp;utm_id=1"]), max_size=5
)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_characters="?#"), max_size=20), QUERIES, st.text(max_size=8))
def test_doing_it_twice_changes_nothing(path: str, query: list[str], fragment: str) -> None:
    url = f"http://Example.org./{path}?{'&'.join(query)}#{fragment}"
    try:
        once = canonical(url)
    except Skip:
        return
    assert canonical(once) == once
    assert "utm_" not in once.partition("?")[2].lower() or "utm_" in path.lower()
