"""furniture: takes the pages of one site, returns what they have in common, as a dictionary for zstd.

A dictionary outlives the bodies that it was made of, so no text may get into it: it is put together of pieces of markup
that stand in several pages and hold no run of words of any article that was read from them. What slips through (a
headline that stood on every page for a week, say) is found by `holds` when its report is purged.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

RUN = 20  # letters: a shorter run of words is nobody's text
LEAST_PAGES = 3  # a piece stands in so many of the pages, and in that part of them
LEAST_SHARE = 0.1
SIZE = 112_640  # bytes; zstd's own default for dictionaries. More costs memory and wins under 2 % on the newsstand
GAP = 4  # pieces put before that are put again inside a run
_PIECE = re.compile(rb"[^>\n]*[>\n]|[^>\n]+\Z")
_CODE_PAGES = ("utf-8", "cp1256")


def furniture(pages: Sequence[bytes], texts: Iterable[str], *, size: int = SIZE) -> bytes:
    """What stands in several of these pages, without anything of the `texts` that were read from them.

    At most `size` bytes. Runs of pieces stay together, as they stood; what comes first in a page comes last here,
    where zstd finds it cheapest.
    """
    cut = [_PIECE.findall(page) for page in pages]
    counts = Counter(piece for pieces in cut for piece in set(pieces))
    least = max(LEAST_PAGES, LEAST_SHARE * len(pages))
    secret = runs(texts)
    common = {piece for piece, count in counts.items() if count >= least and not _has_run(piece, secret)}
    found: list[bytes] = []
    length, put = 0, set[bytes]()
    for pieces in cut:
        for run in _runs_of_new(pieces, common, put):
            if length + len(run) <= size and not _has_run(run, secret):
                found.append(run)
                length += len(run)
    return b"".join(found)


def holds(dictionary: bytes, texts: Iterable[str]) -> bool:
    """Does it hold RUN letters or more of one of the texts, as they are or escaped for HTML?"""
    return _has_run(dictionary, runs(texts))


def runs(texts: Iterable[str]) -> frozenset[str]:
    """Every run of RUN letters of the texts, spaces folded."""
    return frozenset(run for text in texts for run in _windows(text))


def _has_run(body: bytes, secret: frozenset[str]) -> bool:
    if not secret or len(body) < RUN:
        return False
    decoded = {body.decode(code, "ignore") for code in _CODE_PAGES}
    return any(run in secret for text in decoded for form in {text, html.unescape(text)} for run in _windows(form))


def _windows(text: str) -> Iterator[str]:
    folded = " ".join(text.split())
    return (folded[at : at + RUN] for at in range(len(folded) - RUN + 1))


def _runs_of_new(pieces: Sequence[bytes], common: set[bytes], put: set[bytes]) -> Iterator[bytes]:
    """Runs of neighbouring common pieces that were not put yet, over gaps of a few that were (ends of tags)."""
    run: list[bytes] = []
    gap: list[bytes] = []
    for piece in [*pieces, b""]:
        is_new = piece in common and piece not in put
        if is_new:
            run += [*gap, piece] if run else [piece]
            put.add(piece)
            gap = []
        elif piece in common and len(gap) < GAP:
            gap.append(piece)
        else:
            if run:
                yield b"".join(run)
            run, gap = [], []
