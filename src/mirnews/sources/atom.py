"""atom: Atom 1.0 and 0.3."""

from __future__ import annotations

import base64
import binascii
import html as entities
from collections.abc import Iterable

from mirnews.model import Entry, Feed, Image, Link
from mirnews.sources import text as texts
from mirnews.sources.context import Context, context_of
from mirnews.sources.document import Document
from mirnews.sources.links import base_of, is_web, web_link
from mirnews.sources.media import images_of, is_picture
from mirnews.sources.names import Element, Fields, attribute, fields, name_of, named
from mirnews.sources.wishes import wishes_of

_ATOM_03 = "purl.org/atom/ns"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PUBLISHED = ("published", "issued", "created", "dc:date", "dcterms:issued", "pubdate")
_UPDATED = ("updated", "modified", "dcterms:modified")
_HTML_TYPES = {"html", "xhtml", "text/html", "application/xhtml+xml"}
_TEXT_TYPES = {"", "text", "text/plain"}
_BYTES = (
    "application/octet-stream"  # RFC 4287 4.1.3.3: what is neither text nor XML is base64; here it is HTML, or junk
)


def sniff(document: Document) -> str | None:
    """Which Atom this is, by the name and namespace of its root."""
    root = document.root
    if root is None or name_of(root).removeprefix("atom:") not in ("feed", "entry"):
        return None
    old = _ATOM_03 in str(root.tag).lower() or (root.get("version") or "").strip() == "0.3"
    return "atom03" if old else "atom10"


def parse(document: Document, form: str) -> Feed:
    """The feed that an Atom document holds."""
    root = document.root
    assert root is not None
    head = fields(root, "atom")
    own = base_of(root, document.url) if document.has_base else document.url
    title = _title(head.get("title"))
    language = root.get(_XML_LANG) or texts.first_text(head.get("dc:language"))
    context = context_of(document, base=own, language=language, title=title)
    site = _link(head, ("alternate",), context)
    authors = _people(head.get("author", ()))
    items = named(root, "entry")
    entries = [entry for item in context.take(items) if (entry := _entry(item, context, site, authors))]
    return Feed(
        format=form,
        malformed=document.malformed or context.flagged,
        title=title,
        url=site,
        feed_url=_link(head, ("self",), context) or document.url,
        language=texts.language(language),
        updated=context.when(texts.first_text(head.get(name)) for name in (*_UPDATED, "published")),
        hub=_link(head, ("hub",), context),
        entries=tuple(entries),
        wishes=wishes_of(head),
    )


def _entry(item: Element, context: Context, site: str | None, feed_authors: tuple[str, ...]) -> Entry | None:
    found = fields(item, "atom")
    base = _base(item, context) or site
    guid = context.identity(texts.first_text(found.get("id")))
    url = _link(found, ("alternate",), context, base) or (guid if is_web(guid) else None)
    title = _title(found.get("title"), context)
    groups = fields(next(iter(found.get("media:group", ())), None))
    summary = _first_html(found, ("summary", "media:description"), context, base)
    summary = summary or _first_html(groups, ("media:description",), context, base)
    content = _first_html(found, ("content", "content:encoded"), context, base)
    entry = Entry(
        id=guid or url,
        url=url,
        title=title,
        summary=summary,
        content=content,
        authors=_people([*found.get("author", ()), *found.get("dc:creator", ())])
        or _source_authors(found)
        or feed_authors,
        published=context.when(texts.first_text(found.get(name)) for name in _PUBLISHED),
        updated=context.when(texts.first_text(found.get(name)) for name in _UPDATED),
        categories=texts.categories(
            _category(element) for element in (*found.get("category", ()), *found.get("dc:subject", ()))
        ),
        images=(*_enclosed(found, base), *images_of(found, base)),
        source=_source(found, context, base),
    )
    return None if entry == Entry(None, None, authors=feed_authors) else entry


def _base(element: Element, context: Context) -> str | None:
    return base_of(element, context.base) if context.has_base else context.base


