"""damage: what careless systems do to Persian text, done on purpose so that repair has work.

Only what is served is damaged; the data files keep the healthy text, so tests can compare.
"""

from __future__ import annotations

from dataclasses import replace

from mirnews.newsstand.world import Damage, Piece
from mirnews.persian.letters import ZWNJ

# A keyboard of Windows XP days types these; many archives still hold them.
ARABIC_LETTERS = str.maketrans({"ی": "ي", "ک": "ك"})
INSTEAD: dict[Damage, str] = {"space": " ", "joined": ""}


def lose_half_spaces(text: str, how: Damage) -> str:
    """Put a plain space, or nothing, where the text has half-spaces."""
    return text.replace(ZWNJ, INSTEAD[how])


def as_printed(piece: Piece) -> Piece:
    """The piece as its publisher's pages and feed print it: damaged where its flags say so."""
    if piece.damage is None and piece.letters is None:
        return piece
    return replace(
        piece,
        title=_printed(piece.title, piece),
        lead=_printed(piece.lead, piece),
        kicker=None if piece.kicker is None else _printed(piece.kicker, piece),
        source_line=None if piece.source_line is None else _printed(piece.source_line, piece),
        paragraphs=tuple(_printed(text, piece) for text in piece.paragraphs),
        tags=tuple(_printed(text, piece) for text in piece.tags),
    )


def _printed(text: str, piece: Piece) -> str:
    if piece.damage:
        text = lose_half_spaces(text, piece.damage)
    return text.translate(ARABIC_LETTERS) if piece.letters == "arabic" else text
