"""calling: by what feeds call a report, and whether the bytes of a feed call it so.

For bodies of which was not kept what they name (carrying.py), and for what stands beside the list of a page. Addresses
are looked for without their scheme, in a page of their own host as paths too; a guid is one source's word and counts
in its bodies alone. Both count between delimiters: `/news/1` is not `/news/12`.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from mirnews.store.bodies import MOST

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_START = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:www\.)?")
_ZIPPED = b"\x1f\x8b"
_BLANKS = 80  # around a value
_SHORTEST = 6  # letters of a relative path without a slash: shorter ones are any attribute's value


@dataclass(frozen=True, slots=True)
class Called:
    """What some reports are called: addresses as (host, path), folded, and guids with the source whose word each is."""

    addresses: frozenset[tuple[str, str]]
    guids: frozenset[tuple[str, str]]

    def is_of(self, site: str) -> bool:
        """Is one of them at this host?"""
        return any(host == _host(site) for host, _ in self.addresses)

    def stands_in(self, body: bytes, *, source_id: str, site: str) -> bool:
        """Does the body that a source sent from this host call one of them so?"""
        text, own = folded(readable(body)), _host(site)
        return any(
            _stands(text, host + path) or (host == own and _stands_relative(text, path))
            for host, path in self.addresses
        ) or any(source == source_id and _is_value(text, guid) for source, guid in self.guids)


def called(addresses: Iterable[str | None], guids: Iterable[tuple[str, str | None]]) -> Called:
    """The names of reports by what rows say. A bare host is no name: every link of a site begins with it."""
    places = {_place(address) for address in addresses if address}
    words = {(source, folded(guid)) for source, guid in guids if guid and not guid.startswith("text:")}
    return Called(frozenset(place for place in places if len(place[1]) > 1), frozenset(words))


def readable(body: bytes) -> str:
    """The text of a body, as well as it can be told without its headers: unpacked, of UTF-16, UTF-8 or windows-1256."""
    if body.startswith(_ZIPPED):
        try:
            body = zlib.decompressobj(31).decompress(body, MOST)
        except zlib.error:
            return ""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if b"\0" in body[:64]:
        return body.decode("utf-16-be" if body.startswith(b"\0") else "utf-16-le", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace") + "\n" + body.decode("cp1256", "replace")


def folded(text: str) -> str:
    """A text without the escapes of JSON, HTML (twice, as within a feed) and addresses, in small letters."""
    if "\\" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text.replace("\\/", "/"))
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return (unquote(text) if "%" in text else text).lower()


def _place(address: str) -> tuple[str, str]:
    """`https://www.khabar.example/news/1/#top` is (`khabar.example`, `/news/1`)."""
    place = _START.sub("", folded(address).partition("#")[0], count=1).rstrip("/")
    at = min((at for sign in "/?" if (at := place.find(sign)) >= 0), default=len(place))
    return place[:at], place[at:]


def _host(site: str) -> str:
    return site.lower().removeprefix("www.")


def _stands(text: str, address: str) -> bool:
    return any(not _is_letter(text[at - 1 : at]) and _ends(text, at + len(address)) for at in _places(text, address))


def _stands_relative(text: str, path: str) -> bool:
    """`/news/1`, `../news/1` or `news/1` at the beginning of an attribute."""
    for at in _places(text, path):
        before = text[at - 1 : at]
        if not _is_letter(before) and before != "/" and _ends(text, at + len(path)):
            return True
    tail = path[1:] if path.startswith("/") else path
    if len(tail) < _SHORTEST and not tail.startswith("?"):
        return False
    return any(text[at - 1 : at] in ('"', "'") and _ends(text, at + len(tail)) for at in _places(text, tail))


def _is_value(text: str, guid: str) -> bool:
    """Does it stand alone, as the text of an element, an attribute, a string or a CDATA section?"""
    for at in _places(text, guid):
        end = at + len(guid)
        before, after = text[max(0, at - _BLANKS) : at].rstrip(), text[end : end + _BLANKS].lstrip()
        if before.endswith((">", '"', "'", "[")) and after.startswith(("<", '"', "'", "]")):
            return True
    return False


def _places(text: str, word: str) -> Iterable[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _is_letter(sign: str) -> bool:
    return bool(sign) and (sign.isalnum() or sign in "-_")


def _ends(text: str, at: int) -> bool:
    """Does an address end here? A slash or a full stop may follow, when no further word does."""
    following = text[at : at + 2].lstrip("/.") if text[at : at + 1] in ("/", ".") else text[at : at + 1]
    return not _is_letter(following[:1])
