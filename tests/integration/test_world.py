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
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from mirnews.clock import Clock
from mirnews.config import FetchSettings, PollSettings, Settings
from mirnews.fetch import Door
from mirnews.model import Figure, Polled, Report, Source
from mirnews.newsroom import Newsroom, Tally
from mirnews.newsstand import END, START, Newsstand, load_world, measure
from mirnews.newsstand.records import Piece
from mirnews.observe import Log, start_logging
from mirnews.persian import key
from mirnews.pipeline import run_forever, run_once
from mirnews.schedule import LOOKS
from mirnews.search import open_search
from mirnews.store import Store, open_store
from mirnews.stories import standings

FACTOR = 20_000.0
SIX_DAYS = 12_000.0  # seconds a second: six days in under a minute
HOUR = 3600
AFTERWARDS = timedelta(hours=27)  # so that the last edits and deletions are noticed
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


@dataclass(frozen=True)
class Ran:
    """What was there when the world's six days were over."""

    store: Store
    figures: dict[str, Figure]
    polls: dict[str, Polled]
    tally: Tally
    requests: dict[str, list[str]]  # the paths that each publisher was asked for


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The six days, polled as the demo polls them, only faster; the sources that never work are among them."""
    folder = tmp_path_factory.mktemp("world")

    async def run() -> Ran:
        clock = Clock(start=START, factor=SIX_DAYS)
        async with Newsstand(clock) as stand, newsroom(folder, clock, stand) as room:
            for source in (*stand.sources(), *stand.further_sources(), *stand.troubled_sources()):
                room.store.add_source(replace(source, interval_seconds=HOUR), now=clock.now())
            running = asyncio.create_task(run_forever(room))
            async with asyncio.timeout(300):
                while clock.now() < END + AFTERWARDS or room.store.waiting_count() or room.store.untold_count():
                    await asyncio.sleep(0.2)
            figures = measure(stand, room.store, clock.now())
            polls = room.store.polls()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            requests = {name: [path for path, _ in one.requests] for name, one in stand.stands.items()}
            return Ran(room.store, {one.name: one for one in figures}, polls, room.tally, requests)

    return replace(asyncio.run(run()), store=open_store(folder / "archive.sqlite"))


def reports(store: Store) -> dict[str, Report]:
    """Every report by the id that the newsstand's truth gives it, found by the last number of its address."""
    found = {}
    pieces = sorted(load_world().pieces, key=lambda piece: -len(str(piece.id)))
    for headline in store.headlines(limit=1000):
        report = store.report(headline.id)
        assert report is not None
        name = next(
            p.key
            for p in pieces
            if p.publisher == (report.outlet or report.source_id) and str(p.id) in (report.url or "")
        )
        found[name] = report
    return found


def test_every_report_is_there_once_with_its_text(ran: Ran) -> None:
    found = reports(ran.store)
    truth = {r.key: r for r in load_world().pieces}
    assert ran.store.count() == len(truth) == ran.figures["articles_once"].count
    assert set(found) == set(truth)
    for name, report in found.items():
        want = truth[name]
        if want.missing or want.changes:
            continue
        article = report.article
        got = [report.repaired(f"paragraphs.{i}").text for i in range(len(article.paragraphs))]
        shown = [report.repaired("title").text, report.repaired("lead").text, *got]
        wanted = [want.title, want.lead, *want.paragraphs]
        # Lost half-spaces come back as far as rules reach; no letter is lost.
        assert [key(text).replace(" ", "") for text in shown] == [key(text).replace(" ", "") for text in wanted], name
        assert report.published == want.published, name


def test_an_article_of_several_feeds_is_one_entry_fetched_once_and_filed_in_their_sections(ran: Ran) -> None:
    world, found = load_world(), reports(ran.store)
    entries = dict.fromkeys(found, 0)
    by_id = {report.id: name for name, report in found.items()}
    for row in ran.store._db.rows("SELECT report_id FROM entry WHERE report_id IS NOT NULL"):  # type: ignore[attr-defined]
        entries[by_id[row["report_id"]]] += 1
    assert set(entries.values()) == {1}  # also at the publisher whose guids all changed on the way
    for piece in world.of("chakavak"):
        report = found[piece.key]
        assert report.sections[1:] == tuple(sorted(world.filed(piece) - {report.section}))
        for section in world.filed(piece):
            assert report.id in {one.id for one in ran.store.headlines(section=section, limit=1000)}
        asked = sum(f"/news/{piece.id}" in path for path in ran.requests["chakavak"])
        assert 1 <= asked <= 1 + len(LOOKS) + len(piece.changes), piece.key


@pytest.mark.parametrize(
    "name",
    [
        "articles_once",
        "copies_p",
        "copies_r",
        "stories_bcubed_f",
        "chains_exact",
        "sections",
        "edits_seen",
        "deletions_seen",
    ],
)
def test_the_figures_reach_their_bars(ran: Ran, name: str) -> None:
    figure = ran.figures[name]
    assert figure.count > 0
    assert figure.bar is not None
    assert figure.value >= figure.bar, figure


def test_six_relays_of_one_dispatch_are_one_independent_report(ran: Ran) -> None:
    found = reports(ran.store)
    told = {name: found[name].story for name in pieces_of("nk-missile")}
    # On a machine so slow that hours pass between two looks, late ones may find the story grown away from them.
    (story_id, together), *_ = Counter(told.values()).most_common()
    assert len(told) == 7
    assert together >= 5
    story = ran.store.story(story_id or 0)
    assert story is not None
    ids = {found[name].id for name in told}
    relays = [one for one in standings(ran.store.story_reports([story.id])[story.id]) if one.report.headline.id in ids]
    assert len(relays) == together
    assert {one.origin.outlet for one in relays} == {"yna"}
    assert sum(one.counts for one in relays) <= 1  # none where a neighbouring event got into the story before them


def pieces_of(story: str) -> dict[str, Piece]:
    return {piece.key: piece for piece in load_world().pieces if piece.truth.story == story}


def test_a_front_page_of_stories(ran: Ran) -> None:
    assert ran.store.story_count() >= 30
    stories = ran.store.stories(limit=200)
    assert [one.rank for one in stories] == sorted((one.rank for one in stories), reverse=True)
    assert all(one.reports == one.independent + one.copies + one.relays + one.further for one in stories)


def test_sources_that_never_work_have_a_word_and_the_others_keep_their_interval(ran: Ran) -> None:
    wrecks = {one.id for one in load_world().wrecks}
    assert {name for name, polled in ran.polls.items() if polled.state != "ok"} == wrecks
    newest = max(polled.last_polled for polled in ran.polls.values() if polled.last_polled)
    for name, polled in ran.polls.items():
        assert polled.last_polled is not None
        assert bool(polled.detail) == (name in wrecks)
        if name not in wrecks:
            assert newest - polled.last_polled < timedelta(days=1), name  # an hour each; a day is 7 s of real time


def test_the_bytes_are_kept(ran: Ran) -> None:
    for headline in ran.store.headlines(limit=5):
        raw = ran.store.raw(headline.id)
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
    deadline = time.monotonic() + 240
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
        assert final.wait(timeout=120) == 0
    finally:
        final.kill()
        final.communicate()
    assert lines[0].startswith("ready http://127.0.0.1:")
    store = open_store(tmp_path / "archive.sqlite")
    pieces = load_world().pieces
    withdrawn = [piece for piece in pieces if piece.withdrawn]  # a slow machine may look too late for these
    assert len(pieces) - len(withdrawn) <= store.count() <= len(pieces)
    assert store.check() == []
    assert store.waiting_count() == 0
    store.close()
