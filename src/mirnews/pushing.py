"""pushing: takes what hubs send (W3C WebSub), returns it kept as a poll's finds are: instant news, beside the polls.

    store.subscriptions   Subscription   which hubs are to be asked: offered, lease at its end, to be tried again
    | door.post           (202)          the hub is told our address for this source, and a secret
    | verify              (challenge)    the hub asks back whether we meant it
    | deliver             Push           the hub brings a body; it is taken in, answered at once, and judged later
    | polling.take        Waiting        signed and about this topic: read and recorded as what a poll brings

What a hub does wrong never reaches the source: polling goes on as if there were none.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from mirnews.errors import MirNewsError, Skip, TryLater
from mirnews.model import Response, Source, Subscription
from mirnews.newsroom import IDLE_SECONDS, Newsroom, raw_page, unharmed
from mirnews.polling import Taken, take
from mirnews.schedule import pushes
from mirnews.urls import twin_key
from mirnews.urls.address import parts

CALLBACK = "/hub/"
AT_ONCE = 16  # hubs asked at a time
_WAITING = 64  # bodies that wait to be read
_WAITING_BYTES = 33_554_432
_MOST_CHALLENGE = 512
_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_LOOK_AFTER = 60  # seconds between two polls that unreadable pushes may cause


@dataclass(frozen=True, slots=True)
class Push:
    """A body that a hub brought to our address of `token`, with what its headers say of it."""

    token: str
    body: bytes
    content_type: str | None = None
    signature: str | None = None


class Pushes:
    """Subscribes at the hubs that feeds name, as soon as it is said where they reach us, and takes what they bring."""

    def __init__(self, room: Newsroom) -> None:
        self._room = room
        self._callback: str | None = None
        self._waiting: asyncio.Queue[Push] = asyncio.Queue(_WAITING)
        self._waiting_bytes = 0
        self._latest: dict[str, bytes] = {}

    def reachable_at(self, public_url: str) -> None:
        """Hubs reach the site at this address; from now on they are asked to push."""
        self._callback = public_url.rstrip("/") + CALLBACK
        self._room.takes_pushes = True

    @property
    def most_bytes(self) -> int:
        """How long a body may be that a hub brings: as long as one that is polled."""
        return self._room.settings.fetch.max_bytes

    async def run(self) -> None:
        """Ask hubs and keep what they bring, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_asking())
            tasks.create_task(self._keep_taking())

    # ---- what a hub asks of us

    def verify(self, token: str, query: Mapping[str, str]) -> str | None:
        """The answer to a hub that asks whether we meant it, or tells us no; None (404) for what we do not want."""
        held, now = self._room.store.subscription_at(token), self._room.clock.now()
        if held is None or query.get("hub.topic") != held.topic:
            return None
        mode, challenge = query.get("hub.mode"), query.get("hub.challenge", "")
        if mode == "denied":
            self._put_off(pushes.denied(held, f"the hub refuses: {query.get('hub.reason', '')[:200]}", now=now))
            return ""
        is_sound = 0 < len(challenge) <= _MOST_CHALLENGE and challenge.isascii() and challenge.isprintable()
        if mode != "subscribe" or not is_sound or not (held.pending or pushes.is_active(held, now)):
            return None
        if held.pending:
            held = pushes.verified(held, _seconds(query.get("hub.lease_seconds")), now=now)
            self._room.store.put_subscription(held)
            self._room.log.info("hub pushes from now on", source=held.source_id, hub=held.hub, until=held.until)
        return challenge

    def knows(self, token: str) -> bool:
        """May a hub bring something to the address of this token?"""
        held = self._room.store.subscription_at(token)
        return held is not None and (held.pending or pushes.is_active(held, self._room.clock.now()))

    def deliver(self, push: Push) -> bool:
        """Take in what a hub brought, to be judged later; False when too much waits and it should try again."""
        if self._waiting.full() or self._waiting_bytes + len(push.body) > max(_WAITING_BYTES, self.most_bytes):
            return False
        self._waiting_bytes += len(push.body)
        self._waiting.put_nowait(push)
        return True

    # ---- what we ask of hubs

    async def _keep_asking(self) -> None:
        while True:
            await unharmed(self._room, self._ask_all(), "hubs to be asked")
            await asyncio.sleep(IDLE_SECONDS)

    async def _ask_all(self) -> None:
        if self._callback is None:
            return
        due = self._room.store.subscriptions(due=self._room.clock.now(), limit=AT_ONCE)
        await asyncio.gather(*(unharmed(self._room, self._ask(held), held.hub) for held in due))

    async def _ask(self, held: Subscription) -> None:
        """Ask a hub to push, or to go on; one that never verified what we asked before has failed us."""
        store, now = self._room.store, self._room.clock.now()
        source = store.source(held.source_id)
        if source is None or not source.enabled:
            store.drop_subscription(held.source_id)  # what is switched on again names its hub at its next poll
            return
        if self._is_inner(held.hub) and not self._is_inner(source.url):
            self._failed(
                held, Skip("address_refused", f"{held.hub} is a host of yours that only your own feeds may name")
            )
            return
        if held.pending:
            self._failed(held, TryLater("hub_silent", f"the hub {held.hub} was asked and never verified it"))
            return
        held = pushes.asked(held, now=now)
        store.put_subscription(held)  # before it is asked: hubs verify before they answer
        try:
            await self._room.door.post(held.hub, self._form(held))
        except MirNewsError as error:
            known = store.subscription_at(held.token)
            if known is not None and known.pending:
                self._failed(known, error)

    def _is_inner(self, url: str) -> bool:
        """Is this one of the hosts that the operator lets us ask although they are private?"""
        return parts(url).host in self._room.settings.fetch.allow_private

    def _form(self, held: Subscription) -> dict[str, str]:
        return {
            "hub.mode": "subscribe",
            "hub.topic": held.topic,
            "hub.callback": f"{self._callback}{held.token}",
            "hub.lease_seconds": str(pushes.LEASE_SECONDS),
            "hub.secret": held.secret,
        }

    def _failed(self, held: Subscription, error: MirNewsError) -> None:
        room = self._room
        room.log.warning("hub not subscribed", source=held.source_id, hub=held.hub, code=error.code, why=error.message)
        self._put_off(pushes.failed(held, error, now=room.clock.now(), settings=room.settings.poll))

    def _put_off(self, held: Subscription) -> None:
        """Keep a subscription that came to nothing; its source is polled as if there were no hub."""
        store, now = self._room.store, self._room.clock.now()
        store.put_subscription(held)
        source = store.source(held.source_id)
        if source is not None and not pushes.is_trusted(held, now):
            store.hasten(source.id, due=now + timedelta(seconds=source.interval_seconds))

    # ---- what a hub brings

    async def _keep_taking(self) -> None:
        while True:
            push = await self._waiting.get()
            self._waiting_bytes -= len(push.body)
            await unharmed(self._room, self._take(push), "what a hub brought")

    async def _take(self, push: Push) -> None:
        """Keep what a hub brought, if it is signed, about its topic and readable; else say so in the log."""
        store = self._room.store
        held = store.subscription_at(push.token)
        source = store.source(held.source_id) if held else None
        if held is None or source is None or not self.knows(push.token):
            return
        if not is_signed(held.secret, push.body, push.signature):
            self._refused(held, "hub_unsigned", "its signature is missing or wrong")
            return
        digest = hashlib.blake2b(push.body, digest_size=16).digest()
        if self._latest.get(push.token) == digest:  # hubs try again when our answer was lost
            return
        try:
            taken, response = await self._read(held, source, push)
        except MirNewsError as error:
            self._refused(held, error.code, error.message)
            self._look_soon(source)
            return
        if not is_about(taken, held, source):
            self._refused(held, "hub_other_topic", f"it is about {taken.topic}")
            return
        if not taken.entries:
            self._refused(held, "hub_empty", "it has no entries")
            self._look_soon(source)
            return
        self._keep(held, source, taken, response)
        self._latest[push.token] = digest

    async def _read(self, held: Subscription, source: Source, push: Push) -> tuple[Taken, Response]:
        headers = {"content-type": push.content_type} if push.content_type else {}
        response = Response(held.topic, held.topic, 200, headers, push.body, self._room.clock.now())
        return await take(self._room, source, response), response

    def _keep(self, held: Subscription, source: Source, taken: Taken, response: Response) -> None:
        """Record it as a poll's entries; how the polls of the source stand does not change by it."""
        room, now = self._room, self._room.clock.now()
        known = room.store.subscription_at(held.token)
        if known is None:
            return
        new = room.store.record_push(source.id, taken.entries, now=now, raw=raw_page(response))
        room.store.put_subscription(pushes.pushed(known, now=now))
        room.tally.entries += new
        room.log.info("hub pushed", source=source.id, hub=held.hub, new_entries=new)

    def _look_soon(self, source: Source) -> None:
        """Something is new that the hub could not tell us: poll, but not again and again."""
        now, polled = self._room.clock.now(), self._room.store.polled(source.id)
        last = polled.last_polled if polled and polled.last_polled else now
        self._room.store.hasten(source.id, due=max(now, last + timedelta(seconds=_LOOK_AFTER)))

    def _refused(self, held: Subscription, code: str, why: str) -> None:
        self._room.log.warning("push refused", source=held.source_id, hub=held.hub, code=code, why=why)


def is_signed(secret: str, body: bytes, signature: str | None) -> bool:
    """Is this the HMAC of the body, as `X-Hub-Signature: method=hex` says it? Compared in constant time."""
    method, _, given = (signature or "").strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    right = hmac.new(secret.encode("ascii"), body, method.lower()).hexdigest()
    return hmac.compare_digest(right.encode("ascii"), given.strip().lower().encode("utf-8", "replace"))


def is_about(taken: Taken, held: Subscription, source: Source) -> bool:
    """Does a body say that it is the topic that we subscribed to (or says nothing of it)?"""
    said = twin_key(taken.topic) if taken.topic else None
    return said is None or said in (twin_key(held.topic), twin_key(source.url))


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdigit() and len(text) <= 12 else None
