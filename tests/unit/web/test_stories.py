"""The front page and the sections tell stories: who was first, how many are independent, how the story spread."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest
from lxml import html

from mirnews.model import Fold, Origin
from mirnews.store import open_store
from mirnews.store.port import Store
from mirnews.telling import Telling
from mirnews.web import times
from mirnews.web.pages.front import front
from mirnews.web.view import View
from tests.unit.web.archive import NOW, invented
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import asking, get, running
from tests.unit.web.events import BRIDGE, ONE_ORIGIN, SINGLES, SPREAD, Told, build_stories, together

Z = "\u200c"
ALL = SINGLES + 3


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = build_stories(Path(tmp_path_factory.mktemp("stories")) / "archive.db")
    yield store
    store.close()


@pytest.fixture(scope="module")
def site(store: Store) -> Iterator[str]:
    with running(site_of(store, None)) as address:
        yield address


def _root(address: str) -> html.HtmlElement:
    return html.fromstring(get(address).text)


def _words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def _card(root: html.HtmlElement, title: str) -> html.HtmlElement:
    (found,) = [one for one in root.xpath("//article | //ol[@class='flow']/li") if title in _words(one.find(".//h2"))]
    return found


def _links(root: html.HtmlElement) -> list[str]:
    return root.xpath("//article/h2/a/@href | //section[@class='brief']//a[@class='h']/@href")


def _clock(minutes: int) -> str:
    return times.short(NOW - timedelta(minutes=minutes), NOW, "fa", "Asia/Tehran").text


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(
    "path",
    ["/", "/?order=newest", "/?order=own", "/?page=2", "/?order=own&page=9", "/s/world", "/s/world?order=newest"],
)
def test_every_form_of_the_list_is_html_without_an_error(site: str, path: str, language: str) -> None:
    answer = get(f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    root = html.fromstring(answer.text)
    assert len(root.xpath("//h1")) == 1
    assert root.xpath("//@style | //script") == []


def test_the_story_of_most_origins_leads_with_who_was_first_and_its_counts(site: str) -> None:
    lead = _root(site).xpath("//article[contains(@class, 'lead')]")[0]
    assert _words(lead.find("h2")) == BRIDGE
    assert lead.xpath("h2/a/@href")[0].startswith("/n/")
    assert _words(lead.xpath(".//p[@class='prov']")[0]) == (
        f"نارون* نخستین در آرشیو ما، {_clock(300)}، ۳ گزارش مستقل، ۱ رونوشت، ۲ نقل، ۱ گزارش دیگر همان رسانه"
    )


def test_a_headline_of_another_outlet_than_the_first_is_named(tmp_path: Path) -> None:
    store = open_store(tmp_path / "headline.db")
    titles = ("نخستین تیتر", "سیل در نیلاب و مهرود", "باران و سیل در نیلاب و مهرود")
    together(store, tuple(Told(paper, 90 - 20 * paper, title) for paper, title in enumerate(titles)))
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        card = _root(site).xpath("//article")[0]
    store.close()
    assert _words(card.find("h2")) == titles[1]
    assert _words(card.xpath(".//p[@class='prov']")[0]).startswith("تیتر از چکاوک*، نارون* نخستین")


def test_under_it_stand_the_others_by_their_relation(site: str) -> None:
    lead = _root(site).xpath("//article[contains(@class, 'lead')]")[0]
    assert [_words(one) for one in lead.xpath(".//dl/div")] == [
        f"گزارش مستقل دیگر چکاوک* {_clock(240)} و ساحل* {_clock(130)}",
        "نقل از نارون* پونه* و ارغوان*",
        "رونوشت نارون* هامون*",
        "گزارش دیگر همان رسانه نارون*",
    ]
    assert _words(lead.xpath("a[@class='more']")[0]) == "همهٔ ۷ گزارش و زنجیرهٔ نقل"
    assert lead.xpath("a[@class='more']/@href") == lead.xpath("h2/a/@href")


def test_the_line_has_as_many_marks_as_there_are_reports_and_says_so_in_words(site: str) -> None:
    line = _card(_root(site), BRIDGE).xpath(".//svg[@class='spread']")[0]
    marks = {name: len(line.xpath(f".//circle[@class='{name}']")) for name in "fio"}
    assert marks | {"c": line.xpath("string(.//path/@d)").count("M")} == {"f": 1, "i": 2, "o": 1, "c": 3}
    assert line.get("aria-label") == f"خط انتشار: ۷ گزارش، ۳ گزارش مستقل، از {_clock(300)} تا اکنون"
    ring, dot = (float(line.xpath(f"string(.//circle[@class='{name}']/@cx)").rstrip("%")) for name in "fi")
    assert ring > dot > 50  # time runs from right to left


def test_in_english_the_line_runs_from_left_to_right(site: str) -> None:
    line = _card(_root(f"{site}/?lang=en"), BRIDGE).xpath(".//svg[@class='spread']")[0]
    ring, dot = (float(line.xpath(f"string(.//circle[@class='{name}']/@cx)").rstrip("%")) for name in "fi")
    assert ring < dot < 50
    assert "7 reports, 3 independent reports" in line.get("aria-label")


def test_two_that_came_at_one_time_are_both_named_and_none_is_first(site: str) -> None:
    card = _card(_root(site), "سپیدکوه")
    words = _words(card.xpath(".//p[@class='prov']")[0])
    assert words.startswith(f"نارون* و چکاوک* هم{Z}زمان در آرشیو ما، {_clock(90)}، ۲ گزارش مستقل، ۱ رونوشت")
    assert len(card.xpath(".//circle[@class='f']")) == 2
    assert "هیچ" in _words(card.xpath(".//p[@class='aside-note']")[0])
    assert "نخستین در آرشیو ما" not in words


def test_one_origin_with_many_reports_is_flagged(site: str) -> None:
    card = _card(_root(site), "گلریز")
    assert _words(card.xpath(".//*[@class='flag']")[0]) == "یک منبع"
    assert "۱ گزارش مستقل، ۲ رونوشت" in _words(card)
    takes = [_words(one) for one in card.xpath(".//ul[@class='takes']/li")]
    assert len(takes) == 2
    assert all("رونوشت هامون*، بدون ذکر منبع" in one for one in takes)


def test_a_story_of_one_report_is_a_line_that_says_what_it_is(site: str) -> None:
    lines = [_words(one) for one in _root(site).xpath("//section[@class='brief']//li")]
    assert len(lines) == SINGLES
    assert all(f"گزارش دست{Z}اول" in line for line in lines)
    assert _root(site).xpath("//section[@class='brief']//svg") == []


def test_at_least_thirty_stories_stand_on_the_front_each_once(site: str, store: Store) -> None:
    links = _links(_root(site))
    assert len(links) == len(set(links)) == ALL >= 30
    assert set(links) == {f"/n/{story.id}" for story in store.stories(limit=99)}


def test_more_stories_are_on_the_next_page(tmp_path: Path) -> None:
    store = build_stories(tmp_path / "more.db", singles=40)
    with running(site_of(store, None)) as site:
        pages = [_root(f"{site}/"), _root(f"{site}/?page=2")]
        newest = [_root(f"{site}/s/world?order=newest&page={number}") for number in (1, 2)]
    expected = {f"/n/{story.id}" for story in store.stories(limit=99)}
    store.close()
    first, second = _links(pages[0]), pages[1].xpath("//ol[@class='flow']//h2/a/@href")
    assert (len(first), len(second)) == (36, 7)
    assert set(first) | set(second) == expected
    assert pages[0].xpath("//a[@rel='next']/@href") == ["/?page=2"]
    assert pages[1].xpath("//a[@rel='prev']/@href") == ["/"]
    assert newest[0].xpath("//a[@rel='next']/@href") == ["/s/world?order=newest&page=2"]
    assert newest[1].xpath("//a[@rel='prev']/@href") == ["/s/world?order=newest"]


def test_the_newest_order_goes_by_the_latest_news(site: str, store: Store) -> None:
    root = _root(f"{site}/?order=newest")
    links = root.xpath("//ol[@class='flow']//h2/a/@href")
    assert links == [f"/n/{story.id}" for story in store.stories(order="newest", limit=ALL)]
    stamps = root.xpath("//ol[@class='flow']//p[@class='when']/time/@datetime")
    assert stamps == sorted(stamps, reverse=True)
    assert [_words(one) for one in root.xpath("//nav[@class='seg']/a[@aria-current]")] == [f"تازه{Z}ترین"]


def test_own_reports_only_leaves_out_what_only_cites_others(tmp_path: Path) -> None:
    store = open_store(tmp_path / "own.db")
    own, _ = store.save(invented(1, minutes=5, paper=0), Fold(), now=NOW, raw=None)
    cites = replace(invented(2, minutes=4, paper=1), way=(Origin("تاس", "tass", "tass"),))
    relay, _ = store.save(cites, Fold(), now=NOW, raw=None)
    store.tell(own, own)
    store.tell(relay, relay)
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        every, own_only = _links(_root(site)), _root(f"{site}/?order=own")
        only = own_only.xpath("//ol[@class='flow']//h2/a/@href")
        words = _words(_root(site))
    store.close()
    assert (set(every), only) == ({f"/n/{own}", f"/n/{relay}"}, [f"/n/{own}"])
    assert _words(own_only.find(".//h1")) == f"خبرهای دارای گزارش دست{Z}اول"
    assert own_only.xpath("string(//title)").startswith("خبرهای دارای")
    assert own_only.xpath("//p[@class='prov owns']//a/@href") == [f"/a/{own}"]
    assert "نقل از تاس" in words


@pytest.mark.parametrize("order", ["", "best", "NEWEST", "newest'", "%00", "rank,newest"])
def test_an_order_that_there_is_not_is_refused_in_words(site: str, order: str) -> None:
    for path in ("/", "/s/world"):
        answer = get(f"{site}{path}?order={order}")
        assert answer.status == 400
        assert "order=newest" in answer.text


def test_reports_that_are_not_told_yet_do_not_break_the_page(tmp_path: Path) -> None:
    store = open_store(tmp_path / "untold.db")
    store.save(invented(1, minutes=5, paper=0), Fold(), now=NOW, raw=None)
    with running(site_of(store, None)) as site:
        pages = {path: get(site + path) for path in ("/", "/?lang=en", "/s/world", "/index.rss", "/s/world.json")}
    store.close()
    assert {one.status for one in pages.values()} == {200}
    assert "کنار هم گذاشته" in pages["/"].text
    assert "mirnews source add" not in pages["/"].text
    html5lib.HTMLParser(strict=True).parse(pages["/"].text)


def test_a_report_that_is_gone_at_its_outlet_is_called_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "gone.db")
    story = together(store, SPREAD)
    alone, _ = store.save(invented(1, minutes=3, paper=0), Fold(), now=NOW, raw=None)
    store.tell(alone, alone)
    hamoon = next(one.headline.id for one in store.story_reports([story])[story] if one.headline.outlet == "hamoon")
    for report in (hamoon, alone):
        store.gone(report, now=NOW)
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        root, outlet = _root(site), _root(f"{site}/o/hamoon")
    store.close()
    gone = root.xpath("//*[@class='gone']")
    assert [_words(one) for one in gone] == [f"حذف{Z}شده در منبع"] * len(gone)
    assert "هامون*، حذف" in _words(root.xpath("//article[contains(@class, 'lead')]//dl")[0])
    assert len(root.xpath("//section[@class='brief']//*[@class='gone']")) == 1
    assert len(outlet.xpath("//ol[@class='flow']//*[@class='gone']")) == 1


def test_the_list_of_an_outlet_leads_to_the_stories(site: str, store: Store) -> None:
    root = _root(f"{site}/o/poone")
    links = {_words(one): one.get("href") for one in root.xpath("//ol[@class='flow']//p[@class='prov']/a[@class='in']")}
    story = next(one.id for one in store.stories(limit=99) if one.reports == 7)
    assert links["این خبر در ۷ گزارش"] == f"/n/{story}"
    assert len(links) == 2
    assert _root(f"{site}/o/narvan").xpath("count(//ol[@class='flow']/li[not(.//a[@class='in'])])") > 5


def test_feeds_have_each_story_once_as_the_report_that_began_it(site: str, store: Store) -> None:
    items = json.loads(get(f"{site}/index.json").body)["items"]
    began = {one.id for one in store.stories(order="newest", limit=30)}
    assert {int(item["id"].rsplit("/", 1)[-1]) for item in items} == began
    assert all("/a/" in item["id"] for item in items)
    dates = [item["date_published"] for item in items]
    assert dates == sorted(dates, reverse=True)
    (glriz,) = [one for one in items if one["title"] == ONE_ORIGIN[0].title]
    assert [copy["name"] for copy in glriz["_mirnews"]["copies"]] == ["پونه*", "ارغوان*"]


def test_the_first_visit_weighs_at_most_sixty_kilobytes_with_its_font(site: str) -> None:
    for path in ("/", "/?order=newest", "/s/world?lang=en"):
        root = _root(site + path)
        addresses = root.xpath("//link[@rel='stylesheet' or @rel='preload' or @rel='icon']/@href")
        weights = [len(get(site + one, accept_encoding="gzip").body) for one in [path, *addresses]]
        assert sum(weights) <= 60 * 1024, path


def test_a_front_page_of_many_stories_asks_no_more_than_one_of_few(tmp_path: Path) -> None:
    asked = []
    for number in (40, 150):
        store = build_stories(tmp_path / f"{number}.db", singles=0)
        for minutes in range(number):
            together(store, tuple(replace(one, minutes=one.minutes + minutes) for one in SPREAD))
        Telling(store).tell()
        assert store.story_count() == number + 3
        view = View(site_of(store, None), "fa", "/", {}, "http://127.0.0.1")
        front(view)  # the first visit counts the archive, for all that follow
        with asking(store) as found:
            assert front(view).status_code == 200
        store.close()
        asked.append(found)
    few, many = asked
    assert 0 < few.statements == many.statements < 30
    assert few.steps > 1_000  # of SQLite's machine: some 16,000 for either
    assert many.steps < 1.5 * few.steps


def test_a_relay_says_for_which_outlet_it_counts_by_the_name_that_the_catalogue_has(tmp_path: Path) -> None:
    store = open_store(tmp_path / "named.db")
    first = 0
    for paper in (0, 1):
        cites = replace(invented(1, minutes=9 - paper, paper=paper), way=(Origin("خبرگزاری فرانسه", "afp", "afp"),))
        number, _ = store.save(cites, Fold(), now=NOW, raw=None)
        first = first or number
        store.tell(number, first)
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        told = [_words(one) for one in _root(f"{site}/n/{first}").xpath("//ul[@class='told']//p[@class='o']")]
        front = _words(_root(site))
    store.close()
    assert f"به جای فرانس{Z}پرس شمرده شد" in told[0]
    assert "به جای" not in told[1]
    assert "خبرگزاری فرانسه" not in front + " ".join(told)


def test_own_reports_lead_with_the_headline_of_the_own_report(tmp_path: Path) -> None:
    store = open_store(tmp_path / "led.db")
    cites = replace(invented(2, minutes=30, paper=1), way=(Origin("تاس", "tass", "tass"),))
    relay, _ = store.save(cites, Fold(), now=NOW, raw=None)
    own, _ = store.save(invented(1, minutes=5, paper=0), Fold(), now=NOW, raw=None)
    for report in (relay, own):
        store.tell(report, relay)
    Telling(store).tell()
    title = store.headlines(ids=[own])[0].title
    with running(site_of(store, None)) as site:
        (row,) = _root(f"{site}/?order=own").xpath("//ol[@class='flow']/li")
        section = _root(f"{site}/s/world?order=own")
    store.close()
    assert _words(row.find(".//h2")) == title
    assert row.xpath(".//h2/a/@href") == [f"/n/{relay}"]
    assert _words(row.xpath(".//p[@class='prov owns']")[0]).startswith(f"گزارش دست{Z}اول: نارون*")
    assert _words(section.find(".//h1")) == f"جهان: خبرهای دارای گزارش دست{Z}اول"
