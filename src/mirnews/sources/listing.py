"""listing: takes an HTML page that lists articles, returns a Feed with them: titles, addresses, dates beside them.

The list is found by what all lists share: many links whose addresses have one shape, with an identity in it (a
number, a date or a long slug), and texts as long as headlines. Menus, footers and side boxes are left aside; only if
nothing is left then, what merely has the name of one (`class="menu"`) counts too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from mirnews.clock import Clock
from mirnews.errors import Quarantine
from mirnews.model import Entry, Feed
from mirnews.sources import text as texts
from mirnews.sources.dates import TEHRAN, instant
from mirnews.sources.links import host_of, web_link
from mirnews.sources.names import Element
from mirnews.sources.page import base_of_page, page_of, tree_of, words_of
from mirnews.walls import fault, wall

MAX_ENTRIES = 1_000
# Chosen on the front pages and sections of the newsstand and the address shapes of nine publishing systems.
_MIN_WORDS = 4  # a headline; names of sections and «ادامه مطلب» have fewer
_LONG_SHARE = 0.6  # of a list's links that must be as long as a headline
_MIN_LINKS = 3  # shorter lists count only where there is no longer one
_MAX_TITLE = 250
_ROW_STEPS = 8  # how far from its link the row of an entry may begin
_ROW_NODES = 200
_ROW_DATES = 12
_MAX_DATE = 60

_ASIDE = frozenset(["nav", "footer", "aside"])
_ASIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|pagination|sidebar)(?:$|[\s_-])", re.I
)
_WHOLE = frozenset(["html", "body", "main"])
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NUMBER = re.compile(r"\d{3,}")
_CODE = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{8,24}", re.I)
_DATE_PATH = re.compile(r"/((?:1[34]|20)\d\d/\d{1,2}/\d{1,2})(?=/|$)")
_DATE = "<date>"  # stands for one in a shape; no segment of a whole address has these brackets
_ARABIC_LETTER = re.compile("[\u0600-\u06ff]")
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A link of the page: where to, where it stands, and whether it is or holds a heading."""

    url: str
    element: Element
    text: str
    heading: bool


def read_listing(
    body: bytes,
    url: str | None = None,
    at: datetime | None = None,
    *,
    content_type: str | None = None,
) -> Feed:
    """The articles that a page lists, in its order, each once; at most 1,000 of them.

    `url` is the page's address: only links to the same site count. `at` is the present (default: now), against which
    dates are read; a date without a zone is Tehran's on a Persian page. Raises Quarantine: `feed_empty`, what `walls`
    says of a page that stands in the way, `feed_unknown` (no list was found).
    """
    html = page_of(body, content_type)
    if not html.strip():
        raise Quarantine("feed_empty", "the page has no content; ask the outlet, or wait for the next poll")
    root = tree_of(html)
    found = _articles(root, url) if root is not None else {}
    if (root is None or not found) and (kind := wall(html)):
        raise Quarantine(*fault(kind))
    if root is None or not found:
        raise Quarantine(
            "feed_unknown", "no list of articles was found on this page; add a feed of the site, or a section's page"
        )
    present, zone = at or Clock().now(), _zone(root, url)
    rows = _rows(found)
    entries = [
        Entry(id=address, url=address, title=_title(links), published=_date(rows[address], address, present, zone))
        for address, links in list(found.items())[:MAX_ENTRIES]
    ]
    return Feed(
        format="listing",
        malformed=len(found) > MAX_ENTRIES,
        title=texts.title(words_of(head), is_html=False) if (head := root.find(".//title")) is not None else None,
        url=url,
        feed_url=url,
        language=texts.language(root.get("lang")),
        entries=tuple(entries),
    )


def _zone(root: Element, url: str | None) -> str:
    persian = (root.get("lang") or "").lower().startswith("fa") or host_of(url).endswith(".ir")
    return TEHRAN if persian or _ARABIC_LETTER.search(words_of(root, 5_000)) else "UTC"


# ---- which links are the list


def _articles(root: Element, url: str | None) -> dict[str, list[_Anchor]]:
    """The links of every list on the page by their address, in the page's order."""
    for by_name in (True, False):
        groups: dict[tuple[str, ...], dict[str, list[_Anchor]]] = defaultdict(lambda: defaultdict(list))
        for anchor in _anchors(root, url, by_name=by_name):
            if shape := shape_of(anchor.url):
                groups[shape][anchor.url].append(anchor)
        lists = [group for group in groups.values() if _reads_like_headlines(group)]
        long = [group for group in lists if len(group) >= _MIN_LINKS]
        chosen = {address for group in long or lists for address in group}
        if chosen:
            ordered = {address: links for group in groups.values() for address, links in group.items()}
            return {address: links for address, links in ordered.items() if address in chosen}
    return {}


def _reads_like_headlines(group: dict[str, list[_Anchor]]) -> bool:
    longest = [max(len(anchor.text.split()) for anchor in links) for links in group.values()]
    return sum(words >= _MIN_WORDS for words in longest) >= _LONG_SHARE * len(longest)


