"""page: takes a Page, returns an Article. The order of reading, and nothing else. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from mirnews.clock import Clock
from mirnews.decode import decode, looks_wide
from mirnews.extract.assemble import assemble, without_body
from mirnews.extract.bare import read_bare
from mirnews.extract.dates import DateReader, zone_of
from mirnews.extract.density import densest
from mirnews.extract.found import find_by_profile, find_text, shows_article
from mirnews.extract.generic import find_generic, is_sure
from mirnews.extract.kinds import is_wall, kind_of
from mirnews.extract.learned import NAME as LEARNED
from mirnews.extract.learned import LearnedProfile, find_by_learned
from mirnews.extract.limits import tame
from mirnews.extract.lines import names_a_source
from mirnews.extract.metadata import Metadata, own_address, read_metadata
from mirnews.extract.outline import outline_of
from mirnews.extract.profiles import Profile, is_of, recognised
from mirnews.extract.tree import absolute, first, parse
from mirnews.model import Article, Page
from mirnews.persian import language

SLIGHT = 400  # characters of lead and body, below which it is looked for more
FEW = 200
MAX_MISSED = 4
SNIFF = 100_000  # characters or bytes in which tags are looked for
MAX_CONTROLS = 0.02  # share of control bytes from which a file is no text
_TAGGED = re.compile(
    r"<(?:!doctype|html|head|body|meta|link|title|style|script|div|p|br|span|a|b|i|strong|em|font|center|h[1-6]|article|"
    r"section|main|header|footer|nav|aside|figure|img|table|tr|td|ul|ol|li|dl|blockquote|form|svg|iframe)(?:[\s/>]|$)",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"(?:<\?xml[^>]*>\s*+)?(?:<!--.*?-->\s*+)?(?:<(?:rss|feed|rdf:rdf|urlset|sitemapindex|svg)\b|[{\[]\s*[\"{\[])",
    re.I | re.S,
)
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"\x00\x00\x00",
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_ASIA = "Asia/Tehran"


def extract(page: Page, *, at: datetime | None = None, known: LearnedProfile | None = None) -> Article:
    """Read a page: HTML, or plain text of a page. Never raises on content; `kind` says what the page is.

    `at` is the instant against which relative dates («۲ ساعت پیش») are read: by default when the page was fetched,
    else now. `known` is what was learned of the page's site. Takes time in proportion to the size of the page,
    whatever is in it.
    """
    moment = at or page.fetched_at or Clock().now()
    if not looks_wide(page.body[:SNIFF]) and _is_binary(page.body):
        return Article("other", "generic", page.url)
    markup = "html" if re.search(rb"<[a-zA-Z!]", page.body[:SNIFF]) else "text"
    text = decode(page.body, page.content_type, markup="html" if markup == "html" else "text").text
    if _DATA.match(text.lstrip()[:SNIFF]):
        return Article("other", "generic", page.url)
    if _TAGGED.search(text[:SNIFF]):
        return read_html(text, url=page.url, at=moment, known=known)
    article = read_bare(text, url=page.url, at=moment)
    return replace(article, language=language(article.body or "") if article.body else None)


def extract_text(page: Page) -> tuple[str | None, tuple[str, ...]]:
    """The lead and the paragraphs alone, without the head, dates and pictures; the same texts as of `extract`.

    A page that is not plainly the article of one profile goes through `extract`. Without a text: None and no
    paragraphs.
    """
    told = None if looks_wide(page.body[:SNIFF]) or _is_binary(page.body) else _told(page)
    if told is not None:
        return told
    article = extract(page)
    return article.lead, article.paragraphs


def _told(page: Page) -> tuple[str | None, tuple[str, ...]] | None:
    """The text by the first profile that fits; None where there is more to weigh."""
    html = decode(page.body, page.content_type).text
    if _DATA.match(html.lstrip()[:SNIFF]) or not _TAGGED.search(html[:SNIFF]):
        return None
    html = tame(html)
    tree = parse(html)
    host = _host(page.url or own_address(tree, absolute(page.url, None)))
    profile = next((one for one in recognised(tree, host) if not one.flow or names_a_source(html)), None)
    if profile is None or profile.hinted or first(tree, profile.listing) is not None:
        return None
    if not profile.flow and first(tree, [*profile["body"], *profile["album"]]) is None:
        return None
    told = find_text(tree, profile)
    return None if told is None or _misses_the_text(html, *told) else told


def read_html(html: str, *, url: str | None, at: datetime, known: LearnedProfile | None = None) -> Article:
    """Read a tagged page: by what was learned of its site, by the first profile that fits and finds its parts, else as
    a page of an unknown site.
    """
    html = tame(html)
    tree = parse(html)
    meta = read_metadata(tree, absolute(url, None))
    if known is not None:
        if (found := find_by_learned(tree, known, meta)) is not None:
            return assemble("article", LEARNED, found, meta, url=url, dates=DateReader(at))
        tree = parse(html)
    family: Profile | None = None
    host = _host(url or meta.canonical)
    for profile in recognised(tree, host):
        if profile.flow and not names_a_source(html):
            continue
        if first(tree, profile.listing) is not None and not meta.is_article:
            return without_body("listing", profile.name, meta, url=url)
        is_known = not profile.hinted or is_of(tree, profile)
        if profile.flow or first(tree, [*profile["body"], *profile["album"]]) is not None:
            found = find_by_profile(tree, profile, meta)
            is_ours = found is not None and (is_known or shows_article(found, meta))
            if found is not None and is_ours and not _misses_the_text(html, found.lead, found.body.paragraphs):
                return assemble(
                    "article", profile.name, found, meta, url=url, dates=DateReader(at, zone_of(profile.zone, host))
                )
            tree = parse(html)  # reading takes furniture out of the tree
        family = family or (profile if is_known and not profile.flow else None)
    return _read_unknown(tree, html, meta, family, url=url, at=at)


def _misses_the_text(html: str, lead: str | None, paragraphs: tuple[str, ...]) -> bool:
    """Did a profile take a line or two for the text, where a page plainly has a long one elsewhere? Systems are built
    upon, and what a name means in one of them it need not mean in all.
    """
    size = len(lead or "") + sum(map(len, paragraphs))
    if size >= SLIGHT:
        return False
    outline = outline_of(parse(html).body)
    dense = densest(outline)
    return dense is not None and is_sure(outline, dense) and dense.prose > MAX_MISSED * max(size, FEW)


def _read_unknown(
    tree: LexborHTMLParser, html: str, meta: Metadata, known: Profile | None, *, url: str | None, at: datetime
) -> Article:
    """A page that no profile could read; `known` is the family it seems to be of."""
    outline = outline_of(tree.body)
    blocks = outline.blocks
    profile = known.name if known else "generic"
    if is_wall(tree, html, meta, blocks):
        return without_body("blocked", profile, meta, url=url)
    found = find_generic(tree, meta, outline, at)
    kind = kind_of(tree, meta, blocks, len("".join(found.body.paragraphs)), strict=bool(known and known.strict))
    if kind != "article":
        return without_body(kind, profile, meta, url=url)
    zone = _ASIA if (meta.language or language(" ".join(found.body.paragraphs)) or "fa") in ("fa", "en") else "UTC"
    dates = DateReader(at, zone_of(zone, _host(url or meta.canonical)))
    return assemble(kind, "generic", found, meta, url=url, dates=dates)


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def _is_binary(body: bytes) -> bool:
    """Is it no text at all: a picture, an archive, a document?"""
    head = body[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False  # UTF-16 or UTF-32 with its mark
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return head.startswith(_MAGIC) or controls > MAX_CONTROLS * len(head) + 1
