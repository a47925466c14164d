"""words: takes a text, returns the words that stories compare: search words, with names of several words made one.

«کره شمالی» is one name. As two words it would weigh twice, and every report from Korea would look like every other.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from mirnews import persian


def words_of(text: str) -> list[str]:
    """The words of a text, in its order."""
    tokens, names = persian.key_tokens(text), _names()
    found, at = [], 0
    while at < len(tokens):
        name = next((n for n in names.get(tokens[at], ()) if tuple(tokens[at : at + len(n)]) == n), (tokens[at],))
        found.append(" ".join(name))
        at += len(name)
    return found


@cache
def _names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Names of several words by their first word, the longest first."""
    lines = files(__package__).joinpath("names.txt").read_text(encoding="utf-8").splitlines()
    names = {tuple(persian.key_tokens(line)) for line in lines if line and not line.startswith("#")}
    firsts = {name[0] for name in names if len(name) > 1}
    return {
        first: tuple(sorted((name for name in names if name[0] == first and len(name) > 1), key=lambda n: (-len(n), n)))
        for first in firsts
    }
