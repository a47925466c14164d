"""The page of figures shows what the evals measured, with date and command, and the data behind it is up to date."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import html5lib
import pytest
from lxml import html

from mirnews.locale import LANGUAGES, messages
from mirnews.model import Figure
from mirnews.store import open_store
from mirnews.web import Site
from mirnews.web.pages.quality import recorded
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import get, running

EVALS = Path(__file__).parents[3] / "evals"
AGAIN = "run `python -m evals --record`"
LIVE = (Figure("copies_p", 1.0, 16, 0.99), Figure("chains_exact", 0.8549, 40, 0.9), Figure("something_new", 0.5, 2))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    store = open_store(Path(tmp_path_factory.mktemp("quality")) / "archive.db")
    yield site_of(store, None)
    store.close()


@pytest.fixture(scope="module")
def site(plain: Site) -> Iterator[str]:
    with running(plain) as address:
        yield address


def _words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


@pytest.mark.parametrize("path", sorted(EVALS.glob("*/floors.toml")), ids=lambda path: path.parent.name)
def test_the_figures_are_those_of_the_evals_and_reach_their_floors(path: Path) -> None:
    floors = tomllib.loads(path.read_text(encoding="utf-8"))
    entry = recorded().get(path.parent.name)
    assert entry is not None, AGAIN
    told = {name: one for name, one in entry["figures"].items() if one["floor"] is not None}
    assert {name: one["floor"] for name, one in told.items()} == floors, AGAIN
    assert {name: one["value"] for name, one in told.items() if one["value"] < floors[name]} == {}
    assert entry["command"] == f"python -m evals.{path.parent.name}"
    assert date(2021, 1, 1) < date.fromisoformat(entry["date"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_names_a_figure_that_there_is(language: str) -> None:
    entries = recorded()
    for key in messages(language).keys():  # type: ignore[arg-type]  # noqa: SIM118 (no dictionary)
        if key.startswith("quality.label."):
            name, figure = key.removeprefix("quality.label.").split(".")
            if name in entries:
                known = [entries[name]["figures"], *(one["figures"] for one in entries[name]["outside"])]
                assert any(figure in one for one in known), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_eval_has_a_name_and_says_what_it_is_measured_on(language: str) -> None:
    known = messages(language).keys()  # type: ignore[arg-type]
    for name in recorded():
        assert {f"quality.eval.{name}", f"quality.data.{name}"} <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_html_without_an_error_and_holds_every_figure(site: str, language: str) -> None:
    answer = get(f"{site}/quality?lang={language}")
    assert answer.status == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    root = html.fromstring(answer.text)
    assert len(root.xpath("//h1")) == 1
    rows = root.xpath("//table/tbody/tr")
    wanted = [[one["figures"], *(other["figures"] for other in one["outside"])] for one in recorded().values()]
    assert len(rows) == sum(len(figures) for entry in wanted for figures in entry)
    codes = [_words(one) for one in root.xpath("//code")]
    assert {entry["command"] for entry in recorded().values()} <= set(codes)


def test_figures_stand_with_their_floor_in_the_digits_of_the_language(site: str) -> None:
    told = recorded()["fold"]["figures"]["newsstand_copies_r"]
    cells = next(
        [_words(cell) for cell in row]
        for row in html.fromstring(get(f"{site}/quality").text).xpath("//table/tbody/tr")
        if "رونوشت\u200cها، دکهٔ نمایش: یادآوری" in row.text_content()
    )
    digits = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
    assert cells[1:] == [f"{told[name]:.3f}".translate(digits) for name in ("value", "floor")]


def test_without_a_truth_there_is_no_live_section(site: str) -> None:
    assert "سنجش زنده" not in get(f"{site}/quality").text


def test_a_demo_shows_what_was_measured_on_its_own_archive(plain: Site) -> None:
    with running(dataclasses.replace(plain, measured=lambda: LIVE)) as site:
        page = get(f"{site}/quality").text
        english = get(f"{site}/quality?lang=en").text
    for one in (page, english):
        html5lib.HTMLParser(strict=True).parse(one)
    rows = [_words(row) for row in html.fromstring(page).xpath("//section[1]//table/tbody/tr")]
    assert rows[0] == "رونوشت\u200cها: دقت۱٫۰۰۰۰٫۹۹۰۱۶رسیده"
    assert rows[1] == "زنجیرهٔ نقل: عین۰٫۸۵۵۰٫۹۰۰۴۰نرسیده"
    assert rows[2] == "something_new۰٫۵۰۰–۲–"
