"""Profiles that are learned: what is found out from a dozen pages, how it is kept, and when it is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import Misconfigured
from mirnews.extract import extract
from mirnews.extract.learned import LAST, LearnedProfile, from_toml, is_lost, to_toml
from mirnews.extract.learning import learn
from mirnews.extract.outline import outline_of
from mirnews.extract.selectors import selectors_of
from mirnews.extract.tree import parse
from mirnews.model import Page
from mirnews.newsstand.printing import Press
from mirnews.newsstand.world import load_world

AT = datetime(2021, 10, 10, tzinfo=UTC)
WORLD = load_world()
PIECES = [piece for piece in WORLD.of("hamoon") if piece.paragraphs]


def pages(layout: str, number: int = 12) -> list[Page]:
    publisher = next(one for one in WORLD.publishers if one.id == "hamoon")
    press = Press(replace(publisher, family=layout), "http://127.0.0.1:9")
    return [
        Page(press.url(piece), press.article(piece, PIECES[:at]), press.page_type, AT)
        for at, piece in enumerate(PIECES[:number])
    ]


def learned(layout: str) -> LearnedProfile:
    known = learn(pages(layout), site="x.example", at=AT)
    assert known is not None
    return known


@pytest.mark.parametrize("layout", ["loose", "cells", "stream"])
def test_a_dozen_pages_tell_where_everything_stands(layout: str) -> None:
    known = learned(layout)
    piece, page = PIECES[14], pages(layout, 15)[14]
    article = extract(page, at=AT, known=known)
    assert article.profile == "learned"
    assert (article.title, article.lead, article.paragraphs) == (piece.title, piece.lead, piece.paragraphs)
    assert article.published is not None
    assert article.published.instant == piece.published
    assert known.pages == 12
    assert set(known.agreement) == {"title", "lead", "body", "date"}
    assert all(share >= 0.7 for share in known.agreement.values())


def test_too_few_pages_or_pages_of_all_sorts_teach_nothing() -> None:
    assert learn(pages("loose", 4), site="x", at=AT) is None
    mixed = [pages(layout)[at] for at, layout in enumerate(["loose", "nastooh", "cells", "asam", "stream", "isna"] * 2)]
    assert learn(mixed, site="x", at=AT) is None
    assert learn([Page(None, b"<p>x")] * 12, site="x", at=AT) is None


def test_what_does_not_fit_a_page_leaves_it_to_the_others() -> None:
    known, page = learned("loose"), pages("nastooh", 15)[14]
    assert extract(page, at=AT, known=known) == extract(page, at=AT)
    assert extract(Page(None, b"<html><p>x"), at=AT, known=known).profile == "generic"


def test_a_redesign_is_an_alarm_and_a_few_short_notices_are_none() -> None:
    usual = 400
    assert not is_lost([], usual)
    assert not is_lost([0] * 3, usual)
    assert not is_lost([410, 20, 380, 15, 500, 30], usual)
    assert is_lost([410, 380, 500, 0, 0, 0, 0], usual)
    assert is_lost([410, 380, 30, 20, 500, 0, 10], usual)
    assert not is_lost([0] * LAST + [400, 390, 380], usual)


def test_a_profile_is_text_that_a_person_can_edit() -> None:
    known = learned("stream")
    assert from_toml(to_toml(known)) == known
    other = from_toml(to_toml(known).replace('lead = ["', 'lead = ["p.nothing-here", "'))
    assert other.fields["lead"][0] == "p.nothing-here"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("[fields]", "[felds]"), "fields"),
        (('body = ["', 'bdy = ["'), "bdy"),
        (('title = ["', 'title = ["div[["]\nx = ["'), "unknown fields: x"),
        (('title = ["', 'title = ["div[[", "'), "no CSS selector"),
        (("pages = 12", "pages = []"), "int"),
        (("learned_at = 2021-10-10T00:00:00+00:00", "learned_at = 12"), "no instant"),
        (("site =", "site"), "TOMLDecodeError"),
    ],
)
def test_a_profile_that_cannot_be_used_says_why(change: tuple[str, str], why: str) -> None:
    text = to_toml(learned("stream"))
    assert change[0] in text
    with pytest.raises(Misconfigured, match=why) as caught:
        from_toml(text.replace(*change))
    assert caught.value.code == "bad_profile"


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES, st.sampled_from(["div", "p", "td", "section"]))
def test_whatever_names_a_page_uses_its_selectors_can_be_read(name: str, kind: str, tag: str) -> None:
    tree = parse("<body><div><p>یک</p></div></body>")
    node = tree.css_first("div")
    assert node is not None
    node.attrs["class"], node.attrs["id"] = name, kind  # type: ignore[index]
    for selectors in selectors_of(outline_of(tree.body)):
        assert all(tree.css_first(selector) is not None for selector in selectors)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), max_size=3))
def test_any_furniture_survives_the_way_through_toml(lines: list[str]) -> None:
    kept = tuple(line for line in lines if line.strip())
    known = LearnedProfile("s", AT, 12, 9, {}, {"body": ("div.x",)}, furniture=kept)
    assert from_toml(to_toml(known)) == known
