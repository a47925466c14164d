"""links: addresses inside a feed, made whole. An address that needs no mending stays as it is written."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from mirnews.errors import Skip
from mirnews.sources.names import Element
from mirnews.urls import whatwg
from mirnews.urls.address import has_sound_labels

_MAX_CHARS = 8_192  # servers refuse longer ones
_SOUND = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#][!-;=?-Z\[\]_a-z~|]*)?", re.ASCII)
_WEB = ("http://", "https://")
_USER = re.compile(r"^((?:https?:)?[/\\]{2,})[^/\\?#]*@", re.I)
_LINE_END = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def web_link(raw: str | None, base: str | None = None) -> str | None:
    """A http or https address, resolved on `base`; None for what is none (`javascript:`, a bare fragment, 64 kB).

    A user name and a password in it are taken out.
    """
    text = (raw or "").strip()
    if "\n" in text:
        text = _LINE_END.sub("", text)
    return _whole(text, base) if 0 < len(text) <= _MAX_CHARS and text[0] != "#" else None


@lru_cache(maxsize=2048)  # the next poll brings mostly the same addresses again
def _whole(text: str, base: str | None) -> str | None:
    if _SOUND.fullmatch(text) and "&amp;" not in text and "xn--" not in text:
        return text
    text = text.replace("&amp;", "&")  # escaped once more than XML asks for
    if _lacks_scheme(text, base):
        text = f"//{text}"
    try:
        found = whatwg(text, base)
    except Skip:
        return None
    if "@" in found:
        found = _USER.sub(r"\1", found)
    is_sound = "xn--" not in found or has_sound_labels(host_of(found))
    return found if found.startswith(_WEB) and is_sound else None


def has_user(raw: str) -> bool:
    """Does an address name a user, and perhaps a password? They are taken out."""
    return bool(_USER.match(raw.strip()))


def _lacks_scheme(text: str, base: str | None) -> bool:
    """Does it begin with a host instead of a scheme, the feed's own or one with `www.`?"""
    first = text.partition("/")[0].lower()
    own = host_of(base)
    return first.startswith("www.") or (bool(own) and first.removeprefix("www.") == own.removeprefix("www."))


def is_web(text: str | None) -> bool:
    """Does it begin like a web address?"""
    return bool(text) and str(text).lower().startswith(_WEB)


def base_of(element: Element, default: str | None) -> str | None:
    """What `xml:base` of the element and those around it makes of the `default` base."""
    steps = [value for node in (element, *element.iterancestors()) if (value := node.get(_XML_BASE))]
    base = default
    for step in reversed(steps):
        try:
            base = whatwg(step.strip(), base)
        except Skip:
            continue
    return base


def host_of(url: str | None) -> str:
    """The host in lower case, or an empty text."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
