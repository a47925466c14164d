"""What is polled, in every format that the newsstand has, read by the product's own readers."""

from __future__ import annotations

from datetime import datetime, timedelta

import aiohttp
import pytest

from mirnews.model import Entry, Feed
from mirnews.newsstand import END, START, Newsstand
from mirnews.newsstand.damage import as_printed
from mirnews.newsstand.records import Piece
from mirnews.newsstand.world import load_world
from mirnews.sources import reader
from tests.unit.newsstand.conftest import fetch, visit

WORLD = load_world()
PAPERS = {one.id: one for one in WORLD.publishers}
NOON = START + timedelta(days=3, hours=7)
FORMATS = {
    "hamoon": "rss20",
    "chakavak": "rss20",
    "naroon": "rss20",
    "sepidar": "rss20",
    "kuhrang": "rss20",
    "arghavan": "rss20",
    "setareh": "listing",
    "gozargah": "rss091",
    "pooneh": "rss20",
    "marghzar": "rdf10",
    "niloofar": "sitemap",
    "roodbang": "json11",
}


def polled(at: datetime) -> dict[str, tuple[Feed, list[Piece]]]:
    """What each publisher's source reads as at an instant, and the pieces that should be in it, newest first."""

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> dict[str, tuple[Feed, list[Piece]]]:
        found = {}
        for source in newsstand.sources():
            _, body, content_type = await fetch(client, source.url)
            feed = reader(source.kind)(body, url=source.url, content_type=content_type, at=at)
            pieces = [as_printed(one) for one in reversed(newsstand.publisher(source.id).visible())]
            found[source.id] = (feed, pieces if source.kind == "listing" else pieces[: PAPERS[source.id].feed_items])
        return found

    return visit(work, at=at)


@pytest.mark.parametrize("at", [NOON, END])
def test_every_source_reads_as_what_is_out(at: datetime) -> None:
    for publisher, (feed, pieces) in polled(at).items():
        assert feed.format == FORMATS[publisher]
        assert not feed.malformed, publisher
        assert [entry.title for entry in feed.entries] == [" ".join(piece.title.split()) for piece in pieces], publisher
        for entry, piece in zip(feed.entries, pieces, strict=True):
            assert f"{piece.id}" in (entry.url or "")
            if feed.format != "rss091":  # which has no place for it
                assert entry.published == piece.published, (publisher, piece.id)


def test_feeds_say_sections_and_edits_where_their_format_can() -> None:
    for publisher, (feed, pieces) in polled(END).items():
        for entry, piece in zip(feed.entries, pieces, strict=True):
            if feed.format not in ("rss091", "listing", "sitemap"):
                assert piece.section in entry.categories, (publisher, piece.id)
            if feed.format in ("json11", "sitemap"):
                assert entry.updated == piece.edited, (publisher, piece.id)


def test_full_texts_are_in_rdf_and_json() -> None:
    def count(entries: tuple[Entry, ...]) -> int:
        return sum((entry.content or "").count("<p>") >= 1 for entry in entries)

    found = polled(END)
    for publisher in ("marghzar", "roodbang"):
        entries = found[publisher][0].entries
        assert count(entries) == len(entries) > 0


def test_further_feeds_list_what_other_feeds_of_the_outlet_list_too() -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> dict[str, list[Entry]]:
        found = {}
        for source in [newsstand.publisher("chakavak").source(), *newsstand.further_sources()]:
            assert (source.outlet, source.invented) == ("chakavak", True)
            _, body, content_type = await fetch(client, source.url)
            found[source.id] = [*reader(source.kind)(body, url=source.url, content_type=content_type, at=END).entries]
        return found

    found = visit(work)
    world = load_world()
    for piece in world.of("chakavak"):
        listed = {name for name, entries in found.items() if any(f"/news/{piece.id}" in (e.url or "") for e in entries)}
        by_feed = {feed.id for feed in PAPERS["chakavak"].feeds if feed.lists(piece)}
        assert listed == {"chakavak", *by_feed}, piece.key
        if piece.section == "اجتماعی":
            assert len(listed) == 5
            assert world.filed(piece) == {"society", "culture", "science"}
    assert len({entry.id for entries in found.values() for entry in entries}) > 2 * len(found["chakavak"])


def test_publishers_without_a_feed_have_none_and_say_so_nowhere() -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> None:
        for publisher in ("setareh", "niloofar"):
            stand = newsstand.publisher(publisher)
            for path in ("/rss", "/feed/", "/rss.xml"):
                assert (await fetch(client, stand.url + path))[0] == 404
            assert b"application/rss" not in (await fetch(client, stand.url + "/"))[1]
        robots = (await fetch(client, newsstand.publisher("niloofar").url + "/robots.txt"))[1].decode()
        assert f"Sitemap: {newsstand.publisher('niloofar').feed_url}" in robots

    visit(work)


def test_sources_say_how_they_are_polled() -> None:
    async def work(newsstand: Newsstand, _: aiohttp.ClientSession) -> dict[str, str]:
        return {source.id: source.kind for source in newsstand.sources()}

    kinds = visit(work)
    assert (kinds["setareh"], kinds["niloofar"]) == ("listing", "sitemap")
    assert {kind for name, kind in kinds.items() if name not in ("setareh", "niloofar")} == {"feed"}


def test_one_feed_and_its_pages_are_in_windows_1256() -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> list[bytes]:
        stand = newsstand.publisher("pooneh")
        return [(await fetch(client, url))[1] for url in (stand.feed_url, stand.url + "/")]

    for body in visit(work):
        with pytest.raises(UnicodeDecodeError):
            body.decode()
        assert b"windows-1256" in body[:200]
        assert "پونه*" in body.decode("windows-1256")
        assert b"&#17" in body  # it has no Persian digits
