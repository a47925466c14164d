"""found: what the visible part of a page says, before its head is asked, and how a profile finds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mirnews.extract.body import Body, is_headline, read_body, separate_lead
from mirnews.extract.lines import folded, is_home, source_name
from mirnews.extract.media import read_images
from mirnews.extract.metadata import Metadata, real_authors, section_path, split_tags
from mirnews.extract.profiles import Profile
from mirnews.extract.tree import Block, attribute, blocks_of, every, first, text_of
from mirnews.model import Image, Link

MIN_TEXT = 80  # characters of text; as for a page of an unknown site
MIN_HEADLINES = 3  # that must follow a source line before a page is taken for an aggregator's
MAX_ROOTS = 8  # nodes of one selector that are looked into
MAX_DATES = 30  # nodes of one selector that are looked at
FEW_DATES = 2  # of publication and of the last change
MAX_ABOVE = 12  # elements above a date; the deepest of our pages has seven
FRAMES = frozenset(["nav", "aside", "footer", "a"])
FRAMING = ("sidebar", "related", "widget", "latest", "most")  # in classes of such boxes
# share boxes, comments and lists of other pages, by the names they have on most sites
FURNITURE = (
    ".share, .share-box, .social-share, .sharedaddy, .comments, #comments, .comments-list, .comment-form, .related, "
    ".related-news, .related-posts, .inline-related, .also-read, .read-also, .more-news, .read-more, .newsletter, "
    ".post-tags, .tagcloud, .short-link, .shortlink, .advertise, .adsbygoogle, [aria-hidden=true]"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What rules or the generic extractor read from the visible page. `dates` are texts as printed."""

    body: Body
    title: str | None = None
    kicker: str | None = None
    lead: str | None = None
    dates: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()


def find_by_profile(tree: LexborHTMLParser, profile: Profile, meta: Metadata) -> Found | None:
    """Read a page by the rules of a profile; None when its container is not there, or is empty and has no picture."""
    root = _root(tree, profile)
    if root is None:
        return None
    title = text_of(first(root, profile["title"]) or first(tree, profile["title"]))
    kicker, dates, section = (
        text_of(first(root, profile["kicker"])),
        _dates(root, tree, profile),
        _section(tree, profile),
    )
    tags, authors = _tags(tree, profile), _authors(root, profile)
    images = read_images(every(root, profile["images"]) or every(tree, profile["album"]), meta.base, title)
    related, source = _related(tree, profile), source_name(text_of(first(tree, profile["source"])) or "")
    told = _read_text(root, tree, profile, title, (kicker, *dates))
    if told is None:
        return None
    lead, body = told
    if not (body.paragraphs or (title and (lead or images))):
        return None
    source_line = body.source_line or source or None
    body = replace(body, source_line=source_line, related=_each_once([*body.related, *related]))
    return Found(body, title, kicker, lead, dates, section, tags, authors, images)


def find_text(tree: LexborHTMLParser, profile: Profile) -> tuple[str | None, tuple[str, ...]] | None:
    """The lead and the paragraphs alone, as `find_by_profile` reads them; None where it finds no paragraphs."""
    root = _root(tree, profile)
    if root is None:
        return None
    title = text_of(first(root, profile["title"]) or first(tree, profile["title"]))
    above = (text_of(first(root, profile["kicker"])), *_dates(root, tree, profile))
    told = _read_text(root, tree, profile, title, above)
    return (told[0], told[1].paragraphs) if told and told[1].paragraphs else None


def _read_text(
    root: LexborNode, tree: LexborHTMLParser, profile: Profile, title: str | None, above: tuple[str | None, ...]
) -> tuple[str | None, Body] | None:
    """The lead and the body; takes furniture out of the tree. None when the container is not there."""
    lead_node = first(root, profile["lead"])
    lead = text_of(lead_node)
    _drop(root, profile, lead_node)
    blocks = _flow(root, title) if profile.flow else _contained(root, tree, profile)
    if blocks is None:
        return None
    body = read_body(blocks, title=title, lead=lead, above=above)
    return separate_lead(lead, body.paragraphs), body


def shows_article(found: Found, meta: Metadata) -> bool:
    """Is what the rules of a host found a report: title, text, and a date or a head that says so?"""
    has_text = sum(map(len, found.body.paragraphs)) >= MIN_TEXT
    return bool(found.title and has_text and (meta.is_article or meta.published or found.dates))


