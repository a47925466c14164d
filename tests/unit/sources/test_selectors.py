"""CSS selectors of operators: what they find, and where they are wrong."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import Misconfigured
from mirnews.sources.page import tree_of
from mirnews.sources.selectors import selector

HTML = """<div id="main" class="a b"><ul class="list"><li class="x" id="1"><a href="/n/1">یک</a></li>
<li class="x y" id="2"><a href="/n/2" rel="no follow">دو</a></li><li id="3"><b>سه</b></li></ul><p id="4">چهار</p>
<h2 id="5" class="تیتر">پنج</h2><p id="6" data-x="it's">شش</p></div>"""


def ids(text: str) -> list[str]:
    root = tree_of(HTML)
    assert root is not None
    return [one.get("id") or one.get("href") or "" for one in selector(text).find(root)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("li", ["1", "2", "3"]),
        (" LI.x ", ["1", "2"]),
        ("li.x.y", ["2"]),
        ("#main > ul > li:first-child", ["1"]),
        ("#main > li", []),
        ("li:last-child, p", ["3", "4", "6"]),
        ("li:nth-child(2)", ["2"]),
        ("li:not(.x)", ["3"]),
        ("li:not( :first-child ) a", ["/n/2"]),
        ("p + h2", ["5"]),
        ("ul ~ p", ["4", "6"]),
        ("p + p", []),
        ("a[href]", ["/n/1", "/n/2"]),
        ("a[href$='2']", ["/n/2"]),
        ('a[href^="/n/"][rel~=follow]', ["/n/2"]),
        ("a[rel=follow]", []),
        ("[href*='']", []),
        ('[data-x="it\'s"]', ["6"]),
        (".تیتر", ["5"]),
        ("*#main", ["main"]),
    ],
)
def test_what_a_selector_finds(text: str, found: list[str]) -> None:
    assert ids(text) == found


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("li..x", 4),
        ("li > ", 6),
        ("a[href", 2),
        ("li a:hover", 6),
        ("x,,y", 3),
        ("div:not(.a", 11),
        ("h3 >> a", 5),
        ("a)", 2),
        ("a{}", 2),
        ("//a", 1),
        ("a[href='x\"]", 2),
        ("x" * 301, 301),
        (" > ".join("a" * 13), 50),
    ],
)
def test_a_wrong_selector_says_where(text: str, position: int) -> None:
    with pytest.raises(Misconfigured) as caught:
        selector(text)
    assert caught.value.code == "selector_invalid"
    assert f"at character {position}:" in caught.value.message


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="ab.#[]()='\"^~*+>,: -_not1\u06f1", max_size=40))
def test_any_text_is_a_selector_or_is_refused(text: str) -> None:
    with contextlib.suppress(Misconfigured):
        ids(text)
