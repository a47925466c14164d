"""exits: proxies that some hosts are asked through, because they refuse other countries or are refused here.

An exit's own address is the operator's and is not judged. The addresses asked through it are, like all others: names
are resolved and checked here and the exit is given the checked address; an exit of `fetch.remote_dns` is given the
name, after literals, inner names and ports have been judged by what is written.

An exit that fails three times in a row rests, so that its hosts do not wait for it; what fails behind it, at the host,
is not its fault.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from mirnews.clock import Clock
from mirnews.config import FetchSettings
from mirnews.errors import MirNewsError, TryLater
from mirnews.fetch.networks import literal
from mirnews.urls.address import Parts, shown
from mirnews.walls import CODES

FAILURES = 3  # in a row before an exit rests
REST_SECONDS = 60.0  # the first time; doubles up to
LONGEST_REST_SECONDS = 960.0  # about one polling interval, so that an exit that works again is found


@dataclass(frozen=True, slots=True)
class Exit:
    """One proxy: `url` is http, socks5 or socks4, with name and password if it wants them."""

    name: str
    url: str
    remote_dns: bool = False


@dataclass(frozen=True, slots=True)
class ExitHealth:
    """How an exit does: failures of its own in a row, the last of them in words, when it last worked."""

    name: str
    address: str
    failures: int = 0
    last_error: str = ""
    last_ok: datetime | None = None
    resting: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How to ask: the address for the HTTP client, headers beside the usual, and its further arguments."""

    url: URL
    headers: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


class Exits:
    """The configured exits, which host goes through which, and how they do."""

    def __init__(self, settings: FetchSettings, clock: Clock) -> None:
        self._clock = clock
        self._exits = {name: Exit(name, url, name in settings.remote_dns) for name, url in settings.exits.items()}
        self._by_host = {host.lower().strip("."): self._exits[name] for host, name in settings.exit_of.items()}
        self._health = {name: ExitHealth(name, _plain_address(exit_.url)) for name, exit_ in self._exits.items()}
        self._until: dict[str, float] = {}

    def of(self, host: str) -> Exit | None:
        """The exit of a host: its own row, else that of the nearest host above it; None to ask it directly."""
        name = host.lower().rstrip(".")
        while name and self._by_host:
            if name in self._by_host:
                return self._by_host[name]
            name = name.partition(".")[2] if literal(name) is None else ""
        return None

    def health(self) -> list[ExitHealth]:
        """How each exit does, in the order of the settings."""
        return [replace(health, resting=self._rest_left(name) > 0) for name, health in self._health.items()]

    def health_of(self, host: str) -> ExitHealth | None:
        """How the exit of a host does; None for a host that is asked directly."""
        exit_ = self.of(host)
        return next((one for one in self.health() if exit_ is not None and one.name == exit_.name), None)

    def connectors(self, resolver: AbstractResolver, **how: Any) -> dict[str, aiohttp.BaseConnector]:
        """A connector for each exit, for use within the event loop. `resolver` resolves and checks what is asked.

        `how` are further arguments of the connectors: `force_close`, `ssl`.
        """
        found: dict[str, aiohttp.BaseConnector] = {}
        for name, exit_ in self._exits.items():
            if not exit_.url.startswith("socks"):
                found[name] = aiohttp.TCPConnector(limit=0, **how)
            else:
                from mirnews.fetch.socks import SocksConnector  # python-socks is read only where an exit needs it

                found[name] = SocksConnector(exit_.url, None if exit_.remote_dns else resolver, **how)
        return found

    async def way(self, exit_: Exit, target: Parts, resolver: AbstractResolver) -> Way:
        """How a judged address is asked through an exit. `resolver` resolves and checks.

        Raises TryLater (`exit_resting`, `dns_failed`) and what the resolver raises for a refused address.
        """
        left = self._rest_left(exit_.name)
        if left > 0:
            raise TryLater("exit_resting", f"exit {exit_.name} failed and rests", after_seconds=left)
        url = URL(target.href, encoded=True)
        if exit_.url.startswith("socks"):
            return Way(url)  # its connector resolves and checks
        more: dict[str, Any] = {"proxy": URL(exit_.url)}
        if literal(target.host) is not None:
            return Way(url, {}, more)
        if target.scheme == "https":
            more["server_hostname"] = target.host.rstrip(".")
        if exit_.remote_dns:
            return Way(url, {}, more)
        found = await resolver.resolve(target.host, target.port or 0)
        host = target.host if url.explicit_port is None else f"{target.host}:{url.explicit_port}"
        return Way(url.with_host(found[0]["host"]), {"Host": host}, more)

    @contextmanager
    def watched(self, host: str) -> Iterator[None]:
        """Keeps count of what a request to this host says of its exit; a fault of the exit becomes `exit_failed`."""
        exit_ = self.of(host)
        if exit_ is None:
            yield
            return
        try:
            yield
        except MirNewsError as error:
            if error.code == "http_407":
                raise self._failed(exit_, "it wants a name and a password (HTTP 407)") from None
            if error.code not in ("exit_resting", "exit_failed"):
                self._worked(exit_, is_certain=error.code.startswith("http_") or error.code in CODES)
            elif error.code == "exit_failed":
                raise self._failed(exit_, error.message) from None
            raise
        self._worked(exit_, is_certain=True)

    def _worked(self, exit_: Exit, *, is_certain: bool) -> None:
        if is_certain:
            health = self._health[exit_.name]
            self._health[exit_.name] = replace(health, failures=0, last_error="", last_ok=self._clock.now())

    def _failed(self, exit_: Exit, why: str) -> TryLater:
        health = self._health[exit_.name]
        failures = health.failures + 1
        self._health[exit_.name] = replace(health, failures=failures, last_error=why)
        if failures >= FAILURES:
            rest = min(REST_SECONDS * 2 ** min(failures - FAILURES, 10), LONGEST_REST_SECONDS)
            self._until[exit_.name] = _monotonic() + self._clock.real_seconds(rest)
        return TryLater("exit_failed", f"exit {exit_.name} ({health.address}) does not work: {why}")

    def _rest_left(self, name: str) -> float:
        return max(0.0, self._until[name] - _monotonic()) if name in self._until else 0.0


def _plain_address(url: str) -> str:
    """The address of an exit without name and password."""
    return shown(url.rpartition("@")[2] if "@" in url else url.partition("//")[2]).strip("'")


def _monotonic() -> float:
    return time.monotonic()  # not the loop's: pages are made in threads without one
