"""The pages of stories, ranking and figures in a real Chromium: width, order, colours, targets, without script."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mirnews.model import Figure
from mirnews.store import open_store
from mirnews.telling import Telling
from tests.browser.test_pages_in_chromium import OVERFLOW, WIDTHS, _contrast, _page, browser  # noqa: F401 (a fixture)
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import running
from tests.unit.web.events import SPREAD, alone, together
from tests.unit.web.test_story_page import _dam

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses of the pages, by name."""
    store = open_store(Path(tmp_path_factory.mktemp("told")) / "archive.db")
    alone(store, 1)
    single = store.headlines(limit=1)[0].id
    dam, bridge = _dam(store), together(store, SPREAD)
    Telling(store).tell()
    site = dataclasses.replace(site_of(store, None), measured=lambda: [Figure("copies_p", 1.0, 16, 0.99)])
    with running(site) as address:
        pages = {"dam": f"/n/{dam}", "bridge": f"/n/{bridge}", "single": f"/n/{single}", "article": f"/a/{dam}"}
        pages |= {"gone": f"/a/{dam + 4}", "rank": "/rank", "quality": "/quality"}
        yield {name: address + path for name, path in pages.items()}
    store.close()


@pytest.mark.parametrize("font", [True, False], ids=["font", "no-font"])
@pytest.mark.parametrize("width", WIDTHS)
def test_none_of_them_scrolls_sideways(browser: object, told: dict[str, str], width: int, font: bool) -> None:  # noqa: F811
    page = _page(browser, width=width, script=True, font=font)
    wide = {}
    for name, address in told.items():
        for url in (address, f"{address}?lang=en"):
            page.goto(url, wait_until="load")  # type: ignore[attr-defined]
            page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")  # type: ignore[attr-defined]
            if (over := page.evaluate(OVERFLOW)) > 0:  # type: ignore[attr-defined]
                wide[name, url[-2:]] = over
    page.context.close()  # type: ignore[attr-defined]
    assert wide == {}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("font", [True, False], ids=["font", "no-font"])
def test_a_story_reads_in_order_without_script(browser: object, told: dict[str, str], width: int, font: bool) -> None:  # noqa: F811
    page = _page(browser, width=width, font=font)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))  # type: ignore[attr-defined]
    page.goto(told["dam"], wait_until="networkidle")  # type: ignore[attr-defined]
    parts = ["h1", ".hsrc", ".facts", ".spread", ".tree", ".told >> nth=0", ".told >> nth=1", ".words"]
    tops = [page.locator(part).first.bounding_box()["y"] for part in parts]  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]
    assert tops == sorted(tops)
    assert {urlsplit(url).netloc for url in requests} == {urlsplit(told["dam"]).netloc}


@pytest.mark.parametrize("language", ["fa", "en"])
def test_what_goes_back_to_another_stands_further_in(browser: object, told: dict[str, str], language: str) -> None:  # noqa: F811
    page = _page(browser, width=390)
    page.goto(f"{told['dam']}?lang={language}")  # type: ignore[attr-defined]
    depths = ["> li > b", "> li > ul > li > b", "> li > ul > li > ul > li > b"]
    boxes = [page.locator(f".tree {depth}").first.bounding_box() for depth in depths]  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]
    edges = [box["x"] + box["width"] if language == "fa" else -box["x"] for box in boxes]
    assert edges == sorted(edges, reverse=True)
    assert len({round(edge) for edge in edges}) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_words_can_be_read(browser: object, told: dict[str, str], scheme: str) -> None:  # noqa: F811
    page = _page(browser, scheme=scheme, script=True)
    names = {
        "dam": [".tree small", ".tree .v > b", ".tree .f > b", ".told .w time", ".rl", ".rl.tf", ".mk", ".mk.gone"],
        "bridge": [".day bdi", ".words small", ".tl time", ".tl small", ".facts dt", ".cnt"],
        "gone": [".lost", ".instory .prov", ".instory .rl"],
        "rank": [".formula b", ".sums thead th", ".sums .ix"],
        "quality": [".figs thead th", ".figs td"],
    }
    faint = {}
    for name, selectors in names.items():
        page.goto(told[name])  # type: ignore[attr-defined]
        for selector in selectors:
            ink, paper = page.evaluate(  # type: ignore[attr-defined]
                """selector => {
                    const node = document.querySelector(selector), clear = 'rgba(0, 0, 0, 0)';
                    let behind = node;
                    while (getComputedStyle(behind).backgroundColor === clear) behind = behind.parentElement;
                    return [getComputedStyle(node).color, getComputedStyle(behind).backgroundColor];
                }""",
                selector,
            )
            if (ratio := _contrast(ink, paper)) < 4.5:
                faint[name, selector] = round(ratio, 2)
    page.context.close()  # type: ignore[attr-defined]
    assert faint == {}
