"""density: where the text of a page stands, by where its prose is thickest: our own second opinion. Pure.

Prose is a block of sentences, hardly linked, in no element whose name says that it is beside the text. From the body
inwards the element is followed that holds most of the prose around it, until the prose is spread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mirnews.extract.lines import ends_sentence
from mirnews.extract.outline import Outline
from mirnews.extract.tree import Block

MIN_PROSE = 80  # characters of a block that needs no full stop to be prose
MIN_SENTENCE = 30
MAX_LINKED = 0.5  # of a block's characters, to be prose
_ITEM_TAGS = frozenset(["div", "li", "article", "section", "tr", "dd"])
MIN_ITEMS = 4
MAX_ITEM_PROSE = 1.6  # blocks of prose of an item, on the average; entries of live pages have more
MIN_TEXT = 200  # characters of prose, and paragraphs, that are a text of its own above a list
MIN_PARAGRAPHS = 2
SHARE_WITHOUT = 0.6
LEAST_SHARE = 0.08  # of all prose; the introduction of a live page has less
SPREAD = frozenset(["body", "main", "html"])  # no place of a text: it is spread there
MOST = 0.5  # of all prose, which no element beside the text holds
HOLDS = 0.6  # of the prose of the element around it that a child must hold to be followed


@dataclass(frozen=True, slots=True)
class Dense:
    """The place of the text: `blocks` that stand there, as indexes of the outline's, and how sure that is.

    `prose` is their prose in characters, `share` of all prose that is
    not beside it, `linked` the share of their text in links; `apart`: lists of items, with more prose, were set apart.
    """

    place: int
    blocks: tuple[int, ...]
    prose: int
    share: float
    linked: float
    apart: bool


def densest(outline: Outline) -> Dense | None:
    """The element where the prose is, or None on a page without any."""
    weights = [_prose(block) for block in outline.blocks]
    if not any(weights):
        return None
    everything = _sums(outline, weights, None)
    beside = _beside(outline, everything)
    sums = _sums(outline, weights, beside)
    place, apart = _follow(outline, sums), False
    alone = [one or other for one, other in zip(beside, _items(outline, weights), strict=True)]
    if alone != beside:
        rest = _sums(outline, weights, alone)
        if rest[0] and _stands_first(outline, weights, rest, _follow(outline, rest), alone):
            beside, sums, place, apart = alone, rest, _follow(outline, rest), True
    chosen = _trimmed(_with_prose(outline, place, _below(outline, place, beside), weights), weights)
    text = [outline.blocks[index] for index in chosen]
    size = sum(len(block.text) for block in text) or 1
    linked = sum(len(link.title) for block in text for link in block.links)
    return Dense(place, tuple(chosen), sums[place], sums[place] / max(1, sums[0]), linked / size, apart)


def _sums(outline: Outline, weights: Sequence[int], beside: Sequence[bool] | None) -> list[int]:
    """The prose below each element, without what is beside the text."""
    sums = [0] * len(outline.places)
    for home, weight in zip(outline.homes, weights, strict=True):
        if beside is None or not beside[home]:
            sums[home] += weight
    for index in range(len(sums) - 1, 0, -1):
        sums[outline.places[index].parent] += sums[index]
    return sums


def _beside(outline: Outline, sums: Sequence[int]) -> list[bool]:
    """Is an element, or one around it, named as beside the text, and not the place of most of the prose itself?"""
    found: list[bool] = []
    for index, place in enumerate(outline.places):
        above = place.parent >= 0 and found[place.parent]
        found.append(above or (place.beside and sums[index] < MOST * sums[0]))
    return found


def _items(outline: Outline, weights: Sequence[int]) -> list[bool]:
    """Is an element, or one around it, an item of a list: one of several with the same parent, tag and classes, each
    of them more than a paragraph? Comments, teasers and stories that follow look so; so do the entries of a live page.
    """
    sizes = [0] * len(outline.places)
    for home in outline.homes:
        sizes[home] += 1
    for index in range(len(sizes) - 1, 0, -1):
        sizes[outline.places[index].parent] += sizes[index]
    sums = _sums(outline, weights, None)
    alike: dict[tuple[int, str, str], list[int]] = {}
    for index, place in enumerate(outline.places):
        if place.tag in _ITEM_TAGS and sizes[index] > 1 and sums[index]:
            alike.setdefault((place.parent, place.tag, place.classes), []).append(index)
    prose = [0] * len(outline.places)
    for home, weight in zip(outline.homes, weights, strict=True):
        prose[home] += bool(weight)
    for index in range(len(prose) - 1, 0, -1):
        prose[outline.places[index].parent] += prose[index]
    listed = {
        index
        for group in alike.values()
        if len(group) >= MIN_ITEMS and sum(prose[i] for i in group) <= MAX_ITEM_PROSE * len(group)
        for index in group
    }
    found: list[bool] = []
    for index, place in enumerate(outline.places):
        found.append(index in listed or (place.parent >= 0 and found[place.parent]))
    return found


def _stands_first(
    outline: Outline, weights: Sequence[int], sums: Sequence[int], place: int, items: Sequence[bool]
) -> bool:
    """Without its lists of items, is there still a text on the page, in one place and above them?"""
    everything = sum(weights)
    if sums[place] < max(MIN_TEXT, SHARE_WITHOUT * sums[0], LEAST_SHARE * everything):
        return False
    if outline.places[place].tag in SPREAD:
        return False
    at = [i for i in _below(outline, place, items) if weights[i]]
    listed = [i for i, home in enumerate(outline.homes) if items[home] and weights[i]]
    return len(at) >= MIN_PARAGRAPHS and bool(listed) and at[0] < listed[0]


def _prose(block: Block) -> int:
    size = len(block.text)
    if block.heading or block.linked or not (size >= MIN_PROSE or (size >= MIN_SENTENCE and ends_sentence(block.text))):
        return 0
    linked = sum(len(link.title) for link in block.links)
    return 0 if linked > MAX_LINKED * size else size - linked


def _follow(outline: Outline, sums: Sequence[int]) -> int:
    children: dict[int, list[int]] = {}
    for index, place in enumerate(outline.places):
        if sums[index] and place.parent >= 0:
            children.setdefault(place.parent, []).append(index)
    at = 0
    while below := children.get(at):
        best = max(below, key=lambda index: sums[index])
        if sums[best] < HOLDS * sums[at] or outline.places[best].tag in ("p", "li", "blockquote"):
            return at
        at = best
    return at


def _below(outline: Outline, place: int, beside: Sequence[bool]) -> list[int]:
    inside = [False] * len(outline.places)
    for index, one in enumerate(outline.places):
        inside[index] = index == place or (one.parent >= 0 and inside[one.parent] and not beside[index])
    return [
        index
        for index, (home, block) in enumerate(zip(outline.homes, outline.blocks, strict=True))
        if inside[home] and not block.linked and not _leads_away(outline.blocks, index)
    ]


def _leads_away(blocks: Sequence[Block], index: int) -> bool:
    """Is it the heading of a list of other pages?"""
    return blocks[index].heading and index + 1 < len(blocks) and blocks[index + 1].linked


def _with_prose(outline: Outline, place: int, chosen: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Without short lines in boxes that hold no prose at all: names of authors, captions, buttons."""
    sums = _sums(outline, weights, None)
    tops = list(range(len(outline.places)))  # of each place the one around it that stands in `place` itself
    for index, one in enumerate(outline.places):
        if one.parent > place:
            tops[index] = tops[one.parent]
    homes = [outline.homes[index] for index in chosen]
    return [
        index
        for index, home in zip(chosen, homes, strict=True)
        if weights[index] or home == place or tops[home] == home or sums[tops[home]]
    ]


def _trimmed(chosen: Sequence[int], weights: Sequence[int]) -> list[int]:
    """From the first block of prose on: what stands above it is title, author and time."""
    start = next((at for at, index in enumerate(chosen) if weights[index]), 0)
    return list(chosen[start:])
