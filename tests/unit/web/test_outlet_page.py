"""The page of an outlet tells what is claimed of it, with source and date; the first page says how to begin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from mirnews.model import Outlet
from mirnews.outlets import catalogue, claims_of
from mirnews.store import open_store
from mirnews.store.port import Store
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import get, running

ZWNJ = "\u200c"


def _box(address: str, heading: str) -> html.HtmlElement:
    root = html.fromstring(get(address).text)
    (found,) = [box for box in root.xpath("//section") if "".join(box.xpath("h2//text()")).strip() == heading]
    return found


def _said(box: html.HtmlElement) -> dict[str, str]:
    return {row.find("dt").text_content(): " ".join(row.find("dd").text_content().split()) for row in box.iter("div")}


def test_place_kind_and_owner_stand_with_source_and_date(site: str) -> None:
    said = _said(_box(f"{site}/o/mehrnews", "مدعا با منبع"))
    assert said["نوع"].startswith("خبرگزاری")
    assert said["جا"].startswith("داخل ایران، حکومتی")
    assert said["مالک"].startswith("سازمان تبلیغات اسلامی")
    assert "State Media Monitor: IIDO" in said["مالک"]
    assert said["مالک"].endswith("ژوئیهٔ ۲۰۲۴")
    assert "CC BY 4.0" in said[f"پروانهٔ اعلام{ZWNJ}شده"]


def test_in_english_too_and_a_link_is_not_ownership(site: str) -> None:
    box = _box(f"{site}/o/farsnews?lang=en", "Claims with their sources")
    said = _said(box)
    assert said["Kind"].startswith("news agency")
    assert "Owner" not in said
    assert said["Linked to"].startswith("Islamic Revolutionary Guard Corps")
    assert said["Linked to"].endswith("July 2025")
    addresses = {claim.url for claim in claims_of("farsnews")}
    assert set(box.xpath(".//a/@href")) == addresses
    assert all("nofollow" in rel for rel in box.xpath(".//a/@rel"))


def test_what_nobody_looked_up_is_called_so(site: str) -> None:
    said = _said(_box(f"{site}/o/cnn?lang=en", "Claims with their sources"))
    assert said["Place"] == "foreign common knowledge, not looked up, November 2026"


def test_a_made_up_outlet_has_no_claims(site: str) -> None:
    assert "مدعا با منبع" not in get(f"{site}/o/hamoon").text


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_outlet_of_the_catalogue_has_a_page(site: str, language: str) -> None:
    for outlet in list(catalogue())[::7]:
        assert get(f"{site}/o/{outlet.id}?lang={language}").status == 200, outlet.id


def test_the_first_page_names_the_presets_and_their_commands(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    with running(site_of(store, None)) as address:
        page = html.fromstring(get(address).text)
    store.close()
    commands = page.xpath("//code/text()")
    assert [f"mirnews up --preset {name}" in commands for name in ("inside", "abroad", "all")] == [True] * 3
    assert "mirnews source add URL" in commands


def test_an_outlet_beside_the_catalogue_says_what_was_made_up_of_it(archive: Store) -> None:
    made_up = Outlet(
        "narvan", "خبرگزاری نارون*", "Narvan*", kind="invented", place="inside-private", owner="خانهٔ نارون*"
    )
    with running(replace(site_of(archive, None), extra_outlets=(made_up,))) as site:
        said = _said(_box(f"{site}/o/narvan", "آنچه نمایش ساخته است"))
        front, listed = (html.fromstring(get(site + path).text) for path in ("/", "/o"))
    assert said == {
        "نوع": "ساختگی، برای نمایش ساختگی",
        "جا": "داخل ایران، خصوصی ساختگی",
        "مالک": "خانهٔ نارون* ساختگی",
    }
    names = {one.text_content() for one in front.xpath("//main//*[@class='on']")}
    assert "خبرگزاری نارون*" in names
    assert "نارون*" not in names
    assert "داخل ایران، خصوصی" in listed.xpath("//table")[0].text_content()
