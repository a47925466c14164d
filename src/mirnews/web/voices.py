"""voices: who says what in a text, whom and what it names. Pure; only what the rights show goes in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mirnews.model import Mention, MentionKind, Statement
from mirnews.persian import tokens
from mirnews.publish.rights import ShownText, short

_QUOTED = re.compile("«([^«»\n]{2,40})»")
_SAID_WORDS = 45
_NAME_WORDS = 4  # longer pieces between guillemets were quotations in the texts we looked at
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Voice:
    """One statement: the speaker and the verb as the text has them, the words, and where they stand."""

    name: str | None
    title: str | None
    verb: str
    stance: str
    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class Place:
    """A field of the text, with its number where it is a paragraph: the lead is the first, where there is one."""

    field: str
    paragraph: int | None = None

    @property
    def anchor(self) -> str:
        """The id of that piece of text on the page."""
        return f"p{self.paragraph}" if self.paragraph else self.field


def voices(text: ShownText) -> list[Voice]:
    """The statements of a text, in its order."""
    return [_voice(text, said) for said in text.credit.statements]


def place_of(text: ShownText, field: str, start: int) -> Place:
    """Where an offset of a field lies."""
    if field == "lead":
        return Place(field, 1)
    if field != "body":
        return Place(field)
    return Place(field, text.field("body").count("\n\n", 0, start) + (2 if text.lead else 1))


def names(texts: Iterable[str]) -> list[str]:
    """Short pieces between «» in these texts, each once: names, as Persian newspapers write them."""
    found = [piece for text in texts for piece in _QUOTED.findall(text)]
    short = [name.strip() for name in found if name.strip() and len(tokens.words(name)) <= _NAME_WORDS]
    return list(dict.fromkeys(short))[:_MOST_NAMES]


def mentioned(text: ShownText, mentions: Iterable[Mention]) -> list[tuple[MentionKind, list[Mention]]]:
    """People, places and organisations that the shown text names, each kind in the order of the text."""
    seen = [one for one in mentions if any(text.field(s.field)[s.start : s.end] == s.text for s in one.spans)]
    kinds: tuple[MentionKind, ...] = ("person", "organisation", "place")
    grouped = [(kind, [one for one in seen if one.kind == kind][:_MOST_NAMES]) for kind in kinds]
    return [(kind, found) for kind, found in grouped if found]


def _voice(text: ShownText, said: Statement) -> Voice:
    words = short(text.field(said.field)[said.start : said.end].strip(), _SAID_WORDS) or ""
    return Voice(said.name, said.title, said.verb, said.stance, words, place_of(text, said.field, said.start))
