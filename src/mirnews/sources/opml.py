"""opml: lists of subscriptions, as feed readers exchange them. Takes OPML, returns sources, and the other way.

An OPML file is nested outlines: those with an `xmlUrl` are feeds, those around them are groups. Files of real readers
write the attribute in any case, leave out the head, and forget to escape; they are repaired as broken feeds are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lxml import etree

from mirnews.decode import decode
from mirnews.errors import Quarantine
from mirnews.sources import text as texts
from mirnews.sources.document import Document, read_xml
from mirnews.sources.links import web_link
from mirnews.sources.names import Element, name_of

MAX_BYTES = 1024 * 1024
MAX_OUTLINES = 5_000
MAX_DEPTH = 16  # outlines in outlines; readers write two or three
_MAX_GROUPS = 16
_CONTROL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold


@dataclass(frozen=True, slots=True)
class OpmlSource:
    """One subscription. `groups` are the names around it, the outermost first, then its other categories."""

    title: str | None
    feed_url: str
    site_url: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opml:
    """What an OPML file holds; `cut` when it held more than is taken."""

    sources: tuple[OpmlSource, ...]
    cut: bool = False


def read_opml(body: bytes) -> list[OpmlSource]:
    """The subscriptions of an OPML file, as `opml_of` reads them."""
    return list(opml_of(body).sources)


def opml_of(body: bytes) -> Opml:
    """The subscriptions of an OPML file in its order, each address once; one that stands twice has all its groups.

    What is too much is left out: beyond 1 MB, 5,000 outlines, 16 levels. Addresses other than http and https are
    left out too. Raises Quarantine: `opml_empty`, `opml_broken` (past repair, or entities of its own),
    `opml_unknown` (not OPML).
    """
    text = decode(body[:MAX_BYTES], None, markup="xml").text
    if not text.strip("\ufeff \t\r\n"):
        raise Quarantine("opml_empty", "the file has no content; export the list again")
    if "<" not in text:
        raise Quarantine("opml_unknown", "this is no XML, so it is no OPML; export the list as OPML")
    root = _root(text)
    if name_of(root) != "opml":
        raise Quarantine("opml_unknown", f"this is not OPML: its root element is {name_of(root)[:40]!r}")
    found: dict[str, OpmlSource] = {}
    walk = _Walk()
    for source in walk.sources(root):
        known = found.get(source.feed_url)
        groups = (*known.groups, *source.groups) if known else source.groups
        found[source.feed_url] = replace(known or source, groups=tuple(dict.fromkeys(groups))[:_MAX_GROUPS])
    return Opml(tuple(found.values()), cut=walk.cut or len(body) > MAX_BYTES)


def _root(text: str) -> Element:
    try:
        root = read_xml(text, Document(url=None, at=datetime.now(UTC))).root
    except Quarantine as error:
        raise Quarantine("opml_broken", f"the OPML cannot be read: {error.message}") from None
    if root is None:
        raise Quarantine("opml_broken", "the OPML is broken beyond repair; export the list again")
    return root


class _Walk:
    """One walk over the outlines; `cut` becomes true where it is not gone on with."""

    def __init__(self) -> None:
        self.cut = False

    def sources(self, root: Element) -> Iterator[OpmlSource]:
        """Every outline with a feed. Not recursive: a stack of what is to be read, with the groups around it."""
        stack: list[tuple[Element, tuple[str, ...], int]] = [(root, (), 0)]
        seen = 0
        while stack and seen < MAX_OUTLINES:
            element, groups, depth = stack.pop()
            if name_of(element) == "outline":
                seen += 1
                depth += 1
                values = {str(name).lower(): str(value) for name, value in element.attrib.items()}
                title = texts.title(values.get("title") or values.get("text"), is_html=False)
                if source := _source(values, title, groups):
                    yield source
                elif title:
                    groups = (*groups, title[: texts.MAX_NAME])
            if depth < MAX_DEPTH:
                stack.extend((child, groups, depth) for child in reversed(element))
            else:
                self.cut = self.cut or len(element) > 0
        self.cut = self.cut or bool(stack)


def _source(values: dict[str, str], title: str | None, groups: tuple[str, ...]) -> OpmlSource | None:
    is_feed = values.get("type", "").lower() in ("rss", "atom", "feed")
    address = web_link(values.get("xmlurl") or (values.get("url") if is_feed else None))
    if address is None:
        return None
    paths = texts.categories(values.get("category", "").split(","))
    categories = [part for path in paths for part in path.split("/") if part]
    return OpmlSource(
        title=title if title != address else None,  # the format wants a text, so writers without one give the address
        feed_url=address,
        site_url=web_link(values.get("htmlurl")),
        groups=tuple(dict.fromkeys((*groups, *categories)))[:_MAX_GROUPS],
    )


def write_opml(sources: Iterable[OpmlSource], title: str = "MirNews") -> bytes:
    """OPML 2.0 in UTF-8: the sources gathered in outlines for their groups. `read_opml` reads them back."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _sound(title)
    body = etree.SubElement(root, "body")
    made: dict[tuple[str, ...], Element] = {(): body}
    for source in sources:
        outline = etree.SubElement(_group(source.groups[: MAX_DEPTH - 1], made), "outline", type="rss")
        name = (source.title or "").strip() or source.feed_url
        for key, value in (("text", name), ("title", name), ("xmlUrl", source.feed_url), ("htmlUrl", source.site_url)):
            if value:
                outline.set(key, _sound(value))
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _group(path: tuple[str, ...], made: dict[tuple[str, ...], Element]) -> Element:
    """The outline of a group, made with those around it when it is new."""
    for length in range(1, len(path) + 1):
        if path[:length] not in made:
            parent, name = made[path[: length - 1]], _sound(path[length - 1])
            made[path[:length]] = etree.SubElement(parent, "outline", text=name, title=name)
    return made[path]


def _sound(text: str) -> str:
    return _CONTROL.sub("", text)
