"""listing_rows: the row of a list that a link stands in: its title, its date, and which box of the page it is in.

A row is the widest element around a link that has no link to another article. Rows with the same parent are a box.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from lxml import etree

from mirnews.sources import text as texts
from mirnews.sources.dates import instant
from mirnews.sources.listing_links import DATE_PATH, HEADINGS, MIN_WORDS, WHOLE, Anchor
from mirnews.sources.names import Element
from mirnews.sources.page import words_of

_MAX_TITLE = 250
_STEPS = 8  # how far from its link the row of an entry may begin
_NODES = 200
_DATES = 12
_MAX_DATE = 60
_AFTER = 3  # elements after a row in which its date may stand, where they belong to no other
_LABEL_STEPS = 3  # from a box outward, to what is written over it
_LABEL_WORDS = 7
_LISTS = frozenset(["ul", "ol", "table", "nav"])
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")
_TITLE_NAMES = re.compile(r"(?:^|[\s_-])(?:title|headline|titr|heading)(?:$|[\s\d_-])", re.I)
_TIME_NAMES = re.compile(r"(?:^|[\s_-])(?:date|time|when|clock|published|pubdate|tarikh|zaman)(?:$|[\s_-])", re.I)
_UNIX = re.compile(r"1\d{9}(?:\d{3})?", re.ASCII)
_DIGIT = re.compile(r"\d")
_STRIPPED = " \t\r\n()[]|•·-–—:؛،,"
# What is written over boxes of what is not the list: read or discussed most, chosen, tags, links, advertisements.
_SIDE_LABEL = re.compile(
    "پر\\s?(?:بازدید|بیننده|بحث|خواننده|مخاطب|طرفدار)|محبوب|داغ\u200c?ترین|پیشنهاد|مرتبط|برچسب|کلیدواژه|آگهی|تبلیغ"
    "|رپورتاژ|پیوندها|دیدگاه|نظرات|بیشتر بخوانید|most (?:read|viewed|popular|commented)|popular|trending|recommended"
    "|related|editor.?s? (?:pick|choice)|you may|tags|advert|sponsored|useful links|comments",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One article of a list: its address, the links that lead there, and the element around them."""

    url: str
    links: tuple[Anchor, ...]
    element: Element

    @property
    def title(self) -> str | None:
        """The headline: a heading before a long text before any text; else the title or the picture's text."""
        return _title(self.links, self.element)


@dataclass(slots=True)
class Box:
    """Rows with one parent, and whether something over them says that they are not the list."""

    rows: list[Row] = field(default_factory=list)
    is_side: bool = False


def rows_of(found: dict[str, list[Anchor]]) -> list[Row]:
    """The row of each address."""
    owner: dict[Element, str | None] = {}
    for address, links in found.items():
        for anchor in links:
            for element in _around(anchor.element):
                owner[element] = address if owner.get(element, address) == address else None
    return [Row(address, tuple(links), _widest(address, links, owner)) for address, links in found.items()]


def _widest(address: str, links: Sequence[Anchor], owner: dict[Element, str | None]) -> Element:
    """The widest row around any of the links: where a headline is beside its picture, it is the whole card's."""
    best, width = links[0].element, 0
    for anchor in links:
        steps = [element for element in _around(anchor.element) if owner[element] == address]
        is_better = len(steps) + (_STEPS if anchor.heading or len(anchor.text.split()) >= MIN_WORDS else 0)
        if steps and is_better > width:
            best, width = steps[-1], is_better
    return best


def _around(element: Element) -> list[Element]:
    """The element and a few around it, nearest first."""
    steps = [element]
    while len(steps) < _STEPS and (parent := steps[-1].getparent()) is not None and parent.tag not in WHOLE:
        steps.append(parent)
    return steps


# ---- boxes


def boxes_of(rows: Sequence[Row]) -> list[Box]:
    """The boxes that rows stand in, in the page's order."""
    found: dict[Element | None, Box] = {}
    for row in rows:
        parent = row.element.getparent()
        if parent not in found:
            found[parent] = Box(is_side=bool(_SIDE_LABEL.search(_label(row.element))))
        found[parent].rows.append(row)
    return list(found.values())


def _label(first: Element) -> str:
    """What is written over a box, near the first of its rows: a heading, or a short text that leads nowhere else."""
    element = first
    for _ in range(_LABEL_STEPS):
        before = element.getprevious()
        if before is not None:
            text = "" if before.tag in _LISTS else words_of(before, 200)  # a row of tabs is over several boxes
            return text if text and len(text.split()) <= _LABEL_WORDS else ""
        parent = element.getparent()
        if parent is None or parent.tag in WHOLE:
            break
        element = parent
    return ""


