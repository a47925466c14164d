"""names: which element is meant. By namespace address, and by prefix where a feed forgot or misspelt the address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from lxml import etree

Element = etree._Element
Fields = Mapping[str, list[Element]]

# Compared without scheme, in lower case, without a closing "/" or "#". "" is RSS and sitemap: names without prefix.
_PREFIX_OF = {
    "purl.org/rss/1.0": "",
    "purl.org/rss/2.0": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "backend.userland.com/rss": "",
    "backend.userland.com/rss2": "",
    "backend.userland.com/rss091": "",
    "backend.userland.com/rss092": "",
    "blogs.law.harvard.edu/tech/rss": "",
    "cyber.law.harvard.edu/rss": "",
    "www.rssboard.org/rss-specification": "",
    "www.sitemaps.org/schemas/sitemap/0.9": "",
    "www.google.com/schemas/sitemap/0.84": "",
    "www.w3.org/2005/atom": "atom",
    "purl.org/atom/ns": "atom",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/terms": "dcterms",
    "purl.org/rss/1.0/modules/content": "content",
    "search.yahoo.com/mrss": "media",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "www.w3.org/1999/xhtml": "xhtml",
    "www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "www.google.com/schemas/sitemap-news/0.9": "news",
    "www.google.com/schemas/sitemap-image/1.1": "image",
    "purl.org/rss/1.0/modules/syndication": "sy",
}
_PREFIXES = set(_PREFIX_OF.values()) - {""} | {"a10"}
_SAME = {"a10": "atom"}  # the prefix that .NET writes for Atom
_MOST_OF_A_NAME = 100  # an entry with more categories or pictures than this is no article
_MOST_LOOKED_AT = 50_000  # elements of a feed that has no entry under its usual name
_STRANGE = "?"  # stands for a prefix that means nothing to us, so that its `title` is nobody's title

#: What a feed may use without having declared it: prefix → namespace address, for the repair of XML.
DECLARABLE = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


@lru_cache(maxsize=4096)
def prefix_of(namespace: str) -> str | None:
    """Our prefix for a namespace address, `""` for RSS and sitemaps, or None for one that we do not know."""
    address = namespace.strip().lower().partition("://")[2] or namespace.lower()
    return _PREFIX_OF.get(address.rstrip("/#"))


@lru_cache(maxsize=4096)
def _named(tag: str, prefix: str | None) -> str:
    namespace, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    if not namespace and ":" in local:  # the lenient parser leaves an undeclared prefix in the name
        prefix, _, local = local.partition(":")
    local = local.lower()
    known = prefix_of(namespace) if namespace else None
    if known is not None:
        return f"{known}:{local}" if known else local
    prefix = (prefix or "").lower()
    if not prefix:
        return local
    return f"{_SAME.get(prefix, prefix)}:{local}" if prefix in _PREFIXES else f"{_STRANGE}:{local}"


def name_of(element: Element) -> str:
    """The element's name with our prefix, in lower case: `title`, `dc:creator`, `atom:link`."""
    tag = element.tag
    return _named(tag, element.prefix) if isinstance(tag, str) else ""


def fields(element: Element | None, home: str = "") -> Fields:
    """The children of an element by name. Names of the `home` prefix lose it, so that Atom's `title` is `title`."""
    found: dict[str, list[Element]] = {}
    own = f"{home}:" if home else "::"
    for child in () if element is None else element:
        tag = child.tag
        name = (_named(tag, child.prefix) if isinstance(tag, str) else "").removeprefix(own)
        same = found.get(name)
        if same is None:
            found[name] = [child]
        elif len(same) < _MOST_OF_A_NAME:
            same.append(child)
    return found


def named(root: Element, *names: str) -> Iterator[Element]:
    """The elements with one of these local names, wherever they stand; in other letters (ITEM) if there are none."""
    found = False
    for element in root.iter(*(f"{{*}}{name}" for name in names)):
        found = True
        yield element
    if not found:
        for element in islice(root.iter(etree.Element), _MOST_LOOKED_AT):
            if str(element.tag).rpartition("}")[2].lower() in names:
                yield element


def attribute(element: Element, *names: str) -> str | None:
    """The first of these attributes that is there and not blank, stripped."""
    for name in names:
        value = element.get(name)
        if value and value.strip():
            return str(value).strip()
    return None
