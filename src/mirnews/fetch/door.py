"""door: the only way out to the network. Sockets are here; what to make of an answer is decided in the rooms around.

    get, post ─▶ guard (as written) ─▶ robots ─▶ politeness (turn, gap, slot) ─▶ guard (each resolved address, each
        socket) ─▶ request ─▶ status ─▶ redirect? again from the guard : body, unpacked and counted ─▶ Response

No cookies, no credentials, no proxy from the environment. Redirects are followed by hand, so that each hop is judged
like the first address, and goes through the exit of its own host.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlencode

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from mirnews.clock import Clock
from mirnews.config import FetchSettings
from mirnews.errors import Skip, TryLater
from mirnews.fetch import files, names
from mirnews.fetch.body import ACCEPT_ENCODING, Body
from mirnews.fetch.exits import ExitHealth, Exits, Way
from mirnews.fetch.faults import RefusedAddress, status_fault, translated
from mirnews.fetch.freshness import conditional
from mirnews.fetch.guard import Guard, check_address, check_url
from mirnews.fetch.networks import literal
from mirnews.fetch.politeness import Politeness
from mirnews.fetch.robots import MAX_BYTES as ROBOTS_MAX_BYTES
from mirnews.fetch.robots import RobotsBook, product
from mirnews.fetch.trail import KEEP_METHOD, REDIRECTS, Trail
from mirnews.model import Response
from mirnews.observe import Log
from mirnews.urls.address import fetchable, host_key, parts, shown
from mirnews.walls import REFUSALS

Accept = Literal["page", "feed"]
_ACCEPT = {
    "page": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "feed": "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5",
    "robots": "text/plain,*/*;q=0.1",
}
_LANGUAGES = "fa,en;q=0.5"  # some sites answer in the reader's language; we want the Persian one
_MAX_HEADER_BYTES = 16_384  # one line of the head; twice what servers themselves accept
_MAX_HEADERS = 128
_REFUSAL_BYTES = 65_536
_REFUSAL_SECONDS = 2.0  # the refusal itself is known; its page only tells which one it is
_FORM_ANSWER_BYTES = 65_536
_LONG_RULES = 20_000  # characters; parsed in some 50 ms
_host_asked: ContextVar[str] = ContextVar("host_asked")  # whose sockets are being opened in this task


@dataclass(frozen=True, slots=True)
class _Ask:
    """What one `get` wants, whatever the hop."""

    headers: dict[str, str]
    robots: bool
    limit: int
    cut: bool = False
    form: bytes | None = None  # what is posted; None for a GET
    first: bool = False  # before the pages that wait for the host


class _Seconds:
    """What is left of the time for one answer over all its hops. Waiting for turns does not count."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds


