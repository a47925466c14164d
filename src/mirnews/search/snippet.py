"""snippet: the piece of a text around the words that were asked for, with those words marked.

Works on the *displayed* text: each displayed word is compared by its search key, so that «می شود» is marked for
a search of «میشود». Cuts fall between words, never inside one or at a half-space.
"""

from __future__ import annotations

from collections.abc import Collection

from mirnews import persian
from mirnews.persian.tokens import Token, words

CONTEXT_WORDS = 24


def highlight(text: str, wanted: Collection[str], *, limit_words: int = CONTEXT_WORDS) -> list[tuple[str, bool]]:
    """The text, cut to about `limit_words` words around the first hit, as (piece, is it a hit?)."""
    tokens = words(text)
    hits = [index for index, token in enumerate(tokens) if _is_hit(token, wanted)]
    first = max(0, (hits[0] if hits else 0) - limit_words // 3)
    shown = tokens[first : first + limit_words]
    if not shown:
        return [(text, False)] if text else []
    pieces = _pieces(text, shown, wanted, text_start=0 if first == 0 else shown[0].start)
    cut_end = first + limit_words < len(tokens)
    tail = "…" if cut_end else text[shown[-1].end :]
    head = [("…", False)] if first else []
    return head + pieces + ([(tail, False)] if tail else [])


def _pieces(text: str, shown: list[Token], wanted: Collection[str], text_start: int) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    at = text_start
    for token in shown:
        if token.start > at:
            pieces.append((text[at : token.start], False))
        pieces.append((text[token.start : token.end], _is_hit(token, wanted)))
        at = token.end
    return pieces


def _is_hit(token: Token, wanted: Collection[str]) -> bool:
    return bool(wanted) and any(part in wanted for part in persian.key_tokens(token.text))
