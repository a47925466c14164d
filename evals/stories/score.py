"""score: BCubed, the very function that the demo measures itself with."""

from __future__ import annotations

from mirnews.newsstand.measuring import bcubed

__all__ = ["bcubed"]
