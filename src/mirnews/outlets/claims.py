"""claims: who says what the catalogue says of an outlet, and when. Read from `claims.toml` on the first question."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from mirnews.model import Outlet
from mirnews.outlets.catalogue import Owner, catalogue

About = Literal["kind", "place", "owner", "affiliation", "rights"]
_STATED: tuple[About, ...] = ("kind", "place", "owner", "rights")


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about an outlet with one source of it.

    `about` names the field of the outlet that is stated; of an affiliation (a link that is not taken for ownership)
    `whom` says to whom. `source` is the name of a page and `url` its address; both are None for common knowledge that
    was not looked up. `date` is YYYY-MM: the page's own where it prints one, else when it was looked up or written.
    """

    about: About
    source: str | None
    url: str | None
    date: str
    whom: Owner | None = None


@lru_cache(maxsize=1024)
def claims_of(outlet_id: str) -> tuple[Claim, ...]:
    """Every statement of the catalogue about this outlet with its sources; none for an id that it does not know.

    Each of kind, place, owner and rights that the outlet has is in it at least once.
    """
    outlet = catalogue().get(outlet_id)
    if outlet is None:
        return ()
    row = _table()["claims"].get(outlet_id, {})
    return (*_stated(outlet, row), *_affiliations(row))


def _stated(outlet: Outlet, row: dict[str, Any]) -> Iterator[Claim]:
    values = {"kind": outlet.kind, "place": outlet.place, "owner": outlet.owner, "rights": outlet.rights}
    for about in _STATED:
        if values[about]:
            for key in _keys(row.get(about) or row.get("all")):
                yield _claim(about, key)


def _affiliations(row: dict[str, Any]) -> Iterator[Claim]:
    for whom, named in row.get("affiliation", {}).items():
        for key in _keys(named):
            yield _claim("affiliation", key, catalogue().owners[whom])


def _keys(named: str | list[str] | None) -> list[str | None]:
    """The sources of one statement: one, several, or the one that is nobody's."""
    return list(named) if isinstance(named, list) else [named]


def _claim(about: About, key: str | None, whom: Owner | None = None) -> Claim:
    table = _table()
    source = table["sources"][key] if key else {}
    return Claim(about, source.get("name"), source.get("url"), source.get("date", table["looked_up"]), whom)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files("mirnews.outlets").joinpath("claims.toml").read_text(encoding="utf-8"))
