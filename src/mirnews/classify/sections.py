"""sections: the fixed list of shelves, and which words of feeds, pages and addresses mean which."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import unquote, urlsplit

from mirnews import persian

OTHER = "other"
WORLD = "world"


@dataclass(frozen=True, slots=True)
class Section:
    """A shelf: `id` is its address `/s/{id}`, `iptc` its Media Topic code (CC BY 4.0), empty for what is no subject.

    `loose` are the words that put a report here without saying what it is about.
    """

    id: str
    fa: str
    en: str
    iptc: str
    words: frozenset[str]
    loose: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Label:
    """What a newsroom's label means: a shelf, and its subject unless the label leaves that open."""

    section: str
    topic: str | None


@cache
def sections() -> tuple[Section, ...]:
    """Every shelf, in the order of the menu."""
    text = resources.files(__package__).joinpath("sections.toml").read_text(encoding="utf-8")
    return tuple(
        Section(row["id"], row["fa"], row["en"], row["iptc"], _keys(row["words"]), _keys(row.get("loose", ())))
        for row in tomllib.loads(text)["section"]
    )


def _keys(words: Sequence[str]) -> frozenset[str]:
    return frozenset(map(persian.key, words))


def labelled(
    *,
    given: str | None = None,
    page_section: str | None = None,
    categories: Sequence[str] = (),
    url: str | None = None,
) -> Label | None:
    """What the first of these that names a shelf means: the source's own setting, the page's section path, the feed's
    categories, the address. A path («ورزش > فوتبال») is read from its first part on; a later part may say the subject
    that the first leaves open («جهان > ورزش»). A setting that nobody knows is the shelf `other`.
    """
    if given:
        return _by_id().get(given) or _named(given) or Label(OTHER, None)
    for label in (page_section or "", *categories):
        found = [name for part in _parts(label) if (name := _named(part))]
        if found:
            topic = found[0].topic or next((one.topic for one in found if one.topic), None)
            return Label(found[0].section, topic)
    return _in_address(url)


def _parts(label: str) -> Iterator[str]:
    return iter(label.replace("›", ">").replace("/", ">").split(">"))


def _named(label: str) -> Label | None:
    return _by_word().get(persian.key(label))


@cache
def _by_id() -> dict[str, Label]:
    return {section.id: Label(section.id, section.id if section.iptc else None) for section in sections()}


@cache
def _by_word() -> dict[str, Label]:
    said = {word: Label(section.id, _by_id()[section.id].topic) for section in sections() for word in section.words}
    return said | {word: Label(section.id, None) for section in sections() for word in section.loose}


def _in_address(url: str | None) -> Label | None:
    """A whole path segment such as /world/ or /ورزشی/ names a shelf; a slug of many words does not."""
    try:
        segments = unquote(urlsplit(url or "").path).split("/")
    except ValueError:
        return None
    return next((found for segment in segments if segment and (found := _named(segment))), None)
