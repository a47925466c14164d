"""A running site with the small archive, once for all tests of the room."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirnews.clock import Clock
from mirnews.config import RightsSettings, Settings
from mirnews.search import Search, open_search
from mirnews.store.port import Store
from mirnews.web import Site
from tests.unit.web.archive import NOW, build
from tests.unit.web.driving import running


class Still(Clock):
    """A clock that stands, so that two answers can be compared."""

    def now(self) -> object:  # type: ignore[override]
        return NOW


def site_of(store: Store, search: Search | None, *, rights: str = "auto", notice: str | None = "demo") -> Site:
    settings = dataclasses.replace(Settings(), rights=RightsSettings(default=rights))  # type: ignore[arg-type]
    return Site(store, search, settings, Still(), notice)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = build(Path(tmp_path_factory.mktemp("web")) / "archive.db")
    yield store
    store.close()


@pytest.fixture(scope="session")
def index(archive: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    search = open_search(Path(tmp_path_factory.mktemp("index")))
    search.apply(archive.outbox(1000))
    yield search
    search.close()


@pytest.fixture(scope="session")
def site(archive: Store, index: Search) -> Iterator[str]:
    """The address of a site that shows full texts, as on loopback."""
    with running(site_of(archive, index)) as address:
        yield address


@pytest.fixture(scope="session")
def mali(archive: Store) -> int:
    """The id of the report with a chain."""
    return next(one.id for one in archive.headlines(limit=5) if "لاوروف" in (one.title or ""))
