"""generic: pages that no profile knows, by trafilatura, which is loaded only when the first such page comes.

trafilatura says which text is the report; the text itself is then taken from our own blocks, so that line breaks,
links and half-spaces are the page's. Its own cleaning deletes what `str.isprintable` refuses, U+200C and private-use
characters among them; so each such sign travels as a rare letter (the guard) and comes back after.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mirnews.extract.body import read_body
from mirnews.extract.dates import DateReader
from mirnews.extract.found import FURNITURE, Found
from mirnews.extract.lines import folded, has_words, squash
from mirnews.extract.metadata import Metadata
from mirnews.extract.tree import SKIPPED, Block, blocks_of, text_of
from mirnews.persian.letters import LRM, RLM, ZWJ, ZWNJ

MAX_TAGS = 12_000  # opening and closing; trafilatura took 2 s and 350 MB for 14,000 in one hostile page
MAX_HTML = 1_000_000
MIN_LEAD = 40
HEAD = 5  # blocks among which a line with the date is looked for
MAX_DATE_LINE = 60
MIN_DIGITS = 5  # a year and a day
SIGNS = (ZWNJ, ZWJ, RLM, LRM)
# letters of no living text (Latin sinological dot and its neighbours): printable, so they pass
STAND_INS = "\ua78f\ua7fa\ua7f7\ua78c\ua78b\ua722\ua723\ua724"
_CUT = re.compile(r"\s*(?:\.{3}|…|\[…\]|\[\.{3}\])\s*$")


@dataclass(frozen=True, slots=True)
class Guard:
    """Carries signs through a cleaner that deletes them; reversible on any text."""

    there: dict[int, str]
    back: dict[int, str]

    @classmethod
    def for_text(cls, text: str) -> Guard:
        """A guard whose letters do not occur in the text."""
        letters = [letter for letter in STAND_INS if letter not in text]
        pairs = list(zip(SIGNS, letters, strict=False))
        return cls({ord(sign): letter for sign, letter in pairs}, {ord(letter): sign for sign, letter in pairs})


def find_generic(tree: LexborHTMLParser, meta: Metadata, blocks: Sequence[Block], at: datetime) -> Found:
    """Read a page of an unknown site, seen at `at`. `blocks` is all of its visible text."""
    html = _slim(tree)
    texts = _main_text(html) or _densest(tree)
    title = _title(tree, meta)
    chosen = _as_blocks(texts, blocks)
    if not chosen and meta.article_body:
        chosen = [Block(text) for line in meta.article_body.splitlines() if has_words(text := folded(line))]
    lead = _lead(meta.description, blocks, chosen)
    date = _date_line(chosen, DateReader(at))
    texts_only = [block for block in chosen if block is not date and squash(block.text) != squash(lead or "")]
    body = read_body(texts_only, title=title, lead=lead)
    return Found(body, title=title, lead=lead, dates=(date.text,) if date else ())


def _title(tree: LexborHTMLParser, meta: Metadata) -> str | None:
    """The first heading where the head repeats it (often with the site's name around it), else what the head says."""
    heading = text_of(tree.css_first("h1"))
    said = next(iter(meta.titles), meta.title_tag)
    if heading and said and heading.count(" ") >= 2 and squash(heading) in squash(said):
        return heading
    return next(iter(meta.titles), None) or heading


def _slim(tree: LexborHTMLParser) -> str:
    """The page as HTML with entities decoded, without what is never text."""
    tree.strip_tags(["script", "style", "noscript", "template", "svg", "iframe", "select", "canvas", "object"])
    tree.unwrap_tags(["form"])
    if tree.body is not None:
        for node in tree.body.css(FURNITURE):
            node.decompose()
    return tree.html or ""


def _main_text(html: str) -> list[str]:
    """The lines that trafilatura takes for the report, signs kept; none when the page is too big for it or it fails."""
    if len(html) > MAX_HTML or html.count("<") > MAX_TAGS:
        return []
    from trafilatura import bare_extraction

    guard = Guard.for_text(html)
    try:
        document = bare_extraction(
            html.translate(guard.there),
            favor_precision=True,
            include_comments=False,
            include_tables=False,
            with_metadata=False,
        )
    except Exception:  # a foreign extractor on foreign content: whatever it trips over, we have a second way
        return []
    body = getattr(document, "body", None)
    return [] if body is None else [text.translate(guard.back) for text in _lines(body)]


def _lines(body: object) -> Iterator[str]:
    """The lines of trafilatura's own tree: one an element that holds text, broken at `lb`."""
    parts: list[str] = []
    for element in body.iter():  # type: ignore[attr-defined]
        if element.tag in ("p", "head", "item", "quote", "lb", "cell", "row", "list", "code"):
            yield from _flush(parts)
        parts.append(element.text or "")
        parts.append(element.tail or "")
    yield from _flush(parts)


def _flush(parts: list[str]) -> Iterator[str]:
    text = folded("".join(parts))
    parts.clear()
    if has_words(text):
        yield text


def _densest(tree: LexborHTMLParser) -> list[str]:
    """The paragraphs of the element that holds the most paragraph text as its children."""
    sizes: dict[int, tuple[int, LexborNode]] = {}
    for node in tree.css("p"):
        if (parent := node.parent) is not None and parent.tag not in SKIPPED:
            size = sizes.get(parent.mem_id, (0, parent))[0]
            sizes[parent.mem_id] = (size + len(node.text()), parent)
    if not sizes:
        return []
    _, best = max(sizes.values(), key=lambda item: item[0])
    return [block.text for block in blocks_of(best)]


def _as_blocks(texts: Sequence[str], blocks: Sequence[Block]) -> list[Block]:
    """Our own block for each line, where there is one (the next in order is preferred), else the line itself."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        places.setdefault(squash(block.text), []).append(index)
    chosen: list[Block] = []
    last = -1
    for text in texts:
        at = places.get(squash(text), [])
        nearest = bisect_right(at, last)
        if nearest < len(at):
            last = at[nearest]
            chosen.append(blocks[last])
        else:
            chosen.append(Block(text))
    return chosen


def _lead(description: str | None, blocks: Sequence[Block], chosen: Sequence[Block]) -> str | None:
    """A visible block outside the body that the page's description repeats: the lead of a page without rules."""
    said = squash(_CUT.sub("", description or ""))
    if len(said) < MIN_LEAD:
        return None
    first = squash(chosen[0].text) if chosen else ""
    for block in blocks:
        text = squash(block.text)
        if text == said or (len(said) > 2 * MIN_LEAD and text.startswith(said) and _CUT.search(description or "")):
            follows = len(chosen) > 1 and text == first and block.heading
            return block.text if text != first or follows else None
    return None


def _date_line(chosen: Sequence[Block], dates: DateReader) -> Block | None:
    """A line above the text that is a date and nothing else."""
    for block in chosen[:HEAD]:
        digits = sum(c.isdigit() for c in block.text)
        if digits >= MIN_DIGITS and len(block.text) <= MAX_DATE_LINE and dates.read(block.text):
            return block
    return None
