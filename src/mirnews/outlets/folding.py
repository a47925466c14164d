"""How names are compared: letters made one, marks and every kind of space left out."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters that are written in two or more ways in Persian news, and the one they are compared by.
SAME = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ك": "ک",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ة": "ه",
        "ۀ": "ه",
    }
)
HAMZA_ABOVE = "\u0654"  # the small yeh of «روزنامهٔ»


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """A name as it is compared: only letters and digits, without case, spaces, half-spaces or marks.

    «خبرگزاري مهر» and «خبرگزاری مهر», with a half-space or without, give the same string; Persian and Arabic
    digits become ASCII.
    """
    plain = text.replace(HAMZA_ABOVE, "").translate(SAME)
    return "".join(map(_folded_letter, plain)).casefold()


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    """One letter or ASCII digit, or nothing for a space or mark."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return letter if letter.isalpha() and letter != "ـ" else ""
