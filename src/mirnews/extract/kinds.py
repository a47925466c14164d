"""kinds: is a page that no profile reads an article, a list, a wall before the page, or something else? Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from selectolax.lexbor import LexborHTMLParser

from mirnews.extract import lines
from mirnews.extract.metadata import Metadata
from mirnews.extract.tree import Block, text_of
from mirnews.model import ArticleKind
from mirnews.walls import signs

# The numbers were set on our golden pages, the newsstand's front pages and the 200 pages of htmldate's test set, where
# they take 6 pages for lists (two or three of them are lists), none of the three Persian ones.
WALL = 1_500  # visible characters; chosen, not measured: few real walls were at hand
WALL_PROSE = 300  # of it in sentences; a short report below a captcha for comments has more
BARE_WALL = 300  # of a page that only sets a cookie and loads itself again
MIN_TEXT = 80  # characters of a text that counts as a report
SHORT_TEXT = 500  # an error page explains itself in less
FEW_LINKS = 2  # headlines that make a list of a page without a text
LIST_LINKS = 10  # headlines of at least four words
MAX_HEADINGS = 5
MOSTLY = 0.6  # of a block's characters inside one link
MIN_SUMMARIES = 3  # texts of about one length between headlines: a list with summaries
LIST_RUN = 350  # characters of unlinked text in a row that a summary in a list does not reach
_RELOAD = re.compile(r"document\.cookie\s*=|location\.(?:reload|href|replace)|http-equiv=[\"']?refresh", re.IGNORECASE)
_LIST_PAGES = "body.home, body.blog, body.archive, body.category, body.search-results"


def is_wall(tree: LexborHTMLParser, html: str, meta: Metadata, blocks: Sequence[Block]) -> bool:
    """Does the page stand before the page: challenge, cookie wall, login, captcha?"""
    visible = sum(len(block.text) for block in blocks)
    prose = sum(len(block.text) for block in blocks if not block.linked and len(block.text) >= MIN_TEXT)
    if visible > WALL or prose > WALL_PROSE or (meta.is_article and visible > MIN_TEXT):
        return False
    raw = html.lower()
    if signs(html, " ".join(block.text for block in blocks)) is not None:
        return True
    if tree.css_first("input[type=password]") is not None:
        return True
    return visible < BARE_WALL and tree.css_first("script") is not None and len(_RELOAD.findall(raw)) > 1


def is_failure(tree: LexborHTMLParser, title: str | None, size: int) -> bool:
    """Is it an error page: little text, and a title or heading that says so?"""
    if size > SHORT_TEXT:
        return False
    said = lines.squash(" ".join([text_of_title(tree), title or "", text_of(tree.css_first("h1, h2")) or ""]))
    return any(lines.squash(mark) in said for mark in lines.marks()["failed"]["text"])


def is_list(tree: LexborHTMLParser, meta: Metadata, blocks: Sequence[Block]) -> bool:
    """Is it a front, section or search page: many linked headlines and no long text in a row?"""
    if meta.is_article:
        return False
    if meta.is_listing or tree.css_first(_LIST_PAGES) is not None:
        return True
    if _has_own_headline(tree):
        return False
    headlines = sum(_is_headline(block) for block in blocks)
    runs = sorted(_runs(blocks), reverse=True)
    if headlines >= LIST_LINKS and runs[0] < LIST_RUN:
        return True
    summaries = [run for run in runs if run >= MIN_TEXT]
    even = len(summaries) >= MIN_SUMMARIES and runs[0] <= 2 * median(summaries)
    return even and headlines >= len(summaries) - 1


def kind_of(
    tree: LexborHTMLParser, meta: Metadata, blocks: Sequence[Block], size: int, *, strict: bool = False
) -> ArticleKind:
    """What a page is that no profile read, and that is no wall.

    `blocks` is all of its visible text, `size` the characters of the body that was found in it. `strict`: its family
    is known and its container was not there, so only its head can make it an article.
    """
    if is_failure(tree, next(iter(meta.titles), meta.title_tag), size):
        return "other"
    if is_list(tree, meta, blocks):
        return "listing"
    if meta.is_article and size:
        return "article"
    if size >= MIN_TEXT and not strict:
        return "article"
    return "listing" if sum(map(_is_headline, blocks)) >= FEW_LINKS else "other"


def text_of_title(tree: LexborHTMLParser) -> str:
    """The text of `<title>`, or ""."""
    node = tree.css_first("title")
    return lines.folded(node.text()) if node is not None else ""


def _has_own_headline(tree: LexborHTMLParser) -> bool:
    """Is there a first heading of four words or more that `<title>` repeats? Lists have the name of a section there."""
    said = lines.squash(text_of_title(tree))
    headings = (text_of(node) or "" for node in tree.css("h1")[:MAX_HEADINGS])
    return any(text.count(" ") >= 3 and lines.squash(text) in said for text in headings)


def _is_headline(block: Block) -> bool:
    """A link of at least four words, perhaps with a time or a label beside it."""
    longest = max((len(link.title) for link in block.links), default=0)
    return block.text.count(" ") >= 3 and longest >= MOSTLY * len(block.text)


def _runs(blocks: Sequence[Block]) -> Iterator[int]:
    """The characters of unlinked text between headlines, run by run."""
    run = 0
    for block in blocks:
        if _is_headline(block) or block.heading:
            yield run
            run = 0
        else:
            run += len(block.text)
    yield run
