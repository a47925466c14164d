"""turns: when the next look is due, after a success and after a failure. Pure.

A source that fails is tried again after a wait that doubles; a longer wait that the host asked for is obeyed up to a
cap. Every wait is drawn out a little by chance, never cut, so that what failed together does not come back together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mirnews.config import PollSettings
from mirnews.errors import MirNewsError, TryLater
from mirnews.model import Polled, Rhythm, Source, Wishes
from mirnews.schedule.moves import told
from mirnews.schedule.plans import DEFAULT, Plan
from mirnews.schedule.rests import after_rest, is_contradicted
from mirnews.schedule.rhythm import hours_from, learned

# Ages at which a page is read again. Most edits of a report come within hours; a deletion is seen at the next look.
LOOKS = (timedelta(hours=2), timedelta(hours=8), timedelta(days=1), timedelta(days=3))
MISSING = frozenset({"http_404", "http_410", "missing_page"})
GONE_AFTER = timedelta(days=7)  # a site that is rebuilt has its feed back within days
PAUSED_AFTER = timedelta(days=14)
RESTING_SECONDS = 86_400.0  # between two looks at what is gone or paused, so that its coming back is seen
_DEFAULT = PollSettings()
FRESH_CAP_SECONDS = _DEFAULT.fresh_cap_seconds
JITTER = 0.1  # up to a tenth of every wait on top: enough to spread a burst, too little to be felt


def after_success(
    polled: Polled,
    source: Source,
    *,
    now: datetime,
    chance: float,
    etag: str | None,
    last_modified: str | None,
    digest: str | None,
    fresh_seconds: float = 0.0,
    detail: str = "",
    wishes: Wishes | None = None,
    published: Sequence[datetime] | None = None,
    moved_to: str | None = None,
    entries: int | None = None,
    remarks: Sequence[str] | None = None,
    settings: PollSettings | None = None,
    plan: Plan = DEFAULT,
    is_pushed: bool = False,
) -> Polled:
    """The state after an answer that was read (or 304). `chance` is a random number from 0 to 1 for the jitter.

    `fresh_seconds` is how long the host says its answer holds, `wishes.ttl_seconds` how long the feed itself does: it
    is not asked again before, up to `poll.fresh_cap_seconds`, nor in hours and days in which it says that it rests, up
    to `poll.skip_cap_seconds`. `detail` is a line about what was left out of it. `published`
    are the instants of its entries (none for a 304): with it and `settings`, the source's rhythm is learned and sets
    the wait by the `plan`; without, the source's interval does. A source whose hub brings what is new (`is_pushed`) is
    looked at every `poll.push_interval_seconds`. `moved_to` is where permanent redirects led, for `adoptable`.
    `entries` and `remarks` are what `sources.remarks` says of the body; None where none was read.
    """
    limits = settings or _DEFAULT
    rhythm = polled.rhythm
    if published is not None and limits.learn:
        changed = digest != polled.body_digest
        rhythm = learned(rhythm, published, changed=changed, looked=polled.last_ok, now=now)
    ttl = wishes.ttl_seconds if wishes else 0.0
    asked = min(max(fresh_seconds, ttl), limits.fresh_cap_seconds)
    follow = rhythm if settings is not None and limits.learn else None
    wait = max(_own_wait(follow, source, now, limits, plan), asked, limits.push_interval_seconds if is_pushed else 0)
    due_at = now + _spread(wait, chance)
    if wishes and not is_contradicted(wishes, published or ()):
        due_at = after_rest(due_at, wishes, no_later=max(due_at, now + timedelta(seconds=limits.skip_cap_seconds)))
    polled = _remarked(polled, entries, remarks, now)
    return replace(
        polled,
        next_due=due_at,
        etag=etag,
        last_modified=last_modified,
        body_digest=digest,
        last_polled=now,
        last_ok=now,
        failures=0,
        failing_since=None,
        state="ok",
        state_since=polled.state_since if polled.state == "ok" else now,
        detail=detail,
        rhythm=rhythm,
        move=told(polled.move, moved_to, now=now),
        wishes=wishes,
    )


def after_failure(
    polled: Polled, source: Source, error: MirNewsError, *, now: datetime, chance: float, settings: PollSettings
) -> Polled:
    """The state after an error: validators are kept, the wait doubles with each failure in a row.

    What is gone, or has failed for two weeks, is asked once a day.
    """
    wait = max(_wait(polled.failures, error, settings), min(source.interval_seconds, settings.retry_max_seconds))
    after = replace(
        polled,
        last_polled=now,
        failures=polled.failures + 1,
        failing_since=polled.failing_since or now,
        state=error.code,
        state_since=polled.state_since if polled.state == error.code else now,
        detail=error.message,
    )
    rest = RESTING_SECONDS if is_gone(after, now) or is_paused(after, now) else 0.0
    return replace(after, next_due=now + _spread(max(wait, rest), chance))


def is_gone(polled: Polled, now: datetime) -> bool:
    """Has the address been missing (HTTP 404 or 410, or the site's page for that) for a week without a break?"""
    since = polled.state_since
    return polled.state in MISSING and since is not None and now - since >= GONE_AFTER


def is_paused(polled: Polled, now: datetime) -> bool:
    """Has every look failed for two weeks, whatever the reasons?"""
    return polled.failing_since is not None and now - polled.failing_since >= PAUSED_AFTER


def entry_due(attempts: int, error: TryLater, *, now: datetime, settings: PollSettings) -> datetime | None:
    """When to try a page again, or None when it has had its tries."""
    if attempts + 1 >= settings.attempts:
        return None
    return now + timedelta(seconds=_wait(attempts, error, settings))


def look_again(first_seen: datetime, now: datetime) -> datetime | None:
    """When a page is looked at once more for changes and for its being gone; None when it is old enough to rest."""
    return next((first_seen + age for age in LOOKS if first_seen + age > now), None)


def _remarked(polled: Polled, entries: int | None, remarks: Sequence[str] | None, now: datetime) -> Polled:
    """With what the body was like; the same remarks as before keep their time."""
    if remarks is not None and (tuple(remarks) != polled.remarks or polled.remarks_since is None):
        polled = replace(polled, remarks=tuple(remarks), remarks_since=now)
    if entries is None or (entries == 0) == (polled.entries == 0):
        return polled if entries is None else replace(polled, entries=entries)
    return replace(polled, entries=entries, remarks_since=now)


def _own_wait(rhythm: Rhythm | None, source: Source, now: datetime, settings: PollSettings, plan: Plan) -> float:
    """Seconds by the source's rhythm: through the coming hours, each at its own interval, until one look is due."""
    interval = float(source.interval_seconds)
    if rhythm is None:
        return interval
    short = max(plan.short * interval, min(settings.min_interval_seconds, interval))
    long = min(plan.long * interval, max(settings.max_interval_seconds, interval))
    waited, share = 0.0, 0.0
    for seconds, pace in hours_from(rhythm, now):
        step = short if pace >= plan.lively else long
        if share + seconds / step >= 1.0:
            break
        share += seconds / step
        waited += seconds
    return waited + (1.0 - share) * step


def _wait(failures: int, error: MirNewsError, settings: PollSettings) -> float:
    """Seconds after this many failures before the last one: doubling, or what the host asked for when that is more."""
    doubled = settings.retry_seconds * 2 ** min(failures, 20)
    asked = error.after_seconds if isinstance(error, TryLater) and error.after_seconds else 0.0
    return float(min(max(doubled, asked), settings.retry_max_seconds))


def _spread(seconds: float, chance: float) -> timedelta:
    return timedelta(seconds=seconds * (1 + JITTER * chance))
