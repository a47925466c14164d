"""clock: what time it is, and how to wait. The only reader of the system's clock in the pipeline.

The demo's newsstand lives some simulated days in a minute, so time is a value that is handed in:
`Clock()` is the real one, `Clock(start=…, factor=1440)` runs a day in a minute. The factor divides
every wait of ours (poll intervals, gaps between requests to one host), never a network time-out.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Wall time in UTC, from `start` (default: now), running `factor` times as fast as real time."""

    def __init__(self, *, start: datetime | None = None, factor: float = 1.0) -> None:
        if factor <= 0:
            raise ValueError("factor must be positive")
        self._start = start
        self._anchor = time.monotonic()
        self._factor = factor

    @property
    def factor(self) -> float:
        """How many simulated seconds pass in one real second."""
        return self._factor

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        if self._start is None and self._factor == 1.0:
            return datetime.now(UTC)
        if self._start is None:
            self._start = datetime.now(UTC)
        elapsed = (time.monotonic() - self._anchor) * self._factor
        return self._start + timedelta(seconds=elapsed)

    def set_factor(self, factor: float) -> None:
        """Change the pace from now on; the time of day does not jump."""
        self._start, self._anchor = self.now(), time.monotonic()
        self._factor = factor

    def real_seconds(self, seconds: float) -> float:
        """How many real seconds `seconds` of this clock take."""
        return seconds / self._factor

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has advanced by `seconds`."""
        await asyncio.sleep(max(0.0, self.real_seconds(seconds)))
