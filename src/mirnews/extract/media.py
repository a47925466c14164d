"""media: takes nodes that hold pictures, returns Images with captions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from mirnews.extract.lines import squash
from mirnews.extract.tree import absolute, attribute, text_of
from mirnews.model import Image

MAX_IMAGES = 60
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
                found[url] = Image(url, _caption(picture, node, title))
    return tuple(found.values())


def _source(picture: LexborNode, base: str | None) -> str | None:
    for name in _SOURCES:
        value = attribute(picture, name)
        if value and not value.startswith("data:") and not _NOT_PICTURES.search(value):
            return absolute(value, base)
    first_of_set = (attribute(picture, "srcset") or "").split(",")[0].split(" ")[0]
    return absolute(first_of_set, base)


def _caption(picture: LexborNode, holder: LexborNode, title: str | None) -> str | None:
    figure = holder if holder.tag == "figure" else _figure_of(picture)
    caption = figure.css_first("figcaption") if figure is not None else None
    text = (text_of(caption)) or attribute(picture, "alt")
    return text if text and squash(text) != squash(title or "") else None


def _figure_of(picture: LexborNode) -> LexborNode | None:
    node = picture.parent
    for _ in range(4):
        if node is None or node.tag == "figure":
            return node
        node = node.parent
    return None
