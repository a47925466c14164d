"""difference: two articles in, all that is other between them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mirnews.model import Article
from mirnews.persian.tokens import words
from mirnews.revise.kinds import Change, changes
from mirnews.revise.passages import Field, Passage, passages
from mirnews.revise.words import pieces


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one revision to another.

    `passages` are the title, kicker, lead, body and source line in the order of the new text, with those that did not
    change. `silent`: the page gives no new time of change. `added` and `removed` count words.
    """

    passages: tuple[Passage, ...]
    changes: tuple[Change, ...]
    added: int
    removed: int
    silent: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of change, each once, the weightiest first."""
        return tuple(dict.fromkeys(change.kind for change in self.changes))


def difference(before: Article, after: Article, *, names: Iterable[str] = ()) -> Difference:
    """Compare what a report said with what it says now. `names`: of whom and what either text names."""
    fields: tuple[tuple[Field, str | None, str | None], ...] = (
        ("title", before.title, after.title),
        ("kicker", before.kicker, after.kicker),
        ("lead", before.lead, after.lead),
    )
    found = [Passage(name, pieces(old or "", new or "")) for name, old, new in fields if old or new]
    found += passages(before.paragraphs, after.paragraphs)
    if before.source_line or after.source_line:
        found.append(Passage("source_line", pieces(before.source_line or "", after.source_line or "")))
    every = [piece for passage in found for piece in passage.pieces]
    return Difference(
        passages=tuple(found),
        changes=tuple(changes(before, after, found, names)),
        added=sum(len(words(piece.after)) for piece in every if piece.op == "added"),
        removed=sum(len(words(piece.before)) for piece in every if piece.op == "removed"),
        silent=after.updated is None or after.updated == before.updated,
    )
