"""examined: what `doctor SOURCE` says about what it saw, a step at a time. Pure: records in, steps out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Literal
from urllib.parse import urlsplit

from mirnews.config import PollSettings
from mirnews.decode import Decoded
from mirnews.errors import MirNewsError
from mirnews.fetch.freshness import max_age
from mirnews.markup import plain
from mirnews.model import Article, Feed, Polled, Response, Source
from mirnews.persian.health import density, is_alarm
from mirnews.schedule.rhythm import pace
from mirnews.schedule.states import SourceState
from mirnews.schedule.turns import is_gone, is_paused

# Headers that say how an answer may be kept, in which form it came, and who stands before the site
HEADERS = (
    "content-type", "content-encoding", "content-language", "server", "via", "x-cache", "cf-mitigated", "cf-ray",
    "ar-poweredby", "etag", "last-modified", "cache-control", "expires", "age", "retry-after", "x-robots-tag",
)  # fmt: skip
MAX_HEADER = 100  # characters of one that are printed
MAX_HOSTS = 3


Mark = Literal["ok", "note", "bad", ""]


@dataclass(frozen=True, slots=True)
class Step:
    """One line: a key under `[doctor]` of the locale with its values. `mark` is "" where there is no good or bad, and
    `note` for what makes no source bad; `more` is evidence in the words of others, printed as it is, and `line` the
    log's own, which has only an English form.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    mark: Mark = "ok"
    more: str = ""
    line: str = ""


def failed(error: MirNewsError) -> Step:
    """What went wrong, in words, with the log's own line."""
    return Step("failed", {"error": error.code}, "bad", f"[{error.code}]", error.message)


def page_failed(error: MirNewsError, url: str) -> Step:
    """The page behind the first entry could not be had: the feed is none the worse for it."""
    return Step("page_failed", {"error": error.code}, "note", f"[{error.code}] {url}", error.message)


def before(polled: Polled) -> Step:
    """How the last poll went."""
    if polled.last_polled is None:
        return Step("never", mark="")
    told = {"time": polled.last_polled, "error": polled.state}
    return Step("before", told, "note" if polled.failures else "ok", line=polled.detail)


def answer(response: Response, seconds: float) -> Iterator[Step]:
    """The head of the answer."""
    told = {"status": response.status, "n": len(response.body), "seconds": round(seconds, 2)}
    yield Step("answer", told, "ok", response.final_url)
    names = [name for name in HEADERS if response.headers.get(name)]
    shown = "; ".join(f"{name}: {_printable(response.headers[name])}" for name in names)
    yield Step("headers", mark="", more=shown or "-")


def encoding(decoded: Decoded) -> Step:
    """Which encoding was named, and which it was."""
    told = {"declared": decoded.declared or "-", "used": decoded.encoding}
    if decoded.damaged:
        return Step("encoding_damaged", told, "note")
    if decoded.declared is None:
        return Step("encoding_unsaid", {"used": decoded.encoding})
    return Step("encoding", told) if decoded.declared == decoded.encoding else Step("encoding_misnamed", told, "note")


def feed_steps(feed: Feed, remarks: Sequence[str]) -> Iterator[Step]:
    """The feed: its form, what had to be mended, and the span of its dates; how many entries have which parts."""
    count, dates = len(feed.entries), [entry.published for entry in feed.entries if entry.published]
    mended = "lossy" if "lossy" in remarks else "mended" if feed.malformed else "entries"
    mark: Mark = "bad" if not count and not feed.sitemaps else "note" if feed.malformed else "ok"
    yield Step(mended, {"format": feed.format, "n": count}, mark)
    if feed.sitemaps:
        yield Step("sitemaps", {"n": len(feed.sitemaps)}, "")
    if not count:
        return
    span = {"n": len(dates), "all": count, "newest": max(dates, default=None), "oldest": min(dates, default=None)}
    if not dates:
        yield Step("no_dates", mark="note")
    else:
        yield Step("dates_old", span, "bad") if "all_old" in remarks else Step("dates", span)
    hosts = Counter(urlsplit(entry.url).hostname or "" for entry in feed.entries if entry.url)
    if not hosts:
        yield Step("no_links", mark="note")
        return
    named = ", ".join(host for host, _ in hosts.most_common(MAX_HOSTS))
    yield Step("links", {"n": sum(hosts.values()), "all": count}, "ok", named)


def half_spaces(feed: Feed, article: Article | None, history: Sequence[float]) -> Step:
    """Half-spaces per 1,000 words, of the entries and of a page, beside those of the texts that are kept."""
    entries = density(" ".join(f"{entry.title or ''} {plain(entry.summary or '')}" for entry in feed.entries))
    told: dict[str, object] = {"entries": round(entries)}
    told["page"] = round(density(article.body or "")) if article is not None and article.body else "-"
    told["before"] = round(median(history)) if history else "-"
    return Step("half_spaces", told, "note" if is_alarm(history) else "ok")


def page(article: Article, url: str) -> Step:
    """What was read of the page behind the first entry."""
    told = {"page_kind": article.kind, "profile": article.profile, "n": sum(map(len, article.paragraphs))}
    key = "page_generic" if article.profile == "generic" else "page"
    return Step(key, told, "ok" if article.kind == "article" else "note", url)


def planned(polled: Polled, now: datetime) -> Step:
    """When the next poll is, which this look does not change."""
    return Step("due", mark="") if polled.next_due <= now else Step("planned", {"time": polled.next_due}, "")


def wait(
    after: Polled, source: Source, response: Response, now: datetime, limits: PollSettings, *, is_wished: bool = False
) -> Step:
    """How long after a poll that saw this the next would be, and why. `is_wished`: the feed itself asks for that."""
    seconds = round((after.next_due - now).total_seconds())
    told = _wait_told(seconds, source)
    holds = min(max_age(response.headers) or 0.0, limits.fresh_cap_seconds)
    if holds and abs(seconds - holds) <= 1:
        return Step("wait_fresh", told, "")
    if is_wished:
        return Step("wait_wished", told, "")
    if limits.learn and after.rhythm is not None:
        return Step("wait_learned", {**told, "pace": round(pace(after.rhythm, now), 1)}, "")
    return Step("wait_interval", told, "")


def wait_failed(after: Polled, source: Source, error: MirNewsError, now: datetime, limits: PollSettings) -> Step:
    """How long after a poll that failed like this the next would be, and why."""
    seconds = round((after.next_due - now).total_seconds())
    told = _wait_told(seconds, source)
    asked = getattr(error, "after_seconds", None) or 0.0
    if is_gone(after, now) or is_paused(after, now):
        return Step("wait_daily", told, "")
    if asked and seconds <= asked + 1 and seconds != source.interval_seconds:
        return Step("wait_asked", told, "")
    if seconds == min(source.interval_seconds, limits.retry_max_seconds):
        return Step("wait_interval", told, "")
    return Step("wait_failed", {**told, "n": after.failures}, "")


def _wait_told(seconds: int, source: Source) -> dict[str, object]:
    return {"minutes": max(1, round(seconds / 60)), "interval": round(source.interval_seconds / 60)}


def verdict(state: SourceState) -> Mark:
    """Is the state good, good with a remark, bad, or neither?"""
    marks: dict[str, Mark] = {"ok": "ok", "notice": "note", "off": ""}
    return marks.get(state.severity, "bad")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:MAX_HEADER]
