"""faults: what went wrong between us and a host, as our typed errors. One code and one plain line each.

Skip      http_4xx, bad_answer, url_invalid, what `walls` says of a refusal: asking again soon would not help
TryLater  http_408, http_425, http_429, http_5xx, dns_failed, connect_failed, tls_failed (its certificate),
          tls_handshake, timeout, reset, truncated, exit_failed, too_many_files
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import aiohttp

from mirnews import walls
from mirnews.errors import MirNewsError, Skip, TryLater
from mirnews.fetch.files import EXHAUSTED
from mirnews.fetch.freshness import retry_after
from mirnews.urls.address import ascii_safe, host_key, shown

_BUSY = frozenset({408, 425, 429})
_WORDS = {
    400: "does not understand the request",
    401: "wants a password",
    403: "refuses us",
    404: "is not there",
    408: "was too slow for its own server",
    410: "is gone for good",
    429: "is asked too often",
    451: "is withheld for legal reasons",
    500: "failed on its side",
    502: "has no working server behind its gateway",
    503: "is busy or down",
    504: "has no answering server behind its gateway",
}


class RefusedAddress(OSError):
    """A refusal of the guard, in the form that the HTTP client lets through from its resolver and its sockets."""

    def __init__(self, refusal: MirNewsError) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class ExitUnreachable(OSError):
    """A SOCKS exit does not answer, or not as one: told apart from what fails at the host behind it."""


def status_fault(
    status: int, headers: Mapping[str, str], address: str, now: datetime, *, body: bytes = b""
) -> MirNewsError | None:
    """What a status means for the work: None when there is an answer to use (2xx, 304).

    `body` is the page of a refusal, which may say more than its status: a challenge, a login, a country.
    """
    if 200 <= status < 300 or status == 304:
        return None
    busy = status in _BUSY or status >= 500
    word = _WORDS.get(status, "failed on its side" if busy else "was not given")
    code, line = f"http_{status}", f"{shown(address)} {word} (HTTP {status})"
    if kind := walls.refusal(status, headers, body):
        code, why = walls.fault(kind)
        line = f"{line}: {why}"
    if busy:
        return TryLater(code, line, after_seconds=retry_after(headers, now))
    return Skip(code, line)


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Everything that the HTTP client raises inside becomes a typed error about `address`."""
    try:
        yield
    except MirNewsError:
        raise
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise fault(error, shown(address), host_key(address)) from None


def fault(error: Exception, where: str, host: str) -> MirNewsError:
    """The typed error behind an exception of the HTTP client. What never got through is told of the `host`."""
    cause = getattr(error, "os_error", error)
    if isinstance(cause, RefusedAddress):
        return cause.refusal
    if own := _own_fault(error, cause):
        return own
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return TryLater("connect_failed", f"the exit finds no way to {host} (HTTP {error.status})")
    if isinstance(error, TimeoutError):
        return TryLater("timeout", f"{where} did not answer in time (fetch.timeout_seconds)")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return TryLater("dns_failed", f"the name in {where} does not resolve; check the spelling")
    if (why := _tls_fault(error, cause)) is not None:
        return TryLater(_tls_code(error, cause), f"no secure connection to {host}: {why}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return TryLater("connect_failed", f"no connection to {host}: {_reason(cause)}; are name and port right?")
    if isinstance(error, aiohttp.ServerDisconnectedError | ConnectionError | aiohttp.ClientOSError):
        return TryLater("reset", f"{where} broke the connection off")
    if isinstance(error, aiohttp.ClientPayloadError):
        return TryLater("truncated", f"the answer of {where} ended before it was complete")
    if isinstance(error, aiohttp.InvalidURL | ValueError) and not isinstance(error, aiohttp.ClientResponseError):
        return Skip("url_invalid", f"{where} cannot be asked for: {_reason(error)}")
    if isinstance(error, OSError):
        return TryLater("connect_failed", f"no connection to {host}: {_reason(error)}")
    return Skip("bad_answer", f"{where} answers with something that is not HTTP or is oversized: {_reason(error)}")


def _tls_fault(error: Exception, cause: object) -> str | None:
    """What is wrong with the secure connection; None for another fault.

    A host that breaks a TLS handshake off was connected already: asyncio tells that without a number of the system's.
    """
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return _reason(cause if isinstance(cause, BaseException) else error)
    if isinstance(cause, ssl.SSLError):
        return _reason(cause)
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(cause, ConnectionError) and cause.errno is None:
        return "it broke the handshake off; is its TLS too old?"
    return None


def _tls_code(error: Exception, cause: object) -> str:
    """Is it the certificate that is not accepted, or did no secure connection come about?"""
    named = isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.CertificateError)
    return "tls_failed" if named or isinstance(cause, ssl.CertificateError) else "tls_handshake"


def _own_fault(error: Exception, cause: BaseException) -> TryLater | None:
    """What is not the host's fault but this machine's or its exit's."""
    if getattr(cause, "errno", None) in EXHAUSTED:
        line = "no more files may be open; raise the limit (ulimit -n) or lower fetch.parallel"
        return TryLater("too_many_files", line)
    return TryLater("exit_failed", _reason(cause)) if _is_of_exit(error) else None


def _is_of_exit(error: Exception) -> bool:
    """Is it the proxy itself that fails? A gateway's 502 to 504 and a SOCKS reply are about the host behind it."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return error.status not in (502, 503, 504)
    return isinstance(error, aiohttp.ClientProxyConnectionError) or isinstance(error.__cause__, ExitUnreachable)


def _reason(error: BaseException) -> str:
    """A cause in one short printable line."""
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and (error.errno or 0) > 0:
        text = os.strerror(error.errno or 0)  # asyncio's own text of a system error repeats the address
    else:
        text = (str(error) or type(error).__name__).splitlines()[0]
    return ascii_safe(text[:120])
