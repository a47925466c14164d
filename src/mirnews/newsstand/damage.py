"""damage: what careless systems do to Persian text, done on purpose so that repair has work.

Only what is served is damaged; the data files keep the healthy text, so tests can compare.
"""

from __future__ import annotations

from dataclasses import replace

from mirnews.newsstand.records import Damage, Letters, Piece
from mirnews.persian.letters import ZWNJ

# A keyboard of Windows XP days types the first; windows-1256 has a kaf of its own, but no Persian yeh.
ARABIC_LETTERS = str.maketrans({"ی": "ي", "ک": "ك"})
LETTERS: dict[Letters, dict[int, str]] = {"arabic": ARABIC_LETTERS, "yeh": str.maketrans({"ی": "ي"})}
INSTEAD: dict[Damage, str] = {"space": " ", "joined": "", "lost": " "}


def lose_half_spaces(text: str, how: Damage, *, headline: bool = False) -> str:
    """Put a plain space, or nothing, where the text has half-spaces; `lost` joins in headlines only."""
    return text.replace(ZWNJ, "" if headline and how == "lost" else INSTEAD[how])


def as_printed(piece: Piece) -> Piece:
    """The piece as its publisher's pages and feed print it: damaged where its flags say so."""
    if piece.damage is None and piece.letters is None:
        return piece
    return replace(
        piece,
        title=_printed(piece.title, piece, headline=True),
        lead=_printed(piece.lead, piece),
        kicker=None if piece.kicker is None else _printed(piece.kicker, piece, headline=True),
        source_line=None if piece.source_line is None else _printed(piece.source_line, piece),
        paragraphs=tuple(_printed(text, piece) for text in piece.paragraphs),
        tags=tuple(_printed(text, piece) for text in piece.tags),
        authors=tuple(_printed(text, piece) for text in piece.authors),
    )


def _printed(text: str, piece: Piece, *, headline: bool = False) -> str:
    if piece.damage:
        text = lose_half_spaces(text, piece.damage, headline=headline)
    return text.translate(LETTERS[piece.letters]) if piece.letters else text
