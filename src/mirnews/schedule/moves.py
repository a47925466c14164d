"""moves: an address that has moved for good is believed when it says so for a day and three times. Pure.

One permanent redirect is no proof: a host under maintenance, a captive portal and a mistake of an hour send them too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mirnews.model import Move, Polled

TIMES = 3
LASTING = timedelta(days=1)  # longer than most mistakes, shorter than the redirect will be kept


def told(before: Move | None, moved_to: str | None, *, now: datetime) -> Move | None:
    """What is known of a move after an answer that came from `moved_to`, or (None) from the address itself."""
    if moved_to is None:
        return None
    if before is None or before.url != moved_to:
        return Move(moved_to, now)
    return replace(before, times=before.times + 1)


def adoptable(polled: Polled, now: datetime) -> str | None:
    """The address that the source should be asked at from now on; None while its own is the best known."""
    move = polled.move
    if move is None or move.times < TIMES or now - move.since < LASTING:
        return None
    return move.url
