"""The article page's section on what changed: `<del>` and `<ins>`, words for screen readers, rights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest

from mirnews.model import Fold
from mirnews.store import Store, open_store
from tests.builders import NOON, a_draft, a_source, an_article

from .conftest import site_of
from .driving import get, running

FIRST = "شهردار نیلاب* گفت ساخت پل سه سال طول کشید و هزینهٔ آن ۴۲ میلیارد تومان و قرارداد با Bridge & Co بود."
SECOND = "او افزود: «این پل را برای همهٔ مردم شهر ساختیم و از کسی پول نمی\u200cگیریم»."
THIRD = "پل تازه دو خط برای خودرو دارد و شب\u200cها با چراغ\u200cهای کم\u200cمصرف روشن می\u200cماند."


def edited(path: Path) -> Store:
    """An archive with one report that was edited once, silently."""
    store = open_store(path)
    store.add_source(a_source(), now=NOON)
    article = an_article(title="پل نیلاب* باز شد", lead=None, paragraphs=(FIRST, SECOND, THIRD))
    later = replace(article, title="پل <i> نیلاب* بسته شد", paragraphs=(THIRD, FIRST.replace("۴۲", "۵۶")))
    store.save(a_draft(article=article), Fold(), now=NOON, raw=None)
    store.save(a_draft(article=later), Fold(), now=NOON + timedelta(hours=3), raw=None)
    return store


@contextmanager
def shown(path: Path, rights: str) -> Iterator[str]:
    store = edited(path / "a.db")
    with running(site_of(store, None, rights=rights)) as base:
        yield f"{base}/a/1"
    store.close()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with shown(tmp_path_factory.mktemp("revisions"), "full") as url:
        yield url


def words(node: lxml.html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", node.text_content()).strip()


def section(url: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(get(url).body).get_element_by_id("revisions")


def test_the_changes_are_marked_and_named(page: str) -> None:
    found = section(page)
    assert [words(one) for one in found.xpath(".//del")][:1] == ["حذف\u200cشده: باز؛"]
    assert "افزوده: ۵۶؛" in [words(one) for one in found.xpath(".//ins")]
    marks = [words(one) for one in found.xpath(".//*[@class='mk']")]
    assert {"تیتر دیگر شد", "عددی تغییر کرد", "نقل قولی حذف شد", "بندی جابه\u200cجا شد"} <= set(marks)
    assert "بی\u200cاعلام ویرایش در صفحه" in marks


def test_it_is_safe_html_with_foreign_runs_isolated(page: str) -> None:
    html = get(page).text
    assert "<i> نیلاب" not in html
    assert "&lt;i&gt;" in html
    found = section(f"{page}?lang=en")
    assert found.xpath(".//p//bdi[text()='Bridge & Co']")
    assert all(one.get("dir") == "rtl" for one in found.xpath(".//div[@class='rv']/p"))
    assert {one.get("lang") for one in found.xpath(".//*[self::ins or self::del]/span[@class='vh'][1]")} == {"en"}
    assert not found.xpath(".//script | .//*[@onclick]")


def test_in_english_too(page: str) -> None:
    found = section(f"{page}?lang=en")
    assert "a figure changed" in words(found)
    assert "removed: باز" in words(found)


@pytest.mark.parametrize("rights", ["excerpt", "link"])
def test_only_the_headline_where_the_text_may_not_be_shown(tmp_path: Path, rights: str) -> None:
    with shown(tmp_path, rights) as url:
        found = section(url)
        assert [words(one) for one in found.xpath(".//h4")] == ["تیتر"]
        assert "میلیارد" not in words(found)
        assert "عددی تغییر کرد" in words(found)
