"""What becomes of reports: edits, withdrawals, pages that never were; each as the clock says."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from mirnews.clock import Clock
from mirnews.newsstand import Newsstand
from mirnews.newsstand.damage import as_printed
from mirnews.newsstand.records import Change, Piece, Publisher
from mirnews.newsstand.stand import Stand
from mirnews.newsstand.world import load_world
from mirnews.sources import reader
from tests.unit.newsstand.conftest import fetch, visit

WORLD = load_world()
PAPERS: dict[str, Publisher] = {one.id: one for one in WORLD.publishers}
EDITED = [one for one in WORLD.pieces if one.changes]
WITHDRAWN = [one for one in WORLD.pieces if one.withdrawn]
MISSING = [one for one in WORLD.pieces if one.missing]
BEFORE = timedelta(seconds=-1)


def state(piece: Piece, at: datetime) -> tuple[int, str, list[str | None]]:
    """At an instant: status and text of the page of a piece, and the titles in what is polled of its publisher."""

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> tuple[int, str, list[str | None]]:
        stand, source = newsstand.publisher(piece.publisher), newsstand.publisher(piece.publisher).source()
        status, body, _ = await fetch(client, newsstand.url_of(piece.publisher, piece.id))
        _, feed, content_type = await fetch(client, source.url)
        read = reader(source.kind)(feed, url=source.url, content_type=content_type, at=at)
        text = body.decode(stand.publisher.encoding).replace("&zwnj;", "\u200c")
        return status, text, [entry.title for entry in read.entries]

    return visit(work, at=at)


def test_there_is_something_of_each() -> None:
    assert len(EDITED) >= 3
    assert WITHDRAWN
    assert MISSING


@pytest.mark.parametrize("piece", EDITED, ids=lambda piece: piece.key)
def test_an_edit_shows_on_page_and_feed_from_its_instant_on(piece: Piece) -> None:
    for change in piece.changes:
        for at in (change.at + BEFORE, change.at):
            now = as_printed(piece.as_of(at))
            status, text, titles = state(piece, at)
            assert status == 200
            assert now.title in text
            assert now.lead in text
            assert " ".join(now.title.split()) in titles


@pytest.mark.parametrize("piece", WITHDRAWN, ids=lambda piece: piece.key)
def test_a_withdrawn_report_goes_from_page_and_feed(piece: Piece) -> None:
    assert piece.withdrawn is not None
    status, _, titles = state(piece, piece.withdrawn + BEFORE)
    assert (status, as_printed(piece).title in titles) == (200, True)
    status, text, titles = state(piece, piece.withdrawn)
    assert (status, as_printed(piece).title in titles) == (PAPERS[piece.publisher].gone, False)
    assert piece.lead not in text


@pytest.mark.parametrize("status", [404, 410])
def test_systems_differ_in_what_they_say_of_a_withdrawn_page(status: int) -> None:
    piece = WITHDRAWN[0]
    paper = replace(PAPERS[piece.publisher], gone=status)

    async def run() -> int:
        stand = Stand(paper, WORLD, Clock(start=piece.withdrawn), "127.0.0.1", lambda *_: "")
        await stand.start(0)
        try:
            async with aiohttp.ClientSession() as client:
                return (await fetch(client, stand.press.url(piece)))[0]
        finally:
            await stand.stop()

    assert asyncio.run(run()) == status


@pytest.mark.parametrize("piece", MISSING, ids=lambda piece: piece.key)
def test_a_missing_page_stands_in_the_feed_all_the_same(piece: Piece) -> None:
    status, _, titles = state(piece, piece.published)
    assert (status, as_printed(piece).title in titles) == (404, True)


def test_edits_go_on_from_each_other_and_leave_the_rest() -> None:
    first, second = datetime(2021, 9, 27, 8, tzinfo=UTC), datetime(2021, 9, 27, 9, tzinfo=UTC)
    piece = next(one for one in WORLD.pieces if not one.changes)
    made = Piece(
        publisher=piece.publisher,
        id=1,
        slug="a",
        published=datetime(2021, 9, 27, 7, tzinfo=UTC),
        section=piece.section,
        title="یک",
        lead="دو",
        paragraphs=("سه",),
        truth=piece.truth,
        changes=(Change(first, title="چهار"), Change(second, lead="پنج", paragraphs=("شش",))),
    )
    assert made.as_of(first + BEFORE).texts == ("یک", "دو", "سه")
    assert made.as_of(first).texts == ("چهار", "دو", "سه")
    assert made.as_of(second).texts == ("چهار", "پنج", "شش")
    assert (made.as_of(first).modified, made.modified) == (first, made.published)


def test_everything_has_happened_only_after_the_last_edit() -> None:
    last = max(moment for piece in WORLD.pieces for moment in piece.moments)
    assert not WORLD.all_published(last + BEFORE)
    assert WORLD.all_published(last)
