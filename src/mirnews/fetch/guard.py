"""guard: may the fetcher go there? Pure, except for `verdict`, which looks names up.

Asked three times for each request, redirects included: of the address as written (`check_url`), of every address that
the name resolves to (`check_address`, by the door's resolver), and of the socket about to be connected (again
`check_address`). A name that changes its mind in between (DNS rebinding) therefore gains nothing.

`allow_private` lists hosts as they stand in an address: `127.0.0.1`, `::1`, `localhost`, `feeds.example.org`. What is
allowed is the host as written: allowing `127.0.0.1` does not let a public name point there. For such a host every port
is open, because whoever runs a publisher on the own machine rarely has port 80 to give it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from mirnews.errors import MirNewsError, Skip
from mirnews.fetch.names import lookup as system_lookup
from mirnews.fetch.networks import denied, literal
from mirnews.urls.address import Parts, has_sound_labels, parts, shown
from mirnews.walls import fault, filters

Reason = Literal["invalid", "scheme", "port", "private_address", "unresolved"]
Lookup = Callable[[str, int], Sequence[str]]

# Names that mean this machine or this network whatever the resolver says (RFC 6761, 6762 and 8375; ICANN on .internal).
INNER_SUFFIXES = ("localhost", "local", "internal", "localdomain", "lan", "home.arpa")


@dataclass(frozen=True, slots=True)
class Guard:
    """What is allowed beyond the public network: hosts by name or literal, and ports."""

    allow_private: tuple[str, ...] = ()
    allow_ports: tuple[int, ...] = (80, 443)
    _trusted: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_trusted", frozenset(_plain(name) for name in self.allow_private))

    def trusts(self, host: str) -> bool:
        """Is the host named in `allow_private`?"""
        return bool(self._trusted) and _plain(host) in self._trusted


@dataclass(frozen=True, slots=True)
class Verdict:
    """May it be fetched? `reason` is None, or one short code, with `message` as the English line for people."""

    allowed: bool
    reason: Reason | None = None
    message: str = ""


def check_url(url: str, guard: Guard) -> None:
    """Refuse an address by what is written in it: scheme, host, port. No look-up.

    Raises Skip (`address_refused`, `filtered`, `url_invalid`).
    """
    target = parts(url)
    refusal = judge(target, guard)
    if refusal is not None:
        raise _refused(refusal, target.host, target.host)
    if (broken := _broken(url)) is not None:
        raise Skip("url_invalid", broken.message)


def _broken(url: str) -> Verdict | None:
    """A line end inside an address is somebody's attempt at a header of their own: what comes here was read before.

    Browsers drop line ends, and so does the reader of feeds, whose templates break links into lines.
    """
    inside = url.strip()
    if "\r" not in inside and "\n" not in inside:
        return None
    return _no("invalid", f"{shown(url)} has a line end in it; write the address in one line")


def check_address(address: str, host: str, guard: Guard) -> None:
    """Refuse a resolved address of `host`. Raises Skip (`address_refused`, `filtered`)."""
    refusal = judge_address(address, host, guard)
    if refusal is not None:
        raise _refused(refusal, address, host)


def verdict(
    url: str, guard: Guard, resolve: bool = True, *, base: str | None = None, lookup: Lookup = system_lookup
) -> Verdict:
    """May the fetcher go to this address? Looks the name up unless told not to; makes no connection, raises nothing.

    A name and password in the address do not matter: they are dropped before fetching.
    """
    try:
        target = parts(url, base)
    except Skip as error:
        return Verdict(False, "invalid", error.message)
    refusal = judge(target, guard) or _broken(url)
    if refusal is not None or not resolve or literal(target.host) is not None:
        return refusal or Verdict(True)
    try:
        addresses = lookup(target.host, target.port or 0)
    except MirNewsError as error:
        return Verdict(False, "unresolved", error.message)
    if not addresses:
        return Verdict(False, "unresolved", f"{target.host} has no address")
    refusals = (judge_address(address, target.host, guard) for address in addresses)
    return next((refusal for refusal in refusals if refusal is not None), Verdict(True))


check = verdict  # `guard.check(url, guard)` reads well where the module is imported whole


def judge(target: Parts, guard: Guard) -> Verdict | None:
    """Why an address is refused by what is written in it; None if it is not."""
    if target.scheme not in ("http", "https"):
        return _no("scheme", f"only http and https are fetched, not {target.scheme}:")
    if not target.host.strip("."):
        return _no("invalid", "the address has no host")
    if guard.trusts(target.host):
        return None
    if literal(target.host.rstrip(".")) is not None:
        refusal = judge_address(target.host.rstrip("."), target.host, guard)
        if refusal is not None:
            return refusal
    elif _is_inner(target.host):
        return _no("private_address", f"{target.host} is a name of the inner network; {_REMEDY}")
    elif not has_sound_labels(target.host):
        return _no("invalid", f"{target.host} is no Punycode; nobody can have registered it")
    if target.port not in guard.allow_ports:
        return _no("port", f"port {target.port} of {target.host} is not in fetch.allow_ports")
    return None


def judge_address(address: str, host: str, guard: Guard) -> Verdict | None:
    """Why an address that `host` resolves to is refused; None if it is not."""
    if guard.trusts(host):
        return None
    found = literal(address)
    if found is None:
        return _no("invalid", f"{address!r}, which {host} resolves to, is no address")
    why = denied(found)
    if why is None:
        return None
    subject = address if address == host else f"{host} leads to {address}, which"
    return _no("private_address", f"{subject} is not a public address ({why}); {_REMEDY}")


_REMEDY = "if you mean it, name the host in fetch.allow_private"


def _refused(refusal: Verdict, address: str, host: str) -> Skip:
    """The refusal as an error; a private address may be where a filter on the way sends us."""
    if not filters(address):
        return Skip("address_refused", refusal.message)
    code, line = fault("filter")
    return Skip(code, f"{host}: {line}" if host == address else f"{host} leads to {address}: {line}")


def _no(reason: Reason, message: str) -> Verdict:
    return Verdict(False, reason, message)


@lru_cache(maxsize=1_024)
def _plain(host: str) -> str:
    """A host in one form, so that `[::1]`, `::1` and `0:0::1` are the same. One request asks three times."""
    found = literal(host)
    return str(found) if found is not None else host.lower().rstrip(".")


def _is_inner(host: str) -> bool:
    """A name without a dot, or under a suffix that never leaves the building."""
    name = host.lower().rstrip(".")
    return "." not in name or name.endswith(tuple(f".{suffix}" for suffix in INNER_SUFFIXES))