def _link(found: Fields, relations: Iterable[str], context: Context, base: str | None = None) -> str | None:
    """The first link of these relations, a web page before other types; its own `xml:base` counts."""
    wanted = set(relations)
    links = [element for element in found.get("link", ()) if _relation(element) in wanted]
    links.sort(key=lambda element: (element.get("type") or "text/html").lower() not in _HTML_TYPES)
    for element in links:
        own = base_of(element, context.base) if context.has_base else base or context.base
        if url := context.link(attribute(element, "href") or texts.text_of(element), own or base):
            return url
    return None


def _relation(element: Element) -> str:
    relation = (element.get("rel") or "alternate").strip().lower()
    return relation.removeprefix("http://www.iana.org/assignments/relation/")


def _title(elements: Iterable[Element] | None, context: Context | None = None) -> str | None:
    for element in elements or ():
        kind, text = _construct(element)
        make = context.title if context else texts.title
        if found := make(text, is_html=kind == "html"):
            return found
    return None


def _first_html(found: Fields, names: Iterable[str], context: Context, base: str | None) -> str | None:
    for element in (element for name in names for element in found.get(name, ())):
        kind, text = _construct(element)
        own = _base(element, context) or base
        html = context.cleaner.html(text, own) if kind == "html" else context.cleaner.plain_as_html(text)
        if html:
            return html
    return None


def _construct(element: Element) -> tuple[str, str | None]:
    """A text construct as `html` or `text` with what it holds; content of any other type is nothing to us."""
    kind = (element.get("type") or "").strip().lower().partition(";")[0]
    mode = (element.get("mode") or "").strip().lower()
    if mode == "base64":
        return _of_type(kind, _from_base64(texts.text_of(element)))
    if len(element):
        return "html", texts.inner_html(_without_wrapper(element) if "xhtml" in kind else element, is_markup=True)
    if kind in ("xhtml", "application/xhtml+xml"):
        return "html", entities.escape(element.text or "", quote=False)
    if mode == "escaped" or name_of(element) in ("content:encoded", "media:description"):
        return "html", element.text
    if kind == _BYTES:
        return "html", _from_base64(element.text)
    return _of_type(kind, element.text)


def _without_wrapper(element: Element) -> Element:
    """The `div` that Atom puts around XHTML and that is no part of it, or the element itself."""
    alone = len(element) == 1 and not (element.text or "").strip() and name_of(element[0]) in ("xhtml:div", "div")
    return element[0] if alone else element


def _of_type(kind: str, text: str | None) -> tuple[str, str | None]:
    if kind in _HTML_TYPES:
        return "html", text
    return "text", text if kind in _TEXT_TYPES else None


def _from_base64(text: str | None) -> str | None:
    try:
        return base64.b64decode(text or "", validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None


def _people(elements: Iterable[Element]) -> tuple[str, ...]:
    return texts.names(_person(element) for element in elements)


def _person(element: Element) -> str | None:
    inner = fields(element, "atom")
    return (
        texts.first_text(inner.get("name"))
        or texts.first_text(inner.get("email"))
        or (element.text if not len(element) else None)
    )


def _source_authors(found: Fields) -> tuple[str, ...]:
    return _people(author for source in found.get("source", ()) for author in fields(source, "atom").get("author", ()))


def _category(element: Element) -> str | None:
    return attribute(element, "label", "term") or texts.text_of(element)


def _enclosed(found: Fields, base: str | None) -> list[Image]:
    images = {}
    for element in found.get("link", ()):
        href = attribute(element, "href")
        if (
            _relation(element) == "enclosure"
            and is_picture(element.get("type"), href)
            and (url := web_link(href, base))
        ):
            images[url] = Image(url, texts.title(element.get("title")))
    return list(images.values())


def _source(found: Fields, context: Context, base: str | None) -> Link | None:
    for element in found.get("source", ()):
        inner = fields(element, "atom")
        title, url = (
            _title(inner.get("title")),
            _link(inner, ("alternate",), context, base) or _link(inner, ("self",), context, base),
        )
        if title or url:
            return Link(title or "", url)
    return None
