"""metadata: takes the tree of a page, returns what its head says: JSON-LD, OpenGraph, metas, microdata, links. Pure.

Nothing is chosen here against what is visible; `assemble` does that. Values are as written, entities decoded twice
(sections come as «بینالملل &amp;gt; آفریقا»).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from mirnews.errors import Skip
from mirnews.extract import jsonld
from mirnews.extract.dates import in_order
from mirnews.extract.lines import folded, has_words, is_nobody, squash, without_author_label
from mirnews.extract.microdata import read_items
from mirnews.extract.tree import absolute, attribute
from mirnews.urls import canonical, parts

MAX_NAME = 120
_NAME_PARTS = re.compile(r"\s*[|｜]\s*|\s+[-–—:»]\s+")
_TAG_PARTS = re.compile(r"\s*[،,؛;\n]\s*")
_AUTHOR_PARTS = re.compile(r"\s*[|،,]\s*")
_ARABIC = re.compile(r"[\u0620-\u06ff]")
_ADDRESS = re.compile(r"^(?:https?:)?//|^www\.|@", re.IGNORECASE)
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "nastooh:publishdate",
    "publishdate",
    "publish-date",
    "pubdate",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "date",
)
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "dcterms.modified", "last-modified")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the head of a page says. Lists are in order of trust; dates are texts as written."""

    titles: tuple[str, ...] = ()
    title_tag: str | None = None
    description: str | None = None
    site_names: tuple[str, ...] = ()
    kicker: str | None = None
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    canonical: str | None = None
    base: str | None = None
    language: str | None = None
    article_body: str | None = None
    is_article: bool = False
    is_listing: bool = False
    amp: str | None = None
    short: str | None = None


def read_metadata(tree: LexborHTMLParser, url: str | None = None) -> Metadata:
    """Read the head of a page; `url` is where it came from, against which addresses are resolved."""
    metas = _metas(tree)
    nodes = list(jsonld.nodes(node.text(deep=True) for node in tree.css("script[type*='ld+json' i]")))
    title_tag = tree.css_first("title")
    title = _text(title_tag.text() if title_tag is not None else None)
    heads = [*_some(metas, "og:title"), *filter(None, [title])]
    article = jsonld.main_article(nodes, titles=heads, url=next(iter(_some(metas, "og:url")), url))
    items = read_items(tree)
    base = absolute(attribute(tree.css_first("base[href]"), "href"), url) or url
    own = _canonical(tree, metas, article, base)
    sites = _site_names(metas, nodes)
    writers = [*jsonld.strings(article.get("author")), *_some(metas, "article:author", "author", "dc.creator")]
    return Metadata(
        titles=_titles(metas, article, items["headline"]),
        title_tag=title,
        description=_description(metas, article),
        site_names=sites,
        kicker=next(iter(_some(metas, "nastooh:uptitle", "nastooh:kicker", "nastooh:rutitr")), None),
        authors=_authors(text for text in writers + items["author"] if clean_site_name(text) not in sites),
        published=_dates(article.get("datepublished"), _some(metas, *_PUBLISHED) + items["datepublished"]),
        modified=_dates(article.get("datemodified"), _some(metas, *_MODIFIED) + items["datemodified"]),
        section=_section(
            _some(metas, "article:section", "articlesection"), article.get("articlesection"), items["articlesection"]
        ),
        tags=_tags(metas, article, items["keywords"]),
        images=_images(metas, article, own or base),
        canonical=own,
        base=base or own,
        language=_language(tree, metas, article),
        article_body=jsonld.string(article.get("articlebody")),
        is_article=bool(article) or "article" in _some(metas, "og:type"),
        is_listing=not article and any({"collectionpage", "searchresultspage"} & set(jsonld.types(n)) for n in nodes),
        amp=absolute(attribute(tree.css_first("link[rel~=amphtml i]"), "href"), base),
        short=absolute(attribute(tree.css_first("link[rel~=shortlink i]"), "href"), base),
    )


