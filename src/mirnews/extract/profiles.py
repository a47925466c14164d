"""profiles: rules for one CMS family as data (`profiles/*.toml`): how to know it, and where its parts stand.

A profile is recognised from the page itself. The address is a hint only: of 771 news domains it is known which family
they are of and where their dress differs from it (`profiles/outlets.tsv`), so a page of such a host is tried with that
first. A file without an address reads the same by its marks.

A family that was redesigned has several versions, tried from the newest; the first whose container is on the page wins.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from mirnews.extract.names import Names, is_possible, names_of, possible
from mirnews.outlets.sites import OWN, site_of

FIELDS = (
    "root",
    "title",
    "kicker",
    "lead",
    "body",
    "date",
    "section",
    "tags",
    "authors",
    "images",
    "album",
    "related",
    "source",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of one family. Each field has selectors in order of preference; the first that finds one is taken.

    `recognise`: groups of selectors, every one of one group must be on the page. `listing`: any of these says that
    the page is a list. `drop`: taken out of the body before it is read. `flow`: the body has no container of its own
    and ends at its source line. `strict`: a page of the family without the body's container is no article. The field
    `album` holds the pictures of a page that has no such container. `version` is the day on which the rules were last
    compared with a page, `since` when pages of this version began, as far as known ("" for a family of one version).
    `hinted`: only the host speaks for it, so more is asked of the page.
    """

    name: str
    version: str
    priority: int
    zone: str
    flow: bool
    strict: bool
    recognise: tuple[tuple[str, ...], ...]
    listing: tuple[str, ...]
    drop: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    since: str = ""
    hinted: bool = False

    def __getitem__(self, field: str) -> tuple[str, ...]:
        """The selectors of a field; none when the family has no such part."""
        return self.fields.get(field, ())


def recognised(tree: LexborHTMLParser, host: str | None = None) -> Iterator[Profile]:
    """The profiles to try, in order: that of the host, then those whose marks are on the page. Lazily.

    The page's classes and ids are collected once, so that the tree is asked only for marks that can be there: however
    many families there are, a page costs one pass over its elements. Each profile comes without the selectors of parts
    that cannot find anything there.
    """
    names = names_of(tree)
    yield from (_trimmed(profile, names) for profile in of_host(host))
    yield from (_trimmed(profile, names) for profile in profiles() if is_of(tree, profile, names))


def is_of(tree: LexborHTMLParser, profile: Profile, names: Names | None = None) -> bool:
    """Are all marks of one group of the profile on the page? `names` are its classes and ids, if they are at hand."""
    return any(all(_stands(tree, mark, names) for mark in group) for group in profile.recognise)


def _stands(tree: LexborHTMLParser, mark: str, names: Names | None) -> bool:
    return (names is None or is_possible(mark, names)) and tree.css_first(mark) is not None


def _trimmed(profile: Profile, names: Names) -> Profile:
    return replace(
        profile,
        listing=possible(profile.listing, names),
        drop=possible(profile.drop, names),
        fields={field: possible(selectors, names) for field, selectors in profile.fields.items()},
    )


@cache
def profiles() -> tuple[Profile, ...]:
    """Every version of every profile that is shipped, in the order in which they are tried. Read once."""
    folder = files("mirnews.extract") / "profiles"
    texts = sorted(item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".toml"))
    found = [version for text in texts for version in read_profiles(text)]
    return tuple(sorted(found, key=lambda profile: (profile.priority, profile.name)))  # versions keep their order


def read_profiles(text: str) -> list[Profile]:
    """The versions of one profile from its TOML, the newest first.

    One of `[[versions]]` says `since` when it is used, a day or a year, and only what differs from the rest.
    Raises ValueError for an unknown field or bad TOML, KeyError for a missing part.
    """
    data: dict[str, Any] = tomllib.loads(text)
    dated = sorted(data.get("versions", [{}]), key=lambda version: str(version.get("since", "")), reverse=True)
    return [_profile(_merged(data, version)) for version in dated]


def read_profile(text: str) -> Profile:
    """The newest version of one profile from its TOML."""
    return read_profiles(text)[0]


def _merged(data: dict[str, Any], version: dict[str, Any]) -> dict[str, Any]:
    fields = {**data.get("fields", {}), **version.get("fields", {})}
    return {**data, **version, "fields": fields}


def _profile(data: dict[str, Any]) -> Profile:
    fields = {name: tuple(selectors) for name, selectors in data["fields"].items()}
    if unknown := fields.keys() - set(FIELDS):
        raise ValueError(f"profile {data['name']} has unknown fields: {', '.join(sorted(unknown))}")
    return Profile(
        name=data["name"],
        version=data["version"],
        priority=data["priority"],
        zone=data.get("zone", "Asia/Tehran"),
        flow=data.get("flow", False),
        strict=data.get("strict", False),
        recognise=tuple(tuple(group) for group in data["recognise"]),
        listing=tuple(data.get("listing", ())),
        drop=tuple(data.get("drop", ())),
        fields=fields,
        since=str(data.get("since", "")),
    )


# ---- what a host is known to be


@lru_cache(maxsize=512)
def of_host(host: str | None) -> tuple[Profile, ...]:
    """The versions of the family that a host is known to be of, with what differs on its pages; none for another host.

    All are `hinted`: a site may have moved to another system, and rules such as `.content` fit many pages.
    """
    site = site_of(host)
    if site is None:
        return ()
    line = overlays().get(site.domain, "")
    if site.family == OWN:
        return tuple(_dressed(profile, line, site.domain) for profile in _named("outlet")) if line else ()
    base = _named(site.family)
    dressed = [_dressed(profile, line, profile.name) for profile in base] if line else []
    return (*dressed, *(replace(profile, hinted=True) for profile in base))


def _named(family: str) -> tuple[Profile, ...]:
    return tuple(profile for profile in profiles() if profile.name == family)


def _dressed(profile: Profile, line: str, name: str) -> Profile:
    overlay = dict(read_overlay(line))
    fields = {field: tuple(dict.fromkeys([*overlay.get(field, ()), *profile[field]])) for field in FIELDS}
    return replace(profile, name=name, fields=fields, hinted=True)


def read_overlay(line: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields of one line of `outlets.tsv`. Raises ValueError for an unknown one."""
    for cell in line.split("\t"):
        name, _, selectors = cell.partition("=")
        if name not in FIELDS:
            raise ValueError(f"unknown field in outlets.tsv: {cell}")
        yield name, tuple(selectors.split(", "))


@cache
def overlays() -> Mapping[str, str]:
    """What differs on the pages of a host from those of its family, by domain, unread."""
    text = (files("mirnews.extract") / "profiles" / "outlets.tsv").read_text("utf-8")
    rows = (line.partition("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {domain: rest for domain, _, rest in rows}
