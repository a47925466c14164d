"""unruly: text as HTML in which nothing works unseen: what turns directions or cannot be seen is shown by its code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from markupsafe import Markup

from mirnews.persian.letters import ZWNJ
from mirnews.web.marked import isolated

# What turns the direction of the text around it, ends a line, or may not stand in HTML: shown by its code instead.
_NO_CHARACTERS = "".join(chr(plane + low) for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF))
_UNRULY = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + _NO_CHARACTERS
    + "]"
)


def shown(text: str) -> Markup:
    """Running text as HTML: foreign runs isolated, unruly characters shown by their codes."""
    return _with_codes(text, [found.start() for found in _UNRULY.finditer(text)])


def laid_open(text: str) -> Markup:
    """A repaired word as HTML; every sign in it that cannot be seen is named, save a half-space that does its work."""
    return _with_codes(text, [at for at, sign in enumerate(text) if _is_unseen(sign) and not _joins(text, at)])


def _with_codes(text: str, places: Iterable[int]) -> Markup:
    out: list[Markup] = []
    at = 0
    for place in places:
        code = Markup('<bdi dir="ltr" class="code">U+{}</bdi>').format(f"{ord(text[place]):04X}")
        out += (isolated(text[at:place]), code)
        at = place + 1
    return Markup("").join((*out, isolated(text[at:])))


def _is_unseen(sign: str) -> bool:
    hides = unicodedata.category(sign) in ("Cf", "Cc", "Cs", "Zl", "Zp", "Zs")
    return sign != " " and (hides or _UNRULY.match(sign) is not None)


def _joins(text: str, at: int) -> bool:
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return text[at] == ZWNJ and len(around) == 2 and around.isalpha()
