"""fold: takes an Article's text and the reports near it, returns a Fold: the same report printed by many outlets.

Never fetches, reads the store or changes a word. Open first: decide.py; index.py holds a whole stream of articles in
memory. Proof: evals/fold.
"""

from __future__ import annotations

from mirnews.fold.arrival import ArrivalClock
from mirnews.fold.decide import WINDOW, place
from mirnews.fold.fingerprint import article_shingles, shingles
from mirnews.fold.index import FoldIndex

__all__ = ["WINDOW", "ArrivalClock", "FoldIndex", "article_shingles", "place", "shingles"]
