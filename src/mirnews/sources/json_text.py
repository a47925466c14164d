"""json_text: takes the text of a JSON feed, returns its value; mends what templates break: commas, tails, cut ends.

A template that writes JSON by hand leaves a comma after the last item, a comment of the cache after the last brace, or
ends in the middle. What was whole before the break is read, as with XML.
"""

from __future__ import annotations

import json
import re
from itertools import islice

from mirnews.errors import Quarantine

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'  # possessive: a string that never ends is not tried again in pieces
_COMMA = re.compile(rf"({_STRING})|,\s*(?=[}}\]])", re.S)
_TOKEN = re.compile(rf"{_STRING}|[{{}}\[\]]", re.S)
_MOST_TOKENS = 500_000  # half a second; 5,000 items have a fifth of it


def value_of(text: str) -> tuple[object, bool]:
    """The value of a JSON text, and whether it had to be mended or says one thing twice (the last counts).

    Raises Quarantine (`feed_broken`).
    """
    doubled: list[str] = []

    def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            doubled.append(str(pairs[0][0]))
        return found

    try:
        return json.loads(text, strict=False, object_pairs_hook=members), bool(doubled)
    except RecursionError:
        raise Quarantine("feed_broken", "the JSON is nested too deeply to be a feed") from None
    except ValueError as error:
        found = _mended(text)
        if found is None:
            raise Quarantine("feed_broken", f"the JSON cannot be read: {str(error)[:120]}") from None
        return found, True


def _mended(text: str) -> object | None:
    """What is whole of a broken text: without needless commas and without a tail, else up to its last whole item."""
    mended = _COMMA.sub(lambda match: match[1] or "", text)
    for attempt in (mended, _cut(mended)):
        try:
            found: object = json.JSONDecoder(strict=False).raw_decode(attempt)[0] if attempt else None
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return None


def _cut(text: str) -> str | None:
    """The text up to the last item that ended, with its list and object closed; None if none did."""
    open_signs, end = list[str](), 0
    for match in islice(_TOKEN.finditer(text), _MOST_TOKENS):
        sign = match[0]
        if sign in "{[":
            open_signs.append(sign)
        elif sign in "}]":
            if not open_signs:
                return None
            open_signs.pop()
            if sign == "}" and open_signs == ["{", "["]:
                end = match.end()
        if len(open_signs) > 100:
            return None
    return f"{text[:end]}]}}" if end else None
