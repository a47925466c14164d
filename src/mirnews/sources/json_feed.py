"""json_feed: JSON Feed 1.0 and 1.1. Nothing in it is believed to have the type that it should have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mirnews.model import Entry, Feed, Image
from mirnews.sources import text as texts
from mirnews.sources.context import Context, context_of
from mirnews.sources.document import Document
from mirnews.sources.links import web_link
from mirnews.sources.media import is_picture

_Object = Mapping[str, object]


def sniff(document: Document) -> str | None:
    """Which JSON Feed this is, by its `version`; a list of items with a title will do."""
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None
    version = str(data.get("version") or "")
    if "jsonfeed.org/version/" in version:
        return "json10" if version.rstrip("/").endswith(("version/1", "version/1.0")) else "json11"
    return "json11" if _text(data, "title") or _text(data, "home_page_url") else None


def parse(document: Document, form: str) -> Feed:
    """The feed that a JSON document holds."""
    data = document.data
    assert isinstance(data, dict)
    title, language = texts.title(_text(data, "title"), is_html=False), _text(data, "language")
    site = web_link(_text(data, "home_page_url"), document.url)
    context = context_of(document, base=site or document.url, language=language, title=title)
    authors = _authors(data)
    entries = [entry for item in context.take(_objects(data, "items")) if (entry := _entry(item, context, authors))]
    sound = "jsonfeed.org/version/" in str(data.get("version") or "")
    return Feed(
        format=form,
        malformed=document.malformed or context.flagged or not sound,
        title=title,
        url=site,
        feed_url=web_link(_text(data, "feed_url"), document.url) or document.url,
        language=texts.language(language),
        hub=next((url for hub in _objects(data, "hubs") if (url := web_link(_text(hub, "url")))), None),
        entries=tuple(entries),
    )


def _entry(item: _Object, context: Context, feed_authors: tuple[str, ...]) -> Entry | None:
    url = context.link(_text(item, "url"), context.base) or context.link(_text(item, "external_url"), context.base)
    guid = context.identity(_text(item, "id"))
    title = context.title(_text(item, "title"), is_html=False)
    base = url or context.base
    content = context.cleaner.html(_text(item, "content_html"), base) or context.cleaner.plain_as_html(
        _text(item, "content_text")
    )
    summary = context.cleaner.plain_as_html(_text(item, "summary"))
    entry = Entry(
        id=guid or url,
        url=url,
        title=title,
        summary=summary,
        content=content,
        authors=_authors(item) or feed_authors,
        published=context.when([_text(item, "date_published")]),
        updated=context.when([_text(item, "date_modified")]),
        categories=texts.categories(_strings(item, "tags")),
        images=_images(item, context.base),
    )
    return None if entry == Entry(None, None, authors=feed_authors) else entry


def _images(item: _Object, base: str | None) -> tuple[Image, ...]:
    addresses = [_text(item, "image"), _text(item, "banner_image")]
    addresses += [
        _text(attached, "url")
        for attached in _objects(item, "attachments")
        if is_picture(_text(attached, "mime_type"), _text(attached, "url"))
    ]
    urls = dict.fromkeys(url for address in addresses if (url := web_link(address, base)))
    return tuple(Image(url) for url in urls)[:20]


def _authors(item: _Object) -> tuple[str, ...]:
    """`authors` of 1.1, or `author` of 1.0."""
    one = item.get("author")
    people = [*_objects(item, "authors"), *([one] if isinstance(one, dict) else [])]
    return texts.names(_text(person, "name") or _text(person, "url") for person in people)


def _text(item: _Object, name: str) -> str | None:
    """A member as text: a string, or a number (ids are numbers in some feeds); None for everything else."""
    value = item.get(name)
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode("utf-8")  # JSON can write half a surrogate pair
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e15:
        return None
    return str(int(value) if value == int(value) else value)


def _objects(item: _Object, name: str) -> Iterator[_Object]:
    value = item.get(name)
    return (entry for entry in (value if isinstance(value, list) else ()) if isinstance(entry, dict))


def _strings(item: _Object, name: str) -> Iterator[str]:
    value = item.get(name)
    return (
        entry.encode("utf-8", "ignore").decode("utf-8")
        for entry in (value if isinstance(value, list) else ())
        if isinstance(entry, str)
    )
