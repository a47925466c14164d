"""The weaker keys by which one article is known again under two addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import Skip
from mirnews.urls import address_keys, canonical, cms_key, kept_under, twin_key

ARTICLE = "https://www.khabar.example/2025/02/25/seil"


@pytest.mark.parametrize(
    "url",
    [
        "http://khabar.example/2025/02/25/seil",
        "https://khabar.example/2025/02/25/seil/",
        "https://khabar.example/2025/02/25/seil/amp/",
        "https://khabar.example/amp/2025/02/25/seil",
        "https://amp.khabar.example/2025/02/25/seil?utm_source=x",
        "https://m.khabar.example/2025/02/25/seil?amp=1",
        "https://khabar.example/2025/02/25/seil?outputType=amp",
        "https://khabar.example:443/2025/02/25/seil/index.html#top",
    ],
)
def test_twins_have_one_key(url: str) -> None:
    assert twin_key(url) == twin_key(ARTICLE) == "khabar.example/2025/02/25/seil"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://khabar.example/v?id=1", "https://khabar.example/v?id=2"),
        ("https://khabar.example/a", "https://khabar.example/b"),
        ("https://fa.khabar.example/a", "https://en.khabar.example/a"),
        ("https://khabar.example/camp", "https://khabar.example/c"),
        ("https://khabar.example/v?type=video", "https://khabar.example/v"),
        ("https://m.example/a", "https://other.example/a"),
        ("https://khabar.example:8443/a", "https://khabar.example/a"),
        ("https://khabar.example/A", "https://khabar.example/a"),
    ],
)
def test_other_pages_have_other_keys(one: str, other: str) -> None:
    assert twin_key(one) != twin_key(other)


def test_a_host_that_is_only_called_m_keeps_its_name() -> None:
    assert twin_key("https://m.example/") == "m.example/"


def test_the_order_of_parameters_does_not_count() -> None:
    assert twin_key("https://khabar.example/v?b=2&a=1") == twin_key("https://khabar.example/v?a=1&b=2")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.khabar.example/news/6334455/عنوان-خبر", "khabar.example#6334455"),
        ("http://khabar.example/news/6334455", "khabar.example#6334455"),
        ("https://khabar.example/amp/news/6334455/x", "khabar.example#6334455"),
        ("https://khabar.example/photo/6334455/", "khabar.example#6334455"),
        ("https://khabar.example/fa/news/1234567/خبر", "khabar.example/fa#1234567"),
        ("https://khabar.example/fa/tiny/news-1234567", "khabar.example/fa#1234567"),
        ("https://khabar.example/en/news/1234567/x", "khabar.example/en#1234567"),
        ("https://khabar.example/fa/news/1402/11/19/3035000/خبر", "khabar.example/fa#3035000"),
        ("https://khabar.example/20240208/some-slug-22334455.html", "khabar.example#22334455"),
        ("https://khabar.example/a/some-slug/32800000.html", "khabar.example#32800000"),
        ("https://khabar.example/a/32800000.html", "khabar.example#32800000"),
        ("https://khabar.example/slug/a-68112233", "khabar.example#68112233"),
        ("https://khabar.example/news/14021119000123/x", "khabar.example#14021119000123"),
        ("https://khabar.example/?p=1234&utm_source=x", "khabar.example#1234"),
        ("https://khabar.example/2024/02/08/1234/", "khabar.example#1234"),
        ("https://khabar.example/news/1234567/budget-1404-55555.html", "khabar.example#1234567"),
        ("https://khabar.example/v?id=4711", "khabar.example#4711"),
        ("https://khabar.example/2024/02/", None),
        ("https://khabar.example/tag/12345", None),
        ("https://khabar.example/news/1402/5", None),
        ("https://khabar.example/news/1404", None),
        ("https://khabar.example/news/12345/67890", None),
        ("https://khabar.example/?id=1234&nid=5678", None),
        ("https://khabar.example/page/12345/", None),
        ("https://khabar.example/20240208/", None),
        ("https://khabar.example/", None),
        ("https://khabar.example/some-slug-of-words", None),
    ],
)
def test_the_number_that_a_system_gave_an_article(url: str, key: str | None) -> None:
    assert cms_key(url) == key


@pytest.mark.parametrize("url", ["", "#x", "javascript:1", "http://[::1"])
def test_what_names_no_page_is_refused(url: str) -> None:
    for ask in (twin_key, cms_key):
        with pytest.raises(Skip):
            ask(url, "https://khabar.example/")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_keys_follow_from_the_canonical_address(rest: str) -> None:
    url = f"https://www.khabar.example/{rest}"
    try:
        address = canonical(url)
    except Skip:
        return
    assert (twin_key(url), cms_key(url)) == (twin_key(address), cms_key(address))


@pytest.mark.parametrize(
    ("address", "claimed", "kept"),
    [
        ("https://khabar.example/amp/news/1001/x", "https://khabar.example/news/1001/x", 1),
        ("https://khabar.example/tiny/news-1001", "/news/1001/seil", 1),
        ("https://khabar.example/news/1001/x", "https://khabar.example/", 0),  # every page calls itself the front page
        ("https://khabar.example/news/1001/x", "https://khabar.example/news/1002/x", 0),
        ("https://khabar.example/news/1001/x", "https://akhbar.example/news/1001/x", 0),
        ("https://khabar.example/news/1001/x", "javascript:1", 0),
        ("https://khabar.example/news/1001/x", None, 0),
    ],
)
def test_a_page_is_kept_under_the_address_that_it_names_for_the_same_article(
    address: str, claimed: str | None, kept: int
) -> None:
    assert kept_under(address, claimed) == (canonical(claimed or "", address) if kept else address)


def test_all_keys_of_an_address_at_once() -> None:
    url = "http://www.khabar.example/fa/news/1001/x?utm_source=y"
    assert address_keys(url) == (canonical(url), cms_key(url), twin_key(url))
