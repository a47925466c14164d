"""document: takes text, returns the tree or the JSON value that the format modules read. Bounded in size and depth."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from mirnews.errors import Quarantine
from mirnews.sources import repair
from mirnews.sources.json_text import value_of
from mirnews.sources.names import Element, name_of

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 5_000
_MOST = {"<": 600_000, "=": 300_000}  # tags and attributes: 100 MB of tree; 5,000 entries have a third of it
_ITEMS = ("{*}item", "{*}entry")


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of the bytes, before anybody knows which format it is.

    `root` is the tree of an XML document, `data` the value of a JSON one; `url` is where it came from, `at` the
    present (UTC). `malformed` when it had to be repaired, `lossy` when something of it may be lost by that; `has_base`
    when `xml:base` occurs.
    """

    url: str | None
    at: datetime
    root: Element | None = None
    data: object = None
    malformed: bool = False
    lossy: bool = False
    has_base: bool = False


def read_json(text: str, document: Document) -> Document:
    """Fill in `data`. Raises Quarantine (`feed_broken`)."""
    data, mended = value_of(text)
    return replace(document, data=data, malformed=document.malformed or mended)


def read_xml(text: str, document: Document) -> Document:
    """Fill in `root`: strict as it is, strict after repair, then as much as the lenient parser saves.

    Raises Quarantine (`feed_broken`) if there is no element at all, or if the document brings its own entities.
    """
    whole = _capped(text)
    body, junk = repair.body_of(whole)
    is_cut = whole is not text
    document = replace(
        document,
        has_base="xml:base" in body,
        malformed=document.malformed or junk or is_cut,
        lossy=document.lossy or is_cut,
    )
    root = _strict(body)
    if root is not None:
        return replace(document, root=root)
    mended = repair.mend(body)
    root = _strict(mended)
    if root is None:
        held = repair.hold_html(mended)
        root = _strict(held) if held is not mended else None
        if root is None:
            root, document = _lenient(held), replace(document, lossy=True)
    if root is None:
        raise Quarantine("feed_broken", "the XML is broken beyond repair; look at the bytes that were kept")
    return replace(document, root=root, malformed=True)


def _capped(text: str) -> str:
    """The text up to where it has more tags or attributes than a feed has; most often the very same object."""
    for mark, most in _MOST.items():
        if (count := text.count(mark)) > most:
            text = text.rsplit(mark, count - most)[0]
    return text


def _parser(*, recover: bool) -> etree.XMLParser:
    """A parser that opens nothing, expands nothing and stops at libxml2's own limits (depth 256, text 10 MB)."""
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _strict(text: str) -> Element | None:
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _lenient(text: str) -> Element | None:
    try:
        root: Element | None = etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is not None:
        _drop_cut_tail(root, text)
    return root


def _drop_cut_tail(root: Element, text: str) -> None:
    """Where the document ends in the middle, take out what was cut: half an address would be a wrong address.

    The last element that never ended goes; the whole entry goes if what is left of it names no article.
    """
    if _ended(text, root):
        return
    last = next(iter(deque(root.iter(*_ITEMS), maxlen=1)), None)
    if last is None or _ended(text, last):
        return
    if len(last) and not _ended(text, last[-1]):
        last.remove(last[-1])
    left = {name_of(child).rpartition(":")[2] for child in last}
    parent = last.getparent()
    if parent is not None and not left & {"link", "guid", "id"}:
        parent.remove(last)


def _ended(text: str, element: Element) -> bool:
    """Does the last element of this name have its end tag?"""
    local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    name = f"{element.prefix}:{local}" if element.prefix else local
    start = text.rfind(f"<{name}")
    return text.find(f"</{name}", start) >= 0 or text.find("/>", start) == text.find(">", start) - 1 >= 0
