"""page_words: the sentences of an opened page: its own in `standalone.toml`, those about the chain from the locale."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from markupsafe import Markup

from mirnews.locale import Language
from mirnews.web.unruly import shown
from mirnews.web.words import Words


class SiteWords(Words):
    """The locale's sentences for text that may hold anything: what cannot be seen is named by its code."""

    __slots__ = ()

    def text(self, text: str) -> Markup:
        """Somebody else's text, every sign of it accounted for."""
        return shown(text)


class PageWords:
    """The sentences of one language, with its digits. Values are escaped; the sentences are our own."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.site = SiteWords(language)
        self._table: dict[str, str | dict[str, str]] = _sentences()[language]

    def __call__(self, key: str, /, **values: object) -> Markup:
        """The sentence of `key` or `section.key` with its values filled in; KeyError for an unknown key."""
        section, _, name = key.rpartition(".")
        table = self._table[section] if section else self._table
        assert isinstance(table, dict)
        return Markup(table[name]).format(**values)

    def or_code(self, section: str, code: str) -> Markup:
        """The words for a code; the code itself where there are none."""
        table = self._table[section]
        return Markup(table[code]) if isinstance(table, dict) and code in table else shown(code)

    def number(self, value: int | str) -> str:
        """A number in the digits of this language."""
        return self.site.number(value)


@cache
def _sentences() -> dict[Language, dict[str, str | dict[str, str]]]:
    text = resources.files(__package__).joinpath("standalone.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {"fa": tables["fa"], "en": tables["en"]}
