"""revise: takes two Articles, what a report said and what it says now, returns the Difference in words.

    title, kicker, lead ───────────────▶ words ─┐
    paragraphs ─▶ passages (moves) ─▶ words ────┴─▶ kinds ─▶ Difference

Words are compared as a reader does: Arabic letters, digits, half-spaces and line breaks make no difference, so what a
new keyboard changed is not shown as news. Paragraphs that moved are told apart from those that went and came. Pure.
"""

from __future__ import annotations

from mirnews.revise.difference import Difference, difference
from mirnews.revise.kinds import Change
from mirnews.revise.passages import Passage
from mirnews.revise.words import Piece

__all__ = ["Change", "Difference", "Passage", "Piece", "difference"]
