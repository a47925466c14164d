"""The whole run on the newsstand: real sockets, a real archive, a fast clock."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from mirnews.clock import Clock
from mirnews.config import FetchSettings, PollSettings, Settings
from mirnews.fetch import Door
from mirnews.model import Report, Source
from mirnews.newsstand import END, Newsstand, load_world
from mirnews.observe import Log, start_logging
from mirnews.persian import key
from mirnews.pipeline import Newsroom, Tally, run_once
from mirnews.search import open_search
from mirnews.store import Store, open_store

FACTOR = 20_000.0
SETTINGS = Settings(
    fetch=FetchSettings(allow_private=("127.0.0.1",), timeout_seconds=5.0),
    poll=PollSettings(max_age_days=0, attempts=1),
)


@asynccontextmanager
async def newsroom(
    folder: Path, clock: Clock, stand: Newsstand, settings: Settings = SETTINGS
) -> AsyncIterator[Newsroom]:
    store, search = open_store(folder / "archive.sqlite"), open_search(folder / "search")
    async with Door(settings.fetch, clock) as door:
        yield Newsroom(settings, store, door, clock, Log(), search, stand.outlets())
    search.close()
    store.close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The archive after one poll of everything, at the end of the world's days."""
    folder = tmp_path_factory.mktemp("world")

    async def run() -> Tally:
        clock = Clock(start=END, factor=FACTOR)
        async with Newsstand(clock) as stand, newsroom(folder, clock, stand) as room:
            for source in stand.sources():
                room.store.add_source(source, now=clock.now())
            await run_once(room, stand.sources())
            return await run_once(room, stand.sources())

    tally = asyncio.run(run())
    assert (tally.failed, tally.dropped, tally.postponed, tally.revised) == (0, 0, 0, 0)
    return open_store(folder / "archive.sqlite")


def reports(store: Store) -> dict[str, Report]:
    """Every report by the id that the newsstand's truth gives it, found by the last number of its address."""
    found = {}
    pieces = sorted(load_world().pieces, key=lambda piece: -len(str(piece.id)))
    for headline in store.headlines(limit=1000):
        report = store.report(headline.id)
        assert report is not None
        name = next(p.key for p in pieces if p.publisher == report.source_id and str(p.id) in (report.url or ""))
        found[name] = report
    return found


def test_every_report_is_there_once_with_its_text(archive: Store) -> None:
    found = reports(archive)
    truth = {r.key: r for r in load_world().pieces}
    assert archive.count() == len(truth)
    assert set(found) == set(truth)
    for name, report in found.items():
        want = truth[name]
        article = report.article
        got = [report.repaired(f"paragraphs.{i}").text for i in range(len(article.paragraphs))]
        shown = [report.repaired("title").text, report.repaired("lead").text, *got]
        wanted = [want.title, want.lead, *want.paragraphs]
        if want.damage:  # lost half-spaces come back as far as rules reach; no letter is lost
            shown, wanted = [key(t).replace(" ", "") for t in shown], [key(t).replace(" ", "") for t in wanted]
            assert report.repairs, name
        assert shown == wanted, name
        assert report.published == want.published, name
        assert article.source_line == want.source_line, name


def test_sections_and_folds_are_the_truths(archive: Store) -> None:
    found = reports(archive)
    truth = {r.key: r.truth for r in load_world().pieces}
    assert Counter(found[name].section == want.section for name, want in truth.items())[False] <= len(truth) // 10
    for name, want in truth.items():
        if want.copy_of:
            assert found[name].fold.fold == found[want.copy_of].fold.fold, name
            assert found[name].fold.relation == "copy", name
    originals = {want.copy_of for want in truth.values() if want.copy_of}
    lonely = [name for name, want in truth.items() if not want.copy_of and name not in originals]
    assert {name for name in lonely if found[name].fold.relation not in ("alone", "partial")} == set()


