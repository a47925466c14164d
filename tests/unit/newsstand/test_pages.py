"""The newsstand on real sockets: feeds and pages in the markup of real systems, clock gating, validators."""

from __future__ import annotations

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser
from yarl import URL

from mirnews.clock import Clock
from mirnews.errors import Misconfigured
from mirnews.newsstand import END, START, Newsstand
from mirnews.newsstand.damage import as_printed
from mirnews.newsstand.world import Piece, load_world
from tests.unit.newsstand.conftest import visit

WORLD = load_world()
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


async def body(client: aiohttp.ClientSession, url: str) -> bytes:
    async with client.get(URL(url)) as answer:
        assert answer.status == 200, url
        return await answer.read()


def feeds(at: datetime = END) -> dict[str, etree._Element]:
    """The feeds in RSS 2.0, by publisher; other formats are in test_formats.py."""
    chosen = {one.id for one in WORLD.publishers if (one.kind, one.feed_format) == ("feed", "rss20")}

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> dict[str, etree._Element]:
        return {
            one.id: etree.fromstring(await body(client, one.url)) for one in newsstand.sources() if one.id in chosen
        }

    return visit(work, at=at)


def out(publisher: str, now: datetime) -> list[Piece]:
    """What a publisher's feed has at an instant, newest first, as printed."""
    shown = [as_printed(one.as_of(now)) for one in WORLD.of(publisher) if one.is_out(now)]
    return shown[::-1][: next(one.feed_items for one in WORLD.publishers if one.id == publisher)]


def page(publisher: str, number: int) -> LexborHTMLParser:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> LexborHTMLParser:
        return LexborHTMLParser(await body(client, newsstand.url_of(publisher, number)))

    return visit(work)


def piece(publisher: str, number: int) -> Piece:
    return as_printed(next(one for one in WORLD.of(publisher) if one.id == number))


def text(tree: LexborHTMLParser, selector: str) -> str:
    found = tree.css_first(selector)
    assert found is not None, selector
    return found.text(strip=True)


def test_each_publisher_has_its_own_loopback_port() -> None:
    async def work(newsstand: Newsstand, _: aiohttp.ClientSession) -> list[URL]:
        return [URL(source.url) for source in newsstand.sources()]

    urls = visit(work)
    assert {url.host for url in urls} == {"127.0.0.1"}
    assert len(urls) == len(WORLD.publishers)
    assert len({url.port for url in urls}) == len(WORLD.publishers)


def test_sources_are_marked_as_invented_and_unknown_to_the_catalogue() -> None:
    async def work(newsstand: Newsstand, _: aiohttp.ClientSession) -> Newsstand:
        return newsstand

    newsstand = visit(work)
    for source in newsstand.sources():
        assert source.invented
        assert source.outlet in (None, source.id)
        assert source.name.endswith("*")
    assert newsstand.outlets()[0].name == "هامون*"
    assert len(newsstand.truth()) == len(WORLD.pieces)
    assert (newsstand.START, newsstand.END) == (START, END)


def test_feeds_hold_every_report_in_the_end_newest_first() -> None:
    for publisher, tree in feeds().items():
        dates = [parsedate_to_datetime(item.findtext("pubDate", "")).astimezone(UTC) for item in tree.iter("item")]
        assert dates == [one.published for one in out(publisher, END)]


def test_feeds_hold_nothing_before_its_time() -> None:
    noon = START + timedelta(hours=7)
    for publisher, tree in feeds(noon).items():
        titles = [item.findtext("title") for item in tree.iter("item")]
        assert titles == [one.title for one in out(publisher, noon)]
        assert len(titles) < len(WORLD.of(publisher))
    assert all(not list(tree.iter("item")) for tree in feeds(START).values())


def test_a_page_answers_only_once_it_is_published() -> None:
    first = WORLD.pieces[0]

    def status_at(at: datetime) -> int:
        async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> int:
            async with client.get(newsstand.url_of(first.publisher, first.id)) as answer:
                return answer.status

        return visit(work, at=at)

    assert status_at(first.published - timedelta(minutes=1)) == 404
    assert status_at(first.published) == 200


def test_nastooh_feed_has_title_and_lead_only() -> None:
    items = {item.findtext("guid", "").split("/")[4]: item for item in feeds()["hamoon"].iter("item")}
    item, there = items["5312041"], piece("hamoon", 5312041)
    assert item.findtext("description") == there.lead
    assert not item.findtext(CONTENT)
    assert item.findtext("pubDate") == "Sat, 25 Sep 2021 09:40:00 GMT"
    assert item.findtext("guid", "").endswith(f"/news/5312041/{there.slug}")
    category = item.find("category")
    assert category is not None
    assert (category.text, category.get("domain")) == (there.section, "Africa")
    kinds = {one.find("enclosure") is None for one in items.values()}
    assert kinds == {True, False}