def _contained(root: LexborNode, tree: LexborHTMLParser, profile: Profile) -> list[Block] | None:
    """The blocks of the body's container; none in an album without one."""
    container = _container(root, profile) or _container(tree, profile)
    if container is None:
        return None if first(tree, profile["album"]) is None else []
    return blocks_of(container)


def _root(tree: LexborHTMLParser, profile: Profile) -> LexborNode | None:
    """The article's own box: the first that holds the text's container, if there is one; else the page's body."""
    nodes = [node for selector in profile["root"] for node in tree.css(selector)[:MAX_ROOTS]]
    if profile.flow or first(tree, profile["body"]) is None:
        return nodes[0] if nodes else tree.body
    return next((node for node in nodes if first(node, profile["body"]) is not None), tree.body)


def _container(within: LexborHTMLParser | LexborNode, profile: Profile) -> LexborNode | None:
    """The first container that has a text in it; teasers of other pages and boxes for later may be called the same."""
    found: list[tuple[int, LexborNode]] = []
    for selector in profile["body"]:
        for node in within.css(selector)[:MAX_ROOTS]:
            size = len(node.text(deep=True))
            if size >= MIN_TEXT:
                return node
            found.append((size, node))
    return max(found, key=lambda one: one[0])[1] if found else None


def _flow(root: LexborNode, title: str | None) -> list[Block] | None:
    """The blocks from the title to the last headline after the source line; None unless that order is there."""
    blocks = blocks_of(root)
    source = next((i for i in range(len(blocks) - 1, -1, -1) if source_name(blocks[i].text)), None)
    if source is None or len(list(takewhile(is_headline, blocks[source + 1 :]))) < MIN_HEADLINES:
        return None
    start = source
    while start and not blocks[start - 1].linked and blocks[start - 1].text != title:
        start -= 1
    return blocks[start:]


def _drop(root: LexborNode, profile: Profile, lead: LexborNode | None) -> None:
    """Take furniture and the lead out of the tree; the lead only where it does not hold the body."""
    if lead is not None and first(lead, profile["body"]) is None:
        lead.decompose()
    for node in root.css(", ".join([FURNITURE, *profile.drop])):
        if first(node, profile["body"]) is None:
            node.decompose()


def _dates(root: LexborNode, tree: LexborHTMLParser, profile: Profile) -> tuple[str, ...]:
    inside = first(root, profile["date"]) if root.tag != "body" else None
    node = inside if inside is not None else _date_outside(tree, profile)
    return tuple(filter(None, [attribute(node, "datetime"), text_of(node)]))


def _date_outside(tree: LexborHTMLParser, profile: Profile) -> LexborNode | None:
    """A date that stands outside the article's own box, but not in what frames every page or lists others.

    Where a selector finds many, they are of a list, and which is the article's is not guessed.
    """
    for selector in profile["date"]:
        found = [node for node in tree.css(selector)[:MAX_DATES] if not _is_framed(node)]
        if 0 < len(found) <= FEW_DATES:
            return found[0]
    return None


def _is_framed(node: LexborNode) -> bool:
    """Is it in the page's header, a menu, a side column, a footer or a link, where today's date is, and other pages?"""
    above, in_header = node.parent, False
    for _ in range(MAX_ABOVE):
        if above is None or above.tag in ("body", "article", "main"):
            return in_header and (above is None or above.tag == "body")
        named = above.attributes.get("class") or ""
        if above.tag in FRAMES or any(word in named for word in FRAMING):
            return True
        in_header = in_header or above.tag == "header"
        above = above.parent
    return in_header


def _section(tree: LexborHTMLParser, profile: Profile) -> str | None:
    steps = (text_of(node) for node in every(tree, profile["section"]))
    return section_path(step for step in steps if step and not is_home(step))


def _tags(tree: LexborHTMLParser, profile: Profile) -> tuple[str, ...]:
    return split_tags(text for node in every(tree, profile["tags"]) if (text := text_of(node)))


def _authors(root: LexborNode, profile: Profile) -> tuple[str, ...]:
    return real_authors(text for node in every(root, profile["authors"]) if (text := text_of(node)))


def _related(tree: LexborHTMLParser, profile: Profile) -> list[Link]:
    found = (Link(folded(text_of(node) or ""), attribute(node, "href")) for node in every(tree, profile["related"]))
    return [link for link in found if " " in link.title]


def _each_once(related: list[Link]) -> tuple[Link, ...]:
    """The text's own list before the page's box of related headlines, each headline once."""
    links = {link.title: link for link in reversed(related)}
    return tuple(reversed(links.values()))
