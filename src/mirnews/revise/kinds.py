"""kinds: takes two articles and their passages, returns what kinds of change there are, with the words in question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mirnews.model import Article
from mirnews.persian.digits import to_ascii
from mirnews.persian.tokens import words
from mirnews.revise.passages import Field, Passage
from mirnews.revise.words import folded, squash

Kind = Literal[
    "headline",
    "lead",
    "source",
    "figure",
    "name",
    "quote_removed",
    "quote_added",
    "quote_changed",
    "moved",
    "text",
    "spelling",
]
MIN_QUOTE = 3  # words; a shorter one is a name or a term
ALIKE = 0.6  # of a quotation's words in one of the other text: the same one, changed
_QUOTE = re.compile(r"[«“\"]([^«»“”\"]{8,1000})[»”\"]")
_NUMBER_WORDS = frozenset(
    "یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده بیست سی چهل پنجاه شصت "
    "هفتاد هشتاد نود صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد هزار میلیون میلیارد".split()
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change that a reader should not have to look for; the words before and after, None where there are none."""

    kind: Kind
    field: Field
    before: str | None = None
    after: str | None = None


def changes(before: Article, after: Article, found: Sequence[Passage], names: Iterable[str]) -> list[Change]:
    """Every change by its kind. `names` are those of persons, places and organisations that either text names."""
    told: list[Change] = []
    for field, one, other in (("headline", before.title, after.title), ("lead", before.lead, after.lead)):
        if _differ(one, other):
            told.append(Change("headline" if field == "headline" else "lead", _field(field), one, other))
    if _differ(before.source_line, after.source_line):
        told.append(Change("source", "source_line", before.source_line, after.source_line))
    for passage in found:
        told += _figures(passage)
    told += _names(before, after, names)
    told += _quotes(before, after)
    told += [Change("moved", "body", None, _text(passage)) for passage in found if passage.moved]
    if any(passage.field in ("body", "kicker") and _has_changes(passage) for passage in found):
        told.append(Change("text", "body"))
    return told or _spelling(before, after)


def _field(name: str) -> Field:
    return "title" if name == "headline" else "lead"


def _differ(one: str | None, other: str | None) -> bool:
    return squash(one or "") != squash(other or "")


def _has_changes(passage: Passage) -> bool:
    return any(piece.op != "same" for piece in passage.pieces)


def _text(passage: Passage) -> str:
    return "".join(piece.after for piece in passage.pieces).strip()


def _figures(passage: Passage) -> Iterator[Change]:
    """Numbers that another number took the place of."""
    for left, right in pairwise(passage.pieces):
        if (left.op, right.op) != ("removed", "added"):
            continue
        old, new = _numbers(left.before), _numbers(right.after)
        if len(old) == len(new):
            changed = [(a, b) for a, b in zip(old, new, strict=True) if to_ascii(a) != to_ascii(b)]
        else:
            changed = [(" ".join(old), " ".join(new))] if old and new else []
        yield from (Change("figure", passage.field, a, b) for a, b in changed)


def _numbers(text: str) -> list[str]:
    found = [token.text for token in words(text)]
    return [word for word in found if word[0].isdigit() or folded(word) in _NUMBER_WORDS]


def _names(before: Article, after: Article, names: Iterable[str]) -> Iterator[Change]:
    """Names that only one of the texts has."""
    old, new = squash(_all(before)), squash(_all(after))
    for name in dict.fromkeys(names):
        key = squash(name)
        if key and (key in old) != (key in new):
            gone = key in old
            yield Change("name", "body", name if gone else None, None if gone else name)


def _quotes(before: Article, after: Article) -> Iterator[Change]:
    """Quotations that went, came or were changed; one that only lost its marks is none of these."""
    old, new = _quoted(before), _quoted(after)
    went = [text for key, text in old.items() if key not in squash(_all(after))]
    came = [text for key, text in new.items() if key not in squash(_all(before))]
    for text in went:
        again = next((other for other in came if _likeness(text, other) >= ALIKE), None)
        if again is not None:
            came.remove(again)
            yield Change("quote_changed", "body", text, again)
        else:
            yield Change("quote_removed", "body", text)
    for text in came:
        yield Change("quote_added", "body", None, text)


def _quoted(article: Article) -> dict[str, str]:
    texts = filter(None, (article.lead, *article.paragraphs))
    found = (match[1] for text in texts for match in _QUOTE.finditer(text))
    return {squash(text): text for text in found if len(words(text)) >= MIN_QUOTE}


def _likeness(one: str, other: str) -> float:
    a, b = set(folded(one).split()), set(folded(other).split())
    return 2 * len(a & b) / (len(a) + len(b))


def _spelling(before: Article, after: Article) -> list[Change]:
    """Nothing but letters, half-spaces, signs or line breaks."""
    same = (before.title, before.kicker, before.lead, before.paragraphs, before.source_line) == (
        after.title,
        after.kicker,
        after.lead,
        after.paragraphs,
        after.source_line,
    )
    return [] if same else [Change("spelling", "body")]


def _all(article: Article) -> str:
    return " ".join(filter(None, (article.title, article.kicker, article.lead, *article.paragraphs)))
