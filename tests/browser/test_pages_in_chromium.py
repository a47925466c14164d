"""Pages in a real Chromium: width, reading order, colours, with and without the font, switches without script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mirnews.search import open_search
from mirnews.store.port import Store
from tests.unit.web.archive import build
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import running
from tests.unit.web.events import build_stories

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

PATHS = [
    "/",
    "/?order=newest",
    "/?order=own&lang=en",
    "/a/{mali}",
    "/s/world",
    "/o",
    "/o/hamoon",
    "/q?q=%D9%BE%D9%84",
    "/ops",
    "/rank",
    "/quality",
    "/about",
    "/nope",
    "/a/{mali}?lang=en",
]
WIDTHS = (320, 360, 390, 768, 1280)
# Scripts of the page are blocked by its own policy; this one runs beside it, in the test's hand.
OVERFLOW = "() => document.scrollingElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = build(Path(tmp_path_factory.mktemp("browser")) / "archive.db")
    yield store
    store.close()


@pytest.fixture(scope="module")
def site(archive: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    search = open_search(Path(tmp_path_factory.mktemp("index")))
    search.apply(archive.outbox(1000))
    with running(site_of(archive, search)) as address:
        yield address
    search.close()


@pytest.fixture(scope="module")
def mali(archive: Store) -> int:
    return next(one.id for one in archive.headlines(limit=5) if "لاوروف" in (one.title or ""))


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is missing: apt-get install chromium"
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


def _page(
    browser: object, *, width: int = 1280, scheme: str = "light", script: bool = False, font: bool = True
) -> object:
    context = browser.new_context(  # type: ignore[attr-defined]
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
    )
    if not font:
        context.route("**/*.woff2", lambda route: route.abort())
    return context.new_page()


@pytest.mark.parametrize("font", [True, False], ids=["font", "no-font"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(browser: object, site: str, mali: int, width: int, font: bool) -> None:
    page = _page(browser, width=width, script=True, font=font)
    wide = {}
    for path in PATHS:
        page.goto(site + path.format(mali=mali), wait_until="load")  # type: ignore[attr-defined]
        page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")  # type: ignore[attr-defined]
        if (over := page.evaluate(OVERFLOW)) > 0:  # type: ignore[attr-defined]
            wide[path] = over
    page.context.close()  # type: ignore[attr-defined]
    assert wide == {}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("font", [True, False], ids=["font", "no-font"])
def test_the_article_reads_in_order_without_script(
    browser: object, site: str, mali: int, width: int, scheme: str, font: bool
) -> None:
    page = _page(browser, width=width, scheme=scheme, font=font)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))  # type: ignore[attr-defined]
    page.goto(f"{site}/a/{mali}", wait_until="networkidle")  # type: ignore[attr-defined]
    parts = ["h1", ".byl", "section.chain", ".text .prose", ".text .src", "section.thirty h2", ".h30 > li:last-child"]
    tops = [page.locator(part).first.bounding_box()["y"] for part in parts]  # type: ignore[attr-defined]
    assert tops == sorted(tops)
    visible = page.locator(".h30 > li:visible").count()  # type: ignore[attr-defined]
    page.locator("label[for=f2]").click()  # type: ignore[attr-defined]
    assert (visible, page.locator(".h30 > li:visible").count()) == (26, 30)  # type: ignore[attr-defined]
    assert {urlsplit(url).netloc for url in requests} == {urlsplit(site).netloc}
    assert len(requests) <= 4
    page.context.close()  # type: ignore[attr-defined]


def test_the_switch_shows_repaired_marked_and_untouched_text(browser: object, site: str, mali: int) -> None:
    page = _page(browser, width=390)
    page.goto(f"{site}/a/{mali}")  # type: ignore[attr-defined]
    shown = page.locator(".prose .fix").first  # type: ignore[attr-defined]
    heading = page.locator("h1")  # type: ignore[attr-defined]
    seen = []
    for label in ("v1", "v2", "v3"):
        page.locator(f"label[for={label}]").click()  # type: ignore[attr-defined]
        seen.append((shown.inner_text(), heading.inner_text().split()[0]))
    page.context.close()  # type: ignore[attr-defined]
    assert seen[0] == ("امنیتی", "گفت\u200cوگوی")
    assert seen[1][0].split() == ["امنیتی", "امنيتي"] or seen[1][0] == "امنیتیامنيتي"
    assert seen[2] == ("امنيتي", "گفتوگوی")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_visitor_and_can_be_read(browser: object, site: str, scheme: str) -> None:
    page = _page(browser, scheme=scheme, script=True)
    page.goto(site)  # type: ignore[attr-defined]
    ink, paper = page.evaluate(  # type: ignore[attr-defined]
        "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    page.context.close()  # type: ignore[attr-defined]
    assert _contrast(ink, paper) > 12
    assert (_light(paper) > 0.5) == (scheme == "light")


def test_keyboard_reaches_the_switch(browser: object, site: str, mali: int) -> None:
    page = _page(browser)
    page.goto(f"{site}/a/{mali}")  # type: ignore[attr-defined]
    page.locator("#v1").focus()  # type: ignore[attr-defined]
    page.keyboard.press("ArrowDown")  # type: ignore[attr-defined]
    checked = page.locator("input[name=v]:checked").get_attribute("id")  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]
    assert checked == "v2"


def test_targets_on_a_phone_are_large_enough(browser: object, site: str, mali: int) -> None:
    page = _page(browser, width=390)
    page.goto(f"{site}/a/{mali}")  # type: ignore[attr-defined]
    for name in (".nav a", ".tools a", ".by .btn", ".text > label"):
        for box in page.locator(name).all():  # type: ignore[attr-defined]
            assert box.bounding_box()["height"] >= 43.5, name
    page.context.close()  # type: ignore[attr-defined]


def test_on_a_phone_a_repair_reads_from_was_to_became(browser: object, site: str, mali: int) -> None:
    page = _page(browser, width=390)
    page.goto(f"{site}/a/{mali}")  # type: ignore[attr-defined]
    page.locator("details.rep summary").click()  # type: ignore[attr-defined]
    row = page.locator(".reps tbody tr").first  # type: ignore[attr-defined]
    was, now, sure = (row.locator(f".{name}").bounding_box() for name in ("was", "now", "cf"))
    page.context.close()  # type: ignore[attr-defined]
    assert abs(was["y"] - now["y"]) < 4
    assert now["x"] + now["width"] <= was["x"]
    assert sure["y"] >= now["y"] + now["height"]


def test_leads_of_a_list_are_for_wide_screens(browser: object, site: str) -> None:
    seen = {}
    for width in (390, 1280):
        page = _page(browser, width=width)
        page.goto(f"{site}/o/hamoon")  # type: ignore[attr-defined]
        seen[width] = page.locator(".flow .snip:visible").count()  # type: ignore[attr-defined]
        page.context.close()  # type: ignore[attr-defined]
    assert seen == {390: 0, 1280: 14}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_english_byline_runs_from_left_to_right(browser: object, site: str, mali: int, width: int) -> None:
    page = _page(browser, width=width)
    page.goto(f"{site}/a/{mali}?lang=en")  # type: ignore[attr-defined]
    names = page.locator(".ahead .cline bdi").all()  # type: ignore[attr-defined]
    lefts = [name.bounding_box()["x"] for name in names]
    words = page.locator(".ahead .cline").inner_text()  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]
    assert lefts == sorted(lefts)
    assert words.split() == ["هامون*", "→", "Mehr", "News", "Agency", "→", "TASS"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose stories are told by several outlets."""
    store = build_stories(Path(tmp_path_factory.mktemp("told")) / "archive.db")
    with running(site_of(store, None)) as address:
        yield address
    store.close()


