"""outage: our own network being away is told from hosts that fail, by looking at all sources together. Pure.

While hardly any source answers, one of them is asked every five minutes, whatever its own wait, to see whether the
network is back. Once it is, those whose last failure fell into the time when hardly anybody answered need not wait out
what they were made to wait for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from datetime import datetime, timedelta

from mirnews.model import Polled

FAULTS = frozenset({"connect_failed", "dns_failed", "timeout", "robots_unavailable"})  # what no network looks like
FEWEST = 3  # sources that must fail together
HARDLY = 10  # one in so many may answer, by an exit or from the own building
SCOUT = timedelta(minutes=5)


def excused(polls: Collection[Polled], now: datetime) -> set[str]:
    """Ids of sources that are due although their wait is not over: a scout, or all that an outage has put off."""
    failing = [one for one in polls if one.state in FAULTS and one.last_polled and one.state_since]
    if not failing:
        return set()
    begun = sorted(one.state_since for one in failing if one.state_since)[len(failing) // 2]
    well = sorted(one.state_since for one in polls if _is_well_since(one, begun) and one.state_since)
    if len(failing) >= max(FEWEST, HARDLY * len(well)):
        return _scout(failing, now)
    return {
        one.source_id
        for one in failing
        if one.last_polled
        and now - one.last_polled >= SCOUT
        and HARDLY * bisect_right(well, one.last_polled) < len(well)
    }


def _is_well_since(one: Polled, begun: datetime) -> bool:
    return one.state == "ok" and one.last_ok is not None and one.last_ok >= begun


def _scout(failing: Collection[Polled], now: datetime) -> set[str]:
    asked = sorted((one.last_polled, one.source_id) for one in failing if one.last_polled)
    return {asked[0][1]} if now - asked[-1][0] >= SCOUT else set()
