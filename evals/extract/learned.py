"""learned: twelve pages of a newsstand layout that no profile knows, and what is learned of them, against its truth.

Each layout is printed for a publisher of the newsstand; a profile is learned from twelve of its pages, and read by it
are others. Then the site is redesigned (it prints in another layout), and the alarm has to go off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from evals.extract.score import BASE, EARLIER, f1_of_grams
from mirnews.extract import extract
from mirnews.extract.learned import LAST, LearnedProfile, is_lost
from mirnews.extract.learning import ENOUGH, learn
from mirnews.model import Article, Page
from mirnews.newsstand.damage import as_printed
from mirnews.newsstand.printing import Press
from mirnews.newsstand.world import Piece, load_world

LAYOUTS = ("loose", "cells", "stream")
PUBLISHER = "hamoon"  # the one with the most reports
AT = datetime(2021, 10, 10, tzinfo=UTC)


def pages(layout: str) -> list[tuple[Piece, Page]]:
    """The pages of the publisher as they would be if it printed in this layout."""
    world = load_world()
    publisher = next(one for one in world.publishers if one.id == PUBLISHER)
    press = Press(replace(publisher, family=layout), BASE)
    pieces = [piece for piece in world.of(PUBLISHER) if piece.paragraphs]
    printed = [press.article(piece, pieces[max(0, at - EARLIER) : at]) for at, piece in enumerate(pieces)]
    return [
        (as_printed(piece), Page(press.url(piece), body, press.page_type))
        for piece, body in zip(pieces, printed, strict=True)
    ]


def learned(wrong: list[str] | None = None) -> dict[str, float]:
    """F1 of lead and body, learned and generic, over the pages not learned from; dates right; alarms on a redesign."""
    ours: list[float] = []
    generic: list[float] = []
    dates: list[bool] = []
    gains: list[float] = []
    alarms: list[bool] = []
    calm: list[bool] = []
    for number, layout in enumerate(LAYOUTS):
        printed = pages(layout)
        known = learn([page for _, page in printed[:ENOUGH]], site=layout, at=AT)
        rest = printed[ENOUGH:]
        read = [(piece, extract(page, at=AT, known=known), extract(page, at=AT)) for piece, page in rest]
        here = [f1_of_grams(_said(piece), _text(article)) for piece, article, _ in read]
        there = [f1_of_grams(_said(piece), _text(article)) for piece, _, article in read]
        ours, generic = ours + here, generic + there
        gains.append(_mean(here) - _mean(there))
        dates += [bool(a.published) and a.published.instant == piece.published for piece, a, _ in read if a.published]
        calm.append(known is not None and not is_lost(lengths([page for _, page in rest], known), known.length))
        redesigned = [page for _, page in pages(LAYOUTS[(number + 1) % len(LAYOUTS)])[ENOUGH : ENOUGH + LAST]]
        alarms.append(known is not None and is_lost(lengths(redesigned, known), known.length))
        if wrong is not None:
            wrong += [f"{layout}/{p.id}: {s:.3f} {a.profile}" for (p, a, _), s in zip(read, here, strict=True) if s < 1]
    return {
        "learned_f1": _mean(ours),
        "learned_generic_f1": _mean(generic),
        "learned_gain": _mean(ours) - _mean(generic),
        "learned_least_gain": min(gains),
        "learned_dates": _mean(dates),
        "learned_alarms": _mean(alarms),
        "learned_calm": _mean(calm),
    }


def lengths(printed: Sequence[Page], known: LearnedProfile) -> list[int]:
    """What a run notes of each page: the characters that the profile read, 0 where it read none."""
    read = [extract(page, at=AT, known=known) for page in printed]
    return [len("".join(article.paragraphs)) if article.profile == "learned" else 0 for article in read]


def _said(piece: Piece) -> str:
    return " ".join([piece.lead, *piece.paragraphs])


def _text(article: Article) -> str:
    return " ".join([article.lead or "", *article.paragraphs])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
