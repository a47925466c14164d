"""generic: pages that no profile knows, by our own density and, where that is not sure, by trafilatura beside it.

trafilatura is loaded only when the first such page comes. It says which text is the report; the text itself is then
taken from our own blocks, so that line breaks, links and half-spaces are the page's. Its own cleaning deletes what
`str.isprintable` refuses, U+200C and private-use characters among them; so each such sign travels as a rare letter (the
guard) and comes back after.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from mirnews.extract.body import read_body
from mirnews.extract.dates import DateReader
from mirnews.extract.density import SPREAD, Dense, densest
from mirnews.extract.found import FURNITURE, Found
from mirnews.extract.lines import folded, has_words, squash
from mirnews.extract.metadata import Metadata
from mirnews.extract.outline import Outline
from mirnews.extract.tree import Block, text_of
from mirnews.persian.letters import LRM, RLM, ZWJ, ZWNJ

MAX_TAGS = 12_000  # opening and closing; trafilatura took 2 s and 350 MB for 14,000 in one hostile page
MAX_HTML = 1_000_000
# Tuned on the 181 pages of scrapinghub's benchmark, looked at on fundus' 80: where density is sure (two pages of
# three) its F1 is .971 and .977, trafilatura's .960 and .960; elsewhere trafilatura is the better.
SURE_SHARE = 0.8
SURE_LINKED = 0.15
SURE_BLOCKS = 2
HALF = 0.5
MAX_FOOT = 0.4  # of the text that may stand behind a list of other pages, and is none of it
MIN_GAP = 3  # linked blocks that are such a list
NEAR = 12
DIFFER = 0.3  # of trafilatura's text that ours has: it took a notice for the report
MIN_LEAD = 40
MAX_REPEAT = 120  # squashed characters of title and day in one line
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


def find_generic(tree: LexborHTMLParser, meta: Metadata, outline: Outline, at: datetime) -> Found:
    """Read a page of an unknown site, seen at `at`. `outline` is all of its visible text."""
    blocks = outline.blocks
    title = headline(tree, meta, blocks)
    chosen = _choose(tree, outline)
    if not chosen and meta.article_body:
        chosen = [Block(text) for line in meta.article_body.splitlines() if has_words(text := folded(line))]
    lead = _lead(meta.description, blocks, chosen)
    date = _date_line([*_above(blocks, chosen, title), *chosen[:HEAD]], DateReader(at))
    said = {squash(lead or ""), squash(title or "")}
    texts_only = [block for block in chosen if block is not date and not repeats(block.text, said)]
    body = read_body(texts_only, title=title, lead=lead)
    return Found(body, title=title, lead=lead, dates=(date.text,) if date else ())


def _choose(tree: LexborHTMLParser, outline: Outline) -> list[Block]:
    """The blocks of the report: by our own density where it is sure, else by both, where they differ by rule."""
    dense = densest(outline)
    own = [outline.blocks[index] for index in dense.blocks] if dense else []
    if dense is not None and is_sure(outline, dense):
        return own
    theirs = _joined(_as_blocks(_main_text(_slim(tree)), outline.blocks), outline.blocks)
    if dense is None or not own:
        return theirs
    return own if not theirs or _is_better(dense, own, theirs) else theirs


def _is_better(dense: Dense, own: Sequence[Block], theirs: Sequence[Block]) -> bool:
    """Is our unsure text still the better guess? Theirs is the list that ours sets apart, or hardly anything of ours
    and less of it.
    """
    if dense.share < HALF:
        return False
    if dense.apart and dense.linked < SURE_LINKED:
        return True
    smaller = sum(len(block.text) for block in theirs) <= dense.prose
    return smaller and _agreement(theirs, own) < DIFFER


def is_sure(outline: Outline, dense: Dense) -> bool:
    """Is the text where our density says, beyond doubt: nearly all prose of the page, in one element, hardly linked?"""
    spread = outline.places[dense.place].tag in SPREAD
    return dense.share >= SURE_SHARE and dense.linked < SURE_LINKED and len(dense.blocks) >= SURE_BLOCKS and not spread


def repeats(line: str, said: set[str]) -> bool:
    """Does a line say title or lead again, perhaps with the day at its end?"""
    text = squash(line)
    return text in said or (
        len(text) < MAX_REPEAT and any(len(one) >= MIN_LEAD // 2 and text.startswith(one) for one in said)
    )


def _agreement(theirs: Sequence[Block], own: Sequence[Block]) -> float:
    """The share of trafilatura's text that our density has too."""
    texts = {block.text for block in own}
    size = sum(len(block.text) for block in theirs)
    return sum(len(block.text) for block in theirs if block.text in texts) / size if size else 0.0


