"""lexicon: the word lists of `data/`, read once: verbs, words in silent ه, adjectives, compounds, words to keep."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from mirnews.persian.letters import JOINS_NOT, ZWNJ

_PRESENT = ("م", "ی", "د", "یم", "ید", "ند")
_PAST = ("", "م", "ی", "یم", "ید", "ند")
PREVERBS = ("بر", "در", "باز", "فرا", "فرو", "وا", "ور")


def word_set(text: str) -> frozenset[str]:
    """The words of a literal, for short lists that stand in the code."""
    return frozenset(text.split())


def word_list(text: str) -> tuple[str, ...]:
    """The words of a literal, in order."""
    return tuple(text.split())


def lines(name: str) -> Iterator[str]:
    """The lines of a data file without comments and empty lines."""
    for line in files("mirnews.persian").joinpath("data").joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in lines(name) for word in line.split())


def _grouped(name: str) -> Iterator[list[str]]:
    """The parts of every entry of a file in the form `first: second second+third`."""
    for line in lines(name):
        first, _, rest = line.partition(":")
        for entry in rest.split():
            yield [first, *entry.split("+")]


@cache
def _stems() -> tuple[tuple[str, str], ...]:
    return tuple(
        (past, present) for line in lines("verbs.txt") for past, _, present in [w.partition("/") for w in line.split()]
    )


@cache
def verb_forms() -> frozenset[str]:
    """Every form that may follow می and نمی, participles among them."""
    forms = {present + end for _, present in _stems() for end in _PRESENT}
    forms |= {past + end for past, _ in _stems() for end in _PAST}
    forms |= participles()
    return frozenset(forms | {"توان", "بایست", "بایستی", "باید"})


@cache
def participles() -> frozenset[str]:
    """Past participles and their negatives: شده, نشده."""
    plain = {past + "ه" for past, _ in _stems()}
    return frozenset(plain | {"ن" + word for word in plain} | {"نی" + word[1:] for word in plain if word[0] in "اآ"})


@cache
def silent_heh() -> frozenset[str]:
    """Words in silent ه that take endings with a half-space, participles among them."""
    return participles() | _words("heh.txt") | {word + "ه" for word in plural_nouns()}


@cache
def plural_nouns() -> frozenset[str]:
    """Words whose plural in های looks like the indefinite of another word: نشست beside نشسته."""
    return _words("plural.txt")


@cache
def adjectives() -> frozenset[str]:
    """Adjectives in a joining letter, for تر and ترین."""
    return _words("adjectives.txt")


@cache
def compounds() -> dict[str, str]:
    """The joined spelling of every compound of the list, to the one with half-spaces."""
    return {"".join(parts): half_spaced(parts) for parts in _grouped("compounds.txt")}


@cache
def phrases() -> tuple[tuple[str, ...], ...]:
    """Words that the search form joins when they stand apart: the compounds, and those of usual joined spelling."""
    return tuple(
        tuple(parts) for name in ("compounds.txt", "phrases.txt") for parts in _grouped(name) if parts[0] != "به"
    )


@cache
def keep() -> frozenset[str]:
    """Words that never get a half-space: names, and usual joined spellings."""
    usual = {"".join(parts) for parts in _grouped("phrases.txt")}
    return _words("keep.txt") | usual


@cache
def seconds(after: str) -> tuple[str, ...]:
    """Second parts of compounds that need no list of first parts, longest first. `after` is `any` or `heh`."""
    found = {parts[1] for parts in _grouped("seconds.txt") if parts[0] == "any" or parts[0] == after}
    return tuple(sorted(found, key=len, reverse=True))


@cache
def aliases() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Spellings that the search form makes one: words on the left, words on the right, both as keys."""
    pairs = (line.partition("=") for line in lines("aliases.txt"))
    return tuple((tuple(left.split()), tuple(right.split())) for left, _, right in pairs)


def half_spaced(parts: list[str]) -> str:
    """The parts as one word: a half-space wherever a letter would else reach over to the next part."""
    return "".join(part + ZWNJ if joins_on(part) else part for part in parts[:-1]) + parts[-1]


def joins_on(word: str) -> bool:
    """Does its last letter reach for the next one, so that a lost half-space shows?"""
    return word[-1:] not in JOINS_NOT
