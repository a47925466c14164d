"""media: takes nodes that hold pictures, returns Images with captions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from selectolax.lexbor import LexborNode

from mirnews.extract.lines import marks, squash
from mirnews.extract.tree import absolute, attribute, text_of
from mirnews.model import Image

MAX_IMAGES = 60
MAX_NAME_WORDS = 6
CREDITS = ".photographer, .photo-credit, .image-credit, .credit, [itemprop=creditText], [itemprop=copyrightHolder]"
_SIGNS = " |/\\-–—:،()"
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-image", "src")
_NOT_PICTURES = re.compile(
    r"(?:pixel|spacer|blank|loading|placeholder|1x1|avatar|emoji|logo)[^/]*$|\.svg(?:$|\?)", re.I
)


def read_images(nodes: Iterable[LexborNode], base: str | None, title: str | None) -> tuple[Image, ...]:
    """The pictures in or at these nodes, in order, each once; an `alt` that only repeats the title is no caption."""
    found: dict[str, Image] = {}
    for node in nodes:
        for picture in [node] if node.tag == "img" else node.css("img"):
            url = _source(picture, base)
            if url and url not in found and len(found) < MAX_IMAGES:
                found[url] = _image(url, picture, node, title)
    return tuple(found.values())


def _source(picture: LexborNode, base: str | None) -> str | None:
    for name in _SOURCES:
        value = attribute(picture, name)
        if value and not value.startswith("data:") and not _NOT_PICTURES.search(value):
            return absolute(value, base)
    first_of_set = (attribute(picture, "srcset") or "").split(",")[0].split(" ")[0]
    return absolute(first_of_set, base)


def _image(url: str, picture: LexborNode, holder: LexborNode, title: str | None) -> Image:
    """A picture with its caption and who took it: said beside it, or at the end of the caption («… / عکس: …»)."""
    figure = holder if holder.tag == "figure" else _figure_of(picture)
    caption = figure.css_first("figcaption") if figure is not None else None
    named = text_of(figure.css_first(CREDITS)) if figure is not None else None
    text = (text_of(caption)) or attribute(picture, "alt")
    if text and named and text.endswith(named):
        text = text[: -len(named)].strip(_SIGNS)
    text, labelled = split_credit(text or "")
    credit = split_credit(named)[1] or named.strip(_SIGNS) if named else labelled
    return Image(url, text if text and squash(text) != squash(title or "") else None, credit or None)


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption without «عکس: name» at its end, and the name. A name is short; a sentence after the label is none."""
    found = _credit_pattern().search(text)
    if found is None or found["name"].count(" ") >= MAX_NAME_WORDS:
        return text, None
    return text[: found.start()].strip(_SIGNS), found["name"].strip(_SIGNS) or None


@cache
def _credit_pattern() -> re.Pattern[str]:
    labels = "|".join(sorted(map(re.escape, marks()["credit_labels"]), key=len, reverse=True))
    return re.compile(rf"(?:^|[\s/|(\-–—.،])(?:{labels})\s?[:：]\s*(?P<name>[^:：]{{2,60}})$", re.IGNORECASE)


def _figure_of(picture: LexborNode) -> LexborNode | None:
    node = picture.parent
    for _ in range(4):
        if node is None or node.tag == "figure":
            return node
        node = node.parent
    return None
