"""adding: what all ways to add a source share: the guard's word, a free id, the feed behind a site."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import click

from mirnews import sources as reading
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError, Quarantine
from mirnews.fetch import Door
from mirnews.fetch.guard import Guard, verdict
from mirnews.model import ListingRules, Response, Source, SourceKind
from mirnews.outlets import catalogue
from mirnews.sources.discover import FoundFeed
from mirnews.sources.page import page_of
from mirnews.urls import whatwg

MAX_TRIED = 6  # addresses of one site; with a gap of two seconds each, a quarter of a minute
MAX_SECONDS = 60.0
MIN_SECONDS = 60  # between two polls of a source
_PAGES = ("feed_is_html", "login_page", "missing_page")  # web pages that may name a feed all the same
_FOUND = {"declared": "the page declares it", "linked": "the page links it", "well_known": "where such sites keep it"}


def allowed(url: str, settings: Settings) -> str:
    """The address in its standard form; a usage error when the guard would refuse it. No packet is sent."""
    address = whatwg(url if "://" in url else f"https://{url}")
    guard = Guard(allow_private=settings.fetch.allow_private, allow_ports=settings.fetch.allow_ports)
    found = verdict(address, guard, resolve=False)
    if not found.allowed:
        advice = "only http and https can be polled"
        if urlsplit(address).scheme in ("http", "https"):
            advice = "a private host or other port must be allowed: fetch.allow_private, fetch.allow_ports"
        raise click.UsageError(f"{address} is refused ({found.reason}); {advice}")
    return address


def source_for(
    url: str,
    others: Sequence[Source],
    settings: Settings,
    *,
    source_id: str | None = None,
    name: str | None = None,
    outlet: str | None = None,
    section: str | None = None,
    interval: int | None = None,
    kind: SourceKind = "feed",
    enabled: bool = True,
    rules: ListingRules | None = None,
) -> Source:
    """A source at this address; what is not given comes from the catalogue, the settings and the host."""
    host = urlsplit(url).hostname or ""
    known = catalogue().get(outlet) if outlet else catalogue().by_host(host)
    return Source(
        id=source_id or _free_id(known.id if known else host, {source.id for source in others}),
        url=url,
        name=name or (known.name if known else host),
        kind=kind,
        outlet=known.id if known else None,
        section=section,
        interval_seconds=interval or settings.poll.interval_seconds,
        enabled=enabled,
        rules=rules if kind == "listing" else None,
    )


def is_id(text: str) -> bool:
    """May a source be called so in commands and addresses?"""
    return re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,60}", text) is not None


def _free_id(base: str, taken: set[str]) -> str:
    stem = re.sub(r"[^a-z0-9._-]+", "-", base.lower().removeprefix("www."))[:50].strip("-._") or "source"
    numbered = (f"{stem}-{number}" for number in range(2, 10_000))
    return stem if stem not in taken else next(name for name in numbered if name not in taken)


async def feed_behind(url: str, settings: Settings) -> str:
    """The address of the feed that `url` is, or leads to. What cannot be reached stays as it is, with a notice.

    Asks at most seven addresses, through the guarded door and as robots.txt allows. A usage error when the address
    leads into a private network. Raises Quarantine (`feed_not_found`) for a page that leads to no feed.
    """
    try:
        async with asyncio.timeout(MAX_SECONDS), Door(settings.fetch, Clock(), contact=settings.site.contact) as door:
            return await _look(url, door)
    except TimeoutError:
        _notice(url, "looking for a feed took too long")
        return url


async def _look(url: str, door: Door) -> str:
    try:
        response = await door.get(url, accept="feed")
    except MirNewsError as error:
        if error.code == "address_refused":
            raise click.UsageError(f"{error.message}; see fetch.allow_private in the configuration") from None
        _notice(url, f"{error.message} [{error.code}]")
        return url
    fault = _fault(response)
    if fault is None:
        return url
    if fault.code not in _PAGES:
        _notice(url, f"{fault.message} [{fault.code}]")
        return url
    html = await asyncio.to_thread(page_of, response.body, response.content_type)
    found = await asyncio.to_thread(reading.feeds_in, html, response.final_url)
    for candidate in found[:MAX_TRIED]:
        if await _is_feed(candidate, door):
            click.echo(f"mirnews: {url} is a web page; its feed: {candidate.url} ({_FOUND[candidate.kind]})", err=True)
            return whatwg(candidate.url)
    raise Quarantine("feed_not_found", f"{url} is a web page that leads to no feed; {_advice(response)}")


async def _is_feed(candidate: FoundFeed, door: Door) -> bool:
    try:
        return _fault(await door.get(candidate.url, accept="feed")) is None
    except MirNewsError:
        return False


def _fault(response: Response) -> MirNewsError | None:
    """Why these bytes are no feed, or None."""
    try:
        reading.read(response.body, url=response.final_url, content_type=response.content_type)
    except MirNewsError as error:
        return error
    return None


def _advice(response: Response) -> str:
    try:
        listing = reading.read_listing(response.body, response.final_url, content_type=response.content_type)
    except MirNewsError:
        return "give the address of its feed, or --no-fetch to add the page as it is"
    return f"it lists {len(listing.entries)} articles: add it with --kind listing"


def _notice(url: str, why: str) -> None:
    click.echo(f"mirnews: {url} is added as it is, without having been read: {why}", err=True)
