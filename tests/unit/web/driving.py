"""A site over a real socket, for tests: start it, ask it, stop it."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from typing import Any

import uvicorn

from mirnews.store.port import Store
from mirnews.web import Site, create_app


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def get(url: str, *, method: str = "GET", **headers: str) -> Answer:
    """One request; error statuses are answers like any other."""
    request = urllib.request.Request(url, method=method, headers={k.replace("_", "-"): v for k, v in headers.items()})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
    try:
        with opener.open(request, timeout=120) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


@dataclass
class Asked:
    """What a store was asked: SQL statements, and the steps that the engine made to answer them."""

    statements: int = 0
    steps: int = 0


@contextmanager
def asking(store: Store) -> Iterator[Asked]:
    """Count what `store` is asked meanwhile: the same on a slow machine as on a quick one."""
    raw = store._db._raw  # type: ignore[attr-defined]
    found = Asked()

    def statement(_: str) -> None:
        found.statements += 1

    def hundred_steps() -> int:
        found.steps += 100
        return 0

    raw.set_trace_callback(statement)
    raw.set_progress_handler(hundred_steps, 100)
    try:
        yield found
    finally:
        raw.set_trace_callback(None)
        raw.set_progress_handler(None, 0)


@contextmanager
def running(site: Site, hubs: Any = None) -> Iterator[str]:
    """The address of the site while it runs in a thread, on a free port; hubs that call it are led to `hubs`."""
    config = uvicorn.Config(create_app(site, hubs), host="127.0.0.1", port=0, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 120
    while not server.started:
        if time.monotonic() > until or not thread.is_alive():
            raise RuntimeError("the site did not start")
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
