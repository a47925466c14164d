"""text: what the formats share about text: titles, HTML, names, and how much of each a feed may hold."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from lxml import etree

from mirnews import markup
from mirnews.sources.names import Element

MAX_TITLE = 2_000  # characters
MAX_NAME = 200
MAX_ID = 2_000
MAX_HTML = 500_000
MAX_NAMES = 100
# What makes a title more than words: markup, entities, and the signs that turn the direction of what follows.
_NOT_PLAIN = re.compile("[<&\u202a-\u202e\u2066-\u2069]")
_MARKUP_BUDGET = 300_000  # tags and entities cleaned for one feed: a second of work; 5,000 articles have fewer


class Cleaner:
    """Cleans the HTML of one feed, and stops when that feed has had more than its share of work."""

    def __init__(self) -> None:
        self._left = _MARKUP_BUDGET
        self._cut = False

    @property
    def spent(self) -> bool:
        """Was HTML left out because there was too much of it?"""
        return self._left < 0

    @property
    def cut(self) -> bool:
        """Was an entry's HTML cut, or were images of it left out?"""
        return self._cut or self.spent

    def html(self, text: str | None, base: str | None = None) -> str | None:
        """HTML of an entry, healed and cleaned; None if nothing is left, or if the feed's share is used up."""
        if not text or not (text := text.strip()):
            return None
        if len(text) > MAX_HTML:
            text, self._cut = text[:MAX_HTML], True
        if not _NOT_PLAIN.search(text):
            return text
        tags = text.count("<")
        self._left -= tags + text.count("&")
        if tags > markup.MOST_IMAGES and text.count("<img") > markup.MOST_IMAGES:
            self._cut = True
        if self.spent:
            return None
        if "CDATA[" in text:
            text = text.replace("<![CDATA[", "").replace("]]>", "")
        return markup.clean(markup.heal_escapes(text), base).strip() or None

    def plain_as_html(self, text: str | None) -> str | None:
        """Plain text as the HTML that shows it; with tags in pairs it is HTML, whatever the feed says."""
        if not text or markup.has_markup(text := text[:MAX_HTML]):
            return self.html(text)
        return self.html(entities.escape(markup.without_markup(text), quote=False))


def title(text: str | None, *, is_html: bool = True) -> str | None:
    """A title as plain text in one line: tags out, escapes healed, half-spaces kept, bidi overrides out."""
    if not text:
        return None
    if len(text) <= MAX_TITLE and not _NOT_PLAIN.search(text):
        return " ".join(text.split()) or None
    text = text[: MAX_TITLE * 50]
    if is_html or markup.has_markup(text):
        text = markup.plain(_without_cdata(text))
    else:
        text = " ".join(markup.without_markup(text).split())
    return markup.neutral(text[:MAX_TITLE]).strip() or None


@lru_cache(maxsize=2048)  # a feed says the same few names and categories in all its entries
def _name(text: str) -> str:
    return title(text) or ""


def names(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Names of people, each once, in order; a list written with «،» is taken apart."""
    return _each_once(part for text in texts if text for part in _label(text).split("،"))


def categories(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Categories, each once, in order; a path such as «ورزش > فوتبال» stays one."""
    return _each_once(_label(text) for text in texts if text)


def _label(text: str) -> str:
    return _name(text) if len(text) <= MAX_NAME else title(text) or ""


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    kept = dict.fromkeys([text.strip()[:MAX_NAME] for text in texts])
    kept.pop("", None)
    return tuple(kept)[:MAX_NAMES]


def language(text: str | None) -> str | None:
    """A language tag as written, with hyphens; None if there is none."""
    return (text or "").strip().replace("_", "-")[:35] or None


def identity(text: str | None) -> str | None:
    """A guid as written; one that is far too long is named by its digest, so that it stays the same each time."""
    text = (text or "").strip()
    if len(text) > MAX_ID:
        return "sha256:" + sha256(text.encode("utf-8", "replace")).hexdigest()
    return text or None


def _without_cdata(text: str) -> str:
    """The text without the marks of a CDATA section that was escaped by mistake."""
    return text.replace("<![CDATA[", "").replace("]]>", "") if "CDATA[" in text else text


# ---- the text of elements


def text_of(element: Element | None) -> str | None:
    """All text inside an element, or None."""
    if element is None:
        return None
    return element.text if not len(element) else "".join(element.itertext(with_tail=True))  # type: ignore[arg-type]


def first_text(elements: Iterable[Element] | None) -> str | None:
    """The text of the first of these elements that has any but white space."""
    for element in elements or ():
        text = text_of(element)
        if text and text.strip():
            return text
    return None


def inner_html(element: Element, *, is_markup: bool = False) -> str | None:
    """What stands inside an element as HTML: its text, which is escaped HTML, or its elements written out.

    With `is_markup` its own text is text, as in XHTML, where `&lt;` means the sign and no tag.
    """
    before = entities.escape(element.text or "", quote=False) if is_markup else element.text
    if not len(element):
        return before
    out = [before or ""]
    for child in element:
        for node in child.iter(etree.Element):
            local = str(node.tag).rpartition("}")[2].rpartition(":")[2]
            if local and local != node.tag:
                node.tag = local
        if isinstance(child.tag, str):  # not an entity that nothing declares, nor a comment
            etree.cleanup_namespaces(child)
        out.append(etree.tostring(child, encoding="unicode", method="html"))
    return "".join(out)
