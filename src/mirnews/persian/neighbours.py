"""neighbours: words of a text that stand side by side and may be one word. Takes search tokens, returns words.

For compounds that no list of the key knows: an index keeps these beside its tokens, and a query is met in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mirnews.persian.key_spelling import GUARDED
from mirnews.persian.lexicon import word_set

# Letters of each of two words that may be one, and of both: «کشت ی» is not «کشتی», «کن ار» not «کنار».
_SHORTEST_JOIN, _SHORTEST_WHOLE = 2, 5

# Words that are no part of another: «ما در» is not «مادر».
_ALONE = word_set(
    "از با بر به در که و را تا ان یا اما نیز ما من تو او وی شما ای ها های تر می است بود شد شده اگر برای کرد کند دارد "
    "داد شود"
)
# Words that begin like به and a word, and are another one.
_BE_WORDS = word_set(
    "بهنام بهبود بهداشت بهداشتی بهروز بهار بهاری بهمن بهزاد بهرام بهره بهین بهینه بهتر بهترین بهانه بهشت بهشتی بهیار "
    "بهزیستی بهنوش بهاره بهتاش بهراد بهنود بهرامی بهمنی بهادر بهکار بهسازی بهورز بهپرور"
)


def pair_join(left: str, right: str) -> str | None:
    """The one word that two neighbouring tokens may be; None where joining them would make another word.

    An index keeps these beside the tokens, so that «دانش آموز» is found by «دانشآموز» where no list knows it.
    """
    if min(len(left), len(right)) < _SHORTEST_JOIN or right in _ALONE:
        return None
    joined = left + right
    if len(joined) < _SHORTEST_WHOLE or joined in GUARDED or not joined.isalpha() or joined in _BE_WORDS:
        return None
    if left in _ALONE and not (left == "به" and len(right) > 2):
        return None
    return joined


def and_join(left: str, middle: str, right: str) -> str | None:
    """The one word that two tokens with «و» between may be: «پخت و پز», «پختوپز»."""
    if middle != "و" or left in _ALONE or right in _ALONE or min(len(left), len(right)) < _SHORTEST_JOIN:
        return None
    joined = left + middle + right
    return joined if joined.isalpha() else None


def joined_at(tokens: Sequence[str], at: int) -> Iterator[tuple[int, str]]:
    """The words that the tokens from `at` on may be when joined, and how many tokens each takes."""
    if at + 1 < len(tokens) and (pair := pair_join(tokens[at], tokens[at + 1])):
        yield 2, pair
    if at + 2 < len(tokens) and (three := and_join(*tokens[at : at + 3])):
        yield 3, three


def join_terms(tokens: Sequence[str]) -> set[str]:
    """All the words that neighbours of a text may be: what an index keeps beside its tokens."""
    return {word for at in range(len(tokens)) for _, word in joined_at(tokens, at)}
