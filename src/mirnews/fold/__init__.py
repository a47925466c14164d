"""fold: takes an Article's text and the reports near it, returns a Fold: the same report printed by many outlets.

Never fetches, reads the store or changes a word. Open first: decide.py. Proof: evals/fold.
"""

from __future__ import annotations

from mirnews.fold.decide import place
from mirnews.fold.fingerprint import shingles

__all__ = ["place", "shingles"]
