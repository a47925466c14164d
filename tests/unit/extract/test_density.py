"""Our own reading of unknown pages: where the text is, what is beside it, and when we are sure of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.extract import extract
from mirnews.extract.density import densest
from mirnews.extract.generic import is_sure
from mirnews.extract.outline import outline_of
from mirnews.extract.tree import blocks_of, parse
from mirnews.model import Page

LONG = "در این بند جمله‌ای بلند آمده است که به اندازهٔ یک بند خبر درازا دارد و با نقطه تمام می‌شود."
TALK = "به نظر من این حرف درست نیست و باید دوباره دربارهٔ آن فکر کرد، چون چیز دیگری شنیده‌ام."


def chosen(html: str) -> list[str]:
    outline = outline_of(parse(html).body)
    dense = densest(outline)
    return [outline.blocks[index].text for index in dense.blocks] if dense else []


def test_the_text_is_where_the_prose_is() -> None:
    html = f"<div><p>نوار بالا</p></div><div class=x><h1>عنوان</h1><p>{LONG}</p><p>{LONG}</p><p>پایان کوتاه</p></div>"
    assert chosen(html) == [LONG, LONG, "پایان کوتاه"]


def test_a_place_that_is_named_as_beside_the_text_is_left_out() -> None:
    html = f"<div class=a><p>{LONG}</p><p>{LONG}</p><div class=related-box><p>{TALK}</p></div></div><footer>{TALK}"
    assert chosen(html) == [LONG, LONG]


def test_a_misleading_name_does_not_hide_the_whole_text() -> None:
    assert chosen(f"<div class=sidebar><p>{LONG}</p><p>{LONG}</p></div>") == [LONG, LONG]


def test_more_comments_than_text_are_not_the_text() -> None:
    voices = "".join(f"<div class=v><b>نام {i}*</b><p>{TALK}</p></div>" for i in range(12))
    html = f"<div><div class=t><p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div><div class=w>{voices}</div></div>"
    assert chosen(html) == [LONG] * 3


def test_entries_of_a_live_page_are_its_text() -> None:
    ticks = "".join(f"<div class=v><b>۱۰:{i}</b><p>{LONG}</p></div>" for i in range(10, 20))
    assert chosen(f"<div><p>{LONG}</p>{ticks}</div>").count(LONG) == 11


def test_prose_spread_over_the_body_is_nothing_to_be_sure_of() -> None:
    outline = outline_of(parse(f"<body><p>{LONG}</p><p>{LONG}</p><p>{LONG}</p>").body)
    dense = densest(outline)
    assert dense is not None
    assert not is_sure(outline, dense)
    outline = outline_of(parse(f"<body><div><p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div>").body)
    dense = densest(outline)
    assert dense is not None
    assert is_sure(outline, dense)


def test_a_page_without_prose_has_no_dense_place() -> None:
    assert densest(outline_of(parse("<ul><li><a href=/>یک</a></ul>").body)) is None
    assert densest(outline_of(None)) is None


TAGS = st.sampled_from(["<div>", "</div>", "<p>", "<br>", "<td>", "<a href=/>", "</a>", "</p>", "<h2>", "سلام دنیا "])


@settings(max_examples=60, deadline=None)
@given(st.lists(TAGS, max_size=30))
def test_an_outline_has_the_blocks_that_any_walk_finds(parts: list[str]) -> None:
    body = parse("".join(parts)).body
    outline = outline_of(body)
    assert outline.blocks == (blocks_of(body) if body else [])
    assert len(outline.homes) == len(outline.blocks)
    assert all(place.parent < index for index, place in enumerate(outline.places))


def test_a_name_that_another_system_uses_otherwise_does_not_hide_the_text() -> None:
    """A theme on WordPress whose `.entry-content` is a box beside the text."""
    body = "".join(f"<p>{LONG} {number}</p>" for number in range(14))
    html = f"""<html lang=fa><head><meta name=generator content=WordPress></head><body class="single single-post">
    <article class=post><h1 class=entry-title>عنوانی که چهار واژه دارد</h1><div class=module>{body}</div></article>
    <div class=entry-content><p>{TALK}</p></div></body></html>"""
    article = extract(Page(None, html.encode()))
    assert (article.profile, len(article.paragraphs)) == ("generic", 14)


def test_lines_in_boxes_without_prose_are_no_text() -> None:
    box = "<div class=z><div class=y><span>نام نویسنده*</span></div></div>"
    assert chosen(f"<div class=t><p>{LONG}</p>{box}<p>{LONG}</p><p>پایان کوتاه</p></div>") == [
        LONG,
        LONG,
        "پایان کوتاه",
    ]
