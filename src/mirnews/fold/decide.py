"""decide: is this text another report's text, and which of the two was first?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mirnews.fold.fingerprint import MIN_KEPT
from mirnews.model import Fold, Nearby

# Tuned together on evals/fold (own wire-copy edits); baseline of research/near duplicates: containment ≥ .5 with
# ≥ 3 shared hashes has P 1.000. Move both or neither.
COPY_SHARE = 0.5
PARTIAL_SHARE = 0.3
MIN_SHARED = 3
SHORT = 8  # texts with fewer fingerprints need only two shared ones, but a larger part of the text
SHORT_MIN_SHARED = 2
SHORT_SHARE = 0.6

WINDOW = timedelta(days=8)  # research: stories and their copies live about a week; moves evals/fold
# A few words are printed again by chance or habit («قیمت طلا»): texts with the least number of fingerprints (under
# about 35 words) are compared within a day only.
SHORT_WINDOW = timedelta(hours=20)


def place(size: int, at: datetime, nearby: Sequence[Nearby]) -> Fold:
    """Where a new text with `size` fingerprints belongs among the reports near it.

    A copy joins the fold of the earliest report that it is contained in (or that is contained in it); where the new
    text is the earlier one, it becomes the original. A part of another text is `partial`, with a fold of its own.
    Texts further apart than WINDOW, short ones SHORT_WINDOW, are not compared.
    """
    nearby = [c for c in nearby if abs(at - c.at) <= (SHORT_WINDOW if min(size, c.size) <= MIN_KEPT else WINDOW)]
    copies = [
        (share, c) for c in nearby if (share := _share(size, c)) >= _needed(size, c) and c.shared >= _least(size, c)
    ]
    if copies:
        return _copy(at, copies)
    parts = [(share, c) for c in nearby if (share := _share(size, c)) >= PARTIAL_SHARE and c.shared >= MIN_SHARED]
    if parts:
        share, source = max(parts, key=lambda pair: (pair[0], -pair[1].id))
        if source.at <= at:
            return Fold(None, "partial", source.id, round(share, 3))
    return Fold()


def _copy(at: datetime, copies: list[tuple[float, Nearby]]) -> Fold:
    share, best = max(copies, key=lambda pair: (pair[0], -pair[1].at.timestamp(), -pair[1].id))
    if at < best.first_at:
        return Fold(best.fold, "original", None, round(share, 3))
    return Fold(best.fold, "copy", best.first_id, round(share, 3))


def _share(size: int, near: Nearby) -> float:
    """Containment: shared ÷ the smaller of the two, because wire copies are cut."""
    return near.shared / max(1, min(size, near.size))


def _is_short(size: int, near: Nearby) -> bool:
    return min(size, near.size) < SHORT


def _needed(size: int, near: Nearby) -> float:
    return SHORT_SHARE if _is_short(size, near) else COPY_SHARE


def _least(size: int, near: Nearby) -> int:
    return min(SHORT_MIN_SHARED if _is_short(size, near) else MIN_SHARED, size, near.size)
