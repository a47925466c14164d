"""lexicon: the words by which persons and bodies are found, read once from persons.toml and organisations.tsv."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from mirnews.classify.marks import Phrases, phrases
from mirnews.classify.subject import model
from mirnews.outlets import folded
from mirnews.persian import lexicon as persian_words


@dataclass(frozen=True, slots=True)
class Known:
    """A form of a public figure: `name` is the whole name; `bare` marks a surname alone."""

    name: str
    bare: bool


@dataclass(frozen=True, slots=True)
class Organisation:
    """A form of an organisation; `cued` needs a word such as «باشگاه» before it."""

    id: str
    name: str
    cued: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Tables and sets over folded words; persons.toml says what each is for."""

    titles: Phrases[bool]
    bare_titles: Phrases[bool]
    honorifics: frozenset[str]
    portfolios: Phrases[bool]
    inner: Phrases[bool]
    stops: frozenset[str]
    common: frozenset[str]
    adjectives: frozenset[str]
    verbs: frozenset[str]
    given: frozenset[str]
    name_heads: frozenset[str]
    known: Phrases[Known]
    organisations: Phrases[Organisation]
    organisation_heads: frozenset[str]
    organisation_cues: frozenset[str]
    ministries: frozenset[str]
    state_bodies: Phrases[bool]


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with MirNews."""
    data = tomllib.loads(_read("persons.toml"))
    given = _set(data["given_names"].split())
    adjectives = _set([*persian_words.adjectives(), *data["demonyms"]]) - given
    return Lexicon(
        titles=_table(data["titles"]),
        bare_titles=_table(data["bare_titles"]),
        honorifics=_set(data["honorifics"]),
        portfolios=_table(data["portfolios"]),
        inner=_table([*data["inner"], *data["demonyms"]]),
        stops=_set(data["stops"]),
        common=_set(data["common"]) | adjectives | _ordinary(),
        adjectives=adjectives,
        verbs=_verbs(),
        given=given,
        name_heads=_set(data["name_heads"]),
        known=phrases(dict(_known_rows(data["known"]))),
        organisations=phrases(dict(_organisations())),
        organisation_heads=_set(data["organisation_heads"]),
        organisation_cues=_set(data["organisation_cues"]),
        ministries=_set(data["ministries"]),
        state_bodies=_table(data["state_bodies"]),
    )


def _read(name: str) -> str:
    return resources.files("mirnews.classify").joinpath(name).read_text(encoding="utf-8")


def _set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(folded, words))


def _table(words: Iterable[str]) -> Phrases[bool]:
    return phrases(dict.fromkeys(words, True))


def _ordinary() -> frozenset[str]:
    """Words of the language that are no names: ordinary.txt, those in silent heh, and whatever speaks for a subject."""
    lines = (line for line in _read("ordinary.txt").splitlines() if not line.startswith("#"))
    listed = [word for line in lines for word in line.split()]
    return _set([*listed, *persian_words.silent_heh()]) | frozenset(model().entries)


def _verbs() -> frozenset[str]:
    """Forms that end a name: «گفت», «کردند», «می شود»; bare stems of the present are left out, many are names."""
    plain = {folded(word) for word in persian_words.verb_forms() if len(word) > 2}
    prefixed = {prefix + word for word in plain for prefix in ("می", "نمی", "خواهد", "ن")}
    preverbs = {before + folded(word) for before in persian_words.PREVERBS for word in persian_words.participles()}
    return frozenset(plain | prefixed | preverbs)


def _known_rows(rows: list[dict[str, list[str]]]) -> Iterator[tuple[str, Known]]:
    for row in rows:
        whole = row["names"][0]
        for form in row["names"]:
            yield form, Known(whole, bare=whole.endswith(form) and form != whole)


def _organisations() -> Iterator[tuple[str, Organisation]]:
    for line in _read("organisations.tsv").splitlines():
        if line and not line.startswith("#"):
            key, _, forms = line.partition("\t")
            name = forms.partition("|")[0].lstrip("?")
            for form in forms.split("|"):
                yield form.lstrip("?"), Organisation(key, name, form.startswith("?"))
