"""health: does a source still write its half-spaces? Takes texts or their figures, returns a figure or an alarm.

Pure functions; the figures over time are kept by the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from mirnews.persian.letters import ZWNJ
from mirnews.persian.tokens import words

HISTORY = timedelta(days=30)  # what is looked back on

# Figures are half-spaces per 1,000 words. Edited Persian has 75 to 87 (two treebanks' development splits), web news 25
# to 60; a source that never had any is no alarm. Both shares were set on those ranges, on no source's history.
_HEALTHY = 20.0  # the least a source must have had before
_LOST = 0.4  # of the earlier median; below it the half-spaces are being lost
_RECENT = 3  # figures that must all be low: one short or foreign text is no alarm
_EARLIER = 5  # figures before them that are needed to know the source


def counted(text: str) -> tuple[int, int]:
    """Words and half-spaces of a text."""
    return len(words(text)), text.count(ZWNJ)


def density(text: str) -> float:
    """Half-spaces per 1,000 words; 0 for a text without words."""
    number, half_spaces = counted(text)
    return 1000 * half_spaces / number if number else 0.0


def is_alarm(history: Sequence[float]) -> bool:
    """Has a source suddenly lost its half-spaces? `history` is its densities, oldest first, of days or of texts.

    True when the last three are all below two fifths of the median before them, which itself was healthy. With fewer
    than eight figures it is False.
    """
    if len(history) < _RECENT + _EARLIER:
        return False
    usual = median(history[:-_RECENT])
    return usual >= _HEALTHY and all(figure < usual * _LOST for figure in history[-_RECENT:])