def test_chains_are_the_truths(archive: Store) -> None:
    found = reports(archive)
    wrong = {
        r.key: ([link.name for link in found[r.key].credit.chain], r.truth.chain)
        for r in load_world().pieces
        if [link.name for link in found[r.key].credit.chain if link.kind == "outlet"] != list(r.truth.chain)
    }
    assert len(wrong) <= len(load_world().pieces) // 10, wrong


def test_the_bytes_are_kept(archive: Store) -> None:
    for headline in archive.headlines(limit=5):
        raw = archive.raw(headline.id)
        assert raw is not None
        assert b"<html" in raw.body


def test_hostile_sources_are_one_line_each_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging("warning")

    async def run() -> dict[str, str]:
        clock = Clock(start=END, factor=FACTOR)
        tight = replace(SETTINGS, fetch=replace(SETTINGS.fetch, max_bytes=500_000, timeout_seconds=2))
        async with Newsstand(clock) as stand, newsroom(tmp_path, clock, stand, tight) as room:
            good = stand.sources()[0]
            base = good.url.rsplit("/", good.url.count("/") - 2)[0]
            paths = ("endless", "redirect-loop", "html-feed", "bomb", "huge", "429", "private-redirect", "truncated")
            bad = [Source(id=path, url=f"{base}/hostile/{path}", name=path) for path in paths]
            bad.append(Source(id="refused", url="http://169.254.169.254/feed", name="refused"))
            chosen = [good, *bad]
            for source in chosen:
                room.store.add_source(source, now=clock.now())
            await run_once(room, chosen)
            assert room.store.count() > 10
            return {source_id: polled.state for source_id, polled in room.store.polls().items()}

    states = asyncio.run(run())
    good_id = next(source_id for source_id, state in states.items() if state == "ok")
    assert states.pop("429") == "http_429"
    assert states.pop("redirect-loop") in ("redirect_loop", "too_many_redirects")
    assert states.pop("html-feed") == "feed_is_html"
    assert states.pop("private-redirect") == states.pop("refused") == "address_refused"
    states.pop(good_id)
    states.pop("truncated")  # what was sound in it may be read
    assert all(state not in ("ok", "new") for state in states.values()), states
    lines = capsys.readouterr().err.splitlines()
    for name in (*states, "429", "html-feed", "private-redirect", "refused"):
        assert len([line for line in lines if f"source={name} " in line]) == 1, name


def wait_for_reports(path: Path, goal: int) -> int:
    """The number of reports in the archive once there are `goal` of them."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if path.exists():
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db, suppress(sqlite3.Error):
                number = int(db.execute("SELECT count(*) FROM report").fetchone()[0])
                if number >= goal:
                    return number
        time.sleep(0.01)
    raise AssertionError(f"{goal} reports were never reached")


def test_a_poll_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """`demo` in its own process, killed with SIGKILL while it reads pages, again and again; then left to finish."""
    command = [sys.executable, "-m", "mirnews", "demo", "--port", "0", "--data", str(tmp_path), "--until-done"]
    environ = {**os.environ, "PYTHONPATH": "src", "MIRNEWS_LOG__LEVEL": "error"}
    for goal in (3, 12, 30):  # kill it when so many reports are in and more are waiting
        process = subprocess.Popen([*command, "--factor", "20000"], env=environ, stdout=subprocess.DEVNULL)
        reached = wait_for_reports(tmp_path / "archive.sqlite", goal)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert goal <= reached < len(load_world().pieces)
    lines = []
    final = subprocess.Popen([*command, "--factor", "20000"], env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert final.stdout is not None
        for line in final.stdout:
            lines.append(line.strip())
            if line.strip() == "settled":
                break
        final.send_signal(signal.SIGTERM)
        assert final.wait(timeout=10) == 0
    finally:
        final.kill()
        final.communicate()
    assert lines[0].startswith("ready http://127.0.0.1:")
    store = open_store(tmp_path / "archive.sqlite")
    assert store.count() == len(load_world().pieces)
    assert store.check() == []
    assert store.waiting_count() == 0
    store.close()
