"""A run takes care of the kept bytes in the background."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

from mirnews.clock import Clock
from mirnews.config import DataSettings, Settings
from mirnews.fetch import Door
from mirnews.newsroom import Newsroom
from mirnews.observe import Log
from mirnews.pipeline import tend_shelves
from mirnews.store import open_store
from tests.builders import NOON
from tests.unit.store.test_kept_bytes import keep, page, rows


def test_a_run_repacks_pages_and_lets_go_of_old_ones(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    ids = [keep(store, number) for number in range(60)]
    door = cast("Door", None)  # nothing is fetched
    asyncio.run(tend_shelves(Newsroom(Settings(), store, door, Clock(start=NOON), Log())))
    assert rows(store, "SELECT count(*) FROM raw_page WHERE dictionary IS NULL") == [(0,)]
    raw = store.raw(ids[7])
    assert raw is not None
    assert raw.body == page(7)
    settings = Settings(data=DataSettings(keep_pages_days=7))
    asyncio.run(tend_shelves(Newsroom(settings, store, door, Clock(), Log())))
    assert rows(store, "SELECT count(*) FROM raw_page") == [(0,)]
    assert store.count() == 60
    store.close()
