"""listing: takes an HTML page that lists articles, returns a Feed with them: titles, addresses, dates beside them.

    rules of the operator ─▶ of the family whose markup it is ─▶ the list, found by itself

The list is found by what all lists share: many links whose addresses have one shape, with an identity in it (a
number, a date or a long slug), and texts as long as headlines. Menus, footers and side boxes are left aside; only if
nothing is left then, what merely has the name of one (`class="menu"`) counts too. Where no address has an identity, a
folder of addresses with headings will do. Of the boxes of such links those lose that say over them that they are
something else (what is read most, tags, advertisements), and those that are small and undated beside a dated list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mirnews.clock import Clock
from mirnews.errors import Quarantine
from mirnews.model import Entry, Feed, ListingRules
from mirnews.sources import text as texts
from mirnews.sources.dates import TEHRAN
from mirnews.sources.links import host_of
from mirnews.sources.listing_links import MIN_WORDS, Anchor, anchors, folder_of, shape_of
from mirnews.sources.listing_rows import Box, Row, boxes_of, date_of, rows_of
from mirnews.sources.listing_rules import by_family, by_rules
from mirnews.sources.names import Element
from mirnews.sources.page import page_of, tree_of, words_of
from mirnews.walls import fault, wall

MAX_ENTRIES = 1_000
# Chosen on the front pages and sections of the newsstand and the address shapes of nine publishing systems; the last
# three on the pages of evals/sources/listings.
_LONG_SHARE = 0.6  # of a list's links that must be as long as a headline
_MIN_LINKS = 3  # shorter lists count only where there is no longer one
_SURE_SHARE = 0.8  # the same as _LONG_SHARE, of a folder whose addresses have no identity
_SMALL = 3  # rows: a smaller box may be a stray link
_DATED_SHARE = 0.6  # of the rows of a list that counts as dated
_ARABIC_LETTER = re.compile("[\u0600-\u06ff]")

_Shape = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Pass:
    """One way to look: whose class says that it is an aside is left out or not; how addresses are grouped."""

    by_name: bool
    shape: Callable[[str], _Shape | None]
    share: float
    at_least: int


_PASSES = (
    _Pass(True, shape_of, _LONG_SHARE, 1),
    _Pass(True, folder_of, _SURE_SHARE, _MIN_LINKS),
    _Pass(False, shape_of, _LONG_SHARE, 1),
    _Pass(False, folder_of, _SURE_SHARE, _MIN_LINKS),
)


def read_listing(
    body: bytes,
    url: str | None = None,
    at: datetime | None = None,
    *,
    content_type: str | None = None,
    rules: ListingRules | None = None,
) -> Feed:
    """The articles that a page lists, in its order, each once; at most 1,000 of them.

    `url` is the page's address: only links to the same site count. `at` is the present (default: now), against which
    dates are read; a date without a zone is Tehran's on a Persian page. `rules` say where things stand; without, that
    is found out. Raises Quarantine: `feed_empty`, what `walls` says of a page that stands in the way, `feed_unknown`
    (no list was found), `rules_find_nothing`; and Misconfigured (`selector_invalid`).
    """
    html = page_of(body, content_type)
    if not html.strip():
        raise Quarantine("feed_empty", "the page has no content; ask the outlet, or wait for the next poll")
    root = tree_of(html)
    present = at or Clock().now()
    entries = [] if root is None else _entries(root, url, present, rules)
    if not entries and (kind := wall(html)):
        raise Quarantine(*fault(kind))
    if root is None or not entries:
        raise _nothing(rules)
    return Feed(
        format="listing",
        malformed=len(entries) > MAX_ENTRIES,
        title=texts.title(words_of(head), is_html=False) if (head := root.find(".//title")) is not None else None,
        url=url,
        feed_url=url,
        language=texts.language(root.get("lang")),
        entries=tuple(entries[:MAX_ENTRIES]),
    )


def _entries(root: Element, url: str | None, at: datetime, rules: ListingRules | None) -> Sequence[Entry]:
    zone = _zone(root, url)
    if rules:
        return by_rules(root, url, rules, at=at, zone=zone)
    return by_family(root, url, at=at, zone=zone) or _found(root, url, at, zone)


def _nothing(rules: ListingRules | None) -> Quarantine:
    if rules:
        return Quarantine("rules_find_nothing", f"no item with a link was found by {rules.item!r}; look at the page")
    return Quarantine(
        "feed_unknown", "no list of articles was found on this page; add a feed of the site, or a section's page"
    )


def _zone(root: Element, url: str | None) -> str:
    persian = (root.get("lang") or "").lower().startswith("fa") or host_of(url).endswith(".ir")
    return TEHRAN if persian or _ARABIC_LETTER.search(words_of(root, 5_000)) else "UTC"


# ---- the list, found by itself


def _found(root: Element, url: str | None, at: datetime, zone: str) -> list[Entry]:
    rows = _rows(root, url)
    taken = {element for row in rows for element in (row.element, *row.element.iterancestors())}
    dates = {row.url: date_of(row, at, zone, taken.__contains__) for row in rows[: 2 * MAX_ENTRIES]}
    kept = {row.url for box in _lists(boxes_of(rows), dates) for row in box.rows}
    return [
        Entry(id=row.url, url=row.url, title=row.title, published=dates.get(row.url)) for row in rows if row.url in kept
    ]


def _rows(root: Element, url: str | None) -> list[Row]:
    """The rows of every list on the page, in its order."""
    for one in _PASSES:
        groups: dict[_Shape, dict[str, list[Anchor]]] = defaultdict(lambda: defaultdict(list))
        for anchor in anchors(root, url, by_name=one.by_name):
            if shape := one.shape(anchor.url):
                groups[shape][anchor.url].append(anchor)
        chosen = _chosen(groups.values(), one)
        ordered = {address: links for group in groups.values() for address, links in group.items()}
        if chosen:
            return rows_of({address: links for address, links in ordered.items() if address in chosen})
    return []


def _chosen(groups: Iterable[dict[str, list[Anchor]]], one: _Pass) -> set[str]:
    """The addresses of the groups that read like headlines; of short groups only where there is no longer one."""
    whole = [_without_parts(group) for group in groups]
    lists = [group for group in whole if len(group) >= one.at_least and _reads_like_headlines(group, one.share)]
    long = [group for group in lists if len(group) >= _MIN_LINKS]
    return {address for group in long or lists for address in group}


def _without_parts(group: dict[str, list[Anchor]]) -> dict[str, list[Anchor]]:
    """Without addresses that go on where another one ends: comments and prints of the same article."""
    return {url: links for url, links in group.items() if not _is_part(url, group)}


def _is_part(url: str, group: dict[str, list[Anchor]]) -> bool:
    above = url.rstrip("/").rpartition("/")[0]
    return bool(above) and (above in group or f"{above}/" in group)


def _reads_like_headlines(group: dict[str, list[Anchor]], share: float) -> bool:
    longest = [max(len(anchor.text.split()) for anchor in links) for links in group.values()]
    if sum(words >= MIN_WORDS for words in longest) >= share * len(longest):
        return True
    if len(group) < _MIN_LINKS:
        return False
    titles = [len((row.title or "").split()) for row in rows_of(group)]  # cards whose link is only a button
    return sum(words >= MIN_WORDS for words in titles) >= _SURE_SHARE * len(titles)


def _lists(boxes: list[Box], dates: dict[str, datetime | None]) -> list[Box]:
    """The boxes that are the list: none that says it is something else, no stray link beside a dated list."""
    main = [box for box in boxes if not box.is_side] or boxes
    dated = any(len(box.rows) > _SMALL and _dated(box, dates) >= _DATED_SHARE for box in main)
    return [box for box in main if not dated or len(box.rows) >= _SMALL or _dated(box, dates) or _is_headed(box)]


def _dated(box: Box, dates: dict[str, datetime | None]) -> float:
    return sum(dates.get(row.url) is not None for row in box.rows) / len(box.rows)


def _is_headed(box: Box) -> bool:
    return any(anchor.heading for row in box.rows for anchor in row.links)
