"""tree: small readers over a lexbor tree: first match, text, links, and the walk that makes blocks of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mirnews.errors import Skip
from mirnews.extract.lines import folded, has_words
from mirnews.model import Link, ParagraphKind
from mirnews.urls import fetchable

MAX_NODES = 60_000  # that are read of one element; the largest of 200 real pages measured had 17,760
# not `form`: ASP.NET puts whole pages into one
SKIPPED = frozenset(
    "script style noscript template iframe button label legend nav svg figure figcaption select textarea video audio "
    "object embed canvas head title math".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_CELLS = frozenset(["td", "th"])
_KINDS: dict[str, ParagraphKind] = {"li": "item", "blockquote": "quote"}  # the first that is open counts


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, quotation or row of a table. `linked`: all of its words are inside links."""

    text: str
    links: tuple[Link, ...] = ()
    linked: bool = False
    heading: bool = False
    kind: ParagraphKind = "text"


def parse(html: str) -> LexborHTMLParser:
    """The tree of a page; the HTML has been through `limits.tame`."""
    return LexborHTMLParser(html)


def first(node: LexborHTMLParser | LexborNode, selectors: Iterable[str]) -> LexborNode | None:
    """The first node that the first fitting selector finds."""
    for selector in selectors:
        if (found := node.css_first(selector)) is not None:
            return found
    return None


def every(node: LexborHTMLParser | LexborNode, selectors: Iterable[str]) -> list[LexborNode]:
    """All nodes of the first selector that finds any."""
    for selector in selectors:
        if found := node.css(selector):
            return found
    return []


def attribute(node: LexborNode | None, name: str) -> str | None:
    """An attribute without white space around it; None when it is absent or empty."""
    value = (node.attributes.get(name) or "").strip() if node is not None else ""
    return value or None


def text_of(node: LexborNode | None) -> str | None:
    """All visible text below a node as one line, or None."""
    if node is None:
        return None
    child = node.child
    if child is not None and child.next is None and child.is_text_node and node.tag not in SKIPPED:
        text = folded(child.text(deep=False))  # most nodes that are asked hold one text and nothing else
        return text if has_words(text) else None
    return " ".join(block.text for block in blocks_of(node)) or None


def absolute(url: str | None, base: str | None) -> str | None:
    """An http(s) address made absolute as a browser does; None when that cannot be done."""
    try:
        return fetchable(url, base) if url else None
    except Skip:
        return None


def walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every visible node below `root`, in order, entering (True) and leaving (False) each element. Not recursive.

    Stops after `MAX_NODES`.
    """
    stack = [(child, True) for child in reversed(list(root.iter(include_text=True)))]
    seen = 0
    while stack and seen < MAX_NODES:
        node, entering = stack.pop()
        seen += 1
        if entering and node.is_element_node:
            if node.tag in SKIPPED or _hidden(node):
                continue
            yield node, True
            stack.append((node, False))
            child = node.child
            if child is not None:
                if child.next is None:  # as most elements have it
                    stack.append((child, True))
                else:
                    stack.extend([(one, True) for one in node.iter(include_text=True)][::-1])
        else:
            yield node, entering


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", "").lower()


def blocks_of(root: LexborNode) -> list[Block]:
    """The text below a node as blocks in order: every block element and every `<br>` ends one."""
    builder = BlockBuilder()
    text, element = builder.text, builder.element
    for node, entering in walk(root):
        if node.is_text_node:
            text(node.text_content or "")
        elif node.is_element_node:
            element(node, node.tag or "", entering)
    builder.end()
    return builder.blocks


class BlockBuilder:
    """Collects text until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._anchors: list[str | None] = []
        self._heading = 0
        self._inside: dict[str, int] = {}
        self._reset()

    def _reset(self) -> None:
        self._parts: list[str] = []
        self._links: list[tuple[list[str], str | None]] = []
        self._loose = False
        self._cells = 0
        if self._anchors:
            self._links.append(([], self._anchors[-1]))

    def text(self, text: str) -> None:
        """A piece of text, inside a link or not."""
        self._parts.append(text)
        if self._anchors:
            self._links[-1][0].append(text)
        elif not self._loose:
            self._loose = has_words(text)

    def element(self, node: LexborNode, tag: str, entering: bool) -> None:
        """The start or the end of an element."""
        if tag == "a":
            self._anchor(node, entering)
        elif tag in _CELLS:
            self._parts.append(" ")
            self._cells += entering
        elif tag not in INLINE and (entering or tag != "br"):
            self.end()
            if tag in HEADINGS:
                self._heading += 1 if entering else -1
            if tag in _KINDS:
                self._inside[tag] = self._inside.get(tag, 0) + (1 if entering else -1)

    def _anchor(self, node: LexborNode, entering: bool) -> None:
        if entering:
            self._anchors.append(attribute(node, "href"))
            self._links.append(([], self._anchors[-1]))
        elif self._anchors:
            self._anchors.pop()

    def end(self) -> None:
        """Close the block that is open, if it has words."""
        text = folded("".join(self._parts)) if self._parts else ""
        if text and not self._links and has_words(text):
            self.blocks.append(Block(text, heading=self._heading > 0, kind=self._kind()))
        elif text and has_words(text):
            named = [Link(folded("".join(parts)), url) for parts, url in self._links]
            links = tuple(link for link in named if has_words(link.title))
            is_linked = bool(links) and not self._loose
            self.blocks.append(Block(text, links, is_linked, self._heading > 0, self._kind()))
        self._reset()

    def _kind(self) -> ParagraphKind:
        if self._heading > 0:
            return "heading"
        if self._cells > 1:  # one cell alone is of a table that only arranges the page
            return "row"
        return next((kind for tag, kind in _KINDS.items() if self._inside.get(tag, 0) > 0), "text")
