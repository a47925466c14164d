"""body: blocks of a container in, paragraphs, source line and related headlines out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from mirnews.extract import lines
from mirnews.extract.tree import Block
from mirnews.model import Link, ParagraphKind

MAX_AFTER_END = 2  # unlinked paragraphs that an end mark may cut off; more, and it is a mark inside a live page
MAX_HEAD = 5  # blocks above the text among which title and lead are looked for
MAX_INSERTED = 3  # one linked headline between so many blocks is another page's
MIN_RUN = 2  # linked headlines at the foot of a text that make a list


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a report, cleaned of what stood around it. Links are as printed, not absolute."""

    paragraphs: tuple[str, ...] = ()
    source_line: str | None = None
    related: tuple[Link, ...] = ()
    kinds: tuple[ParagraphKind, ...] = ()


def read_body(
    blocks: Sequence[Block], *, title: str | None = None, lead: str | None = None, above: Iterable[str | None] = ()
) -> Body:
    """Paragraphs in order, without title and lead repeated at their head, end marks, codes and lists of other pages.

    `above` are other lines that may stand there: kicker and date, where one box holds them and the text.
    """
    kept = _without_more([block for block in blocks if not lines.is_furniture(block.text)])
    kept = _cut_at_end_mark(kept)
    text, source, after = _split_at_source(kept)
    if source is None:
        text, after = _split_at_run(text)
    text, inserted = _split_inserted(text)
    related = tuple(link for block in [*after, *inserted] if is_headline(block) for link in block.links[:1])
    text = _without_foot(text + list(takewhile(_is_prose, after)))
    if related and text and text[-1].heading:
        text.pop()
    text = _without_head(text, (title, lead, *above))
    kinds = tuple(block.kind for block in text)
    return Body(tuple(block.text for block in text), source, related, kinds if set(kinds) - {"text"} else ())


def is_headline(block: Block) -> bool:
    """Is the block a link to another page: all of it linked, at least two words, no full stop?"""
    return block.linked and lines.is_title(block.text) and " " in block.text


def _is_prose(block: Block) -> bool:
    return not block.linked and not block.heading and not lines.is_short(block.text)


def _without_more(blocks: Sequence[Block]) -> list[Block]:
    """Drop «بیشتر بخوانید» and the linked blocks that follow it."""
    kept: list[Block] = []
    skipping = False
    for block in blocks:
        if lines.is_more(block.text) and (block.links or block.heading or len(block.text) < 40):
            skipping = True
        elif not (skipping and block.linked):
            skipping = False
            kept.append(block)
    return kept


def _cut_at_end_mark(blocks: Sequence[Block]) -> list[Block]:
    """End the text at its end mark; a source line and linked headlines below it stay."""
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        text = lines.without_end_mark(block.text)
        whole = lines.is_end_mark(block.text)
        if not whole and text != block.text:
            kept.append(replace(block, text=text))
        elif not whole:
            kept.append(block)
        if (whole or text != block.text) and _is_last(blocks, index):
            after = blocks[index + 1 :]
            return kept + [other for other in after if other.linked or lines.source_name(other.text)]
    return kept


def _is_last(blocks: Sequence[Block], index: int) -> bool:
    """Does hardly any text follow?"""
    prose = filter(_is_prose, islice(blocks, index + 1, None))
    return sum(1 for _ in islice(prose, MAX_AFTER_END + 1)) <= MAX_AFTER_END


def _split_at_source(blocks: list[Block]) -> tuple[list[Block], str | None, list[Block]]:
    """Text, source, and what follows. The last source line counts; a label alone takes the next line as its name."""
    for index in range(len(blocks) - 1, -1, -1):
        name = lines.source_name(blocks[index].text)
        if name == "" and index + 1 < len(blocks) and lines.is_short(blocks[index + 1].text):
            return blocks[:index], blocks[index + 1].text, blocks[index + 2 :]
        if name:
            return blocks[:index], name, blocks[index + 1 :]
    last = len(blocks) - 1
    if last > 0 and (name := lines.loose_source_name(blocks[last].text)):
        return blocks[:last], name, []
    return blocks, None, []


def _split_at_run(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Text, and the run of linked headlines at its foot."""
    start = len(blocks)
    while start and is_headline(blocks[start - 1]):
        start -= 1
    if len(blocks) - start < MIN_RUN or start == 0:
        return blocks, []
    return blocks[:start], blocks[start:]


def _split_inserted(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Text, and the few linked headlines that some systems put between its paragraphs. Many are what it is about."""
    inside = [
        block for block in blocks[1:-1] if is_headline(block) and block.text.count(" ") >= 3 and not block.heading
    ]
    if not inside or len(inside) * MAX_INSERTED > len(blocks):
        return blocks, []
    return [block for block in blocks if not any(block is other for other in inside)], inside


def _without_foot(blocks: list[Block]) -> list[Block]:
    """Drop desk codes below the text."""
    while blocks and lines.is_desk_code(blocks[-1].text):
        blocks.pop()
    return blocks


def _without_head(blocks: Sequence[Block], repeated: Iterable[str | None]) -> list[Block]:
    """Drop title and lead where they are said again above the text, with what little stands above them."""
    known = {lines.squash(text) for text in repeated if text}
    start = 0
    for index, block in enumerate(blocks[:MAX_HEAD]):
        if lines.squash(block.text) in known:
            start = index + 1
        elif not lines.is_short(block.text):
            break
    return list(blocks[start:])


def separate_lead(lead: str | None, paragraphs: Sequence[str]) -> str | None:
    """The lead, or None when it is only the cut-off beginning of the first paragraph."""
    if not lead or not lines.has_words(lead):
        return None
    cut = lead.rstrip().endswith(("...", "…", "[…]", "[...]"))
    if cut and paragraphs and lines.squash(paragraphs[0]).startswith(lines.squash(lead)):
        return None
    return lead
