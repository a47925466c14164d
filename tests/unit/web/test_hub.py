"""The address that hubs call, over a real socket."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from mirnews.errors import TryLater
from mirnews.pushing import Push
from mirnews.search import Search
from mirnews.store.port import Store
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import Answer, get, running

MOST = 10_000


@dataclass
class Desk:
    """What the address is led to: it knows one token, and says yes to one topic."""

    pushed: list[Push] = field(default_factory=list)
    most_bytes: int = MOST

    def verify(self, token: str, query: Mapping[str, str]) -> str | None:
        if token == "busy":
            raise TryLater("store_busy", "busy")
        return query.get("hub.challenge") if token == "known" else None

    def knows(self, token: str) -> bool:
        return token in ("known", "full")

    def deliver(self, push: Push) -> bool:
        if push.token == "full":
            return False
        self.pushed.append(push)
        return True


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="module")
def called(archive: Store, index: Search, desk: Desk) -> Iterator[str]:
    with running(site_of(archive, index), desk) as address:
        yield address


def post(address: str, path: str, body: Any, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = Answer(answer.status, answer.headers, answer.read())
    connection.close()
    return found


def test_the_challenge_goes_back_as_bytes_that_no_browser_takes_for_a_page(called: str) -> None:
    answer = get(f"{called}/hub/known?hub.challenge=%3Cscript%3E&hub.mode=subscribe")
    assert (answer.status, answer.body) == (200, b"<script>")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_an_address_of_nobody_is_none(called: str, site: str) -> None:
    assert get(f"{called}/hub/other?hub.challenge=x").status == 404
    assert get(f"{called}/hub/known").status == 404
    assert get(f"{called}/hub/").status == 404
    assert get(f"{called}/hub/busy").status == 503
    assert post(called, "/hub/other", b"x").status == 410
    assert get(f"{site}/hub/known?hub.challenge=x").status == 404  # a site that has no desk for hubs
    assert post(site, "/hub/known", b"x").status == 404
    assert post(called, "/", b"x").status == 405


def test_a_body_is_taken_in_with_its_headers(called: str, desk: Desk) -> None:
    desk.pushed.clear()
    assert (
        post(called, "/hub/known", b"<rss/>", Content_Type="application/rss+xml", X_Hub_Signature="sha1=0").status
        == 202
    )
    assert post(called, "/hub/known", iter([b"<rs", b"s/>"])).status == 202
    assert desk.pushed == [
        Push("known", b"<rss/>", "application/rss+xml", "sha1=0"),
        Push("known", b"<rss/>", None, None),
    ]


def test_a_body_that_is_too_long_is_refused_whatever_it_says_of_itself(called: str, desk: Desk) -> None:
    desk.pushed.clear()
    assert post(called, "/hub/known", b"x" * MOST).status == 202
    assert post(called, "/hub/known", b"x" * (MOST + 1)).status == 413
    assert post(called, "/hub/known", iter([b"x" * 4_000] * 3)).status == 413
    assert len(desk.pushed) == 1


def test_a_hub_is_asked_to_come_again_when_too_much_waits(called: str) -> None:
    answer = post(called, "/hub/full", b"x")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "60"
