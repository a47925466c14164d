"""Counts for the subject of a text: on held.tsv, on the newsstand, and by leaving texts out of training.tsv."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from evals.classify.build import training, weights
from mirnews.classify import Subject, classify, subject_of
from mirnews.classify.marks import phrases
from mirnews.newsstand import load_world

HERE = Path(__file__).parent
UNKNOWN = "unknown"


@dataclass(slots=True)
class Counts:
    """Texts with a subject, answers given, right answers; texts without one, and how many were left so."""

    texts: int = 0
    answered: int = 0
    right: int = 0
    unknown: int = 0
    kept: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, truth: str, found: Subject, text: str) -> None:
        """Count one text."""
        if truth == UNKNOWN:
            self.unknown += 1
            self.kept += found.id is None
        else:
            self.texts += 1
            self.answered += found.id is not None
            self.right += found.id == truth
        if found.id != (None if truth == UNKNOWN else truth):
            self.wrong.append(f"{truth} -> {found.id} {found.confidence} {' '.join(found.because)} | {text}")


def held() -> Counts:
    """The held-out set."""
    counts = Counts()
    for line in (HERE / "held.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            truth, title, text = line.split("\t")
            counts.add(truth, subject_of(title, text), title)
    return counts


def left_out(folds: int = 6) -> Counts:
    """Training texts, each judged by a model built without it; what the thresholds were chosen on."""
    counts, texts = Counts(), training()
    for fold in range(folds):
        known = phrases({w: tuple(s.items()) for w, s in weights(_without(texts, fold, folds)).items()})
        for truth, text in texts[fold::folds]:
            counts.add(truth, subject_of(None, text, known=known), text)
    return counts


def _without(texts: list[tuple[str, str]], fold: int, folds: int) -> list[tuple[str, str]]:
    return [text for i, text in enumerate(texts) if i % folds != fold]


def newsstand() -> tuple[dict[str, float], list[str]]:
    """Shares of the newsstand's reports on the right shelf: with their labels, and with the labels hidden; there also
    of those that got a shelf at all.
    """
    shown = answers = right = 0
    wrong = []
    pieces = load_world().pieces
    for piece in pieces:
        body, truth = "\n\n".join(piece.paragraphs), piece.truth.section
        labelled = classify(page_section=piece.section, title=piece.title, lead=piece.lead, body=body)
        found = classify(title=piece.title, lead=piece.lead, body=body)
        shown += labelled.section == truth
        answers += found.by == "text"
        right += found.by == "text" and found.section == truth
        if found.section != truth:
            wrong.append(f"{truth} -> {found.section}/{found.topic} | {piece.title}")
    total = len(pieces)
    figures = {
        "newsstand_labels_shown": shown / max(1, total),
        "newsstand_labels_hidden": right / max(1, answers),
        "newsstand_hidden_answered": answers / max(1, total),
    }
    return figures, wrong
