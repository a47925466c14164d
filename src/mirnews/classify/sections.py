"""sections: the fixed list of subjects, and which words of feeds, pages and addresses mean which."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import unquote, urlsplit

from mirnews import persian

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A subject: `id` is its address `/s/{id}`, `iptc` the Media Topic code it falls under (CC BY 4.0)."""

    id: str
    fa: str
    en: str
    iptc: str
    words: frozenset[str]


@cache
def sections() -> tuple[Section, ...]:
    """Every section, in the order of the menu."""
    text = resources.files(__package__).joinpath("sections.toml").read_text(encoding="utf-8")
    return tuple(
        Section(row["id"], row["fa"], row["en"], row["iptc"], frozenset(map(persian.key, row["words"])))
        for row in tomllib.loads(text)["section"]
    )


def section_of(
    *,
    given: str | None = None,
    page_section: str | None = None,
    categories: Sequence[str] = (),
    url: str | None = None,
) -> str:
    """The id of the section, from the first of these that names one: the source's own setting, the page's
    section path, the feed's categories, the address. A path («ورزش > فوتبال») is read from its first part on.
    """
    if given:
        return given if any(section.id == given for section in sections()) else _named(given) or OTHER
    for label in (page_section or "", *categories):
        for part in label.replace("›", ">").replace("/", ">").split(">"):
            if found := _named(part):
                return found
    return _in_address(url) or OTHER


def _named(label: str) -> str | None:
    return _by_word().get(persian.key(label))


@cache
def _by_word() -> dict[str, str]:
    return {word: section.id for section in sections() for word in section.words}


def _in_address(url: str | None) -> str | None:
    """A whole path segment such as /world/ or /ورزشی/ names a section; a slug of many words does not."""
    try:
        segments = unquote(urlsplit(url or "").path).split("/")
    except ValueError:
        return None
    return next((found for segment in segments if segment and (found := _named(segment))), None)
