"""tokens: words and sentences with their places. Takes a text, returns tokens; the text is not changed.

A half-space stays inside its word. Offsets are code points of the text, end excluded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mirnews.persian.letters import HARAKAT, TATWEEL, ZWJ, ZWNJ

_INSIDE = rf"\w{HARAKAT}{TATWEEL}"
_WORD = re.compile(rf"[{_INSIDE}]+(?:[{ZWNJ}{ZWJ}]+[{_INSIDE}]+)*(?:(?<=\d)[.,٫٬:/](?=\d)[{_INSIDE}]+)*")

# A sentence ends at ؟ ! … ؛ or at a full stop that is not inside a number, an address or after an initial;
# closing quotes and brackets belong to it. A line break always ends one.
# Runs are taken whole and from their beginning, so that thousands of marks cost no more than their number.
_END = re.compile(r"(?:(?<![؟?!…؛])[؟?!…؛]++|(?<!\.)\.++(?!\w))[»\"”’)\]]*+(?=\s|$)|\n++")
_INITIAL = re.compile(r"(?:^|[\s(«.])\w\.$")
_SHORT_FORMS = ("ه.ش.", "ه.ق.", "ق.م.")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text: `text` stands at `start:end`."""

    start: int
    end: int
    text: str


def words(text: str) -> list[Token]:
    """The words of a text, numbers and Latin words among them; a verb with its half-spaced prefix is one."""
    return [Token(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]


def sentences(text: str) -> list[Token]:
    """The sentences of a text, without the white space around them."""
    out: list[Token] = []
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and _is_initial(text, start, match.start() + 1):
            continue
        _add(out, text, start, match.end())
        start = match.end()
    _add(out, text, start, len(text))
    return out


def _is_initial(text: str, start: int, end: int) -> bool:
    """Is the full stop before `end` part of an initial or a short form (ج. بایدن)?"""
    before = text[max(start, end - 8) : end]
    return bool(_INITIAL.search(before)) or before.endswith(_SHORT_FORMS)


def _add(out: list[Token], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        at = start + len(piece) - len(piece.lstrip())
        out.append(Token(at, at + len(stripped), stripped))
