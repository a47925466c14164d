"""HTML of others: what is kept, what goes, and that no input takes more than its length's time."""

from __future__ import annotations

import re
from collections.abc import Callable

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews import markup
from mirnews.markup import clean, heal_escapes, neutral, plain, without_markup
from tests.growth import assert_linear

BASE = "https://example.ir/news/1/"
ALLOWED = [
    "a",
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "b",
    "i",
    "u",
    "s",
    "code",
    "sub",
    "sup",
    "bdi",
    "span",
    "div",
    "blockquote",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "pre",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
]
ALLOWED += ["figure", "figcaption", "img", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"]


@pytest.mark.parametrize(
    ("given_html", "wanted"),
    [
        ("<p>سلام <b>دنیا</b></p>", "<p>سلام <b>دنیا</b></p>"),
        ("می&zwnj;شود و می\u200cرود", "می\u200cشود و می\u200cرود"),
        ("a > b", "a &gt; b"),
        ("<!-- c -->x<script>alert(1)</script><style>p{}</style>", "x"),
        ('<p onclick="x" style="y" id="z" class="w">t</p>', "<p>t</p>"),
        ("<svg/onload=alert(1)>", ""),
        ("<iframe srcdoc='x'></iframe><object data=x>o</object>", ""),
        ('<form action="/x"><button formaction="javascript:1">b</button></form>', "b"),
        ('<span dir="rtl" lang="fa">x</span>', '<span dir="rtl" lang="fa">x</span>'),
        ('<p dir="up">x</p>', "<p>x</p>"),
        ('<img src="https://e.ir/i.jpg" width="1" height="1">', ""),
        ('<img alt="no address">', ""),
        ('<img src="data:image/png;base64,AAAA">', ""),
        ('<base href="//evil">x<meta http-equiv="refresh" content="0">', "x"),
        ("\u202eabc<b>\u2067x</b>", "abc<b>\u2067x</b>\u2069"),
        ("half of a pair: \ud800!", "half of a pair: !"),
    ],
)
def test_what_may_be_shown_stays_and_the_rest_goes(given_html: str, wanted: str) -> None:
    assert clean(given_html) == wanted


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " java\nscript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "&#1;javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://e.ir/x",
        "blob:https://e.ir/x",
    ],
)
def test_only_web_and_mail_addresses_stay(address: str) -> None:
    assert "href" not in clean(f'<a href="{address}">x</a>')
    assert "href" not in clean(f'<a href="{address}">x</a>', BASE)


def test_links_are_resolved_and_marked_as_not_ours() -> None:
    rel = 'rel="noopener noreferrer nofollow ugc"'
    assert clean('<a href="/x">y</a>', BASE) == f'<a href="https://example.ir/x" {rel}>y</a>'
    assert clean('<a href="//e.ir/a b" rel="me">y</a>', BASE) == f'<a href="https://e.ir/a%20b" {rel}>y</a>'
    assert clean('<a href="/x">y</a>') == f"<a {rel}>y</a>"
    assert clean('<a href="mailto:a@e.ir">y</a>') == f'<a href="mailto:a@e.ir" {rel}>y</a>'
    assert clean('<a href="/x">y</a>', "no address at all") == f"<a {rel}>y</a>"
    assert clean('<img src="i.jpg" alt="ع">', BASE) == '<img src="https://example.ir/news/1/i.jpg" alt="ع">'


ATTACKS = [
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<img src=`x`onerror=alert(1)>",
    "<a href='x'\x00onmouseover='alert(1)'>y</a>",
    "<plaintext><script>alert(1)</script>",
    "<textarea><img src=x onerror=alert(1)></textarea><title><b onclick=x></title>",
    "<template><script>alert(1)</script></template><slot name=x>",
    "<a href='https://e.ir' ping='https://x' target=_self download>z</a>",
    "<p" + " x" * 200 + "><b x='<'>" * 60 + '<a b="<script>alert(1)</script>">' * 60,
]


def _elements(shown: str) -> list[tuple[str, dict[str, str]]]:
    tree = html5lib.parseFragment(shown, namespaceHTMLElements=False)
    return [(node.tag, dict(node.attrib)) for node in tree.iter() if isinstance(node.tag, str) and node is not tree]


def _is_safe(shown: str) -> bool:
    for tag, attributes in _elements(shown):
        names = set(attributes)
        addresses = [attributes[name] for name in ("href", "src") if name in attributes]
        kept = {"href", "title", "rel", "src", "alt", "width", "height", "lang", "dir", "colspan", "rowspan"}
        if tag not in ALLOWED or names - kept or any(not re.match("https?:|mailto:", a) for a in addresses):
            return False
    return True


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_second_parser_finds_nothing_active(attack: str) -> None:
    assert _is_safe(clean(attack, BASE))
    assert _is_safe(clean("<p>" * 120 + attack, BASE))


PIECES = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<div>",
    "<a|href='/x'>",
    "</a>",
    "<img|src=x|onerror=1>",
    "<table>",
    "<td>",
    "</table>",
    "<script>",
    "</script>",
]
PIECES += [
    "<!--",
    "-->",
    "<style>",
    "&lt;",
    "&amp;",
    "&",
    "<",
    ">",
    "'",
    '"',
    "=",
    "متن",
    "<li>",
    "<ul>",
    "<svg>",
    "<math>",
    "<title>",
    "</",
    "<a|title='>",
    "&zwnj;",
]
PIECES = [piece.replace("|", " ") for piece in PIECES] + ["\u202e", "\u2067", "\u2069", "\u200c", "\r", "\ud800"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.booleans())
def test_cleaning_is_safe_and_cleaning_twice_changes_nothing(pieces: list[str], many: bool) -> None:
    html = ("<p>x</p>" * 60 if many else "") + "".join(pieces)
    once = clean(html, BASE)
    assert _is_safe(once)
    assert clean(once, BASE) == once


