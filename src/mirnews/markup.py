"""markup: takes HTML of others, returns HTML that is safe to show (`clean`) or plain text (`plain`).

Cleaning is nh3 with a narrow allow-list. Before it stands a pass of our own for documents with many tags:
HTML parsers take time in proportion to depth times length (100,000 nested `div`: 17 s), so what is nested
deeper than any article is flattened first. Every pass here is linear in its input.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import Literal, NamedTuple

import nh3

from mirnews.errors import Skip
from mirnews.persian.letters import EMBEDDINGS, ISOLATES, PDI, isolate
from mirnews.urls import whatwg

MAX_CHARS = 1_000_000  # more HTML than any article has; what is longer is cut here
_MOST_TAGS = 100_000
MOST_IMAGES = 200  # a report in pictures has some dozens
_MOST_ENTITIES = 50_000  # nh3 takes quadratic time over them: 50,000 cost 30 ms, a million 7 s
_MAX_DEPTH = 100
_MAX_INLINE = 6  # inline elements open at once: a parser opens them again in every paragraph
_MANY_TAGS = 100  # at this many "<" the worst nesting costs nh3 a fifth of a millisecond (0.3.8)

_INLINE = {"a", "em", "strong", "b", "i", "u", "s", "code", "sub", "sup", "bdi", "span"}
_BLOCK = {"p", "div", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "h2", "h3", "h4", "h5", "h6", "pre"}
_FIGURE = {"figure", "figcaption", "img", "br", "hr"}
_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_ALLOWED = _INLINE | _BLOCK | _FIGURE | _TABLE
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "title"},
    "span": {"lang"},
    "bdi": {"lang"},
    "p": {"lang"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_DIRECTIONS = {tag: {"dir": {"rtl", "ltr", "auto"}} for tag in ("span", "bdi", "p", "blockquote")}
_SCHEMES = {"http", "https", "mailto"}
_REL = "noopener noreferrer nofollow ugc"
_DROPPED = {"script", "style", "iframe", "noembed", "noframes", "noscript", "object", "template", "title", "svg"}
_DROPPED |= {"math", "select"}

_VOID = {"br", "hr", "img", "wbr", "input", "meta", "link", "source", "embed", "area", "base", "col", "param", "track"}
_SELF_CLOSING = {"p", "li", "td", "th", "tr", "dt", "dd"}  # the next one of the same name ends it
_SPACED = (_BLOCK | _FIGURE | _TABLE | {"h1", "section", "article", "header", "footer", "main", "aside", "nav"}) - {
    "img"
}
_RAW_TEXT = {"script", "style", "iframe", "noembed", "noframes", "template"}  # their content is never text
_RAW_END = {name: re.compile(f"</{name}", re.I) for name in _RAW_TEXT}
_NAMES = _ALLOWED | _DROPPED | _VOID | _SPACED

_BIDI = EMBEDDINGS + ISOLATES + PDI
_ESCAPED = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_TWICE = re.compile(
    r"&amp;(?!(?:lt|gt|amp|#0*60|#0*62|#x0*3[ce]);)(?=(?:#\w{1,8}|[A-Za-z][A-Za-z0-9]{1,31});)", re.I
)
_ESCAPED_TIMES = 3
_SIMPLE_TAG = re.compile(r"<p>|</p>|<br>|[<>&\0\r\xa0]")
_CLOSING = re.compile(r"</([A-Za-z][A-Za-z0-9]{0,15})\s{0,9}>")
_NEXT_TAG = re.compile(r"<(?:(/?)([A-Za-z][^\s/>]*)|[!?]|/)")
_TAG_END = re.compile(r">|=\s*([\"'])")
_USER = re.compile(r"^((?:https?:)?[/\\]{2,})[^/\\?#]*@", re.I)
_HOST = re.compile(r"(?:https?:)?[/\\]{2}[^/\\?#]*", re.I)
_IMAGE = re.compile(r'<img(?P<attributes>(?: [a-z]+="[^"]*")*)>')
_SPECK = re.compile(r' (?:width|height)="[01](?:px)?"')


def clean(html: str, base: str | None = None) -> str:
    """HTML of others as HTML that may be shown on our pages.

    Links and images keep only http, https and mailto; relative ones are resolved on `base` and lose their address
    without it. Comments, scripts, styles, frames and unknown elements go, their text stays where it is text.
    Bidi overrides go and isolates are closed. Images of one pixel (counters) and those beyond the 200th go, and user
    names in addresses. Cleaning twice changes nothing.
    """
    html = _encodable(html[:MAX_CHARS])
    if not any(mark in html for mark in "<>&\0\r") or _is_simple(html):
        return neutral(html)
    has_many = html.count("<") > _MANY_TAGS
    if has_many:
        html = _flat(_cut(html, "<", _MOST_TAGS))
    html = _cut(html, "&", _MOST_ENTITIES)
    once = _cleaned(html, base)
    # What HTML moves out of a table (a link in a link, a list item) settles in the second reading only.
    settled = _cleaned(once, base) if "<table" in once else once
    if has_many and settled.count("<img") > MOST_IMAGES:
        return _without_images_after(settled, MOST_IMAGES)
    return settled


def _is_simple(html: str) -> bool:
    """Is this what nh3 would give back as it is: text, line breaks, and paragraphs of these, as most summaries are?"""
    is_open = False
    for tag in _SIMPLE_TAG.findall(html):
        if len(tag) == 1 or (tag == "<p>" and is_open) or (tag == "</p>" and not is_open):
            return False
        is_open = tag == "<p>" if tag != "<br>" else is_open
    return not is_open


def _cleaned(html: str, base: str | None) -> str:
    return neutral(_IMAGE.sub(_living_image, _cleaner(base).clean(html)))


def _without_images_after(html: str, most: int) -> str:
    numbers = count(1)
    return _IMAGE.sub(lambda image: image[0] if next(numbers) <= most else "", html)


def plain(html: str) -> str:
    """HTML as plain text: tags out, entities decoded (double-escaped ones too), white space folded to one space.

    Half-spaces stay as they are; script and style go with their content; block elements leave a space.
    A `<` that opens no tag is text.
    """
    if "<" in html or "&" in html:
        html = _text(_cut(html[:MAX_CHARS], "<", _MOST_TAGS))
        if "&" in html:
            html = entities.unescape(html)
        html = without_markup(html)
    return " ".join(html[:MAX_CHARS].split())


def without_markup(text: str) -> str:
    """A text that should be plain, healed: escaped entities decoded, and tags out where they come in pairs.

    A lone tag stays: «the history of the <blink> tag» is about a tag.
    """
    for _ in range(_ESCAPED_TIMES):
        healed = _ESCAPED.sub(lambda match: entities.unescape(match[0]), text) if "&" in text else text
        if has_markup(healed):
            healed = _text(healed)
        if healed == text:
            break
        text = healed
    return text


def has_markup(text: str) -> bool:
    """Is there an element that begins and ends in this text, or a line break?"""
    if "<" not in text:
        return False
    lowered = text.lower()
    if "<br>" in lowered or "<br/>" in lowered or "<br />" in lowered:
        return True
    names = set(list(dict.fromkeys(_CLOSING.findall(lowered)))[:50])
    return any(f"<{name}>" in lowered or f"<{name} " in lowered for name in names)


def heal_escapes(html: str) -> str:
    """HTML with `&amp;zwnj;` and the like as the entity that was meant; an escaped `<`, `>` or `&` stays escaped."""
    return _ESCAPED_TWICE.sub("&", html) if "&amp;" in html else html


def neutral(text: str) -> str:
    """Text that cannot turn the direction of what follows: bidi overrides out, isolates balanced."""
    return isolate(text) if any(mark in text for mark in _BIDI) else text


def _encodable(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can write and no encoding can."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "ignore").decode("utf-8")
    return text


def _cut(html: str, mark: str, most: int) -> str:
    """The text up to where `mark` stands for the (most + 1)th time."""
    if (count := html.count(mark)) <= most:
        return html
    return html.rsplit(mark, count - most)[0]


# ---- nh3


@lru_cache(maxsize=256)
def _cleaner(base: str | None) -> nh3.Cleaner:
    relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str] = "deny"
    if base and base.startswith(("http://", "https://")):
        relative = ("rewrite_with_base", base)
    try:
        return _make_cleaner(relative)
    except ValueError:  # a base that is no address
        return _make_cleaner("deny")


def _make_cleaner(relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_ALLOWED,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        tag_attribute_values=_DIRECTIONS,
        url_schemes=_SCHEMES,
        url_relative=relative,
        link_rel=_REL,
    )


def _attribute(_element: str, name: str, value: str) -> str:
    """Addresses without user names and raw spaces (Persian slugs often have them), and with their host in ASCII, so
    that no letter looks like another one; other values as they are.
    """
    if name not in ("href", "src"):
        return value
    address = value.strip().replace(" ", "%20")
    if "@" in address:
        address = _USER.sub(r"\1", address)
    host = None if address.isascii() else _HOST.match(address)
    return address if host is None or host[0].isascii() else _in_ascii(address)


def _in_ascii(address: str) -> str:
    try:
        return whatwg(address, "https://localhost/")  # the base lends its scheme to `//host` alone
    except Skip:
        return ""


def _living_image(match: re.Match[str]) -> str:
    attributes = match["attributes"]
    dead = ' src="' not in attributes or ' src="mailto:' in attributes or _SPECK.search(attributes)
    return "" if dead else match[0]


# ---- one linear pass over tags


class _Tag(NamedTuple):
    """One piece of markup at `start:end`; `name` is empty for comments. A script is one piece with its content."""

    name: str
    closing: bool
    start: int
    end: int


def _tags(html: str) -> Iterator[_Tag]:
    """Every tag and comment in order, by the rules of HTML. A tag that never ends reaches to the end of the text."""
    at = 0
    while match := _NEXT_TAG.search(html, at):
        start, closing, name = match.start(), match[1] == "/", (match[2] or "").lower()
        end = _end_of_tag(html, match.end()) if name else _end_of_other(html, start)
        if end < 0 and name and name not in _NAMES:
            at = match.end()  # «x<y» at the end of a title is no tag
            continue
        at = end if end >= 0 else len(html)
        if name in _RAW_TEXT and not closing:
            at = _end_of_raw(html, name, at)
        yield _Tag(name, closing, start, at)


def _end_of_tag(html: str, at: int) -> int:
    """Where the tag ends whose name ended at `at`: past `>` outside quoted values; -1 if it never does."""
    while match := _TAG_END.search(html, at):
        if not match[1]:
            return match.end()
        closed = html.find(match[1], match.end())
        if closed < 0:
            return -1
        at = closed + 1
    return -1


def _end_of_other(html: str, start: int) -> int:
    comment = html.startswith("<!--", start)
    end = html.find("-->" if comment else ">", start + 1)
    return end + (3 if comment else 1) if end >= 0 else -1


def _end_of_raw(html: str, name: str, at: int) -> int:
    match = _RAW_END[name].search(html, at)
    return match.start() if match else len(html)


def _text(html: str) -> str:
    """The text between tags, entities untouched; a space where a block begins or ends."""
    out, at = [], 0
    for tag in _tags(html):
        out.append(html[at : tag.start])
        if tag.name in _SPACED:
            out.append(" ")
        at = tag.end
    out.append(html[at:])
    return "".join(out)


def _flat(html: str) -> str:
    """The same HTML with allowed elements only, properly nested, none deeper than `_MAX_DEPTH`.

    What is kept holds no further `<`, so a parser sees exactly the tags that were counted here.
    """
    out: list[str] = []
    at, open_names = 0, list[str]()
    for tag in _tags(html):
        out.append(html[at : tag.start].replace("<", "&lt;"))
        out.append(_kept(html[tag.start : tag.end], tag, open_names))
        at = tag.end
    out.append(html[at:].replace("<", "&lt;"))
    return "".join(out)


def _kept(raw: str, tag: _Tag, open_names: list[str]) -> str:
    """What stands for one tag in the flattened text; keeps account of the open elements."""
    if tag.name not in _ALLOWED or "<" in raw[1:]:
        return " " if tag.name in _SPACED else ""
    if tag.closing:
        return _closers(tag.name, open_names)
    if tag.name in _VOID:
        return raw
    if open_names and open_names[-1] == tag.name and tag.name in _SELF_CLOSING:
        return f"</{tag.name}>{raw}"
    if len(open_names) >= _MAX_DEPTH:
        return ""
    if tag.name in _INLINE and sum(name in _INLINE for name in open_names) >= _MAX_INLINE:
        return ""
    open_names.append(tag.name)
    return raw


def _closers(name: str, open_names: list[str]) -> str:
    """The end tags that close `name` and all inside it; nothing if it is not open."""
    if name not in open_names:
        return ""
    out = []
    while True:
        closed = open_names.pop()
        out.append(f"</{closed}>")
        if closed == name:
            return "".join(out)
