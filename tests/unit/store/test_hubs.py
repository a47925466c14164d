"""Subscriptions at hubs, as they are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from mirnews.model import Subscription
from mirnews.store import Store, open_store
from tests.builders import NOON, a_source

HELD = Subscription("hamoon", "https://hub.example/", "http://127.0.0.1:9/rss", "token", "secret", next_try=NOON)


@pytest.fixture
def store() -> Iterator[Store]:
    found = open_store(":memory:")
    found.add_source(a_source(), now=NOON)
    found.put_subscription(HELD)
    yield found
    found.close()


def test_a_subscription_is_found_by_source_and_token_and_when_it_is_due(store: Store) -> None:
    assert store.subscription("hamoon") == store.subscription_at("token") == HELD
    assert store.subscription("other") is None
    assert store.subscription_at("other") is None
    assert store.subscriptions(due=NOON) == store.subscriptions() == [HELD]
    assert store.subscriptions(due=NOON - timedelta(seconds=1)) == []
    changed = replace(HELD, token="new", state="active", until=NOON)
    store.put_subscription(changed)
    assert store.subscription_at("token") is None
    assert store.subscriptions() == [changed]


def test_it_goes_with_its_source_or_with_the_address_of_it(store: Store) -> None:
    store.add_source(a_source(name="x"), now=NOON)
    assert store.subscriptions() == [HELD]
    store.add_source(a_source(url="http://127.0.0.1:9/other"), now=NOON)
    assert store.subscriptions() == []
    store.put_subscription(HELD)
    store.remove_source("hamoon")
    assert store.subscriptions() == []
    store.put_subscription(HELD)
    assert store.subscriptions() == []


def test_hasten_only_ever_brings_a_look_forward(store: Store) -> None:
    polled = store.polled("hamoon")
    assert polled is not None
    store.record_poll(replace(polled, next_due=NOON + timedelta(hours=1), state="ok"), now=NOON)
    for minutes, wanted in ((90, 60), (10, 10), (30, 10)):
        store.hasten("hamoon", due=NOON + timedelta(minutes=minutes))
        after = store.polled("hamoon")
        assert after is not None
        assert (after.next_due, after.state) == (NOON + timedelta(minutes=wanted), "ok")
    store.hasten("nobody", due=NOON)
