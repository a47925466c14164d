"""mutation: takes bytes and a random number generator, returns damaged bytes. The same generator gives the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

MOST = 2_000_000  # bytes of an input
DEEP = (50, 2_000, 60_000)
TAGS = (
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<table><tr><td>",
    "</table>",
    "<b>",
    "<font size=1>",
    "<a href='/x'>",
    "</a>",
    "<li>",
    "<ul>",
    "<script>",
    "</script>",
    "<style>",
    "<title>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<body>",
    "</html>",
    "<br>",
    "<svg>",
    "<math>",
    "<form>",
    "<select>",
    "<option>",
    "<template>",
    "<noscript>",
    "<h1>",
    "<iframe>",
    "<textarea>",
    "<item>",
    "</item>",
    "<base href='//['>",
    "<link rel=canonical href='http://[::'>",
    "<meta charset=utf-16>",
    "<meta property=article:published_time content='1402/13/45'>",
    '<script type=\'application/ld+json\'>{"@type":[1],"headline":{}}</script>',
)
PIECES = (
    "&amp;",
    "&zwnj;",
    "&#8204;",
    "&#x10FFFF;",
    "&#0;",
    "&lt;",
    "&notanentity;",
    "&amp;amp;amp;",
    "\u200c",
    "\u200f",
    "\u202e",
    "\u0000",
    "\ufeff",
    "\ufffe",
    "\U000e0041",
    "\u0640",
    "\u064e",
    "منبع: ",
    "به نقل از ",
    "انتهای پیام/",
    "«",
    "»",
    "؛",
    "می ",
    "۱۴۰۲/۱۲/۳۰ ۲۵:۶۱",
    ":",
    "\r",
    "\n",
    "\t",
    "//",
    "%00",
    "%",
    "\\",
    '"',
    "'",
    "<",
    ">",
    "{",
    "[",
    "xn--",
    "[::1]",
    "؟",
    "٫",
    "1e999",
    "ـ" * 50,
)
CODES = ("windows-1256", "utf-16", "utf-16-be", "utf-8-sig", "windows-1252", "cp864", "utf-7")


def mutated(body: bytes, other: bytes, random: Random) -> bytes:
    """The input after one to six kinds of damage; `other` is a second input that pieces may come from."""
    for _ in range(random.randint(1, 6)):
        body = random.choice(_DAMAGES)(body, other, random)[:MOST]
    return body


def _at(body: bytes, random: Random) -> int:
    return random.randint(0, len(body))


def _put(body: bytes, at: int, piece: bytes) -> bytes:
    return body[:at] + piece + body[at:]


def _flip(body: bytes, other: bytes, random: Random) -> bytes:
    """Single bytes."""
    changed = bytearray(body)
    for _ in range(random.randint(1, 40) if body else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(body: bytes, other: bytes, random: Random) -> bytes:
    """The end is missing."""
    return body[: _at(body, random)]


def _hole(body: bytes, other: bytes, random: Random) -> bytes:
    start = _at(body, random)
    return body[:start] + body[start + random.randint(1, 2_000) :]


def _splice(body: bytes, other: bytes, random: Random) -> bytes:
    """A piece of another input, or its end."""
    start = _at(other, random)
    return _put(body, _at(body, random), other[start : start + random.choice((50, 2_000, 100_000))])


def _again(body: bytes, other: bytes, random: Random) -> bytes:
    """A piece of its own, many times."""
    start = _at(body, random)
    piece = body[start : start + random.randint(1, 400)]
    return _put(body, start, piece * random.choice((2, 40, 1_500)))


def _soup(body: bytes, other: bytes, random: Random) -> bytes:
    """Tags and signs anywhere."""
    for _ in range(random.randint(1, 30)):
        body = _put(body, _at(body, random), random.choice(TAGS + PIECES).encode("utf-8", "surrogatepass"))
    return body


def _nesting(body: bytes, other: bytes, random: Random) -> bytes:
    tags = "".join(random.choices(TAGS, k=random.randint(1, 3)))
    return _put(body, _at(body, random), tags.encode() * random.choice(DEEP))


def _flood(body: bytes, other: bytes, random: Random) -> bytes:
    """One sign or entity, very often."""
    piece = random.choice(PIECES).encode("utf-8", "surrogatepass")
    return _put(body, _at(body, random), piece * random.choice((100, 5_000, 200_000)))


def _attribute(body: bytes, other: bytes, random: Random) -> bytes:
    """A tag with one huge attribute, or with thousands."""
    size = random.choice((1_000, 30_000))
    many = " ".join(f"a{i}={i}" for i in range(size // 4))
    text = random.choice(
        (many, "class='" + "x " * size + "'", "title='" + "<" * size, "style='" + "display:none;" * 200 + "'")
    )
    return _put(body, _at(body, random), f"<div {text}>".encode())


def _codes(body: bytes, other: bytes, random: Random) -> bytes:
    """A part of it, or all, in another code."""
    start = _at(body, random)
    end = random.choice((len(body), start + 500))
    text = body[start:end].decode("utf-8", "replace")
    return body[: random.choice((0, start))] + text.encode(random.choice(CODES), "replace") + body[end:]


Damage = Callable[[bytes, bytes, Random], bytes]
_DAMAGES: Sequence[Damage] = (_flip, _cut, _hole, _splice, _again, _soup, _soup, _nesting, _flood, _attribute, _codes)
