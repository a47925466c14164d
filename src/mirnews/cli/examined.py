"""examined: what `doctor SOURCE` says about what it saw, a step at a time. Pure: records in, steps out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
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

# Headers that say how an answer may be kept, in which form it came, and who stands before the site
HEADERS = (
    "content-type", "content-encoding", "content-language", "server", "via", "x-cache", "cf-mitigated", "cf-ray",
    "ar-poweredby", "etag", "last-modified", "cache-control", "expires", "age", "retry-after", "x-robots-tag",
)  # fmt: skip
MAX_HEADER = 100  # characters of one that are printed
MAX_HOSTS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One line: a key under `[doctor]` of the locale with its values. `is_well` is None where there is no good or bad;
    `more` is evidence in the words of others, printed as it is.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    is_well: bool | None = True
    more: str = ""


def failed(error: MirNewsError) -> Step:
    """What went wrong, in words, with the log's own line."""
    return Step("failed", {"error": error.code}, False, f"{error.message} [{error.code}]")


def before(polled: Polled) -> Step:
    """How the last poll went."""
    if polled.last_polled is None:
        return Step("never", is_well=None)
    told = {"time": polled.last_polled, "error": polled.state}
    return Step("before", told, polled.failures == 0, polled.detail)


def answer(response: Response, seconds: float) -> Iterator[Step]:
    """The head of the answer."""
    told = {"status": response.status, "n": len(response.body), "seconds": round(seconds, 2)}
    yield Step("answer", told, True, response.final_url)
    names = [name for name in HEADERS if response.headers.get(name)]
    shown = "; ".join(f"{name}: {_printable(response.headers[name])}" for name in names)
    yield Step("headers", is_well=None, more=shown or "-")


def encoding(decoded: Decoded) -> Step:
    """Which encoding was named, and which it was."""
    told = {"declared": decoded.declared or "-", "used": decoded.encoding}
    if decoded.damaged:
        return Step("encoding_damaged", told, False)
    if decoded.declared not in (None, decoded.encoding):
        return Step("encoding_misnamed", told, False)
    return Step("encoding", told)


def feed_steps(feed: Feed, remarks: Sequence[str]) -> Iterator[Step]:
    """The feed: its form, what had to be mended, and the span of its dates; how many entries have which parts."""
    count, dates = len(feed.entries), [entry.published for entry in feed.entries if entry.published]
    mended = "lossy" if "lossy" in remarks else "mended" if feed.malformed else "entries"
    yield Step(mended, {"format": feed.format, "n": count}, bool(count or feed.sitemaps) and not feed.malformed)
    if feed.sitemaps:
        yield Step("sitemaps", {"n": len(feed.sitemaps)}, None)
    if not count:
        return
    span = {"n": len(dates), "all": count, "newest": max(dates, default=None), "oldest": min(dates, default=None)}
    yield Step("dates", span, "all_old" not in remarks) if dates else Step("no_dates", is_well=False)
    hosts = Counter(urlsplit(entry.url).hostname or "" for entry in feed.entries if entry.url)
    if not hosts:
        yield Step("no_links", is_well=False)
        return
    named = ", ".join(host for host, _ in hosts.most_common(MAX_HOSTS))
    yield Step("links", {"n": sum(hosts.values()), "all": count}, True, named)


def half_spaces(feed: Feed, article: Article | None, history: Sequence[float]) -> Step:
    """Half-spaces per 1,000 words, of the entries and of a page, beside those of the texts that are kept."""
    entries = density(" ".join(f"{entry.title or ''} {plain(entry.summary or '')}" for entry in feed.entries))
    told: dict[str, object] = {"entries": round(entries)}
    told["page"] = round(density(article.body or "")) if article is not None and article.body else "-"
    told["before"] = round(median(history)) if history else "-"
    return Step("half_spaces", told, not is_alarm(history))


def page(article: Article, url: str) -> Step:
    """What was read of the page behind the first entry."""
    told = {"kind": article.kind, "profile": article.profile, "n": sum(map(len, article.paragraphs))}
    return Step("page", told, article.kind == "article", url)


def wait(after: Polled, source: Source, response: Response | None, now: datetime, limits: PollSettings) -> Step:
    """When the next look would be after this one, and why then."""
    seconds = round((after.next_due - now).total_seconds())
    told: dict[str, object] = {"minutes": max(1, round(seconds / 60)), "interval": round(source.interval_seconds / 60)}
    if after.failures:
        return Step("wait_failed", {**told, "n": after.failures}, None)
    holds = min((max_age(response.headers) if response else None) or 0.0, limits.fresh_cap_seconds)
    if holds and abs(seconds - holds) <= 1:
        return Step("wait_fresh", told, None)
    if limits.learn and after.rhythm is not None:
        return Step("wait_learned", {**told, "pace": round(pace(after.rhythm, now), 1)}, None)
    return Step("wait_interval", told, None)


def verdict(state: SourceState) -> bool | None:
    """Is the state good, bad, or neither?"""
    return {"ok": True, "notice": True, "off": None}.get(state.severity, False)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:MAX_HEADER]