def _anchors(root: Element, url: str | None, *, by_name: bool) -> Iterator[_Anchor]:
    """Links to the same site outside of menus, footers and side boxes (also by their class, if `by_name`)."""
    base, aside, headings = base_of_page(root, url), 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        if _is_aside(element, by_name):
            aside += step
        if element.tag in _HEADINGS:
            headings += step
        if step < 0 or aside or element.tag != "a":
            continue
        address = (web_link(element.get("href"), base) or "").partition("#")[0]
        if address and _same_site(address, url) and address != (url or "").partition("#")[0]:
            inner = next(element.iter(*_HEADINGS), None)
            text = words_of(element if inner is None else inner)
            yield _Anchor(address, element, text, headings > 0 or inner is not None)


def _is_aside(element: Element, by_name: bool) -> bool:
    if element.tag in _ASIDE:
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}" if by_name and element.tag not in _WHOLE else ""
    return len(named) > 1 and bool(_ASIDE_NAMES.search(named[:500]))


def _same_site(address: str, url: str | None) -> bool:
    """Is it an address of the page's own site: the same host and port, or a host under it?"""
    if url is None:
        return True
    try:
        there, here = urlsplit(address), urlsplit(url)
        other, own = (part.netloc.lower().rpartition("@")[2].removeprefix("www.") for part in (there, here))
    except ValueError:
        return False
    return other == own or other.endswith(f".{own}") or own.endswith(f".{other}")


def shape_of(url: str) -> tuple[str, ...] | None:
    """The address with its identity taken out, the same for all articles of a list; None where it has no identity.

    `/news/123/some-slug` and `/news/456` have one shape. An identity is a number of three or more digits, a date, a
    code of letters and digits, or a slug of four or more words.
    """
    parts = urlsplit(url)
    shape = [_kind_of(segment) for segment in _DATE_PATH.sub(f"/{_DATE}", parts.path, count=1).split("/") if segment]
    numbers = [f"?{key}" for key, value in parse_qsl(parts.query[:500])[:10] if _NUMBER.fullmatch(value)]
    identity = next((kind for kind in ("#", _DATE, "slug") if kind in shape), None)
    if identity:
        return (parts.netloc, *shape[: shape.index(identity) + 1], *numbers)
    return (parts.netloc, *shape, *numbers) if numbers else None


def _kind_of(segment: str) -> str:
    if segment == _DATE:
        return segment
    if _NUMBER.search(re.sub("%[0-9A-Fa-f]{2}", "", segment)) or _CODE.fullmatch(segment):
        return "#"
    if segment.isdigit():
        return "digit"
    if segment.count("-") >= 3:
        return "slug"
    return "*" if len(segment) > 20 or "%" in segment or "-" in segment or not segment.isascii() else segment.lower()


# ---- what stands with a link


def _title(links: Sequence[_Anchor]) -> str | None:
    """The headline: a heading before a long text before any text; else the title or the picture's text."""
    fitting = [anchor for anchor in links if anchor.text and len(anchor.text) <= _MAX_TITLE]
    best = next((one for one in fitting if one.heading), None)
    best = best or next((one for one in fitting if len(one.text.split()) >= _MIN_WORDS), None)
    best = best or max(fitting, key=lambda one: len(one.text), default=None)
    if best is None:
        written = next((text for one in links if (text := _written(one.element))), links[0].text)
        return texts.title(written[:_MAX_TITLE], is_html=False)
    whole = best.element.get("title") or ""
    stem = _CUT_OFF.sub("", best.text)
    is_cut = stem != best.text and " ".join(whole.split()).startswith(stem)
    return texts.title(whole if is_cut else best.text, is_html=False)


def _written(element: Element) -> str:
    alt = next((image.get("alt") for image in element.iter("img") if image.get("alt")), None)
    return element.get("title") or alt or ""


def _rows(found: dict[str, list[_Anchor]]) -> dict[str, Element]:
    """For each address the widest element around its link that has no link to another article of the list."""
    owner: dict[Element, str | None] = {}
    for address, links in found.items():
        for anchor in links:
            for element in _around(anchor.element):
                owner[element] = address if owner.get(element, address) == address else None
    rows = {address: links[0].element for address, links in found.items()}
    for address, links in found.items():
        for anchor in links:
            for element in _around(anchor.element):
                if owner[element] != address:
                    break
                rows[address] = element
    return rows


def _around(element: Element) -> list[Element]:
    """The element and a few around it, nearest first."""
    steps = [element]
    while len(steps) < _ROW_STEPS and (parent := steps[-1].getparent()) is not None and parent.tag not in _WHOLE:
        steps.append(parent)
    return steps


def _date(row: Element, address: str, at: datetime, zone: str) -> datetime | None:
    """The first date in the row outside of its links, else the one in the address."""
    for text in islice(_beside(row), _ROW_DATES):
        if found := instant(text, at=at, zone=zone):
            return found
    in_path = _DATE_PATH.search(address)
    return instant(in_path[1], at=at, zone=zone) if in_path else None


def _beside(row: Element) -> Iterator[str]:
    """Short texts of a row that may be dates: `<time datetime>` first, then what stands outside of links."""
    nodes = list(islice(row.iter(etree.Element), _ROW_NODES))
    yield from (value for element in nodes if element.tag == "time" and (value := element.get("datetime")))
    inside_links = {inner for element in nodes if element.tag == "a" for inner in element.iter(etree.Element)}
    for element in nodes:
        for text in (None if element in inside_links else element.text, None if element is row else element.tail):
            if text and 4 <= len(short := " ".join(text.split())) <= _MAX_DATE:
                yield short