def test_nastooh_page_is_in_its_markup() -> None:
    tree, there = page("hamoon", 5312041), piece("hamoon", 5312041)
    assert text(tree, ".item-title h1.title") == there.title
    assert text(tree, ".rutitr") == there.kicker
    assert text(tree, ".item-summary .summary.introtext") == there.lead
    inside = [one.text(strip=True) for one in tree.css(".item-body .item-text[itemprop=articleBody] > p")]
    assert inside == [*there.paragraphs, "منبع : خبرگزاری مهر", "۲۱۴۰۱"]
    assert text(tree, ".item-date span") == "۳ مهر ۱۴۰۰، ۱۳:۱۰"
    assert [one.text(strip=True) for one in tree.css(".breadcrumb li")] == there.section.split(" > ")
    assert [one.text(strip=True) for one in tree.css(".tags li")] == list(there.tags)
    data = json.loads(text(tree, 'script[type="application/ld+json"]'))
    assert (data["headline"], data["datePublished"]) == (there.title, "2021-09-25T09:40:00Z")
    assert len(tree.css(".most-viewed a")) > 3
    assert tree.css_first(".comments-list li") is not None


def test_iransamaneh_page_is_in_its_markup() -> None:
    tree, there = page("chakavak", 735127), piece("chakavak", 735127)
    assert text(tree, ".title") == there.title
    assert text(tree, ".subtitle") == there.lead
    inside = tree.css_first("div.body")
    assert inside is not None
    assert not inside.css("p")
    assert len(inside.css("br")) >= 2 * len(there.paragraphs)
    assert all(one in inside.text() for one in there.paragraphs)
    assert inside.text(strip=True).endswith("انتهای پیام/")
    assert text(tree, ".news_pdate_c") == "تاریخ انتشار: ۰۸:۳۰ - ۴ مهر ۱۴۰۰"
    meta = tree.css_first('meta[property="article:published_time"]')
    assert meta is not None
    assert meta.attributes["content"] == "۱۴۰۰/۰۷/۰۴ - ۰۸:۳۰"
    data = json.loads(text(tree, 'script[type="application/ld+json"]'))
    assert "headline" not in data
    assert (data["headLine"], data["datePublished"]) == (there.title, "2021-09-26T08:30:00+03:30")


def test_wordpress_page_and_feed_carry_the_full_text_with_entities() -> None:
    there = piece("naroon", 8140)

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> tuple[bytes, bytes]:
        stand = newsstand.publisher("naroon")
        return await body(client, newsstand.url_of("naroon", 8140)), await body(client, stand.feed_url)

    html, feed = visit(work)
    assert b"&zwnj;" in html
    tree = LexborHTMLParser(html)
    assert tree.css_first("body.single-post") is not None
    assert text(tree, "h1.entry-title") == there.title
    assert text(tree, ".excerpt.lead") == there.lead
    assert [one.text(strip=True) for one in tree.css(".entry-content > p")] == list(there.paragraphs)
    items = {item.findtext("guid", "").rpartition("=")[2]: item for item in etree.fromstring(feed).iter("item")}
    full = LexborHTMLParser(items["8140"].findtext(CONTENT, ""))
    assert [one.text(strip=True) for one in full.css("p")][:-1] == list(there.paragraphs)


def test_wordpress_short_address_answers_too() -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> bytes:
        return await body(client, newsstand.publisher("naroon").url + "/?p=8140")

    assert LexborHTMLParser(visit(work)).css_first("body.postid-8140") is not None


def test_damaged_reports_are_damaged_in_page_and_feed() -> None:
    assert "گفت وگو" in text(page("hamoon", 5312041), ".introtext")
    assert "می کند" in text(page("hamoon", 5312041), ".item-text")
    assert "\u200c" not in text(page("naroon", 8107), ".entry-content > p")
    assert "نخستوزیر" in text(page("naroon", 8107), ".entry-content")
    assert "ي" in text(page("chakavak", 734870), "h1")