@pytest.mark.parametrize(
    ("given_html", "wanted"),
    [
        ("<b>آزمون</b> می\u200cشود", "آزمون می\u200cشود"),
        ("<b>کتاب</b>ها", "کتابها"),
        ("<p>الف</p><p>ب</p>", "الف ب"),
        ("یک<br/>دو", "یک دو"),
        ("گفت: &amp;quot;بله&amp;quot;", 'گفت: "بله"'),
        ("می&amp;zwnj;شود، می&zwnj;رود، می&amp;amp;zwnj;آید", "می\u200cشود، می\u200cرود، می\u200cآید"),
        ("5 < 6 و 7 > 3", "5 < 6 و 7 > 3"),
        ("<۵۰۰ تومان", "<۵۰۰ تومان"),
        ("x<y", "x<y"),
        ("خبر <script>alert('<b>')</script>بد", "خبر بد"),
        ("خبر <script>alert(1)", "خبر"),
        ("&lt;b&gt;x&lt;/b&gt;", "x"),
        ("The &lt;blink&gt; tag", "The <blink> tag"),
        ('<a title="a>b">x</a>', "x"),
        ("<!-- c -->d<!-- e", "d"),
        ("a\n\t b\u00a0c", "a b c"),
        ("استان\u200cها &gt; تهران", "استان\u200cها > تهران"),
        ("متن بریده <a hre", "متن بریده"),
        ("", ""),
    ],
)
def test_plain_text_of_html(given_html: str, wanted: str) -> None:
    assert plain(given_html) == wanted


def test_text_that_should_be_plain_loses_pairs_of_tags_only() -> None:
    assert without_markup("<b>الف</b> &amp;laquo;ب&amp;raquo;") == "الف «ب»"
    assert without_markup("the history of the <blink> tag") == "the history of the <blink> tag"


def test_escapes_are_healed_but_no_tag_comes_to_life() -> None:
    assert heal_escapes("می&amp;zwnj;شود &amp;#8204;") == "می&zwnj;شود &#8204;"
    for escaped in ("&amp;lt;script&amp;gt;", "&amp;amp;lt;", "&amp;#60;x", "&amp;#x3C;x", "&amp;#0060;x"):
        assert heal_escapes(escaped) == escaped


def test_isolates_are_balanced_and_overrides_go() -> None:
    assert neutral("الف \u2067ب\u2069 ج") == "الف \u2067ب\u2069 ج"
    assert neutral("\u2069الف \u2067ب \u202eج\u202c") == "الف \u2067ب ج\u2069"


BOMBS: dict[str, tuple[int, Callable[[int], str]]] = {
    "less-than": (1_000_000, lambda size: "<" * size),
    "div": (100_000, lambda size: "<div>" * size),
    "bold": (100_000, lambda size: "<b>" * size),
    "anchor": (100_000, lambda size: "<a href=x>" * size),
    "paragraph": (200_000, lambda size: "<p>" * size),
    "reopened": (20_000, lambda size: "".join(f"<p><b x={i}></p>" for i in range(size))),
    "inline in paragraphs": (200_000, lambda size: "<p><b><i><u><s><em>" + "<p>" * size),
    "comment": (60_000, lambda size: "<!--" * size),
    "declaration": (100_000, lambda size: "<!" * size),
    "quote": (150_000, lambda size: "<a x='" * size),
    "equals": (1_000_000, lambda size: "<a " + "=" * size),
    "space": (1_000_000, lambda size: "<br" + " " * size),
    "end tags": (200_000, lambda size: "</a>" * size),
    "many names": (100_000, lambda size: "".join(f"</a{i}>" for i in range(size))),
    "script": (100_000, lambda size: "<script>" * size),
    "ampersand": (1_000_000, lambda size: "&" * size),
    "entity": (200_000, lambda size: "&amp;" * size),
    "escaped": (100_000, lambda size: "&amp;zwnj;" * size),
    "reference": (500_000, lambda size: "&#" * size),
    "override": (1_000_000, lambda size: "\u202e" * size),
    "isolate": (1_000_000, lambda size: "\u2067" * size),
    "return": (1_000_000, lambda size: "\r" * size),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_input_holds_us_up(name: str) -> None:
    def show(html: str) -> None:
        assert len(clean(html, BASE)) < 8_000_000
        plain(html)

    size, bomb = BOMBS[name]
    assert_linear(show, bomb, size)


def test_nothing_is_nested_deeper_than_articles_are() -> None:
    shown = clean("<div>" * 100_000 + "x")
    assert shown.count("<div>") == 100
    assert "x" in shown


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<br>", "<P>", "<br/>", " ", "\n", "\t", "\u00a0", "\u200c", "خبر", "b", "'", '"']
        )
    )
)
def test_what_is_taken_for_simple_is_what_the_cleaner_gives_back(pieces: list[str]) -> None:
    html = "".join(pieces)
    if markup._is_simple(html):
        assert markup._cleaned(html, None) == html
    for simple in (f"<p>{html}</p>", html.replace("<p>", "").replace("</p>", "").lower()):
        if markup._is_simple(simple):
            assert markup._cleaned(simple, "http://a.example/") == simple
