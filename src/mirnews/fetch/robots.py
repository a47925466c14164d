"""robots: what a host's robots.txt allows us (RFC 9309), read by protego, remembered for a day.

No file (4xx, a circle of redirects, something that is no text) allows everything; a host that fails on its side or does
not answer allows nothing for now. The file is looked for through the same door as everything else, without asking
robots.txt about robots.txt.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import lru_cache

from protego import Protego

from mirnews.clock import Clock
from mirnews.errors import Skip, TryLater
from mirnews.model import Response

MAX_BYTES = 524_288  # RFC 9309 asks for at least 500 KiB; what is beyond is not read
MAX_DELAY_SECONDS = 60.0  # longest crawl-delay obeyed; with more, a feed of 30 pages would take over half an hour
KEPT_SECONDS = 86_400.0  # RFC 9309: not longer than a day
RETRY_SECONDS = 240.0  # after a failure, so that a dead host is not asked before each page; below poll.retry_seconds
_REMEMBERED = 65_536  # hosts; the one not asked about for longest is forgotten
_REMEMBERED_CHARS = 32_000_000  # of their files together: 20,000 hosts with 1.6 kB each, which is much
_READ = 256  # files whose rules are kept as objects; hosts of one publishing system have the same file
_AGENT_LINE = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:|\s)\s*(.*?)\s*", re.IGNORECASE)
_RULE_LINE = re.compile(r"\s*(?:allow|d[a-z]{4,10}|crawl|visit|request)", re.IGNORECASE)
_NAME = re.compile(r"[*A-Za-z_-]+")
_SOMEBODY_ELSE = "User-agent: \uffff"
# What is no fault of this file: the page itself could not be had either, and its reader wants to know why
_UNREACHED = frozenset(
    "dns_failed connect_failed tls_failed tls_handshake timeout too_slow reset exit_failed exit_resting "
    "too_many_files".split()
)

Read = Callable[[str], Awaitable[Response]]


class Rules:
    """One robots.txt as it concerns one agent, given by its product name, such as `MirNews`."""

    def __init__(self, text: str, agent: str) -> None:
        self._agent = agent
        self._text = _concerning(text, agent)

    def __len__(self) -> int:
        """Characters that are kept."""
        return len(self._text)

    def allows(self, url: str) -> bool:
        """May the agent fetch this address?"""
        try:
            return bool(_parsed(self._text).can_fetch(url, self._agent))
        except ValueError:  # an address that Python's parser refuses; the door's have been through ada
            return True

    @property
    def delay_seconds(self) -> float:
        """The crawl-delay, at most 60 s; 0 without one."""
        return min(float(_parsed(self._text).crawl_delay(self._agent) or 0.0), MAX_DELAY_SECONDS)


@lru_cache(maxsize=_READ)
def _parsed(text: str) -> Protego:
    return Protego.parse(text)


def allowed(robots_text: str, agent: str, url: str) -> bool:
    """Does this robots.txt allow the agent to fetch the address? Text beyond 512 kB is not read."""
    return Rules(robots_text[:MAX_BYTES], agent).allows(url)


def product(user_agent: str) -> str:
    """The name that robots.txt files call a user agent by: `MirNews` of `MirNews/0.1 (+https://…)`."""
    found = re.match(r"[A-Za-z_-]+", user_agent)
    return found[0] if found else user_agent.partition("/")[0].strip()


@dataclass(slots=True)
class _Known:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Rules | None = None
    failure: TryLater | None = None
    until: float = 0.0  # monotonic seconds; a clock set back keeps nothing alive
    chars: int = 0  # of its file, as counted


class RobotsBook:
    """The rules of hosts, each read once a day by `read(url of robots.txt)` and at most once at a time."""

    def __init__(self, read: Read, *, agent: str, clock: Clock) -> None:
        self._read = read
        self._agent = agent
        self._clock = clock
        self._hosts: OrderedDict[str, _Known] = OrderedDict()
        self._chars = 0
        self._no_rules = Rules("", agent)

    async def rules(self, host: str) -> Rules:
        """The rules of a host (`urls.host_key`).

        Raises TryLater: `robots_unavailable`, or what kept us from the host altogether (`_UNREACHED`), when the page
        itself could not be had either.
        """
        known = self._hosts.setdefault(host, _Known())
        self._hosts.move_to_end(host)
        self._forget()
        async with known.lock:
            if known.until <= _monotonic():
                await self._renew(host, known)
            if known.failure is not None:
                raise TryLater(known.failure.code, known.failure.message, after_seconds=known.failure.after_seconds)
            return known.rules or self._no_rules

    def _forget(self) -> None:
        """Forget the hosts not asked about for longest, when there are too many or their files are too long."""
        while len(self._hosts) > 1 and (len(self._hosts) > _REMEMBERED or self._chars > _REMEMBERED_CHARS):
            _, known = self._hosts.popitem(last=False)
            self._chars -= known.chars

    async def _renew(self, host: str, known: _Known) -> None:
        try:
            known.rules, known.failure = await self._fetched(host), None
            kept = KEPT_SECONDS
        except TryLater as error:
            known.rules, known.failure = None, error
            kept = RETRY_SECONDS
        if self._hosts.get(host) is known:  # else it was forgotten while its file was on the way
            self._chars += len(known.rules or ()) - known.chars
            known.chars = len(known.rules or ())
        known.until = _monotonic() + self._clock.real_seconds(kept)

    async def _fetched(self, host: str) -> Rules:
        try:
            answer = await self._read(f"{host}/robots.txt")
        except Skip:
            return self._no_rules
        except TryLater as error:
            if error.code in _UNREACHED:
                raise
            message = f"robots.txt of {host} cannot be had, so nothing is fetched for now: {error.message}"
            raise TryLater("robots_unavailable", message, after_seconds=error.after_seconds) from None
        return Rules(answer.body.decode("utf-8-sig", "replace"), self._agent)


def _concerning(text: str, agent: str) -> str:
    """The rules of the text, with every user agent that cannot be ours under one name.

    protego copies each rule to each agent of its group: twenty thousand agents over twenty thousand rules, which fit in
    512 kB, would take minutes and all memory. Groups and their order stay as they are. Lines that are no rules, such as
    `Sitemap`, go, because RFC 9309 lets them stand between the agents of one group and protego ends the group there.
    """
    ours = agent.lower()
    lines = (_concerning_line(line, ours) for line in text.removeprefix("\ufeff").splitlines())
    return "\n".join(line for line in lines if line)


def _concerning_line(line: str, ours: str) -> str:
    found = _AGENT_LINE.fullmatch(line.partition("#")[0])
    if found is None:
        return line if _RULE_LINE.match(line) else ""
    name = _NAME.match(found[1])
    if name is None:
        return line if not found[1] else _SOMEBODY_ELSE
    word = name[0].lower()
    is_ours = word == "*" or word.replace("*", "") in ours
    return f"User-agent: {word}" if is_ours else _SOMEBODY_ELSE


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
