"""digits: the three digit systems of Persian pages. Takes a text, returns it in one of them."""

from __future__ import annotations

PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
ASCII = "0123456789"

_TO_PERSIAN = str.maketrans(ASCII + ARABIC, PERSIAN * 2)
_TO_ASCII = str.maketrans(PERSIAN + ARABIC, ASCII * 2)


def to_persian(text: str) -> str:
    """The text with every digit in Persian form (۰ to ۹); separators stay."""
    return text.translate(_TO_PERSIAN)


def to_ascii(text: str) -> str:
    """The text with every Persian and Arabic digit as 0 to 9; separators stay."""
    return text.translate(_TO_ASCII)
