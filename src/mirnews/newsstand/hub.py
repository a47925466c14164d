"""hub: a WebSub hub on loopback for the publishers that have one: it takes subscriptions, verifies them, and pushes.

It calls nobody but this machine. Its HTTP is written by hand, because the newsstand serves and has no HTTP client.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from mirnews.newsstand.listening import Listener
from mirnews.newsstand.stand import Stand

LOOK_SECONDS = 0.05  # real ones, between two looks at what the publishers have printed
ANSWER_SECONDS = 5.0


@dataclass(slots=True)
class Subscriber:
    """Who is told of a topic, and which edition it was told of last."""

    topic: str
    secret: str
    told: str


class HubStand(Listener):
    """The newsstand's hub. `stands` are the publishers whose news it pushes; `pushed` lists (topic, status)."""

    def __init__(self, stands: Mapping[str, Stand], host: str) -> None:
        super().__init__(host)
        self.subscribers: dict[str, Subscriber] = {}
        self.pushed: list[tuple[str, int]] = []
        self._stands = stands
        self._tasks: set[asyncio.Task[None]] = set()

    def app(self) -> web.Application:
        """One address that takes subscriptions."""
        app = web.Application()
        app.router.add_post("/", self._subscribe)
        return app

    async def open(self, port: int) -> int:
        """Open the port, and look from now on at what the publishers print."""
        found = await super().open(port)
        self._run(self._keep_pushing())
        return found

    async def stop(self) -> None:
        """Stop pushing and close the port."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        await super().stop()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stand(self, topic: str) -> Stand | None:
        return next((stand for stand in self._stands.values() if stand.feed_url == topic), None)

    async def _subscribe(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        callback, topic = form.get("hub.callback", ""), form.get("hub.topic", "")
        if form.get("hub.mode") != "subscribe" or self._stand(topic) is None or not _is_here(callback):
            raise web.HTTPBadRequest(text="no such topic, or a callback that is not of this machine")
        self._run(self._verify(callback, topic, form.get("hub.secret", ""), form.get("hub.lease_seconds", "864000")))
        return web.Response(status=202)

    async def _verify(self, callback: str, topic: str, secret: str, lease: str) -> None:
        stand, challenge = self._stand(topic), secrets.token_hex(16)
        query = {"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": challenge, "hub.lease_seconds": lease}
        status, body = await _ask("GET", f"{callback}?{urlencode(query)}")
        if status == 200 and body.decode("latin-1") == challenge and stand is not None:
            self.subscribers[callback] = Subscriber(topic, secret, stand.edition().tag)

    async def _keep_pushing(self) -> None:
        while True:
            for callback, subscriber in list(self.subscribers.items()):
                await self._push(callback, subscriber)
            await asyncio.sleep(LOOK_SECONDS)

    async def _push(self, callback: str, subscriber: Subscriber) -> None:
        """Bring a subscriber the newest edition, if it has not been told of it."""
        stand = self._stand(subscriber.topic)
        if stand is None or (sheet := stand.edition()).tag == subscriber.told:
            return
        digest = hmac.new(subscriber.secret.encode(), sheet.body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": stand.press.feed_type,
            "Link": f'<{self.url}/>; rel="hub", <{subscriber.topic}>; rel="self"',
            "X-Hub-Signature": f"sha256={digest}",
        }
        status, _ = await _ask("POST", callback, headers, sheet.body)
        self.pushed.append((subscriber.topic, status))
        if status == web.HTTPGone.status_code:
            self.subscribers.pop(callback, None)
        elif 200 <= status < 300:
            subscriber.told = sheet.tag


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and (parts.hostname or "").startswith("127.") and parts.port is not None


async def _ask(method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> tuple[int, bytes]:
    """One request to this machine: status and body; status 0 when nobody answers in time."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    own = {"Host": parts.netloc, "Connection": "close", "Content-Length": str(len(body)), **(headers or {})}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in own.items()), "", ""]
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            with contextlib.closing(writer):
                writer.write("\r\n".join(lines).encode("latin-1") + body)
                await writer.drain()
                head, _, found = (await reader.read()).partition(b"\r\n\r\n")
    except (OSError, TimeoutError):
        return 0, b""
    status = head.split(b" ", 2)[1:2]
    return (int(status[0]) if status and status[0].isdigit() else 0), found
