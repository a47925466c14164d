"""The catalogue: 211 outlets by id, by name and by host."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from mirnews.model import Outlet
from mirnews.outlets.folding import folded

# A type noun before a name, and the kinds it may stand before when the name alone is an ordinary word:
# «روزنامه ایران» is the newspaper, «خبرگزاری ایران» is not.
TYPE_NOUNS: dict[str, tuple[str, ...]] = {
    "خبرگزاری": ("agency", "site", "aggregator"),
    "آژانس": ("agency",),
    "روزنامه": ("newspaper", "sport"),
    "شبکه": ("tv",),
    "تلویزیون": ("tv",),
    "رادیو": ("radio",),
    "مجله": ("magazine",),
    "هفته نامه": ("magazine",),
    "نشریه": ("newspaper", "magazine", "site"),
    "سایت": (),
    "وب سایت": (),
    "پایگاه": (),
    "پایگاه خبری": (),
}


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who owns outlets, or is linked to them: an organisation, a company, a person."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Outlets in their order, with indexes of ids, folded names and domains. Built once; never changed."""

    outlets: tuple[Outlet, ...]
    owners: dict[str, Owner] = field(default_factory=dict, repr=False)
    ids: dict[str, Outlet] = field(init=False, repr=False)
    names: dict[str, Outlet] = field(init=False, repr=False)
    domains: dict[str, Outlet] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "ids", _first({one.id: one} for one in self.outlets))
        put(self, "names", _first(dict.fromkeys(forms(one), one) for one in self.outlets))
        put(self, "domains", _first(dict.fromkeys(one.domains, one) for one in self.outlets))

    def __iter__(self) -> Iterator[Outlet]:
        return iter(self.outlets)

    def __len__(self) -> int:
        return len(self.outlets)

    def get(self, outlet_id: str | None) -> Outlet | None:
        """The outlet of this id, or None."""
        return self.ids.get(outlet_id) if outlet_id else None

    def by_name(self, text: str | None) -> Outlet | None:
        """The outlet that goes by this name, or None; letters, spaces and a type noun («خبرگزاری») may differ."""
        if not text or len(text) > 120:
            return None
        return self.names.get(folded(text)) or self._without_type_noun(text)

    def by_host(self, host: str | None) -> Outlet | None:
        """The outlet of a host such as `www.mehrnews.com`, or of a host with a path; the longest domain wins."""
        if not host:
            return None
        name, _, path = host.strip().casefold().partition("/")
        labels = name.partition(":")[0].strip(".").split(".")
        hosts = [".".join(labels[i:]) for i in range(len(labels) - 1)]
        first = path.partition("/")[0]
        return next((self.domains[key] for key in _with_path(hosts, first) if key in self.domains), None)

    def with_more(self, extra: Iterable[Outlet]) -> Catalogue:
        """A catalogue that knows these outlets too, before its own."""
        return Catalogue((*extra, *self.outlets), self.owners)

    def _without_type_noun(self, text: str) -> Outlet | None:
        words = text.split()
        for used in (2, 1):
            kinds = TYPE_NOUNS_FOLDED.get(folded("".join(words[:used])))
            name = folded("".join(words[used:]))
            found = self.names.get(name) if kinds is not None and name else None
            if found and kinds is not None and fits(found, name, kinds):
                return found
        return None


TYPE_NOUNS_FOLDED = {folded(noun): kinds for noun, kinds in TYPE_NOUNS.items()}


def forms(outlet: Outlet) -> list[str]:
    """The folded names of an outlet, its Persian name first."""
    return list(dict.fromkeys(filter(None, map(folded, (outlet.name, *outlet.variants)))))


def fits(outlet: Outlet, name: str, kinds: tuple[str, ...]) -> bool:
    """May a type noun of these kinds stand before this folded name? Ordinary words want the right noun."""
    is_word = name in {folded(word) for word in outlet.needs_cue}
    return not is_word or not kinds or outlet.kind.startswith(kinds)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue that ships with MirNews; read once."""
    table = tomllib.loads(files("mirnews.outlets").joinpath("catalogue.toml").read_text(encoding="utf-8"))
    owners = {key: Owner(key, row["name"], row["name_en"]) for key, row in table["owners"].items()}
    return Catalogue(tuple(_outlet(row, owners) for row in table["outlet"]), owners)


def _outlet(row: dict[str, Any], owners: dict[str, Owner]) -> Outlet:
    """One row as a record. An unknown key or owner raises: the file is ours, so a slip should be loud."""
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    if "owner" in values:
        owner = owners[values["owner"]]
        values |= {"owner_id": owner.id, "owner": owner.name, "owner_en": owner.name_en}
    return Outlet(**values)


def _first(parts: Iterable[dict[str, Outlet]]) -> dict[str, Outlet]:
    """One index of many; where two outlets share a key, the first keeps it."""
    index: dict[str, Outlet] = {}
    for part in parts:
        for key, outlet in part.items():
            index.setdefault(key, outlet)
    return index


def _with_path(hosts: list[str], first: str) -> list[str]:
    """Every key to try: with the first step of the path before without it, longer hosts before shorter."""
    return [key for host in hosts for key in ((f"{host}/{first}", host) if first else (host,))]
