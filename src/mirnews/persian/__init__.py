"""persian: takes text, returns text: repaired, as its search form, or as a date; knows nothing of news.

    letters ─▶ spacing, joined ─▶ repair        key ◀─ the same groups of words
    digits, calendar, dates                      tokens, language

`repair` lays edits over an untouched text; `key` is the one search form that index, query and folding share.
"""

from __future__ import annotations

from mirnews.persian.key import key, key_tokens
from mirnews.persian.language import language
from mirnews.persian.repair import repair

__all__ = ["key", "key_tokens", "language", "repair"]
