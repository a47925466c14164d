"""Pages that list articles, read as feeds: the newsstand's over real sockets, and pages made for one question."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from mirnews.clock import Clock
from mirnews.errors import Quarantine
from mirnews.model import Feed
from mirnews.newsstand import END, Newsstand
from mirnews.newsstand.damage import as_printed
from mirnews.newsstand.server import Stand
from mirnews.sources import read_listing
from mirnews.sources.listing import shape_of
from tests.growth import assert_linear

AT = datetime(2024, 2, 10, 12, tzinfo=UTC)
SITE = "https://e.ir/"
HEADLINE = "پل تازهٔ شهر امروز باز شد"


def listing(html: str, url: str = SITE) -> Feed:
    return read_listing(html.encode(), url, AT)


def titles(html: str) -> list[str | None]:
    return [entry.title for entry in listing(html).entries]


async def _read(stand: Stand, client: aiohttp.ClientSession, path: str) -> Feed:
    async with client.get(URL(stand.url + path)) as answer:
        return read_listing(await answer.read(), stand.url + path, END)


def test_every_list_of_the_newsstand_is_read_whole_with_titles_and_dates() -> None:
    async def visit() -> int:
        lists = 0
        async with Newsstand(Clock(start=END)) as newsstand, aiohttp.ClientSession() as client:
            for stand in newsstand.stands.values():
                family, visible = stand.press.family, stand.visible()
                wanted = {"/": visible} | {
                    family.section_path(section): tuple(one for one in visible if one.section == section.label)
                    for section in stand.publisher.sections
                }
                for path, pieces in wanted.items():
                    if not pieces:
                        continue
                    feed = await _read(stand, client, path)
                    got = {family.number((entry.url or "").removeprefix(stand.url)): entry for entry in feed.entries}
                    assert got.keys() == {piece.id for piece in pieces}, stand.url + path
                    for piece in pieces:
                        entry = got[piece.id]
                        assert entry.title == " ".join(as_printed(piece).title.split())
                        assert entry.published is not None
                        assert abs(entry.published - piece.published) < timedelta(days=1)
                    lists += 1
        return lists

    assert asyncio.run(visit()) > 20


ROW = '<li><a href="/news/{n}/slug">پل تازهٔ شهر شمارهٔ {n} باز شد</a></li>'


def test_menus_footers_and_other_sites_are_no_list() -> None:
    rows = "".join(ROW.format(n=1000 + n) for n in range(4))
    aside = '<a href="/news/7777/x">گزارش بلند دیگری از همین شهر</a>'
    elsewhere = "".join(f'<a href="https://f.ir/news/{n}">گزارشی از یک سایت دیگر</a>' for n in range(100, 110))
    html = (
        f'<nav>{aside}</nav><div class="main_menu">{aside}</div><main>{rows}</main>{elsewhere}<footer>{aside}</footer>'
    )
    assert [entry.url for entry in listing(html).entries] == [f"{SITE}news/{1000 + n}/slug" for n in range(4)]


def test_a_page_whose_wrapper_has_the_name_of_a_menu_is_read_all_the_same() -> None:
    assert (
        len(titles('<div class="page-with menu">' + "".join(ROW.format(n=200 + n) for n in range(4)) + "</div>")) == 4
    )


def test_the_heading_is_the_title_whatever_else_links_there() -> None:
    row = (
        '<div><a href="/news/{n}"><img alt="یک عکس"></a><a href="/news/{n}">' + "واژه " * 30 + "</a>"
        '<h3><a href="/news/{n}">تیتر</a></h3><a href="/news/{n}#comments">۳ نظر</a></div>'
    )
    assert titles("".join(row.format(n=n) for n in range(100, 104))) == ["تیتر"] * 4


def test_a_card_inside_a_link_gives_its_heading() -> None:
    row = '<a href="/news/{n}"><h2>' + HEADLINE + "</h2><p>" + "متن " * 40 + "</p><span>دیروز</span></a>"
    assert titles("".join(row.format(n=n) for n in range(100, 104))) == [HEADLINE] * 4


def test_a_title_that_was_cut_off_is_whole_in_its_attribute() -> None:
    row = '<p><a href="/news/{n}" title="' + HEADLINE + '">پل تازهٔ شهر امروز ...</a></p>'
    assert titles("".join(row.format(n=n) for n in range(100, 104))) == [HEADLINE] * 4


@pytest.mark.parametrize(
    ("beside", "wanted"),
    [
        ("<time datetime='2024-02-08T06:00:00Z'>x</time>", datetime(2024, 2, 8, 6, tzinfo=UTC)),
        ("<span>۱۹ بهمن ۱۴۰۲، ۹:۳۰</span>", datetime(2024, 2, 8, 6, tzinfo=UTC)),
        ("۱۴۰۲/۱۱/۱۹ - ۰۹:۳۰", datetime(2024, 2, 8, 6, tzinfo=UTC)),
        ("<i>۲ ساعت پیش</i>", datetime(2024, 2, 10, 9, 30, tzinfo=UTC)),  # to the hour, of Tehran
        ("<b>ورزشی</b>", None),
    ],
)
def test_dates_stand_beside_their_link(beside: str, wanted: datetime | None) -> None:
    row = '<li><h3><a href="/news/{n}">' + HEADLINE + "</a></h3>" + beside + "</li>"
    other = '<li><h3><a href="/news/999">' + HEADLINE + "</a></h3></li>"
    feed = listing('<html lang="fa">' + "".join(row.format(n=n) for n in range(100, 104)) + other)
    assert [entry.published for entry in feed.entries] == [wanted] * 4 + [None]


def test_the_date_may_stand_in_the_address() -> None:
    feed = listing("".join(f'<a href="/fa/news/1402/11/19/{n}">{HEADLINE}</a>' for n in range(3000, 3004)))
    assert {entry.published for entry in feed.entries} == {datetime(2024, 2, 7, 20, 30, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.ir/news/123456/یک-دو", "https://e.ir/news/654321"),
        ("https://e.ir/fa/news/1402/11/19/3034567/a", "https://e.ir/fa/news/1401/2/9/123/b-c"),
        ("https://e.ir/?p=734", "https://e.ir/?p=735"),
        ("https://e.ir/بخش-خبر-1234", "https://e.ir/دیگر-5678"),
        ("https://e.ir/a-b-c-d-e", "https://e.ir/f-g-h-i"),
        ("https://e.ir/persian/articles/c1dp4kqr8xyo", "https://e.ir/persian/articles/cz47pd9l0m2o"),
    ],
)
def test_addresses_of_one_list_have_one_shape(one: str, other: str) -> None:
    assert shape_of(one) is not None
    assert shape_of(one) == shape_of(other)


@pytest.mark.parametrize("address", ["https://e.ir/", "https://e.ir/about", "https://e.ir/page/2", "https://e.ir/?q=a"])
def test_addresses_without_an_identity_are_no_article(address: str) -> None:
    assert shape_of(address) is None


@pytest.mark.parametrize(
    ("html", "code"),
    [("", "feed_empty"), ("<p>x</p>", "feed_unknown"), ("سلام", "feed_unknown"), ("<", "feed_unknown")],
)
def test_a_page_without_a_list_is_set_aside(html: str, code: str) -> None:
    with pytest.raises(Quarantine) as caught:
        listing(html)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("size", "page"),
    [
        (30_000, lambda size: "".join(f'<a href="/news/{n}">{HEADLINE}</a>' for n in range(100, size))),
        (100_000, lambda size: "<div>" * size + "".join(ROW.format(n=n) for n in range(100, 200))),
        (20_000, lambda size: "".join(f'<div><a href="/news/{n}">{HEADLINE}</a>' for n in range(100, size))),
        (20_000, lambda size: f'<a href="/news/123">{HEADLINE}<a href="/news/123">' * size),
        (30_000, lambda size: "".join(f"<a href=/news/{n}>{HEADLINE}<p>" for n in range(100, size))),
    ],
    ids=["many", "deep", "nested", "same", "unclosed"],
)
def test_hostile_pages_take_linear_time(size: int, page: Callable[[int], str]) -> None:
    def read(html: str) -> None:
        with contextlib.suppress(Quarantine):
            assert len(listing(html).entries) <= 1_000

    assert_linear(read, page, size)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>a/\"'= h123ref?#[]:%\u200cم", max_size=80))
def test_any_text_is_a_list_or_is_set_aside(html: str) -> None:
    with contextlib.suppress(Quarantine):
        feed = listing(html + f'<a href="/news/123">{HEADLINE}</a>' + html)
        assert all(entry.url and entry.url.startswith("http") for entry in feed.entries)
