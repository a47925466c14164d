"""both_forms: the texts of an opened page, untouched and repaired, with every change marked and numbered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup

from mirnews.model import Article, Edit, Repaired, text_fields
from mirnews.web.marked import changes
from mirnews.web.page_words import PageWords
from mirnews.web.unruly import laid_open, shown


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the list of repairs; its number is also the number of the mark in the text."""

    number: int
    place: Markup
    before: Markup
    after: Markup
    kind: Markup
    confidence: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field in both forms, every change of it marked with its number."""

    name: str
    place: Markup
    before: Markup
    after: Markup
    changes: tuple[Change, ...]


def fields(article: Article, repairs: Mapping[str, tuple[Edit, ...]], words: PageWords) -> list[Field]:
    """Every readable field in reading order; changes are numbered through the page from 1."""
    numbers = count(1)
    texts = text_fields(article)
    return [
        _field(name, Repaired(text, repairs.get(name, ())), place(name, article, words), numbers, words)
        for name, text in texts
    ]


def place(name: str, article: Article, words: PageWords) -> Markup:
    """Where a field stands, in words. Paragraphs are counted from the lead on, where there is one."""
    base, _, index = name.partition(".")
    if base == "related":
        return words("place.headline", number=words.number(int(index) + 1))
    if base == "lead":
        return words("place.paragraph", number=words.number(1))
    if base == "paragraphs":
        return words("place.paragraph", number=words.number(int(index) + (2 if article.lead else 1)))
    return words("place.source_line" if base == "source_text" else f"place.{base}")


def _field(name: str, text: Repaired, where: Markup, numbers: count[int], words: PageWords) -> Field:
    before: list[Markup] = []
    after: list[Markup] = []
    rows, at = [], 0
    for change in changes(text):
        same = shown(text.original[at : change.start])
        kinds = words.site("chain.comma").join(words.or_code("edit", kind) for kind in change.kinds)
        confidence = words.number(f"{change.confidence:.2f}")
        row = Change(next(numbers), where, laid_open(change.before), laid_open(change.after), kinds, confidence)
        before += (same, _mark("bef", "", row.before, row.number, words))
        after += (same, _mark("aft", f"m{row.number}", row.after, row.number, words))
        rows.append(row)
        at = change.end
    rest, none = shown(text.original[at:]), Markup("")
    return Field(name, where, none.join((*before, rest)), none.join((*after, rest)), tuple(rows))


def _mark(style: str, anchor: str, text: Markup, number: int, words: PageWords) -> Markup:
    target = Markup(' id="{}"').format(anchor) if anchor else ""
    pattern = Markup('<span class="fx"><mark class="{}"{}>{}</mark><sup><a href="#c{}">{}</a></sup></span>')
    return pattern.format(style, target, text, number, words.number(number))