def test_lists_pictures_and_robots_are_served() -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> None:
        for stand in newsstand.stands.values():
            encoding = stand.publisher.encoding
            front = LexborHTMLParser((await body(client, stand.url + "/")).decode(encoding))
            links = {URL(str(one.attributes["href"])).path for one in front.css("a[href]")}
            assert links >= {URL(stand.press.url(one)).path for one in stand.visible()}
            assert "خیالی" in front.css("footer, .footer")[-1].text()
            section = stand.publisher.sections[0]
            at_section = await body(client, stand.url + stand.press.family.section_path(section))
            listed = LexborHTMLParser(at_section.decode(encoding))
            assert section.label in listed.css("title")[0].text()
            with_image = next((one for one in stand.visible() if one.image), None)
            if with_image is not None:
                picture = await body(client, stand.url + stand.press.family.image_path(with_image))
                assert picture.startswith(b"\xff\xd8\xff")
            robots = (await body(client, stand.url + "/robots.txt")).decode()
            assert f"Disallow: {stand.publisher.disallow}" in robots
            assert "Crawl-delay: 1" in robots
            await body(client, stand.url + stand.publisher.disallow + "x")

    visit(work)


def test_an_unknown_address_is_404_and_every_request_is_counted() -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> list[tuple[str, int]]:
        stand = newsstand.publisher("hamoon")
        for path in ("/rss", "/news/1/nothing", "/nowhere"):
            async with client.get(stand.url + path):
                pass
        assert newsstand.publisher("naroon").requests == []
        return stand.requests

    assert visit(work) == [("/rss", 200), ("/news/1/nothing", 404), ("/nowhere", 404)]


@pytest.mark.parametrize("path", ["/rss", "/news/5312041/x", "/", "/service/Africa"])
def test_validators_are_honoured(path: str) -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> list[tuple[int, bytes]]:
        url = newsstand.publisher("hamoon").url + path
        async with client.get(url) as first:
            tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
            assert len(await first.read()) > 1000
        asks = [
            {"If-None-Match": tag},
            {"If-None-Match": '"other", W/' + tag},
            {"If-Modified-Since": modified},
            {"If-None-Match": '"other"', "If-Modified-Since": modified},
            {"If-Modified-Since": "Sat, 25 Sep 2021 00:00:00 GMT"},
        ]
        answers = []
        for headers in asks:
            async with client.get(url, headers=headers) as answer:
                answers.append((answer.status, (await answer.read())[:1]))
        return answers

    assert visit(work) == [(304, b""), (304, b""), (304, b""), (200, b"<"), (200, b"<")]


def test_whatever_is_polled_is_answered_with_304_and_packed_only_if_asked() -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> None:
        for source in newsstand.sources():
            async with client.get(source.url, headers={"Accept-Encoding": "identity"}) as plain:
                assert "Content-Encoding" not in plain.headers
                text, tag = await plain.read(), plain.headers["ETag"]
            async with client.get(source.url, headers={"Accept-Encoding": "gzip"}) as packed:
                assert packed.headers["Content-Encoding"] == "gzip"
                assert (await packed.read(), packed.headers["ETag"]) == (text, tag)
            async with client.get(source.url, headers={"If-None-Match": tag}) as again:
                assert (again.status, await again.read()) == (304, b"")

    visit(work)


def test_a_feed_changes_its_tag_when_a_report_comes_out() -> None:
    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> str:
        stand = newsstand.publisher("hamoon")
        async with client.get(f"{stand.url}/service/Africa") as answer:
            return answer.headers["ETag"] + answer.headers["Last-Modified"]

    there = piece("hamoon", 5312041)
    assert visit(work, at=there.published - timedelta(minutes=1)) != visit(work, at=there.published)


def test_ports_are_as_asked_and_a_taken_one_is_told() -> None:
    async def run() -> None:
        async with Newsstand(Clock(start=END)) as probe:
            ports = {name: stand.port for name, stand in probe.stands.items()}
        async with Newsstand(Clock(start=END), ports=ports) as newsstand:
            assert {name: stand.port for name, stand in newsstand.stands.items()} == ports
            with pytest.raises(Misconfigured) as refused:
                await Newsstand(Clock(start=END), ports=ports).start()
            assert refused.value.code == "port_taken"
            assert str(ports["hamoon"]) in refused.value.message

    asyncio.run(run())


def test_when_a_later_port_is_taken_none_stays_open() -> None:
    async def run() -> None:
        with socket.socket() as blocker:
            blocker.bind(("127.0.0.1", 0))
            blocker.listen()
            taken = blocker.getsockname()[1]
            newsstand = Newsstand(Clock(start=END), ports={"hamoon": taken - 1, "chakavak": taken})
            with pytest.raises(Misconfigured):
                await newsstand.start()
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", taken - 1)

    asyncio.run(run())
