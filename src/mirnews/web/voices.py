"""voices: who says what in a text, whom and what it names. Pure; only what the rights show goes in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mirnews.model import Mention, MentionKind, Statement
from mirnews.persian import tokens
from mirnews.publish.rights import ShownText, short

_ACCORDING = "به "  # «به گفتهٔ», «به باور» … lead to the speaker; no verb begins with it
_SHORT_FORM = re.compile(r"\(([A-Za-z][\w .&-]{0,20})\)\s*")  # of a speaker: «سازمان زندان ها (SNAI) گفت»
_QUOTED = re.compile("«([^«»\n]{2,40})»")
_SAID_WORDS = 45
_NAME_WORDS = 4  # longer pieces between guillemets were quotations in the texts we looked at
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Voice:
    """One statement: the speaker and the verb as the text has them, the words, and where they stand.

    `verb` is empty where the words have it themselves, and where «به گفتهٔ» stands before the speaker, in `before`.
    """

    name: str | None
    title: str | None
    before: str
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


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that a text names: `query` finds the text by it."""

    name: str
    role: str | None
    query: str


def mentioned(text: ShownText, mentions: Iterable[Mention]) -> list[tuple[MentionKind, list[Named]]]:
    """People, places and organisations that the shown text names, each kind in the order of the text."""
    found: dict[MentionKind, list[Named]] = {"person": [], "organisation": [], "place": []}
    for one in mentions:
        written = [s.text for s in one.spans if text.field(s.field)[s.start : s.end] == s.text]
        if written and len(found[one.kind]) < _MOST_NAMES:
            found[one.kind].append(Named(one.name, one.role, _query(one.name if one.name in written else written[0])))
    return [(kind, named) for kind, named in found.items() if named]


def _query(written: str) -> str:
    """The search for a name as the text writes it: as a phrase where its words stand side by side."""
    words = [word.text for word in tokens.words(written)]
    together = " ".join(words)
    return f'"{together}"' if len(words) > 1 and together == written else together


def _voice(text: ShownText, said: Statement) -> Voice:
    whole = text.field(said.field)[said.start : said.end].strip()
    name = said.name
    if name and (form := _SHORT_FORM.match(whole)):
        name, whole = f"{name} ({form[1]})", whole[form.end() :]
    words = short(whole, _SAID_WORDS) or ""
    before = said.verb if said.verb.startswith(_ACCORDING) else ""
    verb = "" if before or _says(words, said.verb) else said.verb
    return Voice(name, said.title, before, verb, said.stance, words, place_of(text, said.field, said.start))


def _says(words: str, verb: str) -> bool:
    """Do the words end with their verb, or have a compound one inside («تورم را ۳۲ درصد اعلام کرد و گفت …»)?"""
    pieces = verb.split()
    spoken = [word.text for word in tokens.words(words)]
    if not pieces or not spoken:
        return False
    many = len(pieces)
    if many > 1 and any(spoken[at : at + many] == pieces for at in range(len(spoken))):
        return True
    following = iter(spoken)
    return spoken[-1] == pieces[-1] and all(piece in following for piece in pieces)
