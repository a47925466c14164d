"""listing_rules: reads a page that lists articles by selectors: the operator's, or those of the family of its markup.

A family is a file in `listings/`: by what its pages are recognised, and where things stand on them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from importlib import resources
from itertools import islice

from mirnews.model import Entry, ListingRules
from mirnews.sources import text as texts
from mirnews.sources.links import web_link
from mirnews.sources.listing_links import HEADINGS, Anchor, is_no_article
from mirnews.sources.listing_rows import Row, date_of
from mirnews.sources.names import Element
from mirnews.sources.page import base_of_page, words_of
from mirnews.sources.selectors import selector

_MOST_ITEMS = 1_001
_MIN_ITEMS = 3  # a family's rules that find fewer have not found the list
_MAX_SUMMARY = 2_000


@dataclass(frozen=True, slots=True)
class Family:
    """A publishing system: the selectors that show its markup, and rules for its lists, the likeliest first."""

    name: str
    recognise: tuple[str, ...]
    lists: tuple[ListingRules, ...]


@cache
def families() -> tuple[Family, ...]:
    """Every family, by name."""
    folder = resources.files("mirnews.sources").joinpath("listings")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(_family(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)


def _family(table: dict[str, object]) -> Family:
    lists, recognise = table["list"], table["recognise"]
    assert isinstance(lists, list)
    assert isinstance(recognise, list)
    return Family(str(table["name"]), tuple(recognise), tuple(ListingRules(**rules) for rules in lists))


def check_rules(rules: ListingRules) -> None:
    """Raises Misconfigured (`selector_invalid`) for the first selector that cannot be read, with the position in it."""
    for text in (rules.item, rules.link, rules.title, rules.time, rules.summary):
        if text is not None:
            selector(text)


def by_family(root: Element, url: str | None, *, at: datetime, zone: str) -> Sequence[Entry]:
    """What the rules of the page's family find; nothing where no family is recognised or its rules find no list."""
    for family in families():
        if any(selector(sign).find(root) for sign in family.recognise):
            for rules in family.lists:
                entries = by_rules(root, url, rules, at=at, zone=zone)
                if len(entries) >= _MIN_ITEMS:
                    return entries
    return ()


def by_rules(root: Element, url: str | None, rules: ListingRules, *, at: datetime, zone: str) -> Sequence[Entry]:
    """The items of a page by rules, each address once, in order. Raises Misconfigured (`selector_invalid`)."""
    check_rules(rules)
    items = selector(rules.item).find(root)[:_MOST_ITEMS]
    base, taken = base_of_page(root, url), set(items)
    found = (_entry(item, base, rules, at, zone, taken) for item in items)
    return list({entry.url: entry for entry in reversed([one for one in found if one])}.values())[::-1]


def _entry(
    item: Element, base: str | None, rules: ListingRules, at: datetime, zone: str, taken: set[Element]
) -> Entry | None:
    link = next(_links(item, rules.link), None)
    address = (web_link(link.get("href"), base) or "").partition("#")[0] if link is not None else ""
    if link is None or not address or is_no_article(address):
        return None
    heading = next(item.iter(*HEADINGS), None) if rules.title is None else None
    shown = _first(item, rules.title) if rules.title else heading
    timed = _first(item, rules.time) if rules.time else None
    anchor = Anchor(address, link, words_of(link if shown is None else shown), heading=shown is not None)
    row = Row(address, (anchor,), item if timed is None else timed)
    summary = _first(item, rules.summary) if rules.summary else None
    return Entry(
        id=address,
        url=address,
        title=row.title,
        summary=_as_html(summary) if summary is not None else None,
        published=date_of(row, at, zone, partial(_is_other, item, taken)),
    )


def _is_other(item: Element, taken: set[Element], element: Element) -> bool:
    return element in taken or item not in element.iterancestors()


def _links(item: Element, link: str | None) -> Iterator[Element]:
    """The links of an item by a selector, which may name something inside or around a link; else all of them."""
    if link is None:
        yield from (item,) if item.tag == "a" else item.iter("a")
        return
    for element in islice(selector(link).find(item), 1):
        around = next(element.iterancestors("a"), None)
        yield from (element,) if element.get("href") else () if around is None else (around,)


def _first(item: Element, text: str) -> Element | None:
    return next(iter(selector(text).find(item)), None)


def _as_html(element: Element) -> str | None:
    return texts.Cleaner().plain_as_html(words_of(element, _MAX_SUMMARY))
