"""media: the pictures that a feed declares for an entry: enclosures, Media RSS, iTunes."""

from __future__ import annotations

from collections.abc import Iterator

from mirnews.model import Image
from mirnews.sources import text as texts
from mirnews.sources.links import web_link
from mirnews.sources.names import Element, Fields, attribute, fields

_MAX_IMAGES = 20
_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


def images_of(found: Fields, base: str | None) -> tuple[Image, ...]:
    """The pictures of an entry, each address once: enclosures first, then Media RSS, thumbnails last."""
    images: dict[str, Image] = {}
    for address, caption in _declared(found):
        url = web_link(address, base)
        if url and url not in images:
            images[url] = Image(url, caption)
    return tuple(images.values())[:_MAX_IMAGES]


def is_picture(mime: str | None, url: str | None, medium: str | None = None) -> bool:
    """Is this attachment a picture, by its type, or by its address where the type says nothing?"""
    mime = (mime or "").strip().lower()
    if (mime and not mime.endswith("/octet-stream")) or medium:
        return mime.startswith("image/") or (medium or "").strip().lower() == "image"
    return (url or "").lower().partition("?")[0].endswith(_ENDINGS)


def _declared(found: Fields) -> Iterator[tuple[str | None, str | None]]:
    for enclosure in found.get("enclosure", ()):
        url = attribute(enclosure, "url", "href")
        if is_picture(enclosure.get("type"), url):
            yield url, None
    groups = [found, *(fields(group) for group in found.get("media:group", ()))]
    for group in groups:
        for content in group.get("media:content", ()):
            url = attribute(content, "url")
            if is_picture(content.get("type"), url, content.get("medium")):
                yield url, _caption(content)
    for group in (*groups, *(fields(content) for content in found.get("media:content", ()))):
        for thumbnail in group.get("media:thumbnail", ()):
            yield attribute(thumbnail, "url") or texts.text_of(thumbnail), None
    for image in found.get("itunes:image", ()):
        yield attribute(image, "href", "url"), None
    for image in found.get("image", ()):
        inner = fields(image)
        yield (
            texts.first_text(inner.get("url")) or texts.text_of(image),
            texts.title(texts.first_text(inner.get("title"))),
        )


def _caption(content: Element) -> str | None:
    inner = fields(content)
    return texts.title(texts.first_text(inner.get("media:description")) or texts.first_text(inner.get("media:title")))
