"""A poll counts when it has an outcome."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, cast

from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import TryLater
from mirnews.fetch import Door
from mirnews.newsroom import Newsroom
from mirnews.observe import Log
from mirnews.polling import poll
from mirnews.store import open_store
from tests.builders import NOON, a_source


class Silent:
    """A door behind which nobody answers, or a time-out at once."""

    def __init__(self, *, is_patient: bool) -> None:
        self.is_patient = is_patient
        self.asked = asyncio.Event()

    async def get(self, url: str, **given: Any) -> None:
        self.asked.set()
        if self.is_patient:
            await asyncio.Event().wait()
        raise TryLater("timeout", "it did not answer")


def test_a_poll_that_is_broken_off_is_not_counted(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    store.add_source(a_source(), now=NOON)

    async def run(*, is_patient: bool) -> tuple[int, int]:
        door = Silent(is_patient=is_patient)
        room = Newsroom(Settings(), store, cast("Door", door), Clock(start=NOON), Log())
        polling = asyncio.create_task(poll(room, a_source()))
        await door.asked.wait()
        if is_patient:
            polling.cancel()
        await asyncio.wait([polling])
        return room.tally.polled, room.tally.failed

    assert asyncio.run(run(is_patient=True)) == (0, 0)
    assert asyncio.run(run(is_patient=False)) == (1, 1)
    store.close()
