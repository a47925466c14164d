"""Addresses as browsers read them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import Skip
from mirnews.urls import fetchable, host_key, parts, whatwg
from mirnews.urls.address import MAX_CHARS, shown


@pytest.mark.parametrize(
    ("url", "base", "wanted"),
    [
        ("HTTP://Example.ORG:80/a/../b", None, "http://example.org/b"),
        ("/news/1", "https://example.org/rss/", "https://example.org/news/1"),
        ("//example.net/x", "https://example.org/", "https://example.net/x"),
        ("  https://example.org/\n", None, "https://example.org/"),
        ("https://exa\nmple.org/a\tb", None, "https://example.org/ab"),
        ("https:\\\\example.org\\a", None, "https://example.org/a"),
        ("https://مثال.example/خبر", None, "https://xn--mgbh0fb.example/%D8%AE%D8%A8%D8%B1"),
        ("http://①②⑦.0.0.1/", None, "http://127.0.0.1/"),
        ("mailto:a@example.org", None, "mailto:a@example.org"),
        ("http://example.org/\ud800", None, "http://example.org/%EF%BF%BD"),
    ],
)
def test_whatwg_reads_as_browsers_do(url: str, base: str | None, wanted: str) -> None:
    assert whatwg(url, base) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no scheme",
        "http://",
        "http://a b/",
        "http://[::1",
        "http://example.org:99999/",
        "http://256.1.1.1/",
        "http://a\x00b/",
    ],
)
def test_what_no_browser_accepts_is_one_typed_line(url: str) -> None:
    with pytest.raises(Skip) as caught:
        whatwg(url)
    assert caught.value.code == "url_invalid"
    assert caught.value.message.isprintable()


def test_size_is_bounded_before_and_after_encoding() -> None:
    whatwg("http://example.org/" + "a" * (MAX_CHARS - 100))
    for path in ("a" * MAX_CHARS, "خ" * (MAX_CHARS // 3)):
        with pytest.raises(Skip, match="64 kB"):
            whatwg("http://example.org/" + path)
    with pytest.raises(Skip, match="64 kB"):
        whatwg("/x", "http://example.org/" + "a" * MAX_CHARS)


def test_fetchable_drops_what_is_never_sent() -> None:
    assert fetchable("https://me:secret@example.org/a?b=1#c") == "https://example.org/a?b=1"
    with pytest.raises(Skip, match="only http and https"):
        fetchable("ftp://example.org/")


def test_host_key_is_scheme_host_and_port() -> None:
    assert host_key("https://Example.org.:443/a") == "https://example.org"
    assert host_key("http://127.0.0.1:8001/a") == "http://127.0.0.1:8001"
    assert host_key("http://[0:0::1]:81/") == "http://[::1]:81"
    assert host_key("http://example.org/") != host_key("https://example.org/")


def test_parts() -> None:
    found = parts("https://[2001:DB8::1]/a?b")
    assert (found.scheme, found.host, found.port, found.path) == ("https", "2001:db8::1", 443, "/a")
    assert parts("gopher://example.org/").port is None


def test_messages_show_no_secret_and_no_control_character() -> None:
    text = shown("http://me:secret@example.org/\x1b[31m/" + "a" * 500 + "?key=secret")
    assert "secret" not in text
    assert "\x1b" not in text
    assert len(text) < 130


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.none() | st.just("http://example.org/a/b"))
def test_any_text_is_an_address_or_one_typed_error(text: str, base: str | None) -> None:
    try:
        href = whatwg(text, base)
    except Skip:
        return
    assert whatwg(href) == href
