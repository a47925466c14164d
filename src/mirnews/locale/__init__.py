"""locale: a key becomes a sentence in Persian or English. Data: fa.toml and en.toml, with the same keys (tested)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Literal

Language = Literal["fa", "en"]
LANGUAGES: tuple[Language, ...] = ("fa", "en")

__all__ = ["LANGUAGES", "Language", "Messages", "messages"]


class Messages:
    """The sentences of one language. Calling it with an unknown key raises KeyError: a missing sentence is a bug."""

    def __init__(self, language: Language, table: dict[str, str]) -> None:
        self.language = language
        self._table = table

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of `key` with `{names}` filled in."""
        return self._table[key].format(**values)

    def error(self, code: str) -> str:
        """The sentence of an error or state code; the code itself where we have no words for it.

        A status of HTTP that has no words of its own takes those of its hundred.
        """
        hundred = f"{code[:6]}xx" if re.fullmatch("http_[45][0-9][0-9]", code) else code
        return self._table.get(f"error.{code}") or self._table.get(f"error.{hundred}", code)

    def keys(self) -> set[str]:
        """All keys, for tests."""
        return set(self._table)


@cache
def messages(language: Language) -> Messages:
    """The sentences of `fa` or `en`."""
    text = resources.files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Messages(language, dict(_flat(tomllib.loads(text))))


def _flat(table: dict[str, object], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", str(value)))
    return pairs
