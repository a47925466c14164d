"""rests: hours and days of GMT in which a feed says that it has nothing new (RSS 2.0, skipHours and skipDays). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from mirnews.model import Wishes

_WEEK_HOURS = 24 * 7


def after_rest(at: datetime, wishes: Wishes, *, no_later: datetime) -> datetime:
    """The first instant from `at` on in which the feed does not rest, `no_later` at the most."""
    for _ in range(_WEEK_HOURS):
        if at >= no_later or not rests(wishes, at):
            break
        at += timedelta(hours=1)  # the minute stays, so that not all come back at the full hour
    return min(at, no_later)


def rests(wishes: Wishes, at: datetime) -> bool:
    """Does the feed say that nothing new comes in this hour?"""
    there = at.astimezone(UTC)
    return there.hour in wishes.skip_hours or there.weekday() in wishes.skip_days


def is_contradicted(wishes: Wishes, published: Sequence[datetime]) -> bool:
    """Has the feed itself entries of hours in which it says that it has none? Then that is what its software says."""
    return any(rests(wishes, instant) for instant in published)
