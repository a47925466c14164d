"""score: takes what was read from pages and what should have been, returns shares of exact fields and body F1."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.extract.golden import AT, cases, fields
from mirnews.extract import extract
from mirnews.model import Article, Page
from mirnews.newsstand.damage import as_printed
from mirnews.newsstand.printing import Press
from mirnews.newsstand.world import Piece, load_world

BASE = "http://127.0.0.1:8101"
EARLIER = 12  # pieces that fill the boxes around one


@dataclass(slots=True)
class Tally:
    """Counts of right answers by name; `wrong` says which were not."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    f1: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def compare(self, page: str, expected: dict[str, Any], found: dict[str, Any]) -> None:
        """Count one page: each field of `expected`, the whole, and the text."""
        bad = [name for name in expected if found[name] != expected[name]]
        self.asked.update([*expected, "page"])
        self.right.update([name for name in expected if name not in bad] + ([] if bad else ["page"]))
        if "paragraphs" in expected and (expected["paragraphs"] or expected.get("lead")):
            self.f1.append(f1_of_grams(_text(expected), _text(found)))
        self.wrong += [f"{page}: {name}: {found[name]!r}, not {expected[name]!r}" for name in bad]

    def figures(self, prefix: str) -> dict[str, float]:
        """Share of pages with every field right, the lowest share of a field, and the mean F1 of lead and body."""
        shares = {name: self.right[name] / self.asked[name] for name in self.asked}
        worst = min(share for name, share in shares.items() if name != "page")
        f1 = sum(self.f1) / len(self.f1) if self.f1 else 0.0
        return {f"{prefix}_pages": shares["page"], f"{prefix}_worst_field": worst, f"{prefix}_f1": f1}


def f1_of_grams(expected: str, found: str, size: int = 4) -> float:
    """F1 of the bags of `size` words in a row, as in the comparisons of extractors."""
    want, have = _grams(expected, size), _grams(found, size)
    common = sum((want & have).values())
    return 2 * common / (want.total() + have.total()) if want or have else 1.0


def _grams(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = text.split()
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def _text(of: dict[str, Any]) -> str:
    return " ".join([of.get("lead") or "", *of["paragraphs"]])


def golden() -> Tally:
    """Every golden page, every field."""
    tally = Tally()
    for case in cases():
        tally.compare(case.name, case.expected, fields(extract(case.page, at=AT)))
    return tally


def newsstand() -> Tally:
    """Every report of the newsstand, printed by its publisher."""
    world, tally = load_world(), Tally()
    for publisher in world.publishers:
        pieces = world.of(publisher.id)
        press = Press(publisher, BASE)
        boxed = world.pieces if press.family.headlines else pieces
        for piece in pieces:
            index = boxed.index(piece)
            body = press.article(piece, boxed[max(0, index - (press.family.headlines or EARLIER)) : index])
            article = extract(Page(press.url(piece), body, press.page_type), at=world.end)
            tally.compare(piece.key, _printed(as_printed(piece), publisher.name), fields(article) | _instant(article))
    return tally


def _printed(piece: Piece, site: str) -> dict[str, Any]:
    """What stands on the page of a piece."""
    return {
        "kind": "article",
        "site_name": site,
        "title": piece.title,
        "kicker": piece.kicker,
        "lead": piece.lead,
        "paragraphs": list(piece.paragraphs),
        "authors": list(piece.authors),
        "tags": list(piece.tags),
        "section": piece.section,
        "source_line": piece.source_line,
        "instant": piece.published,
        "language": "fa",
    }


def _instant(article: Article) -> dict[str, Any]:
    return {"instant": article.published.instant if article.published else None}


def templates(folder: Path) -> Tally:
    """The template pages of outside data, whose `expected.json` serves all of them."""
    said, tally = json.loads((folder / "expected.json").read_text(encoding="utf-8")), Tally()
    for name in said["pages"]:
        article = extract(Page(None, (folder / f"{name}.html").read_bytes()), at=None)
        flowing = name.startswith("aggregator")
        expected = {
            "kind": "article",
            "title": said["title"],
            "lead": None if flowing else said["body"][0],
            "paragraphs": said["body"] if flowing else said["body"][1:],
            "source_line": said["source"] if flowing else None,
            "instant": None if flowing else datetime.fromisoformat(said["published"]).astimezone(UTC),
            "related": said["related"] if flowing else said["related"][: len(article.related)],
        }
        found = fields(article) | _instant(article) | {"related": [link.title for link in article.related]}
        tally.compare(name, expected, found)
    return tally
