"""outline: all visible text of a page as blocks, each with the element that it stands in. One walk, no recursion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from mirnews.extract.tree import INLINE, Block, BlockBuilder, walk

# what comments, lists of other pages, notices and boxes of the site are called on sites that nobody wrote rules for
_ASIDE_TAGS = frozenset(["nav", "footer", "aside", "form", "dialog"])
_ASIDE_NAMES = re.compile(
    r"(?:^|\s)(?:[\w-]{0,30}[-_])?(?:comments?|disqus|respond|repl(?:y|ies)|sidebar|related|recommend\w*|trending|"
    r"most[-_]?(?:read|viewed|visited|popular|recent)|popular|latest|newsletter|subscri\w*|signup|promo\w*|advert\w*|"
    r"ads?|sponsor\w*|cookies?|consent|gdpr|modal|popup|share|sharing|social|breadcrumbs?|menu|nav|navbar|navigation|"
    r"footer|copyright|disclaimer|toolbar|pagination|tags|bio|caption|read[-_]?(?:more|also)|more[-_](?:news|stories|"
    r"from)|links|teasers?|widget|legal|imprint)(?:[-_](?:box|list|area|section|wrap\w*|container|inner|bar|block|content|module|item|"
    r"row|law\w*|info\w*|text|form))*(?:$|\s)",
    re.IGNORECASE,
)


# the same, wherever they stand in a name: nobody calls the text itself so
_ASIDE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:teasers?|related|recommend\w*|newsletters?|\w*signup|lightbox|authors?|authorline|byline|"
    r"captions?|credits?|visually-hidden|sr-only|affiliates?|sponsor\w*|up-next|more-link|most-read|comments?)(?:$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Place:
    """One element that is no inline one: its parent as an index (-1: none), its tag, id and classes, and whether its
    own name says that it is beside the text.
    """

    parent: int
    tag: str
    id: str
    classes: str
    beside: bool


@dataclass(slots=True)
class Outline:
    """Blocks in order, for each the index of its element in `places`. Parents stand before their children."""

    blocks: list[Block] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def above(self, index: int) -> list[int]:
        """An element and those it stands in, from the inside out."""
        found = []
        while index >= 0:
            found.append(index)
            index = self.places[index].parent
        return found


def outline_of(root: LexborNode | None) -> Outline:
    """The outline of the text below a node; empty for none."""
    outline = Outline()
    if root is None:
        return outline
    outline.places.append(_place(root, -1, outline.places))
    builder, homes = BlockBuilder(), [0]
    for node, entering in walk(root):
        if node.is_text_node:
            builder.text(node.text_content or "")
            continue
        if not node.is_element_node:
            continue
        tag = node.tag or ""
        builder.element(node, tag, entering)
        if tag in INLINE:
            continue
        _settle(builder.blocks, outline.homes, homes[-1])
        if tag == "br":
            continue
        if entering:
            outline.places.append(_place(node, homes[-1], outline.places))
            homes.append(len(outline.places) - 1)
        else:
            homes.pop()
    builder.end()
    _settle(builder.blocks, outline.homes, 0)
    outline.blocks = builder.blocks
    return outline


def _settle(blocks: Sequence[Block], homes: list[int], home: int) -> None:
    """The blocks that ended since the last look stand in this element."""
    homes.extend([home] * (len(blocks) - len(homes)))


def _place(node: LexborNode, parent: int, places: Sequence[Place]) -> Place:
    attributes, tag = node.attributes, node.tag or ""
    name, classes = attributes.get("id") or "", attributes.get("class") or ""
    beside = tag in _ASIDE_TAGS or (parent > 0 and _named_beside(name, classes))
    return Place(parent, tag, name, classes, beside)


def _named_beside(name: str, classes: str) -> bool:
    return any(one and (_ASIDE_NAMES.search(one) or _ASIDE_WORDS.search(one)) for one in (name, classes))