def own_address(tree: LexborHTMLParser, url: str | None = None) -> str | None:
    """What `read_metadata` gives as `canonical`, without reading the rest of the head where a link says it."""
    base = absolute(attribute(tree.css_first("base[href]"), "href"), url) or url
    return _canonical(tree, {}, {}, base) or read_metadata(tree, url).canonical


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    """Every meta by each of its names (lower case), contents in order."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = _text(attributes.get("content"))
        for kind in ("name", "property", "itemprop", "http-equiv"):
            if content and (name := (attributes.get(kind) or "").strip()):
                values = found.setdefault(name.lower(), [])
                if content not in values:
                    values.append(content)
    return found


def _text(text: str | None) -> str | None:
    return folded(html.unescape(text)) or None if text else None


def _texts(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for raw in texts if (text := _text(raw)) and has_words(text)))


def _some(metas: dict[str, list[str]], *names: str) -> list[str]:
    return [content for name in names for content in metas.get(name, ())]


def _description(metas: dict[str, list[str]], article: jsonld.Node) -> str | None:
    found = _some(metas, "og:description", "description", "twitter:description")
    return _text(next(iter([*found, *jsonld.strings(article.get("description"))]), None))


def _site_names(metas: dict[str, list[str]], nodes: list[jsonld.Node]) -> tuple[str, ...]:
    publishers = [name for node in nodes if jsonld.is_article(node) for name in jsonld.strings(node.get("publisher"))]
    sites = [name for node in nodes if "website" in jsonld.types(node) for name in jsonld.strings(node.get("name"))]
    found = [*_some(metas, "og:site_name"), *publishers, *sites, *_some(metas, "application-name")]
    return tuple(dict.fromkeys(name for text in found if (name := clean_site_name(text))))


def clean_site_name(text: str) -> str | None:
    """The name alone: «خبرگزاری مهر» of «خبرگزاری مهر | اخبار ایران و جهان | Mehr News Agency». None for an address."""
    parts = [part for raw in _NAME_PARTS.split(folded(html.unescape(text))) if has_words(part := raw.strip())]
    native = [part for part in parts if _ARABIC.search(part)]
    name = next(iter(native or parts), None)
    return None if not name or _ADDRESS.search(name) or len(name) > MAX_NAME else name


def _authors(found: Iterable[str]) -> tuple[str, ...]:
    return real_authors(part for text in found if not _ADDRESS.search(text) for part in _AUTHOR_PARTS.split(text))


def real_authors(found: Iterable[str]) -> tuple[str, ...]:
    """Authors without those that name nobody, each once."""
    bare = (without_author_label(text) for raw in found if (text := _text(raw)))
    kept = (name for text in bare if (name := _text(text)) and has_words(name) and len(name) <= MAX_NAME)
    return tuple({squash(name): name for name in kept if not is_nobody(name)}.values())


def _titles(metas: dict[str, list[str]], article: jsonld.Node, items: list[str]) -> tuple[str, ...]:
    headline = jsonld.string(article.get("headline"))
    return _texts([headline, *_some(metas, "og:title", "headline", "twitter:title", "dc.title"), *items])


def _dates(said: Any, metas: list[str]) -> tuple[str, ...]:
    return (*jsonld.strings(said), *in_order(metas))


def _section(metas: list[str], said: Any, items: list[str]) -> str | None:
    found = [*metas, *jsonld.strings(said), *items]
    return next((path for text in found if (path := section_path(re.split(r"\s*[>›»/]\s*", text)))), None)


def section_path(steps: Iterable[str]) -> str | None:
    """Steps of a bread crumb as «بینالملل > آفریقا», or None."""
    kept = [step for raw in steps if (step := _text(raw)) and has_words(step)]
    return " > ".join(dict.fromkeys(kept)) or None


def _tags(metas: dict[str, list[str]], article: jsonld.Node, items: list[str]) -> tuple[str, ...]:
    sources = (
        _some(metas, "article:tag", "nastooh:tag"),
        jsonld.strings(article.get("keywords")),
        _some(metas, "news_keywords", "keywords"),
        items,
    )
    return next((tags for texts in sources if (tags := split_tags(texts))), ())


def split_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Tags, split at «،» and commas, without #, each once."""
    parts = (part.strip(" #\"'.") for text in texts for part in _TAG_PARTS.split(text))
    return tuple(
        dict.fromkeys(tag for part in parts if (tag := folded(part)) and has_words(tag) and len(tag) <= MAX_NAME)
    )


def _images(metas: dict[str, list[str]], article: jsonld.Node, base: str | None) -> tuple[str, ...]:
    value = article.get("image")
    listed = value if isinstance(value, list) else [value]
    urls = [item.get("url", item.get("contenturl")) if isinstance(item, dict) else item for item in listed]
    found = [*_some(metas, "og:image", "og:image:url"), *(url for url in urls if isinstance(url, str))]
    return tuple(dict.fromkeys(url for text in found if (url := absolute(text, base))))


def _canonical(
    tree: LexborHTMLParser, metas: dict[str, list[str]], article: jsonld.Node, base: str | None
) -> str | None:
    """The page's own address: link, og:url, JSON-LD; not the front page, and not another host than the page's."""
    links = [attribute(node, "href") for node in tree.css("link[rel~='canonical' i]")[:3]]
    for text in [*links, *_some(metas, "og:url"), *jsonld.links(article)]:
        url = canonical_url(text, base)
        if url and _plausible(url, base):
            return url
    return None


def canonical_url(text: str | None, base: str | None) -> str | None:
    """An address in our canonical form, or None."""
    try:
        return canonical(text, base) if text else None
    except Skip:
        return None


def _plausible(url: str, base: str | None) -> bool:
    if base is None:
        return True
    said, known = parts(url), parts(base)
    if said.path in ("", "/") and known.path not in ("", "/"):
        return False
    return _bare_host(said.host) == _bare_host(known.host)


def _bare_host(host: str) -> str:
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", host)


def _language(tree: LexborHTMLParser, metas: dict[str, list[str]], article: jsonld.Node) -> str | None:
    declared = attribute(tree.css_first("html[lang]"), "lang")
    found = [declared, *_some(metas, "og:locale", "content-language"), *jsonld.strings(article.get("inlanguage"))]
    for text in found:
        if text and (match := re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", text)):
            return match[0].lower()
    return None
