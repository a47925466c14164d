"""profiles: rules for one CMS family as data (`profiles/*.toml`): how to know it, and where its parts stand.

A profile is recognised from the page itself, never from the address, so that a file without one reads the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from selectolax.lexbor import LexborHTMLParser

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
    "related",
    "source",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One family. Each field has selectors in order of preference; the first that finds something is taken.

    `recognise`: groups of selectors, every one of one group must be on the page. `listing`: any of these says that
    the page is a list. `drop`: taken out of the body before it is read. `flow`: the body has no container of its own
    and ends at its source line. `strict`: a page of the family without the body's container is no article. `version`
    is the day on which the rules were last compared with a page.
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

    def __getitem__(self, field: str) -> tuple[str, ...]:
        """The selectors of a field; none when the family has no such part."""
        return self.fields.get(field, ())


def recognised(tree: LexborHTMLParser) -> list[Profile]:
    """The profiles whose marks are on the page, in the order in which they are to be tried."""
    return [profile for profile in profiles() if is_of(tree, profile)]


def is_of(tree: LexborHTMLParser, profile: Profile) -> bool:
    """Are all marks of one group of the profile on the page?"""
    return any(all(tree.css_first(mark) is not None for mark in group) for group in profile.recognise)


@cache
def profiles() -> tuple[Profile, ...]:
    """Every profile that is shipped, in the order in which they are tried. Read once."""
    folder = files("mirnews.extract") / "profiles"
    texts = [item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".toml")]
    return tuple(sorted(map(read_profile, texts), key=lambda profile: (profile.priority, profile.name)))


def read_profile(text: str) -> Profile:
    """One profile from its TOML. Raises ValueError for an unknown field or bad TOML, KeyError for a missing part."""
    data: dict[str, Any] = tomllib.loads(text)
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
    )
