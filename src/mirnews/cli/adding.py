"""adding: what all ways to add a source share: the guard's word, a free id, the feed behind a site."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import click

from mirnews import sources as reading
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError, Quarantine
from mirnews.extract.metadata import clean_site_name
from mirnews.fetch import Door
from mirnews.fetch.guard import Guard, verdict
from mirnews.model import Feed, ListingRules, Outlet, Response, Source, SourceKind
from mirnews.outlets import catalogue, is_front, site_of
from mirnews.sources.page import page_of
from mirnews.urls import whatwg

MAX_TRIED = 6  # addresses of one site; with a gap of two seconds each, a quarter of a minute
MAX_SECONDS = 60.0
MIN_SECONDS = 60  # between two polls of a source
MAX_INTERVAL = 31_536_000  # a year
_PAGES = ("feed_is_html", "login_page", "missing_page")  # web pages that may name a feed all the same
_FOUND = {"declared": "the page declares it", "linked": "the page links it", "well_known": "where such sites keep it"}


@dataclass(frozen=True, slots=True)
class Behind:
    """What an address leads to: the feed's own address, and what the feed calls itself where it was read."""

    url: str
    name: str | None = None


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


def outlet_at(url: str) -> Outlet | None:
    """The outlet of the catalogue whose site begins at this address."""
    parts = urlsplit(url)
    key = f"{parts.hostname or ''}{parts.path.rstrip('/')}"
    found = catalogue().by_host(key)
    return found if found and key.removeprefix("www.") in found.domains else None


def known_feeds(url: str) -> tuple[str, ...]:
    """Where the site that begins at this address keeps its feeds, by the catalogue and its system; the likeliest first.

    Empty for an address inside a site, and for a site that is not known. Nothing is asked.
    """
    outlet = outlet_at(url)
    site = site_of(urlsplit(url).hostname) if is_front(url) else None
    return tuple(dict.fromkeys([*(outlet.feeds if outlet else ()), *(site.addresses(url) if site else ())]))


async def feed_behind(url: str, settings: Settings, known: Sequence[str] = ()) -> Behind:
    """The feed that `url` is, or leads to; `known` are tried first.

    What cannot be reached stays as it is, with a notice. Asks at most thirteen addresses, through the guarded door and
    as robots.txt allows. A usage error when the address leads into a private network. Raises Quarantine
    (`feed_not_found`) for a page that leads to no feed.
    """
    try:
        async with asyncio.timeout(MAX_SECONDS), Door(settings.fetch, Clock(), contact=settings.site.contact) as door:
            for address in known[:MAX_TRIED]:
                if (feed := await _feed_at(address, door)) is not None:
                    click.echo(f"mirnews: the feed of {url}: {address} ({_FOUND['well_known']})", err=True)
                    return Behind(address, _name_of(feed))
            return await _look(url, door, next(iter(known), url))
    except TimeoutError:
        return _unread(next(iter(known), url), "looking for a feed took too long")


async def _look(url: str, door: Door, otherwise: str) -> Behind:
    """Ask the address itself; `otherwise` is what is added where it cannot be read."""
    try:
        response = await door.get(url, accept="feed")
    except MirNewsError as error:
        if error.code == "address_refused":
            raise click.UsageError(f"{error.message}; see fetch.allow_private in the configuration") from None
        return _unread(otherwise, f"{error.message} [{error.code}]")
    said = _read(response)
    if isinstance(said, Feed):
        return Behind(url, _name_of(said))
    if said.code not in _PAGES:
        return _unread(otherwise, f"{said.message} [{said.code}]")
    html = await asyncio.to_thread(page_of, response.body, response.content_type)
    found = await asyncio.to_thread(reading.feeds_in, html, response.final_url)
    for candidate in found[:MAX_TRIED]:
        if (feed := await _feed_at(candidate.url, door)) is not None:
            click.echo(f"mirnews: {url} is a web page; its feed: {candidate.url} ({_FOUND[candidate.kind]})", err=True)
            return Behind(whatwg(candidate.url), _name_of(feed))
    if said.code != "feed_is_html":
        raise Quarantine(said.code, f"{url}: {said.message}; --no-fetch adds it as it is")
    raise Quarantine("feed_not_found", f"{url} is a web page that leads to no feed; {advice(response)}")


async def _feed_at(url: str, door: Door) -> Feed | None:
    try:
        feed = _read(await door.get(url, accept="feed"))
    except MirNewsError:
        return None
    return feed if isinstance(feed, Feed) else None


def _read(response: Response) -> Feed | MirNewsError:
    """The feed that these bytes are, or why they are none."""
    try:
        return reading.read(response.body, url=response.final_url, content_type=response.content_type)
    except MirNewsError as error:
        return error


def _name_of(feed: Feed) -> str | None:
    return clean_site_name(feed.title) if feed.title else None


async def try_listing(url: str, rules: ListingRules | None, settings: Settings) -> None:
    """Say on stderr how many articles a page lists by these rules, or why none: it is added all the same."""
    try:
        async with asyncio.timeout(MAX_SECONDS), Door(settings.fetch, Clock(), contact=settings.site.contact) as door:
            response = await door.get(url, accept="page")
        read = reading.reader("listing", rules)
        feed = await asyncio.to_thread(
            read, response.body, url=response.final_url, content_type=response.content_type, at=Clock().now()
        )
    except MirNewsError as error:
        if error.code == "address_refused":
            raise click.UsageError(f"{error.message}; see fetch.allow_private in the configuration") from None
        click.echo(f"mirnews: {url} is added, but nothing was found on it: {error.message} [{error.code}]", err=True)
    except TimeoutError:
        click.echo(f"mirnews: {url} is added unread: it took too long", err=True)
    else:
        click.echo(f"mirnews: {url} lists {len(feed.entries)} articles", err=True)


def advice(response: Response) -> str:
    """How a web page that leads to no feed may be polled all the same."""
    try:
        listing = reading.read_listing(response.body, response.final_url, content_type=response.content_type)
    except MirNewsError:
        return "give the address of its feed, or --no-fetch to add the page as it is"
    return f"it lists {len(listing.entries)} articles: add it with --kind listing"


def _unread(url: str, why: str) -> Behind:
    click.echo(f"mirnews: {url} is added as it is, without having been read: {why}", err=True)
    return Behind(url)