class Door:
    """One session to the network, `async with Door(settings, clock, contact=…) as door`.

    `contact` (site.contact) goes into the user agent. `resolve` turns a name into addresses, `tls` says whose
    certificates are believed; the system's by default.
    Opening it raises Misconfigured (`too_few_files`) when the process may open too few files to fetch anything.
    """

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock,
        *,
        contact: str = "",
        resolve: names.Resolve = names.resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._guard = Guard(settings.allow_private, settings.allow_ports)
        self._resolver = _CheckedResolver(resolve, self._guard)
        self._user_agent = user_agent(settings.user_agent, contact)
        self._tls: ssl.SSLContext | bool = tls or True
        self._exits = Exits(settings, clock)
        self._politeness = Politeness(clock, gap_seconds=settings.host_gap_seconds, parallel=settings.parallel)
        self._robots = RobotsBook(self._get_robots, agent=product(self._user_agent), clock=clock)
        self._sessions: dict[str | None, aiohttp.ClientSession] = {}

    @property
    def exits(self) -> list[ExitHealth]:
        """How each configured exit does."""
        return self._exits.health()

    def exit_of(self, host: str) -> ExitHealth | None:
        """How the exit does that a host is asked through; None for a host that is asked directly."""
        return self._exits.health_of(host)

    async def __aenter__(self) -> Self:
        is_tight = self._fit_files()
        direct = aiohttp.TCPConnector(
            resolver=self._resolver,
            use_dns_cache=False,
            limit=0,
            socket_factory=self._checked_socket,
            force_close=is_tight,
            ssl=self._tls,
        )
        exits = self._exits.connectors(self._resolver, force_close=is_tight, ssl=self._tls)
        connectors: dict[str | None, aiohttp.BaseConnector] = {None: direct} | exits
        self._sessions = {name: self._session(connector) for name, connector in connectors.items()}
        return self

    def _fit_files(self) -> bool:
        """Fetch less at once where this process may open too few files; then no connection is kept for later, either.

        Raises Misconfigured (`too_few_files`).
        """
        wanted, limit, open_now = self._settings.parallel, files.limit(), files.open_now()
        found = files.share(wanted, limit, open_now)
        if found.lowered:
            Log().warning(
                "fewer requests at once: too few files may be open (ulimit -n)",
                limit=limit,
                open=open_now,
                wanted=wanted,
                parallel=found.parallel,
                aside=found.aside,
            )
            gap = self._settings.host_gap_seconds
            self._politeness = Politeness(self._clock, gap_seconds=gap, parallel=found.parallel, aside=found.aside)
        return found.lowered

    def _session(self, connector: aiohttp.BaseConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._user_agent, "Accept-Language": _LANGUAGES, "Accept-Encoding": ACCEPT_ENCODING},
            timeout=aiohttp.ClientTimeout(total=None, connect=self._settings.connect_timeout_seconds),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=_MAX_HEADER_BYTES,
            max_headers=_MAX_HEADERS,
        )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: Accept = "page",
        robots: bool = True,
    ) -> Response:
        """Fetch an address; the answer is 2xx with its body, or 304 when `etag` or `last_modified` still hold.

        Raises Skip (`address_refused`, `url_invalid`, `robots_denied`, `http_4xx`, `bad_redirect`, `redirect_loop`,
        `too_many_redirects`, `too_large`, `bad_encoding`, `bad_answer`), Skip or TryLater for what `walls` says of the
        page of a refusal (`challenge_page`, `login_page`, `geo_blocked`, `filtered`), or TryLater (`http_408`,
        `http_425`, `http_429`, `http_5xx`, `exit_failed`, `exit_resting`, `robots_unavailable`, `timeout`,
        `dns_failed`, `connect_failed`, `tls_failed`, `reset`, `truncated`, `too_many_files`); `after_seconds` is what
        the host asked for, uncapped.
        """
        headers = {"Accept": _ACCEPT[accept], **conditional(etag, last_modified)}
        respect = robots and self._settings.respect_robots
        return await self._follow(url, _Ask(headers, respect, self._settings.max_bytes, first=accept == "feed"))

    async def leave(self, url: str) -> float:
        """Ask robots.txt for leave to fetch an address: the crawl-delay of its host, in seconds.

        Raises Skip (`robots_denied`), TryLater (`robots_unavailable`, or why the host cannot be asked at all).
        """
        address = fetchable(url)
        return await self._permitted_delay(address, host_key(address))

    async def post(self, url: str, form: Mapping[str, str]) -> Response:
        """Send a form to a hub that a feed names, with the guard, politeness and limits of `get`.

        robots.txt is not about forms. Only redirects that keep the form (307, 308) are followed. The body of the answer
        is cut at 64 kB.

        Raises what `get` raises, and Skip (`bad_redirect`) for a redirect that would drop the form.
        """
        headers = {"Accept": "*/*", "Content-Type": "application/x-www-form-urlencoded"}
        ask = _Ask(headers, False, _FORM_ANSWER_BYTES, cut=True, form=urlencode(form).encode("ascii"), first=True)
        return await self._follow(url, ask)

    async def _get_robots(self, url: str) -> Response:
        return await self._follow(
            url, _Ask({"Accept": _ACCEPT["robots"]}, False, ROBOTS_MAX_BYTES, cut=True, first=True)
        )

    async def _follow(self, url: str, ask: _Ask) -> Response:
        check_url(url, self._guard)
        trail = Trail((fetchable(url),))
        seconds = _Seconds(self._settings.timeout_seconds)
        while True:
            found = await self._hop(url, trail, ask, seconds)
            if isinstance(found, Response):
                return found
            trail = found
            check_url(trail.address, self._guard)

    async def _hop(self, url: str, trail: Trail, ask: _Ask, seconds: _Seconds) -> Response | Trail:
        """Ask one address: the answer, or the trail one redirect longer."""
        address = trail.address
        host = host_key(address)
        delay = await self._permitted_delay(address, host) if ask.robots else 0.0
        async with self._politeness.turn(host, delay, first=ask.first):
            started = _monotonic()
            try:
                with self._exits.watched(parts(address).host), translated(address):
                    async with asyncio.timeout(max(0.0, seconds.left)):
                        return await self._exchange(url, trail, ask)
            finally:
                seconds.left -= _monotonic() - started

    async def _permitted_delay(self, address: str, host: str) -> float:
        """The crawl-delay of the host, in seconds. Raises Skip (`robots_denied`), TryLater (`robots_unavailable`)."""
        rules = await self._robots.rules(host)
        # A file of half a megabyte takes a second to parse.
        is_long = len(rules) > _LONG_RULES
        allows = await asyncio.to_thread(rules.allows, address) if is_long else rules.allows(address)
        if not allows:
            raise Skip("robots_denied", f"robots.txt of {host} does not allow {shown(address)}")
        return await asyncio.to_thread(lambda: rules.delay_seconds) if is_long else rules.delay_seconds

    async def _exchange(self, url: str, trail: Trail, ask: _Ask) -> Response | Trail:
        found = parts(trail.address)
        exit_ = self._exits.of(found.host)
        session = self._sessions.get(exit_.name if exit_ else None)
        if session is None:
            raise RuntimeError("the door is closed; use it inside `async with`")
        if exit_ is None:
            _host_asked.set(found.host)
            way = Way(URL(trail.address, encoded=True))
        else:
            way = await self._exits.way(exit_, found, self._resolver)
        more: dict[str, Any] = {"headers": ask.headers | way.headers, "data": ask.form, **way.more}
        method = "GET" if ask.form is None else "POST"
        async with session.request(method, way.url, allow_redirects=False, **more) as answer:
            if answer.status in REDIRECTS:
                if ask.form is not None and answer.status not in KEEP_METHOD:
                    raise Skip("bad_redirect", f"{shown(trail.address)} redirects a form so that it would be lost")
                return trail.onward(answer.status, answer.headers.getall("Location", []), self._settings.max_redirects)
            headers = _plain_headers(answer)
            page = await _page_of_refusal(answer) if answer.status in REFUSALS else b""
            fault = status_fault(answer.status, headers, trail.address, self._clock.now(), body=page)
            if fault is not None:
                raise fault
            body = b"" if answer.status == 304 else await _read(answer, ask)
        return Response(
            url=url,
            final_url=trail.address,
            status=answer.status,
            headers=headers,
            body=body,
            fetched_at=self._clock.now(),
            moved_to=trail.moved_to,
        )

    def _checked_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for a checked address: the last gate, whatever the parsers before it believed the host to be."""
        family, kind, protocol, _, address = info
        _check(str(address[0]), _host_asked.get(), self._guard)
        return socket.socket(family, kind, protocol)


class _CheckedResolver(AbstractResolver):
    """Resolves names for the HTTP client, and refuses a name of whose addresses any is refused.

    What it returns is what is connected to: nothing is looked up again.
    """

    def __init__(self, resolve: names.Resolve, guard: Guard) -> None:
        self._resolve = resolve
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = await self._resolve(host, port)
        if not addresses:
            raise TryLater("dns_failed", f"{host} has no address")
        for address in addresses:
            _check(address, host, self._guard)
        return [_resolved(host, port, address) for address in addresses]

    async def close(self) -> None:
        """Nothing is held."""


def user_agent(template: str, contact: str) -> str:
    """The setting `fetch.user_agent` with the contact in its place, or without the place if there is no contact."""
    filled = template.replace("{contact}", contact.strip())
    return re.sub(r"[\x00-\x1f\x7f]+", " ", re.sub(r"\s*\(\+?\)", "", filled)).strip()


def _check(address: str, host: str, guard: Guard) -> None:
    try:
        check_address(address, host, guard)
    except Skip as refusal:
        raise RefusedAddress(refusal) from None


def _resolved(host: str, port: int, address: str) -> ResolveResult:
    found = literal(address)
    family = socket.AF_INET6 if found is not None and found.version == 6 else socket.AF_INET
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=family,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


def _plain_headers(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """The headers with lower-case names; repeated ones joined; cookies left out, since none is ever kept."""
    known = dict.fromkeys(name.lower() for name in answer.headers)
    return {name: ", ".join(answer.headers.getall(name)) for name in known if name != "set-cookie"}


async def _page_of_refusal(answer: aiohttp.ClientResponse) -> bytes:
    """The head of the page behind a refusal; nothing where it cannot be read or does not come at once."""
    ask = _Ask({}, False, _REFUSAL_BYTES, cut=True)
    try:
        async with asyncio.timeout(_REFUSAL_SECONDS):
            return await _read(answer, ask)
    except (aiohttp.ClientError, OSError, ValueError, Skip):
        return b""


async def _read(answer: aiohttp.ClientResponse, ask: _Ask) -> bytes:
    body = Body(answer.headers.get("Content-Encoding", ""), limit=ask.limit, cut=ask.cut)
    try:
        async for chunk in answer.content.iter_any():
            body.feed(chunk)
            if body.full:
                break
    except aiohttp.ClientPayloadError:
        if not body.whole:
            raise
    return body.content()


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
