"""assemble: takes what the visible page says (Found) and what its head says (Metadata), returns the Article. Pure.

Where both speak: title, section of the trail, tags, pictures from the page by rule; authors, section, instant from the
head first. The site's name is never the title.
"""

from __future__ import annotations

from collections.abc import Iterable

from mirnews.extract.body import Body
from mirnews.extract.dates import DateReader
from mirnews.extract.found import Found
from mirnews.extract.lines import folded, squash
from mirnews.extract.metadata import Metadata, clean_site_name
from mirnews.extract.tree import absolute
from mirnews.model import Article, ArticleKind, Image, Link, When
from mirnews.persian import language

MIN_LETTERS = 200  # characters of text from which its letters are believed before the page's `lang`
_SIGNS = "|-–—»:｜ "
_BREAKS = (" | ", " - ", " – ", " — ", " » ", " :: ", "|", "｜")


def assemble(
    kind: ArticleKind, profile: str, found: Found, meta: Metadata, *, url: str | None, dates: DateReader
) -> Article:
    """The Article of a tagged page. `url` is where it came from; dates without a zone are read as `dates` says."""
    body = found.body
    title = _title(found, meta)
    site = _site_name(title, meta)
    published = dates.best([*meta.published, *found.dates])
    text = " ".join(filter(None, [title, found.lead, *body.paragraphs]))
    return Article(
        kind=kind,
        profile=profile,
        url=url,
        canonical_url=meta.canonical,
        site_name=site,
        title=title,
        kicker=found.kicker or meta.kicker,
        lead=found.lead,
        paragraphs=body.paragraphs,
        authors=_authors([*meta.authors, *found.authors], [site, *meta.site_names]),
        published=published,
        updated=_updated(published, dates.best(meta.modified)),
        section=meta.section or found.section,
        tags=found.tags or meta.tags,
        images=found.images or tuple(map(Image, meta.images[:1])),
        source_line=body.source_line,
        related=_related(body, meta.base),
        language=_language(text, meta.language),
        kinds=body.kinds if len(body.kinds) == len(body.paragraphs) else (),
        amp_url=meta.amp,
        short_url=meta.short,
    )


def without_body(kind: ArticleKind, profile: str, meta: Metadata, *, url: str | None) -> Article:
    """A page that is no article: its title and site, for the person who looks at the log."""
    title = _title(Found(Body()), meta)
    site = _site_name(title, meta)
    lang = _language(title or "", meta.language)
    return Article(kind, profile, url, meta.canonical, site, title, language=lang)


def _title(found: Found, meta: Metadata) -> str | None:
    sites = {squash(name) for name in meta.site_names}
    for text in filter(None, [found.title, *meta.titles, meta.title_tag]):
        title = _without_site(text, sites)
        if squash(title) and squash(title) not in sites:
            return title
    return None


def _without_site(title: str, sites: set[str]) -> str:
    """A title without « | خبرگزاری …» at its end or beginning, if that is the site's name."""
    for mark in _BREAKS:
        head, found, tail = title.rpartition(mark)
        if found and _is_site(tail, sites):
            return folded(head)
        head, found, tail = title.partition(mark)
        if found and _is_site(head, sites):
            return folded(tail)
    return title


def _is_site(text: str, sites: set[str]) -> bool:
    return squash(text) in sites


def _site_name(title: str | None, meta: Metadata) -> str | None:
    """What the head calls the site, else what `<title>` has after the headline."""
    for name in meta.site_names:
        if squash(name) != squash(title or ""):
            return name
    tag = meta.title_tag or ""
    if title and title in tag:
        around = [part.strip() for part in tag.split(title, 1)]
        rest = [part.strip(_SIGNS) for part in around if part and (part[0] in _SIGNS or part[-1] in _SIGNS)]
        return clean_site_name(rest[-1]) if rest else None
    return None


def _authors(found: Iterable[str], sites: Iterable[str | None]) -> tuple[str, ...]:
    """Each author once, without the site itself."""
    known = {squash(name) for name in sites if name}
    return tuple({squash(name): name for name in found if squash(name) not in known}.values())


def _updated(published: When | None, updated: When | None) -> When | None:
    """The time of the last change, unless it lies before publication."""
    if published and updated and updated.value < published.value:
        return None
    return updated


def _related(body: Body, base: str | None) -> tuple[Link, ...]:
    """Related headlines with absolute addresses; None where the page's own address is not known."""
    return tuple(Link(link.title, absolute(link.url, base)) for link in body.related)


def _language(text: str, declared: str | None) -> str | None:
    """Letters first when there are enough of them, because many Persian templates say `en`; else what is declared."""
    by_letters = language(text) if text else None
    return by_letters if by_letters and (len(text) >= MIN_LETTERS or not declared) else declared