@pytest.mark.parametrize("font", [True, False], ids=["font", "no-font"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_list_of_stories_scrolls_sideways(browser: object, told: str, width: int, font: bool) -> None:
    page = _page(browser, width=width, script=True, font=font)
    wide = {}
    for path in ("/", "/?lang=en", "/?order=newest", "/s/world", "/s/world?lang=en&order=newest", "/o/narvan"):
        page.goto(told + path, wait_until="load")  # type: ignore[attr-defined]
        if (over := page.evaluate(OVERFLOW)) > 0:  # type: ignore[attr-defined]
            wide[path] = over
    page.context.close()  # type: ignore[attr-defined]
    assert wide == {}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_marks_of_a_story_lie_inside_its_card_in_the_order_of_time(
    browser: object, told: str, width: int, language: str
) -> None:
    page = _page(browser, width=width)
    page.goto(f"{told}/?lang={language}")  # type: ignore[attr-defined]
    card = page.locator("article.lead")  # type: ignore[attr-defined]
    box, ring = card.bounding_box(), card.locator("circle.f").bounding_box()
    dots = [one.bounding_box() for one in card.locator("circle.i").all()]
    ticks = card.locator(".spread path").bounding_box()
    page.context.close()  # type: ignore[attr-defined]
    places = [ring["x"], *(one["x"] for one in dots)]
    assert sorted(places, reverse=language == "fa") == places
    for mark in (ring, *dots, ticks):
        assert box["x"] < mark["x"] + 2
        assert mark["x"] + mark["width"] - 2 < box["x"] + box["width"]
        assert box["y"] < mark["y"] < box["y"] + box["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_words_of_a_card_can_be_read(browser: object, told: str, scheme: str) -> None:
    page = _page(browser, scheme=scheme, script=True)
    page.goto(told)  # type: ignore[attr-defined]
    found = page.evaluate(  # type: ignore[attr-defined]
        """() => ['.prov .first', '.prov', '.who dt', '.who time', '.flag', '.takes .m', '.takes .o', '.brief .prov']
        .map(name => [name, getComputedStyle(document.querySelector('article ' + name + ', ' + name)).color,
                      getComputedStyle(document.querySelector('article.lead')).backgroundColor])"""
    )
    page.context.close()  # type: ignore[attr-defined]
    assert {name: _contrast(ink, paper) for name, ink, paper in found if _contrast(ink, paper) < 4.5} == {}


def test_the_order_is_switched_without_script(browser: object, told: str) -> None:
    page = _page(browser, width=390)
    page.goto(told)  # type: ignore[attr-defined]
    page.locator(".seg a").nth(1).click()  # type: ignore[attr-defined]
    address, chosen = page.url, page.locator(".seg a[aria-current]").inner_text()  # type: ignore[attr-defined]
    items = page.locator("ol.flow > li").count()  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]
    assert (address.endswith("/?order=newest"), chosen, items) == (True, "تازه\u200cترین", 36)


def _light(colour: str) -> float:
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_light(one), _light(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
