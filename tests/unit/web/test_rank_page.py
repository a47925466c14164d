"""The page on ranking says what the code does, and its sum comes out in the order of the front."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest
from lxml import html

from mirnews.store import open_store
from mirnews.store.port import Store
from mirnews.stories.summary import HALF_LIFE_HOURS
from mirnews.web.pages.rank import factors
from tests.unit.web.archive import NOW
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import get, running
from tests.unit.web.events import build_stories


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = build_stories(Path(tmp_path_factory.mktemp("rank")) / "archive.db")
    yield store
    store.close()


@pytest.fixture(scope="module")
def site(store: Store) -> Iterator[str]:
    with running(site_of(store, None)) as address:
        yield address


def _rows(address: str) -> list[list[str]]:
    root = html.fromstring(get(address).text)
    return [[" ".join(cell.text_content().split()) for cell in row] for row in root.xpath("//table//tbody/tr")]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_page_is_html_without_an_error(site: str, language: str) -> None:
    answer = get(f"{site}/rank?lang={language}")
    assert answer.status == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)


def test_the_example_is_the_top_ten_of_the_archive_with_their_counts(site: str, store: Store) -> None:
    rows = _rows(f"{site}/rank?lang=en")
    wanted = [
        [str(n), str(one.independent), str(one.copies), str(one.relays), str(one.further)]
        for n, one in enumerate(store.stories(limit=10), 1)
    ]
    assert [[row[0], *row[2:6]] for row in rows] == wanted
    links = html.fromstring(get(f"{site}/rank").text).xpath("//table//th[@scope='row']/a/@href")
    assert links == [f"/n/{one.id}" for one in store.stories(limit=10)]


def test_the_sum_comes_out_and_falls_from_row_to_row(site: str) -> None:
    rows = _rows(f"{site}/rank?lang=en")
    scores = [float(row[10]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    for row in rows:
        origins, novelty, age, score = map(float, row[7:])
        assert score == pytest.approx(origins * novelty * age, abs=0.03)


def test_the_score_halves_with_every_half_life_and_more_origins_weigh_more(store: Store) -> None:
    stories = store.stories(limit=99)
    for story in stories:
        now = factors(story, NOW - story.renewed_at)
        later = factors(story, NOW - story.renewed_at + timedelta(hours=HALF_LIFE_HOURS))
        assert later.score == pytest.approx(now.score / 2)
        assert now.novelty == pytest.approx(2, abs=1e-4)  # the last news of each is own wording
    many, one = max(stories, key=lambda story: story.independent), next(s for s in stories if s.independent == 1)
    assert factors(many, timedelta()).origins > factors(one, timedelta()).origins == 1


def test_the_half_life_in_the_words_is_that_of_the_code(site: str) -> None:
    assert f"for every {HALF_LIFE_HOURS:.0f} hours" in get(f"{site}/rank?lang=en").text


def test_every_page_leads_to_it(site: str) -> None:
    links = html.fromstring(get(site).text).xpath("//footer//a/@href")
    assert {"/rank", "/quality", "/ops", "/about"} <= set(links)


def test_an_empty_archive_has_no_example(tmp_path: Path) -> None:
    store = open_store(tmp_path / "empty.db")
    with running(site_of(store, None)) as site:
        page = get(f"{site}/rank").text
    store.close()
    assert "هنوز خبری در آرشیو نیست" in page
    assert "<table" not in page
