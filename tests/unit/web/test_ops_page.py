"""What goes wrong at a source is one clear line; the other sources keep theirs. What waits and what was put aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import html5lib
import pytest
from lxml import html

from mirnews.config import Settings, SiteSettings
from mirnews.fetch.exits import ExitHealth
from mirnews.model import Entry, Fold, Identities, Polled, Source
from mirnews.store import open_store
from mirnews.store.port import Named, Store
from mirnews.telling import Telling
from tests.builders import a_draft, a_source
from tests.unit.web.archive import NOW, invented, poll
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import get, running

# The troubles of the newsstand that never end, and the code that each of them leaves.
TROUBLES = {
    "unreachable": ("connect_failed", "دسترس\u200cناپذیر: به سایت وصل نشدیم"),
    "html": ("feed_is_html", "صفحهٔ وب: به\u200cجای خوراک، صفحهٔ وب آمد"),
    "huge": ("too_large", "بیش از اندازه: پاسخ از سقف اندازه بزرگ\u200cتر بود و نیمه\u200cکاره رها شد"),
    "endless": ("too_slow", "بی\u200cپاسخ: پاسخ چنان آهسته آمد که رها شد"),
    "silent": ("timeout", "بی\u200cپاسخ: سایت در زمان مقرر پاسخ نداد"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(Path(tmp_path_factory.mktemp("ops")) / "archive.db")
    for name in ("healthy", *TROUBLES):
        source = Source(name, f"https://{name}.example/rss", f"{name}*", invented=True)
        store.add_source(source, now=NOW)
    poll(store, "healthy", "ok", failures=0)
    for name, (code, _) in TROUBLES.items():
        poll(store, name, code, failures=3)
    entries = [Entry(f"e{n}", f"https://healthy.example/{n}", title=f"تیتر {n}") for n in range(3)]
    store.record_poll(
        Polled("healthy", NOW, last_polled=NOW, state="ok"),
        [Named(one, Identities(guid=one.id)) for one in entries],
        now=NOW,
    )
    bad, again, _ = store.waiting(now=NOW, limit=3)
    store.drop(bad.key, reason="too_large: more than 5 MB")
    told, _ = store.save(invented(1, minutes=5, paper=0), Fold(), now=NOW, raw=None)
    store.settle(again.key, told, look_again=NOW)
    store.look_again(now=NOW)
    Telling(store).tell()
    store.save(invented(2, minutes=4, paper=1), Fold(), now=NOW, raw=None)
    yield store
    store.close()


@pytest.fixture(scope="module")
def page(store: Store) -> html.HtmlElement:
    with running(site_of(store, None)) as site:
        text = get(f"{site}/ops").text
    html5lib.HTMLParser(strict=True).parse(text)
    return html.fromstring(text)


class Doors:
    """A door with one exit, which rests."""

    exits: ClassVar = [ExitHealth("tehran", "10.0.0.5:3128", failures=4, last_error="no route", resting=True)]

    def exit_of(self, host: str) -> ExitHealth | None:
        return self.exits[0] if host == "healthy.example" else None


def _row(page: html.HtmlElement, name: str) -> html.HtmlElement:
    (row,) = [row for row in page.xpath("//section[1]//tbody/tr") if f"{name}*" in _words(row.find("th"))]
    return row


def _told(row: html.HtmlElement) -> str:
    """The state of a row without the evidence."""
    cell = row.findall("td")[0]
    return " ".join("".join(cell.xpath("text()|b//text()")).split())


def _bare(text: str) -> str:
    return _words(html.fromstring(text)).replace("\u2068", "").replace("\u2069", "")


def _words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


@pytest.mark.parametrize("name", TROUBLES)
def test_a_trouble_is_one_clear_line(page: html.HtmlElement, name: str) -> None:
    row = _row(page, name)
    assert (row.get("class"), _told(row)) == ("st-error", TROUBLES[name][1])
    assert "شکست پی\u200cدرپی: ۳" in _words(row.find(".//details"))


def test_the_others_keep_their_line(page: html.HtmlElement) -> None:
    row = _row(page, "healthy")
    assert (row.get("class"), _told(row)) == ("st-ok", "به\u200cروز: هرچه بود خوانده شد")
    assert "آخرین خبر تازه: همین حالا" in _words(row.find(".//details"))


def test_groups_stand_in_order_and_say_how_many(page: html.HtmlElement) -> None:
    heads = [_words(one) for one in page.xpath("//h3[@class='sev']")]
    assert [head.split(" ")[0] for head in heads] == ["خطا", "سالم"]
    assert "۵" in heads[0]
    assert "همهٔ سرکشی\u200cها به\u200cهنگام است." in _words(page)


def test_exits_are_shown_only_where_this_process_polls(page: html.HtmlElement, store: Store) -> None:
    assert "گذرگاه\u200cها" not in [_words(one) for one in page.xpath("//h2")]
    public = replace(Settings(), site=SiteSettings(public_url="https://news.example"))
    for settings, shown in ((Settings(), True), (public, False)):
        site = replace(site_of(store, None), settings=settings, door=Doors())
        with running(site) as address:
            text = get(f"{address}/ops").text
        html5lib.HTMLParser(strict=True).parse(text)
        (found,) = html.fromstring(text).iterfind(".//section[h2='گذرگاه\u200cها']//tbody/tr")
        row = _words(found)
        assert row.startswith("tehran")
        assert "چندی کنار گذاشته شده است؛ شکست پی\u200cدرپی: ۴" in row
        assert ("10.0.0.5" in text) is shown
        assert "گذرگاه tehran چندی کنار گذاشته شده است" in _bare(text)


def test_how_far_polling_is_behind_is_told(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    for name, minutes in (("one", 90), ("two", 5), ("three", -5)):
        store.add_source(a_source(id=name, invented=False), now=NOW - timedelta(minutes=minutes))
    with running(site_of(store, None)) as site:
        assert "2 sources are overdue, the longest by 1 hour." in get(site + "/ops?lang=en").text
    store.close()


def test_what_waits_what_has_no_story_and_what_was_put_aside_is_counted(page: html.HtmlElement) -> None:
    tiles = [_words(one) for one in page.xpath("//dl[@class='tiles']/div")]
    assert tiles[0].startswith("سالم ۱به\u200cهنگام سرکشی می\u200cشوند")
    assert tiles[3] == "در صف ۲صفحه\u200cهایی که باید خوانده شود؛ ۱ صفحه برای بار دوم"
    assert tiles[4] == "گزارش ۲در ۱ خبر؛ ۱ گزارش هنوز چیده\u200cنشده"
    aside = page.xpath("//section[contains(@class, 'last')]")[0]
    assert _words(aside.find("h2")) == "کنارگذاشته\u200cها ۱"
    assert "پاسخ از سقف اندازه بزرگ\u200cتر بود" in _words(aside.find("table"))


def test_a_source_that_lost_its_half_spaces_is_told_of(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    store.add_source(a_source(invented=False), now=NOW)
    for day in range(10):
        at = NOW - timedelta(days=9 - day)
        store.save(a_draft(day, words=1000, half_spaces=60 if day < 7 else 2, at=at), Fold(), now=at, raw=None)
    last = NOW - timedelta(minutes=9)
    well = Polled("hamoon", NOW, last_polled=last, last_ok=last, last_new=last, state="ok", entries=30)
    store.record_poll(well, [], now=NOW)
    with running(site_of(store, None)) as site:
        text = get(site + "/ops").text
        assert "در هزار واژه" in text
        (tile,) = html.fromstring(text).xpath("//dl[@class='tiles']/div[@class='ok']")
        assert _words(tile) == "سالم ۰به\u200cهنگام سرکشی می\u200cشوند؛ ۱ منبع دیگر با نکته"
    store.close()
