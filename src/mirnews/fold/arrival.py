"""arrival: when an article without a time is taken to have come, among articles in order of arrival."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LEAP = timedelta(days=30)  # a clock that jumps further ahead than this on one article's word is not believed
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)


class ArrivalClock:
    """The latest time of publication so far. A wrong year in one article does not move it; two in a row do."""

    def __init__(self) -> None:
        self._now: datetime | None = None
        self._doubted: datetime | None = None

    def at(self, published: datetime | None) -> datetime:
        """The time by which the next article is compared: its own, or else the latest one told before it."""
        if published is None:
            return self._now or OLDEST
        if self._now is None or published - self._now <= LEAP or self._agrees(published):
            self._now = max(published, self._now or published)
            self._doubted = None
        else:
            self._doubted = published
        return published

    def _agrees(self, published: datetime) -> bool:
        return self._doubted is not None and abs(published - self._doubted) <= LEAP
