"""sites: a host of a Persian news site → the system behind it and where such systems keep their feeds.

771 domains, most of them of outlets that the catalogue has no row for. One line a domain in `sites.tsv`: the domain,
its system, and where its feeds are when that is not where the system keeps them (`feeds.tsv`). Nothing was fetched:
whoever adds a site tries the addresses in their order. Read on the first question.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urljoin, urlsplit

OWN = "own"  # a system of the site's own, or one that nobody named


@dataclass(frozen=True, slots=True)
class Site:
    """A news domain, its system (the name of an extraction profile, or `own`) and its feeds, the likeliest first.

    Feeds are paths at the site, or whole addresses.
    """

    domain: str
    family: str
    feeds: tuple[str, ...] = ()

    def addresses(self, front: str) -> tuple[str, ...]:
        """Its feeds as addresses, at the host and by the scheme of `front`."""
        return tuple(urljoin(front, feed) for feed in self.feeds)


def site_of(host: str | None) -> Site | None:
    """The site of a host such as `www.khabaronline.ir`, or None; the longest domain wins."""
    labels = (host or "").strip().casefold().strip(".").split(".")
    keys = (".".join(labels[i:]) for i in range(len(labels) - 1))
    domain = next((key for key in keys if key in _lines()), None)
    return None if domain is None else _site(domain, _lines()[domain])


def is_front(url: str) -> bool:
    """Is it the address of a site and not of something on it?"""
    found = urlsplit(url)
    return found.path.strip("/") in ("", "fa") and not found.query


def sites() -> tuple[Site, ...]:
    """Every site, by domain."""
    return tuple(_site(domain, line) for domain, line in sorted(_lines().items()))


def _site(domain: str, line: str) -> Site:
    family, _, own = line.partition("\t")
    return Site(domain, family, tuple(own.split()) or _families().get(family, ()))


@lru_cache(maxsize=1)
def _lines() -> dict[str, str]:
    return {domain: rest for domain, _, rest in (line.partition("\t") for line in _read("sites.tsv"))}


@lru_cache(maxsize=1)
def _families() -> dict[str, tuple[str, ...]]:
    return {name: tuple(rest.split()) for name, _, rest in (line.partition("\t") for line in _read("feeds.tsv"))}


def _read(name: str) -> list[str]:
    text = files("mirnews.outlets").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