# ---- titles


def _title(links: Sequence[Anchor], row: Element) -> str | None:
    fitting = [anchor for anchor in links if anchor.text and len(anchor.text) <= _MAX_TITLE]
    best = next((one for one in fitting if one.heading), None)
    best = best or next((one for one in fitting if len(one.text.split()) >= MIN_WORDS), None)
    if best is None and (headed := _heading(row)):
        return texts.title(headed, is_html=False)
    best = best or max(fitting, key=lambda one: len(one.text), default=None)
    if best is None:
        written = next((text for one in links if (text := _written(one.element))), links[0].text)
        return texts.title(written[:_MAX_TITLE], is_html=False)
    whole = best.element.get("title") or ""
    stem = _CUT_OFF.sub("", best.text)
    is_cut = stem != best.text and " ".join(whole.split()).startswith(stem)
    return texts.title(whole if is_cut else best.text, is_html=False)


def _heading(row: Element) -> str | None:
    """The text of a heading in a row, or of what is called a title there, if it is as long as a headline."""
    nodes = list(islice(row.iter(etree.Element), _NODES))
    named = [node for node in nodes if node.tag in HEADINGS]
    named += [node for node in nodes if _TITLE_NAMES.search((node.get("class") or "")[:200])]
    found = (words_of(node, _MAX_TITLE) for node in named)
    return next((text for text in found if len(text.split()) >= MIN_WORDS), None)


def _written(element: Element) -> str:
    alt = next((image.get("alt") for image in element.iter("img") if image.get("alt")), None)
    return element.get("title") or alt or ""


# ---- dates


def date_of(row: Row, at: datetime, zone: str, is_taken: Callable[[Element], bool]) -> datetime | None:
    """The first date in the row, else the one that stands right after it, else the one in its address.

    `is_taken` tells elements that belong to another row.
    """
    for text in islice(_dates(row, is_taken), _DATES):
        shown = text.strip(_STRIPPED)
        found = unix_time(text) or instant(shown, at=at, zone=zone)
        if found is None and (digit := _DIGIT.search(shown)):  # «نوشته شده در ۲۱ بهمن …»
            found = instant(shown[digit.start() :], at=at, zone=zone)
        if found:
            return found
    in_path = DATE_PATH.search(row.url)
    return instant(in_path[1], at=at, zone=zone) if in_path else None


def unix_time(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970 of our time, as an instant."""
    return datetime.fromtimestamp(int(text[:10]), UTC) if _UNIX.fullmatch(text) else None


def _dates(row: Row, is_taken: Callable[[Element], bool]) -> Iterator[str]:
    """Texts that may be the row's date, the likeliest first."""
    nodes = list(islice(row.element.iter(etree.Element), _NODES))
    yield from _said(nodes)
    inside_links = {inner for element in nodes if element.tag == "a" for inner in element.iter(etree.Element)}
    for element in nodes:
        is_row = element is row.element
        for text in (None if element in inside_links else element.text, None if is_row else element.tail):
            yield from _short(text)
    for element in nodes:
        if element.tag == "time" or _TIME_NAMES.search((element.get("class") or "")[:200]):
            yield from _short(words_of(element, _MAX_DATE + 1))
    yield from _after(row.element, is_taken)


def _said(nodes: Sequence[Element]) -> Iterator[str]:
    """What elements say in attributes made for it."""
    for element in nodes:
        if element.tag == "time" and (value := element.get("datetime")):
            yield value
        elif element.tag == "meta" and element.get("itemprop") in ("datePublished", "dateCreated"):
            yield element.get("content") or ""
        else:
            yield from (value for name in ("data-unixtime", "data-timestamp") if (value := element.get(name)))


def _after(row: Element, is_taken: Callable[[Element], bool]) -> Iterator[str]:
    """What stands right after a row and belongs to no other: a `dd`, the next line of a table, running text."""
    yield from _short(row.tail)
    element = row.getnext()
    for _ in range(_AFTER):
        if element is None or is_taken(element):
            return
        yield from (text for node in islice(element.iter(etree.Element), _DATES) for text in _short(node.text))
        yield from _short(element.tail)
        element = element.getnext()


def _short(text: str | None) -> Iterator[str]:
    if text and 4 <= len(short := " ".join(text.split())) <= _MAX_DATE:
        yield short
