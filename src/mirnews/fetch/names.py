"""names: host name → addresses, by the system's resolver, in a thread that nobody has to wait for.

The resolver of the system cannot be interrupted and may take half a minute; a pool of threads would be full of such
look-ups, and would hold up the end of the program. So each look-up has a daemon thread of its own; as many run at once
as there are requests.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LookupTimeout

from mirnews.errors import TryLater

Resolve = Callable[[str, int], Awaitable[list[str]]]
LOOKUP_SECONDS = 5.0  # of a look-up without a connection behind it: what glibc waits for one name server


def lookup(host: str, port: int, *, seconds: float = LOOKUP_SECONDS) -> list[str]:
    """The addresses of a name, waiting at most `seconds`. Raises TryLater (`dns_failed`)."""
    try:
        return _started(host, port).result(timeout=seconds)
    except LookupTimeout:
        raise TryLater("dns_failed", f"no name server answered for {host} within {seconds:g} s") from None


async def resolve(host: str, port: int) -> list[str]:
    """The same for the event loop; the caller sets the time limit. Raises TryLater (`dns_failed`)."""
    return await asyncio.wrap_future(_started(host, port))


def _started(host: str, port: int) -> Future[list[str]]:
    future: Future[list[str]] = Future()
    try:
        threading.Thread(target=_run, args=(future, host, port), name="mirnews-lookup", daemon=True).start()
    except RuntimeError:
        raise TryLater("dns_failed", f"{host} was not looked up: the system gives no more threads") from None
    return future


def _run(future: Future[list[str]], host: str, port: int) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(_ask(host, port))
    except TryLater as error:
        future.set_exception(error)


def _ask(host: str, port: int) -> list[str]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:  # ValueError: a label longer than 63 characters
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the name cannot be asked for"
        raise TryLater("dns_failed", f"{host} does not resolve: {reason}; check the spelling") from None
    return list(dict.fromkeys(str(row[4][0]) for row in rows))
