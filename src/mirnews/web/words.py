"""words: the sentences of one language as HTML, with its digits. What a View says, and what the opened page says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from mirnews.locale import Language, messages
from mirnews.persian.digits import to_persian
from mirnews.persian.letters import isolate


@dataclass(frozen=True, slots=True)
class Words:
    """The locale in one language. Values are escaped unless they are Markup; the sentences are our own."""

    language: Language

    def __call__(self, key: str, /, **values: object) -> Markup:
        """The sentence of a key with its values: numbers in the digits of the language, text without overrides."""
        if not values:
            return _sentence(self.language, key)
        return Markup(messages(self.language)(key, **{name: self._value(value) for name, value in values.items()}))

    def number(self, value: int | str) -> str:
        """A number in the digits of the language."""
        text = str(value)
        return to_persian(text).replace(".", "\u066b") if self.language == "fa" else text

    def text(self, text: str) -> Markup:
        """Somebody else's text on one line of ours."""
        return escape(isolate(text))

    def listed(self, parts: list[Markup]) -> Markup:
        """«الف، ب و پ»."""
        *first, last = parts or [Markup("")]
        return self("chain.and").join([self("chain.comma").join(first), last]) if first else last

    def _value(self, value: object) -> Markup:
        if isinstance(value, Markup):
            return value
        return escape(self.number(value)) if isinstance(value, int) else self.text(str(value))


@cache
def _sentence(language: Language, key: str) -> Markup:
    """A sentence into which nothing is filled; the locale's keys are few."""
    return Markup(messages(language)(key))
