"""Listing pages: the eval's, one by one, and those that are read by an operator's rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from evals.sources.listed import FOLDER, Listed, pages, read
from mirnews.errors import Misconfigured, Quarantine
from mirnews.model import Entry, ListingRules
from mirnews.sources import listing, read_listing
from mirnews.sources.listing_links import is_no_article
from mirnews.sources.listing_rules import families
from mirnews.sources.pool import Parsers
from mirnews.sources.selectors import selector

AT = datetime(2024, 2, 10, 12, tzinfo=UTC)
PAGES = pages()
PAGE = (
    "<html lang='fa'><body><div class='ad'><a href='/x/1'>آگهی</a></div>"
    + "".join(
        f"<div class='n'><i>۲۱ بهمن ۱۴۰۲، ۱۰:{n}</i><a class='pic' href='/i/{n}'></a>"
        f"<a class='t' href='/n/{n}#top'>خبر {n}</a>"
        f"<span>چکیدهٔ <b>{n}</b></span></div>"
        for n in range(10, 14)
    )
    + "</body></html>"
)
RULES = ListingRules(item="div.n", link="a.t", time="i", summary="span")


@pytest.mark.parametrize("page", [one for one in PAGES if not one.held_out], ids=lambda page: page.file)
def test_a_page_is_read_whole_with_its_family_and_without(page: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(page).wrong == []
    monkeypatch.setattr(listing, "by_family", lambda *_, **__: ())
    assert read(page).wrong == []


def test_every_page_is_in_the_list_once() -> None:
    assert {path.name for path in FOLDER.glob("*.html")} == {page.file for page in PAGES}
    assert len(PAGES) >= 25


def test_every_family_is_recognised_on_a_page_of_its_own() -> None:
    assert {family.name for family in families()} <= {page.family for page in PAGES}
    for family in families():
        for rules in family.lists:
            for text in (rules.item, rules.link, rules.title, rules.time, rules.summary):
                assert text is None or selector(text).text == text


def by(rules: ListingRules, html: str = PAGE) -> list[Entry]:
    return list(read_listing(html.encode(), "https://e.ir/", AT, rules=rules).entries)


def test_rules_say_where_things_stand() -> None:
    entries = by(RULES)
    assert [one.url for one in entries] == [f"https://e.ir/n/{n}" for n in range(10, 14)]
    assert [one.title for one in entries] == [f"خبر {n}" for n in range(10, 14)]
    assert entries[0].published == datetime(2024, 2, 10, 6, 40, tzinfo=UTC)
    assert "چکیدهٔ 10" in (entries[0].summary or "")


def test_without_a_link_the_first_of_an_item_counts_and_an_item_may_be_a_link() -> None:
    assert [one.url for one in by(ListingRules("div.n"))] == [f"https://e.ir/i/{n}" for n in range(10, 14)]
    assert [one.title for one in by(ListingRules("a.t"))] == [f"خبر {n}" for n in range(10, 14)]
    assert by(ListingRules("div.n", link="a.t b, a.t"))[0].url == "https://e.ir/n/10"


def test_rules_that_find_nothing_say_so() -> None:
    with pytest.raises(Quarantine) as caught:
        by(ListingRules("article"))
    assert caught.value.code == "rules_find_nothing"
    for rules in (ListingRules("li..x"), ListingRules("div.n", time="a:hover")):
        with pytest.raises(Misconfigured):
            by(rules)


def test_rules_go_with_the_page_into_the_child_process() -> None:
    async def read_there(rules: ListingRules) -> int:
        async with Parsers(1) as parsers:
            return len((await parsers.read("listing", PAGE.encode(), url="https://e.ir/", at=AT, rules=rules)).entries)

    assert asyncio.run(read_there(RULES)) == 4
    with pytest.raises(Quarantine) as caught:
        asyncio.run(read_there(ListingRules("li..x")))
    assert caught.value.code == "selector_invalid"


@pytest.mark.parametrize(
    ("make", "is_none"),
    [
        (lambda n: f"/tag/{n}", True),
        (lambda n: f"/fa/tags/{n}/1/x", True),
        (lambda n: f"/redirect/ads/{n}", True),
        (lambda n: f"/keyword_{n}/", True),
        (lambda n: f"/news/{n}/author", False),
        (lambda n: f"/tag-{n}.html", False),
        (lambda n: f"/page{n}", True),
    ],
)
def test_folders_that_hold_no_articles(make: Callable[[int], str], is_none: bool) -> None:
    assert is_no_article(f"https://e.ir{make(1234)}") == is_none
