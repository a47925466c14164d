"""Copy comes before own: what a list, an article page and a feed call a report whose text is another's."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html

from mirnews.model import ChainLink, Credit, Evidence, Fold
from mirnews.search import open_search
from mirnews.store import open_store
from mirnews.store.port import Draft, Store
from mirnews.telling import Telling
from tests.unit.web.archive import NOW, invented, mali
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import get, running

Z = "\u200c"
COPY = "رونوشت هامون*"
LISTS = ["/o/chakavak", "/q?q=%D9%84%D8%A7%D9%88%D8%B1%D9%88%D9%81"]


def _copy(number: int, paper: int, *, credited: bool) -> Draft:
    """The report on Mali as another made-up paper prints it, with or without naming the first."""
    draft = invented(number, minutes=0, paper=paper)
    chain = [ChainLink(draft.outlet_name, draft.outlet, "outlet", "publisher", None)]
    if credited:
        seen = Evidence("lead", 0, 5, (draft.article.lead or "")[:5])
        chain.append(ChainLink("هامون*", "hamoon", "outlet", "cites", 0, (seen,)))
    article = dataclasses.replace(
        draft.article, title=f"لاوروف در نیویورک، نسخهٔ {number}", paragraphs=mali().article.paragraphs
    )
    at = NOW - timedelta(minutes=20 - number)
    return dataclasses.replace(
        draft, article=article, credit=Credit(tuple(chain)), section="world", at=at, published=at, search_text="لاوروف"
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """1: the original; 2: a copy that names it; 3: a copy that does not; 4: a part of it, in a fold of its own."""
    store = open_store(Path(tmp_path_factory.mktemp("relation")) / "archive.db")
    store.save(mali(), Fold(), now=NOW - timedelta(minutes=24), raw=None)
    store.save(_copy(1, 1, credited=True), Fold(1, "copy", 1, 0.93), now=NOW, raw=None)
    store.save(_copy(2, 0, credited=False), Fold(1, "copy", 1, 0.0), now=NOW, raw=None)
    store.save(_copy(3, 1, credited=False), Fold(None, "partial", 1, 0.4), now=NOW, raw=None)
    for number in (1, 2, 3, 4):
        store.tell(number, 1)
    Telling(store).tell()
    yield store
    store.close()


@pytest.fixture(scope="module")
def site(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    search = open_search(Path(tmp_path_factory.mktemp("index")))
    search.apply(store.outbox(100))
    with running(site_of(store, search)) as address:
        yield address
    search.close()


def _texts(page: str, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in html.fromstring(page).xpath(path)]


def _relations(page: str, number: int) -> set[str]:
    """What the lists of a page call a report: the marks of the innermost item that links it."""
    items = html.fromstring(page).xpath(f"//li[.//a[@href='/a/{number}']]")
    inner = min(items, key=lambda item: len(item.text_content()))
    marks = inner.xpath(".//*[starts-with(@class, 'rel ')]")
    return {" ".join(one.text_content().split()) for one in marks if next(one.iterancestors("li")) is inner}


def test_a_list_says_whose_text_it_is(site: str) -> None:
    page = get(f"{site}/q?q=%D9%84%D8%A7%D9%88%D8%B1%D9%88%D9%81").text
    assert _relations(page, 2) == {COPY}
    assert _relations(page, 3) == {f"{COPY}، بدون ذکر منبع"}
    assert _relations(page, 4) == {"رونوشت بخشی از هامون*، بدون ذکر منبع"}


@pytest.mark.parametrize("path", ["/", "/s/world"])
def test_the_card_of_the_story_says_it_too(site: str, path: str) -> None:
    page = get(site + path).text
    rows = _texts(page, "//article[contains(@class, 'lead')]//dl[@class='who']/div")
    assert rows == [f"{COPY} چکاوک* و نارون*", "رونوشت بخشی از هامون* چکاوک*"]
    assert f"گزارش دست{Z}اول" not in " ".join(_texts(page, "//article"))


def test_an_outlet_never_adopts_the_original_as_its_copy(site: str) -> None:
    page = get(f"{site}/o/chakavak").text
    assert _relations(page, 2) == {COPY}
    assert html.fromstring(page).xpath("//ol[@class='flow']//details") != []  # the other copy, of another outlet
    assert "/a/1" not in html.fromstring(page).xpath("//ol[@class='flow']//details//li/a[last()]/@href")
    assert "۱ رونوشت دیگر" in _texts(page, "//summary")


def test_the_original_leads_where_the_list_has_it(site: str) -> None:
    flow = html.fromstring(get(f"{site}/o/hamoon").text).xpath("//ol[@class='flow']/li[.//h2/a/@href='/a/1']")[0]
    assert {link for link in flow.xpath(".//details//a/@href") if link != "/a/1"} == {"/a/2", "/a/3"}


@pytest.mark.parametrize("number", [2, 3, 4])
def test_the_page_of_a_copy_is_no_own_report(site: str, number: int) -> None:
    page = get(f"{site}/a/{number}").text
    assert f"گزارش دست{Z}اول" not in " ".join(_texts(page, "//article"))
    assert html.fromstring(page).xpath("//header[@class='ahead']//*[starts-with(@class, 'rel ')]/a/@href") == ["/a/1"]


def test_the_page_of_a_copy_says_how_much_of_the_text_it_is(site: str) -> None:
    assert _texts(get(f"{site}/a/2").text, "//section[@class='chain']/p")[0] == (
        f"این متن رونوشت گزارش هامون* است (هم{Z}پوشانی: ۰٫۹۳)."
    )
    assert _texts(get(f"{site}/a/3").text, "//section[@class='chain']/p")[0] == (
        "این متن رونوشت گزارش هامون* است، بدون ذکر نام هامون*."
    )


def test_the_origin_is_a_named_source_where_its_own_text_names_others(site: str) -> None:
    page = get(f"{site}/a/2").text
    assert _texts(page, "//section[@class='chain']//*[@class='role']") == ["ناشر:", f"منبع نام{Z}برده:"]
    assert _texts(page, "//p[@class='beyond']") == [
        "ادامهٔ زنجیره: هامون* در آن متن از خبرگزاری مهر و تاس نقل کرده است."
    ]
    assert html.fromstring(page).xpath("//p[@class='beyond']//a/@href") == ["/a/1"]
    assert _texts(get(f"{site}/a/1").text, "//p[@class='beyond']") == []


def test_the_box_of_a_copy_marks_the_first(site: str) -> None:
    page = get(f"{site}/a/2").text
    box = html.fromstring(page).xpath("//aside/section[1]")[0]
    assert box.xpath("string(h2)") == "همین متن در رسانه\u200cهای دیگر"
    marks = [
        (one.xpath("string(a/@href)"), one.xpath("string(.//*[starts-with(@class, 'rel ')])"))
        for one in box.xpath(".//li")
    ]
    assert marks == [("/a/1", "نخستینِ این متن"), ("/a/3", f"{COPY}، بدون ذکر منبع")]
    assert _texts(get(f"{site}/a/1").text, "//aside/section[1]/h2") == ["رونوشت\u200cهای این متن"]


def test_a_feed_says_whose_text_it_is(site: str) -> None:
    items = {
        item["id"].rsplit("/", 1)[-1]: item["_mirnews"]
        for item in json.loads(get(f"{site}/o/chakavak.json").body)["items"]
    }
    first = {"id": 1, "outlet": "hamoon", "name": "هامون*"}
    assert (items["2"]["relation"], items["2"]["of"]) == ("copy", {**first, "credited": True})
    assert (items["4"]["relation"], items["4"]["of"]) == ("partial", {**first, "credited": False})
    assert (items["4"]["own_report"], items["2"]["copies"]) == (False, [])


def test_the_original_of_a_copy_may_be_gone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "gone.db")
    store.save(mali(), Fold(), now=NOW, raw=None)
    store.save(_copy(1, 1, credited=False), Fold(1, "copy", 1, 0.9), now=NOW, raw=None)
    store.tell(1, 1)
    store.tell(2, 1)
    store.remove(1, "hidden", reason="خواست صاحب متن", now=NOW)
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        page, listed = get(f"{site}/a/2").text, get(f"{site}/s/world").text
        item = json.loads(get(f"{site}/index.json").body)["items"][0]["_mirnews"]
    store.close()
    assert _texts(page, "//section[@class='chain']/p") == ["رونوشت گزارشی دیگر."]
    assert "رونوشت گزارشی دیگر" in _texts(listed, "//article[contains(@class, 'lead')]//*[contains(@class, 'rel')]")
    assert item["of"] is None


@pytest.mark.parametrize("path", [*LISTS, "/a/2", "/a/3", "/a/4"])
def test_the_english_pages_say_it_in_english(site: str, path: str) -> None:
    page = get(f"{site}{path}{'&' if '?' in path else '?'}lang=en").text
    words = " ".join(_texts(page, "//*[starts-with(@class, 'rel ')]"))
    assert "opy of هامون*" in words
    assert "رونوشت" not in words
