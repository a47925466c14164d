"""freshness: what an answer's headers say about asking again. Pure.

Header names are lower case, as in `Response.headers`. Values come from strangers: what cannot be read is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mirnews.model import Response

_MAX_VALIDATOR_CHARS = 1_024  # longer ones are not worth sending back; real ones are under 100
_FOREVER_SECONDS = 315_360_000.0  # ten years: "later than anybody waits", and still a number that adds up
_SECONDS = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d+)", re.IGNORECASE | re.ASCII)
_UNSENDABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ALWAYS_ASK = re.compile(r"(?:^|,)\s*(?:no-cache|no-store)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Validators:
    """What to send back with the next request, verbatim: of the `ETag` and the `Last-Modified` header."""

    etag: str | None = None
    last_modified: str | None = None


def validators(response: Response) -> Validators:
    """The validators of an answer; one that cannot be sent back in a header is left out."""
    return Validators(_sendable(response.headers.get("etag")), _sendable(response.headers.get("last-modified")))


def conditional(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The request headers that ask for a body only if it changed."""
    pairs = {"If-None-Match": _sendable(etag), "If-Modified-Since": _sendable(last_modified)}
    return {name: value for name, value in pairs.items() if value}


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a `Retry-After` asks us to wait, from seconds or an HTTP date; None without a readable one.

    A date counts from the answer's own `Date`, so that a wrong clock on either side does no harm, else from `now`.
    Never negative, at most ten years; the caller caps it by its own patience.
    """
    raw = headers.get("retry-after", "").strip()[:64]
    if _SECONDS.fullmatch(raw):
        return min(float(raw), _FOREVER_SECONDS)
    until = http_date(raw)
    if until is None:
        return None
    start = http_date(headers.get("date", "")) or now
    return min(max(0.0, (until - start).total_seconds()), _FOREVER_SECONDS)


def max_age(headers: Mapping[str, str]) -> float | None:
    """Seconds for which an answer stays fresh: `Cache-Control`, else `Expires` less `Date`; its `Age` taken off.

    None when the answer does not say; at most ten years.
    """
    control = headers.get("cache-control", "")[:1_024]
    if _ALWAYS_ASK.search(control):
        return 0.0
    found = _MAX_AGE.search(control)
    fresh = float(found[1][:12]) if found else _until_expiry(headers)
    if fresh is None:
        return None
    age = headers.get("age", "").strip()[:12]
    return min(max(0.0, fresh - (float(age) if _SECONDS.fullmatch(age) else 0.0)), _FOREVER_SECONDS)


def http_date(text: str) -> datetime | None:
    """An HTTP date as an instant in UTC; None for anything else."""
    try:
        found = parsedate_to_datetime(text[:64])
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _until_expiry(headers: Mapping[str, str]) -> float | None:
    expires, sent = http_date(headers.get("expires", "")), http_date(headers.get("date", ""))
    if expires is None or sent is None:
        return None
    return (expires - sent).total_seconds()


def _sendable(value: str | None) -> str | None:
    """The value, if it can stand in a request header: not too long, no control characters, no lone surrogates."""
    if not value or len(value) > _MAX_VALIDATOR_CHARS:
        return None
    return None if _UNSENDABLE.search(value) else value
