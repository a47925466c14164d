"""query: what a visitor typed becomes words, phrases and exclusions. Any text is a query; none is an error."""

from __future__ import annotations

from dataclasses import dataclass

from mirnews import persian
from mirnews.persian.neighbours import joined_at

MAX_CHARACTERS = 500
MAX_TERMS = 24
_QUOTES = {'"': '"', "«": "»", "“": "”", "„": "”"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as search-key tokens in order. `joined` are single words that do as well: a word and its
    neighbour written as one («دانش آموز», «دانشآموز»).
    """

    tokens: tuple[str, ...]
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What must be there and what must not."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Is nothing asked for?"""
        return not self.wanted and not self.unwanted

    @property
    def words(self) -> tuple[str, ...]:
        """Every wanted token, for highlighting."""
        return tuple(dict.fromkeys(token for term in self.wanted for token in (*term.tokens, *term.joined)))


def parse(text: str) -> Query:
    """Read a query: words (all must be there), "phrases", and -exclusions. Longer input is cut, never refused."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for piece, is_phrase, negated in _pieces(text[:MAX_CHARACTERS]):
        tokens = tuple(persian.key_tokens(piece))
        if not tokens:
            continue
        target = unwanted if negated else wanted
        # Unquoted text is keyed whole, so that «می شود» is one word before it is split into terms.
        target += [Term(tokens)] if is_phrase or negated else _words(tokens)
    return Query(tuple(dict.fromkeys(wanted[:MAX_TERMS])), tuple(dict.fromkeys(unwanted[:MAX_TERMS])))


def _words(tokens: tuple[str, ...]) -> list[Term]:
    """Each token a term of its own, which it also meets joined to its neighbours."""
    near: list[list[str]] = [[] for _ in tokens]
    for start in range(len(tokens)):
        for used, word in joined_at(tokens, start):
            for at in range(start, start + used):
                near[at].append(word)
    return [Term((token,), tuple(joined)) for token, joined in zip(tokens, near, strict=True)]


def _pieces(text: str) -> list[tuple[str, bool, bool]]:
    """Split into (text, quoted?, excluded?) without a regular expression: one pass over the characters."""
    found: list[tuple[str, bool, bool]] = []
    plain: list[str] = []
    position = 0
    while position < len(text):
        negated = text[position] == "-" and (position == 0 or text[position - 1].isspace())
        start = position + negated
        opening = text[start] if start < len(text) else ""
        if opening in _QUOTES and (end := text.find(_QUOTES[opening], start + 1)) > 0:
            found.append((text[start + 1 : end], True, negated))
            position = end + 1
        elif negated:
            end = next((i for i in range(start, len(text)) if text[i].isspace()), len(text))
            found.append((text[start:end], False, True))
            position = end
        else:
            plain.append(text[position])
            position += 1
            continue
        plain.append(" ")
    return [*found, ("".join(plain), False, False)]
