"""rss: RSS 0.9x and 2.0, and RSS 1.0 (RDF)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mirnews.model import Entry, Feed, Link
from mirnews.sources import text as texts
from mirnews.sources.context import Context, context_of
from mirnews.sources.document import Document
from mirnews.sources.links import base_of, is_web, web_link
from mirnews.sources.media import images_of
from mirnews.sources.names import Element, Fields, attribute, fields, name_of, named
from mirnews.sources.wishes import wishes_of

_VERSIONS = {"0.90": "rss090", "0.91": "rss091", "0.92": "rss092", "0.93": "rss092", "0.94": "rss092"}
_RDF_090 = ("http://my.netscape.com/rdf/simple/0.9", "http://channel.netscape.com/rdf/simple/0.9")
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_SUMMARY = ("description", "dc:description", "summary", "itunes:summary", "media:description", "abstract")
_CONTENT = ("content:encoded", "xhtml:body", "xhtml:div", "body", "fullitem")
_AUTHORS = ("dc:creator", "author", "dc:author", "itunes:author", "atom:author", "dc:contributor")
_CATEGORIES = ("category", "dc:subject")
_LABELLED = ("media:category", "itunes:category")
_PUBLISHED = ("pubdate", "dc:date", "atom:published", "dcterms:issued", "dcterms:created", "date")
_UPDATED = ("atom:updated", "dcterms:modified", "lastbuilddate")
_FEED_UPDATED = ("lastbuilddate", "pubdate", "dc:date", "atom:updated", "dcterms:modified")


def sniff(document: Document) -> str | None:
    """Which RSS this is, by the name of its root."""
    if document.root is None:
        return None
    name = name_of(document.root)
    if name in ("rss", "channel"):
        return _VERSIONS.get((document.root.get("version") or "").strip(), "rss20")
    if name in ("rdf:rdf", "rdf"):
        spaces = {str(space).rstrip("/#").lower() for space in document.root.nsmap.values()}
        return "rss090" if spaces.intersection(_RDF_090) else "rdf10"
    return None


def parse(document: Document, form: str) -> Feed:
    """The feed that an RSS document holds. Items count wherever they stand: broken markup moves them about."""
    root = document.root
    assert root is not None
    channel = root if name_of(root) == "channel" else next(_named(root, "channel"), root)
    head = fields(channel)
    hub_and_self = _atom_links(head)
    site = web_link(_channel_link(head), document.url)
    language = texts.first_text(_all(head, ("language", "dc:language"))) or root.get(_XML_LANG)
    title = texts.title(texts.first_text(_all(head, ("title", "dc:title"))))
    context = context_of(document, base=site or document.url, language=language, title=title)
    entries = [entry for item in context.take(named(root, "item")) if (entry := _entry(item, context))]
    return Feed(
        format=form,
        malformed=document.malformed or context.flagged,
        title=title,
        url=site,
        feed_url=web_link(hub_and_self.get("self"), site) or document.url,
        language=texts.language(language),
        updated=context.when(texts.first_text(head.get(name)) for name in _FEED_UPDATED),
        hub=web_link(hub_and_self.get("hub"), document.url),
        entries=tuple(entries),
        wishes=wishes_of(head),
    )


def _entry(item: Element, context: Context) -> Entry | None:
    found = fields(item)
    base = base_of(item, context.base) if context.has_base else context.base
    guid = context.identity(texts.first_text(found.get("guid")) or item.get(_RDF_ABOUT))
    url = _entry_url(item, found, guid, base, context)
    title = context.title(texts.first_text(_all(found, ("title", "dc:title", "media:title"))))
    summary = _html(found, _SUMMARY, context, base)
    content = _html(found, _CONTENT, context, base)
    entry = Entry(
        id=guid or url,
        url=url,
        title=title,
        summary=summary,
        content=content,
        authors=texts.names(_person(element) for element in _all(found, _AUTHORS)),
        published=context.when(texts.first_text(found.get(name)) for name in _PUBLISHED),
        updated=context.when(texts.first_text(found.get(name)) for name in _UPDATED),
        categories=texts.categories(_categories(found)),
        images=images_of(found, base),
        source=_source(found, base),
    )
    return None if entry == Entry(None, None) else entry


def _entry_url(item: Element, found: Fields, guid: str | None, base: str | None, context: Context) -> str | None:
    """The article's address: link, else Atom's link, else a guid that is a permanent link, else CDF's attribute."""
    for element in found.get("link", ()):
        if url := context.link(texts.text_of(element), base) or context.link(attribute(element, "href"), base):
            return url
    if url := context.link(_atom_links(found).get("alternate"), base):
        return url
    permanent = all(
        (element.get("isPermaLink") or "true").strip().lower() != "false" for element in found.get("guid", ())
    )
    if permanent and is_web(guid):
        return context.link(guid, None)
    return context.link(attribute(item, "HREF", "href"), base)


def _channel_link(head: Fields) -> str | None:
    text = texts.first_text(head.get("link"))
    if text:
        return text
    linked = [href for element in head.get("link", ()) if (href := attribute(element, "href"))]
    return linked[0] if linked else _atom_links(head).get("alternate")


def _atom_links(found: Fields) -> dict[str, str]:
    """Addresses of Atom's link elements by their relation; the first of each counts."""
    links: dict[str, str] = {}
    for element in found.get("atom:link", ()):
        if href := attribute(element, "href"):
            links.setdefault((element.get("rel") or "alternate").strip().lower(), href)
    return links


def _html(found: Fields, names: Iterable[str], context: Context, base: str | None) -> str | None:
    for element in _all(found, names):
        if html := context.cleaner.html(texts.inner_html(element), base):
            return html
    return None


def _categories(found: Fields) -> Iterator[str | None]:
    yield from (texts.text_of(element) for element in _all(found, _CATEGORIES))
    for element in _all(found, _LABELLED):  # Media RSS says it in its text, or in `label`; iTunes in `text`
        nested = (element, *element) if name_of(element).startswith("itunes:") else (element,)
        yield from (attribute(one, "label", "text") or texts.text_of(one) for one in nested)


def _person(element: Element) -> str | None:
    """A name; of «mail@host (Name)» and «Name (mail@host)» the name."""
    inner = texts.first_text(fields(element, home="atom").get("name")) if len(element) else None
    text = (inner or texts.text_of(element) or "").strip()
    address, bracket, name = text.partition("(")
    if bracket and name.endswith(")"):
        if "@" in address:
            return name[:-1]
        if "@" in name:
            return address
    return text


def _source(found: Fields, base: str | None) -> Link | None:
    for element in found.get("source", ()):
        title, url = texts.title(texts.text_of(element)), web_link(attribute(element, "url"), base)
        if title or url:
            return Link(title or "", url)
    return None


def _all(found: Fields, names: Iterable[str]) -> list[Element]:
    return [element for name in names if name in found for element in found[name]]


def _named(root: Element, name: str) -> Iterator[Element]:
    return (child for child in root if name_of(child) == name)