def headline(tree: LexborHTMLParser, meta: Metadata, blocks: Sequence[Block]) -> str | None:
    """The first heading where the head repeats it (often with the site's name around it), else what the head says."""
    heading = text_of(tree.css_first("h1"))
    said = next(iter(meta.titles), meta.title_tag)
    if heading and said and heading.count(" ") >= 2 and squash(heading) in squash(said):
        return heading
    return next(iter(meta.titles), None) or heading or _said_again(meta.title_tag, blocks)


def _said_again(tag: str | None, blocks: Sequence[Block]) -> str | None:
    """The line of the page with which `<title>` begins, where no heading and no meta says what the headline is."""
    said = squash(tag or "")
    for block in blocks:
        text = squash(block.text)
        if block.text.count(" ") >= 2 and 2 * len(text) >= len(said) and said.startswith(text):
            return block.text
    return None


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


def _as_blocks(texts: Sequence[str], blocks: Sequence[Block]) -> list[Block]:
    """Our own block for each line, where there is one (the next in order is preferred), else the line itself."""
    squashed = [squash(block.text) for block in blocks]
    places: dict[str, list[int]] = {}
    for index, text in enumerate(squashed):
        places.setdefault(text, []).append(index)
    chosen: list[Block] = []
    last = -1
    for text in texts:
        at = places.get(line := squash(text), [])
        nearest = bisect_right(at, last)
        if nearest < len(at):
            last = at[nearest]
        elif at or (found := _beginning(line, squashed, last)) is None:
            chosen.append(Block(text))
            continue
        else:
            last = found
        chosen.append(blocks[last])
    return chosen


def _beginning(line: str, squashed: Sequence[str], last: int) -> int | None:
    """The next block that a line is made of, with a label or a time run into its end."""
    for index in range(last + 1, min(len(squashed), last + 1 + NEAR)):
        text = squashed[index]
        if len(text) >= MIN_LEAD and len(line) - len(text) <= MIN_LEAD and line.startswith(text):
            return index
    return None


def _joined(chosen: Sequence[Block], blocks: Sequence[Block]) -> list[Block]:
    """Without what stands alone behind a list of other pages: legal notes, the site about itself."""
    order = {id(block): index for index, block in enumerate(blocks)}
    size = sum(len(block.text) for block in chosen)
    foot = 0
    for at in range(len(chosen) - 1, 0, -1):
        foot += len(chosen[at].text)
        if foot > MAX_FOOT * size:
            break
        this, before = order.get(id(chosen[at])), order.get(id(chosen[at - 1]))
        if this is None or before is None:
            continue
        if sum(block.linked for block in blocks[before + 1 : this]) >= MIN_GAP:
            return list(chosen[:at])
    return list(chosen)


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


def _above(blocks: Sequence[Block], chosen: Sequence[Block], title: str | None) -> Sequence[Block]:
    """The few blocks between title and text. None without a title there: the day at the head of a site is today."""
    first = next((i for i, block in enumerate(blocks) if chosen and block is chosen[0]), 0)
    said = squash(title or "")
    for index in range(first - 1, max(-1, first - 1 - HEAD), -1):
        if said and squash(blocks[index].text) == said:
            return blocks[index + 1 : first]
    return ()


def _date_line(lines: Sequence[Block], dates: DateReader) -> Block | None:
    """The first line that is a date and nothing else."""
    for block in lines:
        digits = sum(c.isdigit() for c in block.text)
        if digits >= MIN_DIGITS and len(block.text) <= MAX_DATE_LINE and dates.read(block.text):
            return block
    return None
