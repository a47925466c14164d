"""`python -m evals.fold`: precision and recall of folding on wire-copy edits of the newsstand's reports.

Each long report is copied with the edits that Persian sites make: attribution swapped, the first or last paragraph
dropped, 10 to 30 % cut, words lost, ي/ك, half-spaces lost as spaces or joined. Every text is then placed as it arrives.
The newsstand's own copies are counted too.
"""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from evals.report import finish
from mirnews.fold import FoldIndex, place, shingles
from mirnews.fold.fingerprint import article_shingles
from mirnews.model import Nearby
from mirnews.newsstand import START, load_world

HERE = Path(__file__).parent
SEED = 11
COPIES = 6
ZWNJ = "\u200c"


def edited(paragraphs: list[str], chance: random.Random) -> str:
    """One wire copy."""
    kept = list(paragraphs)
    if len(kept) > 3 and chance.random() < 0.6:
        kept.pop(chance.choice([0, -1]))
    words = " ".join(kept).split(" ")
    if chance.random() < 0.7:
        share = chance.uniform(0.1, 0.3)
        cut = int(len(words) * share)
        at = chance.choice([0, len(words) - cut, chance.randrange(max(1, len(words) - cut))])
        del words[at : at + cut]
    lost = chance.uniform(0, 0.03)
    words = ["به", "گزارش", "نارون*،", *(word for word in words if chance.random() > lost)]
    text = " ".join(words)
    if chance.random() < 0.35:
        text = text.replace("ی", "ي").replace("ک", "ك")
    return text.replace(ZWNJ, chance.choice([ZWNJ, ZWNJ, " ", ""]))


def main() -> int:
    """Print the figures and compare them with their floors."""
    chance = random.Random(SEED)
    reports = [r for r in load_world().pieces if not r.truth.copy_of and sum(map(len, r.paragraphs)) > 600]
    texts = [(number, " ".join(r.paragraphs)) for number, r in enumerate(reports)]
    copies = [(n, edited(list(r.paragraphs), chance)) for n, r in enumerate(reports) for _ in range(COPIES)]
    chance.shuffle(copies)
    arrived: list[tuple[int, int, set[int]]] = []  # (truth, fold, fingerprints)
    for index, (truth, text) in enumerate(texts + copies):
        prints = set(shingles(text))
        near = [
            Nearby(i, fold, _at(i), len(prints & other), len(other), fold, _at(fold))
            for i, (_, fold, other) in enumerate(arrived)
            if prints & other
        ]
        found = place(len(prints), _at(index), near)
        arrived.append((truth, index if found.fold is None else found.fold, prints))
    return finish("fold", {**scores(arrived, len(texts)), **newsstand()}, HERE / "floors.toml")


def newsstand() -> dict[str, float]:
    """Precision and recall of copies on the newsstand's reports, after all of them; partial copies do not count."""
    pieces = load_world().pieces
    index = FoldIndex()
    for piece in pieces:
        index.add(article_shingles(piece.title, piece.lead, "\n".join(piece.paragraphs)), piece.published)
    told = [
        (piece.truth.copy_of, pieces[fold.of].key if fold.relation == "copy" and fold.of is not None else "")
        for piece, fold in zip(pieces, index.state(), strict=True)
        if not piece.truth.partial
    ]
    right = sum(bool(of) and of == found for of, found in told)
    called, wanted = sum(bool(found) for _, found in told), sum(bool(of) for of, _ in told)
    return {"newsstand_copies_p": right / max(1, called), "newsstand_copies_r": right / max(1, wanted)}


def _at(number: int) -> datetime:
    return START + timedelta(minutes=number)


def scores(arrived: list[tuple[int, int, set[int]]], originals: int) -> dict[str, float]:
    """Precision and recall over pairs, and over copy-to-original alone."""
    pairs = [(a, b) for i, a in enumerate(arrived) for b in arrived[:i]]
    together = [(a, b) for a, b in pairs if a[1] == b[1]]
    right = sum(a[0] == b[0] for a, b in together)
    wanted = sum(a[0] == b[0] for a, b in pairs)
    direct = sum(copy[1] == arrived[copy[0]][1] for copy in arrived[originals:]) / max(1, len(arrived) - originals)
    return {"pairs_p": right / max(1, len(together)), "pairs_r": right / max(1, wanted), "original_copy_r": direct}


sys.exit(main())
