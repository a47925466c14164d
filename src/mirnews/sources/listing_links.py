"""listing_links: which links of a page may be articles: by address, by text, and by where they do not stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from mirnews.sources.links import web_link
from mirnews.sources.names import Element
from mirnews.sources.page import base_of_page, words_of

# Chosen on the front pages and sections of the newsstand and the address shapes of nine publishing systems.
MIN_WORDS = 4  # a headline; names of sections and «ادامه مطلب» have fewer

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
WHOLE = frozenset(["html", "body", "main"])
_ASIDE = frozenset(["nav", "footer", "aside"])
_ASIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|pagination|pager|sidebar|related|comments?|"
    r"tag_?cloud|widget-area|most[_-]?(?:viewed|visited|read|popular|commented)|popular|trending|adverts?|"
    r"advertisements?|sponsored|calendar)(?:$|[\s_-])",
    re.I,
)
_NUMBER = re.compile(r"\d{3,}")
_CODE = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{8,24}", re.I)
DATE_PATH = re.compile(r"/((?:1[34]|20)\d\d/\d{1,2}/\d{1,2})(?=/|$)")
_DATE = "<date>"  # stands for one in a shape; no segment of a whole address has these brackets
# Where lists, people, forms and advertisements stand, by the address shapes of the same systems.
_NO_ARTICLE = frozenset(
    "tag tags topic topics keyword category categories cat author authors writer writers user users profile page search"
    " print redirect click ads ad adv advertisement banner login register subscribe about contact services".split()
)
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of the page: where to, where it stands, and whether it is or holds a heading."""

    url: str
    element: Element
    text: str
    heading: bool


def anchors(root: Element, url: str | None, *, by_name: bool) -> Iterator[Anchor]:
    """Links to the same site outside of menus, footers and side boxes (also by their class, if `by_name`)."""
    base, aside, headings = base_of_page(root, url), 0, 0
    own = (url or "").partition("#")[0]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        if _is_aside(element, by_name):
            aside += step
        if element.tag in HEADINGS:
            headings += step
        if step < 0 or aside or element.tag != "a":
            continue
        address = (web_link(element.get("href"), base) or "").partition("#")[0]
        if address and address != own and _same_site(address, url) and not is_no_article(address):
            inner = next(element.iter(*HEADINGS), None)
            text = words_of(element if inner is None else inner)
            yield Anchor(address, element, text, headings > 0 or inner is not None)


def _is_aside(element: Element, by_name: bool) -> bool:
    if element.tag in _ASIDE:
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}" if by_name and element.tag not in WHOLE else ""
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


def is_no_article(address: str) -> bool:
    """Does the address name a list, a person, a form or an advertisement, in one of its folders?"""
    segments = [segment for segment in urlsplit(address).path.lower().split("/") if segment]
    folders = segments[1:] if segments and _LANGUAGE.fullmatch(segments[0]) else segments
    return any(folder in _NO_ARTICLE or folder.rstrip("0123456789_-") in _NO_ARTICLE for folder in folders[:2])


def shape_of(url: str) -> tuple[str, ...] | None:
    """The address with its identity taken out, the same for all articles of a list; None where it has no identity.

    `/news/123/some-slug` and `/news/456` have one shape. An identity is a number of three or more digits, a date, a
    code of letters and digits, or a slug of four or more words.
    """
    parts = urlsplit(url)
    shape = [_kind_of(segment) for segment in DATE_PATH.sub(f"/{_DATE}", parts.path, count=1).split("/") if segment]
    numbers = [f"?{key}" for key, value in parse_qsl(parts.query[:500])[:10] if _NUMBER.fullmatch(value)]
    identity = next((kind for kind in ("#", _DATE, "slug") if kind in shape), None)
    if identity:
        return (parts.netloc, *shape[: shape.index(identity) + 1], *numbers)
    return (parts.netloc, *shape, *numbers) if numbers else None


def folder_of(url: str) -> tuple[str, ...] | None:
    """The address without its last part, for sites whose addresses show no identity; None for the root of a host."""
    parts = urlsplit(url)
    folders = [segment for segment in parts.path.split("/") if segment]
    names = tuple(f"?{key}" for key, _ in parse_qsl(parts.query[:500])[:10])
    if names:
        return (parts.netloc, *folders, *names)
    return (parts.netloc, *folders[:-1], "?") if folders else None


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
