"""pushes: what becomes of a subscription at a hub, and how far its pushes are trusted. Pure.

    offered ──▶ asked (pending) ──▶ active ──▶ asked again before the lease ends ──▶ active …
                   │                  │
                   └▶ failed ◀────────┴▶ denied          tried again later; polls as if there were no hub

A push never replaces the poll. While pushes come and polls find nothing that no push had brought, the poll becomes a
safety net: once in `poll.push_interval_seconds`. What it finds alone costs the hub its trust until it has brought some
bodies in a row again, more with every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mirnews.config import PollSettings
from mirnews.errors import MirNewsError, TryLater
from mirnews.model import HubState, Subscription

LEASE_SECONDS = 864_000  # ten days: what the standard calls a good default, and what we ask for
VERIFY_WITHIN = timedelta(hours=1)  # hubs verify in seconds; one that has not after an hour has forgotten us
GRACE = timedelta(minutes=10)  # an entry may be so old before its hub has to have brought it
ASK_AGAIN = timedelta(days=1)  # after a denial
_LEAST_LEASE = 60.0
_MOST_LEASE = 90 * 86_400.0
_RENEW_AT = 0.8  # of the lease: with ten days, two are left for a hub that is away
_MOST_MISSES = 5
_AGAIN = 2  # more bodies in a row for every time that the hub was found wanting


def offered(
    held: Subscription | None, source_id: str, hub: str, topic: str, *, now: datetime, token: str, secret: str
) -> Subscription:
    """The subscription after a poll whose feed names this hub and topic: the same, or a new one when they changed."""
    if held is not None and (held.hub, held.topic) == (hub, topic):
        return held
    return Subscription(source_id, hub, topic, token, secret, next_try=now)


def asked(held: Subscription, *, now: datetime) -> Subscription:
    """After the hub has taken our request: it has now to verify that we meant it."""
    state: HubState = "active" if is_active(held, now) else "asked"
    return replace(held, state=state, pending=True, next_try=now + VERIFY_WITHIN, detail="")


def verified(held: Subscription, lease_seconds: float | None, *, now: datetime) -> Subscription:
    """After the hub has verified a request, for a lease of so many seconds (None: it did not say)."""
    lease = timedelta(
        seconds=min(max(LEASE_SECONDS if lease_seconds is None else lease_seconds, _LEAST_LEASE), _MOST_LEASE)
    )
    since = held.since if is_active(held, now) else now
    return replace(
        held,
        state="active",
        pending=False,
        since=since,
        until=now + lease,
        next_try=now + _RENEW_AT * lease,
        failures=0,
        detail="",
    )


def denied(held: Subscription, reason: str, *, now: datetime) -> Subscription:
    """After the hub has refused, or ended, the subscription."""
    return replace(_lost(held), state="denied", next_try=now + ASK_AGAIN, detail=reason)


def failed(held: Subscription, error: MirNewsError, *, now: datetime, settings: PollSettings) -> Subscription:
    """After the hub could not be asked, or did not verify. A lease that still runs is not lost by that."""
    wait = settings.retry_seconds * 2.0 ** min(held.failures, 20)
    if isinstance(error, TryLater) and error.after_seconds:
        wait = max(wait, error.after_seconds)
    next_try = now + timedelta(seconds=min(wait, settings.retry_max_seconds))
    after = replace(held, pending=False, failures=held.failures + 1, next_try=next_try, detail=error.message)
    return after if is_active(held, now) else replace(_lost(after), state="failed")


def pushed(held: Subscription, *, now: datetime) -> Subscription:
    """After the hub has brought a body of the topic that could be read."""
    return replace(held, pushes=held.pushes + 1, last_push=now)


def missed(held: Subscription) -> Subscription:
    """After a poll found something that the hub ought to have brought."""
    return replace(held, pushes=0, misses=min(held.misses + 1, _MOST_MISSES))


def is_active(held: Subscription, now: datetime) -> bool:
    """Does a lease run?"""
    return held.state == "active" and held.until is not None and now < held.until


def is_trusted(held: Subscription | None, now: datetime) -> bool:
    """Is what the hub brings reason to poll less?"""
    return held is not None and is_active(held, now) and held.pushes > _AGAIN * held.misses


def is_missing(held: Subscription, new: int, published: Sequence[datetime], *, now: datetime) -> bool:
    """Did a poll with `new` entries find something that the hub owed us? `published` are the instants of all entries.

    Its last body had all that was out by then; it owes what came since and is older than a few minutes. Of a feed
    without dates nothing is excused.
    """
    if not new or held.since is None:
        return False
    covered = max(held.since, held.last_push or held.since)
    return not published or any(covered < instant <= now - GRACE for instant in published)


def _lost(held: Subscription) -> Subscription:
    return replace(held, pending=False, since=None, until=None, pushes=0)
