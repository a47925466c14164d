"""revisions: what each revision of a report changed, as HTML for its page. Words of the outlet, as it wrote them.

Every change is `<del>` and `<ins>` with a word for those who cannot see how they look, so that a text browser and a
screen reader tell it too. Of long stretches that stayed only the words around a change are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from mirnews.desk import compared
from mirnews.model import Report, Rights
from mirnews.persian.tokens import words
from mirnews.revise import Passage, Piece
from mirnews.revise.passages import BREAK
from mirnews.store.port import Revision
from mirnews.web.marked import isolated
from mirnews.web.times import TimeWords
from mirnews.web.view import View

MOST = 8  # revisions that are compared on one page, the latest ones
_AROUND = 9  # words that are shown on either side of a change
_SHORT = 24  # words of a stretch that is shown whole
_MOST_PASSAGES = 40


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A changed passage: its field, whether it moved, and its text with what went and came."""

    field: str
    moved: bool
    text: Markup


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One revision beside the one before it; `kinds` are keys of the locale. `hidden`: the rights allow no more."""

    number: int
    when: TimeWords
    before: int
    kinds: tuple[str, ...]
    silent: bool
    added: int
    removed: int
    passages: tuple[ShownPassage, ...]
    hidden: bool


def shown_changes(view: View, report: Report, revisions: Sequence[Revision], rights: Rights) -> list[ShownChange]:
    """The latest changes, the newest first."""
    named = [mention.name for mention in report.mentions]
    pairs = list(pairwise(revisions))[-MOST:]
    return [_shown_change(view, old, new, named, rights) for old, new in reversed(pairs)]


def _shown_change(view: View, old: Revision, new: Revision, named: Sequence[str], rights: Rights) -> ShownChange:
    found = compared(old.article, new.article, named)
    changed = [passage for passage in found.passages if passage.changed]
    seen = [passage for passage in changed if rights == "full" or passage.field == "title"]
    return ShownChange(
        number=new.number,
        when=view.moment(new.seen_at),
        before=old.number,
        kinds=found.kinds,
        silent=found.silent and bool(changed),
        added=found.added,
        removed=found.removed,
        passages=tuple(
            ShownPassage(passage.field, passage.moved, _marked(view, passage)) for passage in seen[:_MOST_PASSAGES]
        ),
        hidden=len(seen[:_MOST_PASSAGES]) < len(changed),
    )


def _marked(view: View, passage: Passage) -> Markup:
    last = len(passage.pieces) - 1
    parts = (_piece(view, piece, first=i == 0, last=i == last) for i, piece in enumerate(passage.pieces))
    return Markup("").join(parts)


def _piece(view: View, piece: Piece, *, first: bool, last: bool) -> Markup:
    if piece.op == "same":
        return _lines(_context(piece.after, first=first, last=last))
    tag, text = ("del", piece.before) if piece.op == "removed" else ("ins", piece.after)
    body = text.strip()
    label = view.t(f"revision.{piece.op}")
    pattern = Markup('<{}><span class="vh" lang="{}" dir="auto">{} </span>{}<span class="vh">{}</span></{}>{}')
    tail = Markup("<br>") if BREAK in text[len(text.rstrip()) :] else " " if text != text.rstrip() else ""
    return pattern.format(Markup(tag), view.language, label, _lines(body), view.t("revision.end"), Markup(tag), tail)


def _context(text: str, *, first: bool, last: bool) -> str:
    """A stretch that stayed; of a long one the words next to the changes."""
    found = words(text)
    if len(found) <= _SHORT or (first and last):
        return text if len(found) <= 2 * _SHORT else text[: found[_SHORT].start] + "…"
    head = "" if first else text[: found[_AROUND].start] + "… "
    tail = "" if last else ("… " if first else "") + text[found[-_AROUND].start :]
    return head + tail


def _lines(text: str) -> Markup:
    return Markup("<br>").join(_isolated_lines(text))


def _isolated_lines(text: str) -> Iterator[Markup]:
    yield from (isolated(line) for line in text.split(BREAK))
