"""marked: a text with its repairs as HTML, and the list of what was repaired. Pure.

Chromium joins letters across inline elements, and a half-space alone cannot be seen; so each repair is widened to
the whole word before it is shown.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, takewhile

from markupsafe import Markup, escape

from mirnews.model import Repaired
from mirnews.persian.letters import isolate

# A run of another script inside Persian text, with the digits and signs that belong to it.
_FOREIGN = re.compile(r"[A-Za-z\u00c0-\u024f](?:[\w .,/:@#&+'’%=?~-]*[A-Za-z0-9\u00c0-\u024f])?", re.ASCII)
_OF_A_WORD = re.compile("[\\w\u0640\u064b-\u0655\u0670\u200c\u200d]")


@dataclass(frozen=True, slots=True)
class Change:
    """One or more edits of one word: `start:end` in the untouched text."""

    start: int
    end: int
    before: str
    after: str
    kinds: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Mended:
    """A line of the list of repairs: the same change, however often, with the place where it came first."""

    place: str
    before: str
    after: str
    kinds: tuple[str, ...]
    confidence: float
    times: int


def isolated(text: str) -> Markup:
    """Text as HTML with every foreign run in `<bdi>`, so that its signs stay with it; overrides are dropped."""
    text = isolate(text)
    out, at = Markup(""), 0
    for run in _FOREIGN.finditer(text):
        out += escape(text[at : run.start()]) + Markup("<bdi>{}</bdi>").format(run[0])
        at = run.end()
    return out + escape(text[at:])


def both(text: Repaired) -> Markup:
    """The repaired text with the untouched form beside each repair; the style sheet shows one, the other, or both."""
    pair = Markup('<span class="fix"><ins>{}</ins><del hidden>{}</del></span>')
    out, at = [], 0
    for change in changes(text):
        out.append(isolated(text.original[at : change.start]))
        out.append(pair.format(isolated(change.after), isolated(change.before)))
        at = change.end
    return Markup("").join([*out, isolated(text.original[at:])])


def changes(text: Repaired) -> list[Change]:
    """The edits of a text, each widened to the word it is in; edits of one word are one change."""
    found: list[Change] = []
    for edit in text.edits:
        start, end = _word_around(text.original, edit.start, edit.end)
        kinds: tuple[str, ...] = (edit.kind,)
        confidence = edit.confidence
        while found and start <= found[-1].end:
            last = found.pop()
            start, end = min(start, last.start), max(end, last.end)
            kinds, confidence = tuple(dict.fromkeys(last.kinds + kinds)), min(confidence, last.confidence)
        found.append(Change(start, end, text.original[start:end], _slice(text, start, end), kinds, confidence))
    return found


def mended(fields: Iterable[tuple[str, Repaired]]) -> list[Mended]:
    """What was repaired in these named fields, each change once, in reading order."""
    rows: dict[tuple[str, str], Mended] = {}
    for place, text in fields:
        for change in changes(text):
            key = (change.before, change.after)
            first = rows.get(key)
            if first is None:
                rows[key] = Mended(
                    place, _visible(change.before), _visible(change.after), change.kinds, change.confidence, 1
                )
            else:
                lowest = min(first.confidence, change.confidence)
                rows[key] = Mended(first.place, first.before, first.after, first.kinds, lowest, first.times + 1)
    return list(rows.values())


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    if not text[start:end].strip() and end < len(text) and not text[end].isspace():
        end += 1  # a space before a colon is shown with its colon
    while start > 0 and _OF_A_WORD.match(text[start - 1]):
        start -= 1
    while end < len(text) and _OF_A_WORD.match(text[end]):
        end += 1
    return start, end


def _slice(text: Repaired, start: int, end: int) -> str:
    """The repaired form of `start:end` of the untouched text; edits are never cut through."""
    first = bisect_left(text.edits, start, key=lambda edit: edit.start)
    out, at = [], start
    for edit in takewhile(lambda edit: edit.end <= end, islice(text.edits, first, None)):
        out += [text.original[at : edit.start], edit.after]
        at = edit.end
    return "".join([*out, text.original[at:end]])


def _visible(text: str) -> str:
    """A word for the list of repairs; what cannot be seen is named by its code, save the half-space inside a word."""
    middle = text.strip("\u200c")
    if middle == text and all(
        unicodedata.category(sign) not in ("Cf", "Cc", "Zl", "Zp") or sign == "\u200c" for sign in text
    ):
        return text
    return "".join(f"⟨U+{ord(s):04X}⟩" if unicodedata.category(s) in ("Cf", "Cc", "Zl", "Zp") else s for s in text)
