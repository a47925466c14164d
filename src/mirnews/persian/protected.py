"""protected: names that no rule and no model gives a half-space. Takes a list of names, answers for words and pairs.

`data/names.txt` has outlets, people and places, `data/places.txt` the places of one word; an operator adds more with
the setting `persian.keep`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from mirnews.persian import lexicon
from mirnews.persian.letters import ZWNJ, heal_characters

_more: tuple[str, ...] = ()


def protect(names: Iterable[str]) -> None:
    """Protect these names beside the shipped ones from now on: words, or several words with spaces between."""
    global _more
    _more = tuple(heal_characters(name) for name in names)
    words.cache_clear()
    pairs.cache_clear()


@cache
def _shipped() -> tuple[str, ...]:
    return tuple(line.strip() for line in lexicon.lines("names.txt"))


@cache
def words() -> frozenset[str]:
    """Single words of names, without half-spaces."""
    return frozenset(word for name in (*_shipped(), *_more) for word in name.split(" ") if ZWNJ not in word)


@cache
def places() -> frozenset[str]:
    """Places of one word: neither half of two words that are one."""
    return frozenset(lexicon.lines("places.txt"))


@cache
def pairs() -> frozenset[tuple[str, str]]:
    """Neighbours inside names: «خبر آنلاین» is not made one word."""
    return frozenset(
        pair for name in (*_shipped(), *_more) for pair in zip(name.split(" "), name.split(" ")[1:], strict=False)
    )
