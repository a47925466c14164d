"""Pages that are taken away: 404 and 410, and the address that leads to the front page or a list from then on."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mirnews.clock import Clock
from mirnews.config import PollSettings, Settings
from mirnews.errors import MirNewsError, Skip
from mirnews.model import Report
from mirnews.newsroom import Newsroom
from mirnews.observe import Log
from mirnews.pipeline import run_once
from mirnews.store import Store, open_store
from tests.builders import NOON

from .test_trust import HTML, MEHR, PAGE, StubDoor, feed

SITE = "https://www.mehrnews.com"
LINKS = "".join(f"<li><a href='/news/{n}/x'>تیتر شمارهٔ {n} از فهرست خبرهای امروز</a></li>" for n in range(20))
LIST = f"<html lang=fa><head><title>خبرها</title></head><body><ul>{LINKS}</ul></body></html>"
LATER = NOON + timedelta(days=1)


def look(store: Store, answer: bytes | MirNewsError | tuple[str, bytes], at: datetime, *, title: str) -> Report:
    """Poll the feed, whose entry says something new, and read the page behind it."""
    door = StubDoor({MEHR.url: feed(title, PAGE), PAGE: answer})
    settings = Settings(poll=PollSettings(max_age_days=0, attempts=1))
    room = Newsroom(settings, store, door, Clock(start=at), Log())  # type: ignore[arg-type]
    store.add_source(MEHR, now=at)
    asyncio.run(run_once(room, [MEHR]))
    report = store.report(1)
    assert report is not None
    return report


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(tmp_path / "archive.sqlite")
    assert look(opened, HTML.encode(), NOON, title="تیتر درست").gone_at is None
    return opened


@pytest.mark.parametrize(
    "answer",
    [
        Skip("http_404", "gone"),
        Skip("http_410", "gone"),
        (f"{SITE}/", LIST.encode()),
        (f"{SITE}/fa/index.html", HTML.encode()),  # the front page shows one report in full
        (f"{SITE}/service/world", LIST.encode()),
    ],
    ids=["404", "410", "front", "front with a text", "section"],
)
def test_a_page_that_was_taken_away_is_kept_with_its_times(
    store: Store, answer: MirNewsError | tuple[str, bytes]
) -> None:
    report = look(store, answer, LATER, title="تیتر دیگر")
    assert report.gone_at is not None
    assert report.last_seen is not None
    assert timedelta(0) <= report.gone_at - LATER < timedelta(hours=1)
    assert timedelta(0) <= report.last_seen - NOON < timedelta(hours=1)
    assert (report.article.title, len(report.article.paragraphs), report.revision) == ("تیتر درست", 2, 1)


@pytest.mark.parametrize(
    "answer",
    [
        HTML.encode(),
        (PAGE.replace("www.", "m."), HTML.encode()),
        (f"{SITE}/news/1/another-slug", HTML.encode()),
        Skip("robots_denied", "no"),
        LIST.encode(),  # at its own address: our reading may be wrong, the page answers
    ],
    ids=["there", "twin", "other words in the address", "robots", "no article"],
)
def test_what_is_not_gone(store: Store, answer: bytes | MirNewsError | tuple[str, bytes]) -> None:
    assert look(store, answer, LATER, title="تیتر دیگر").gone_at is None


def test_a_page_that_comes_back_is_not_gone(store: Store) -> None:
    assert look(store, (f"{SITE}/", LIST.encode()), LATER, title="تیتر دیگر").gone_at
    report = look(store, HTML.encode(), LATER + timedelta(days=1), title="تیتر سوم")
    assert report.gone_at is None
    assert report.last_seen is not None
    assert report.last_seen >= LATER


def test_an_entry_without_its_page_was_never_seen(tmp_path: Path) -> None:
    opened = open_store(tmp_path / "b.sqlite")
    assert look(opened, Skip("robots_denied", "no"), NOON, title="تیتر درست").last_seen is None
