"""The catalogue: its rows, and finding an outlet by name and host."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.model import Outlet
from mirnews.outlets import Catalogue, catalogue, folded
from mirnews.outlets.catalogue import forms

ZWNJ = "\u200c"


def test_there_are_two_hundred_and_eleven_outlets_with_different_ids() -> None:
    outlets = list(catalogue())
    assert len(outlets) == len(catalogue()) == 211
    assert len({outlet.id for outlet in outlets}) == 211
    assert all(outlet.name and outlet.name_en and outlet.kind for outlet in outlets)


def test_no_two_outlets_share_a_folded_name_unless_the_file_says_so() -> None:
    data = tomllib.loads(files("mirnews.outlets").joinpath("catalogue.toml").read_text(encoding="utf-8"))
    counted = Counter(name for outlet in catalogue() for name in forms(outlet))
    assert {name for name, times in counted.items() if times > 1} == set(map(folded, data["clashes"]))


def test_every_domain_belongs_to_one_outlet() -> None:
    counted = Counter(domain for outlet in catalogue() for domain in outlet.domains)
    assert [domain for domain, times in counted.items() if times > 1] == []


def test_words_that_need_a_cue_are_names_of_their_outlet() -> None:
    for outlet in catalogue():
        assert set(map(folded, outlet.needs_cue)) <= set(forms(outlet)), outlet.id


@pytest.mark.parametrize("word", ["ایران", "جوان", "قدس", "مهر", "فارس", "شرق", "اعتماد", "میزان"])
def test_ordinary_words_are_marked(word: str) -> None:
    outlet = catalogue().by_name(word)
    assert outlet is not None
    assert folded(word) in set(map(folded, outlet.needs_cue))


@pytest.mark.parametrize(
    ("text", "outlet_id"),
    [
        ("خبرگزاری مهر", "mehrnews"),
        ("خبرگزاري مهر", "mehrnews"),
        ("  مهر ", "mehrnews"),
        ("ایتارتاس", "tass"),
        ("ایتار تاس", "tass"),
        ("تاس", "tass"),
        ("فرانس پرس", "afp"),
        ("فرانس" + ZWNJ + "پرس", "afp"),
        ("سی ان ان", "cnn"),
        ("خبرگزاری آسوشیتدپرس", "apnews"),
        ("شبکه المیادین", "almayadeen"),
        ("روزنامه ایران", "irannewspaper"),
        ("وب سایت تابناک", "tabnak"),
        ("تابناك", "tabnak"),
        ("ورزش 3", "varzesh3"),
        ("cnn", "cnn"),
    ],
)
def test_by_name_folds_letters_spaces_and_type_nouns(text: str, outlet_id: str) -> None:
    outlet = catalogue().by_name(text)
    assert outlet is not None
    assert outlet.id == outlet_id


@pytest.mark.parametrize(
    ("text", "outlet_id", "name"),
    [
        ("بی بی سی", "bbc", "بی بی سی"),
        ("BBC", "bbc", "بی بی سی"),
        ("بی بی سی فارسی", "bbcpersian", "بی بی سی فارسی"),
        ("دویچه وله", "dw", "دویچه وله"),
        ("دویچه وله فارسی", "dwpersian", "دویچه وله فارسی"),
        ("صدای آمریکا", "voa", "صدای آمریکا"),
        ("یورونیوز", "euronews", "یورونیوز"),
        ("یورونیوز فارسی", "euronewspersian", "یورونیوز فارسی"),
    ],
)
def test_the_persian_service_is_meant_only_where_the_name_says_so(text: str, outlet_id: str, name: str) -> None:
    outlet = catalogue().by_name(text)
    assert outlet is not None
    assert (outlet.id, folded(outlet.name)) == (outlet_id, folded(name))


@pytest.mark.parametrize("text", ["خبرگزاری ایران", "روزنامه مهر", "پیک شرق", "", "خبرگزاری", None, "ا" * 5000])
def test_by_name_does_not_guess(text: str | None) -> None:
    assert catalogue().by_name(text) is None


@pytest.mark.parametrize(
    ("host", "outlet_id"),
    [
        ("www.mehrnews.com", "mehrnews"),
        ("MehrNews.com:443", "mehrnews"),
        ("a.b.isna.ir.", "isna"),
        ("bbc.com/persian/world", "bbcpersian"),
        ("www.bbc.com/news/world", "bbc"),
        ("bbc.co.uk", "bbc"),
        ("www.dw.com/fa-ir/iran", "dwpersian"),
        ("www.dw.com/en", "dw"),
        ("ir.voanews.com", "voapersian"),
        ("parsi.euronews.com", "euronewspersian"),
        ("www.euronews.com", "euronews"),
    ],
)
def test_by_host_takes_the_longest_domain(host: str, outlet_id: str) -> None:
    outlet = catalogue().by_host(host)
    assert outlet is not None
    assert outlet.id == outlet_id


@pytest.mark.parametrize("host", ["notbbc.com", "notmehrnews.com", "com", "ir", "", ".", "127.0.0.1:8000", None])
def test_by_host_of_others_is_none(host: str | None) -> None:
    assert catalogue().by_host(host) is None


def test_an_id_that_is_not_there_is_none() -> None:
    assert catalogue().get("mehrnews") is not None
    assert catalogue().get("nobody") is None
    assert catalogue().get(None) is None


def test_more_outlets_come_before_the_catalogue() -> None:
    invented = Outlet("x-sepidar", "سپیدار*", "Sepidar*", variants=("مهر",))
    more = catalogue().with_more([invented])
    assert more.by_name("سپیدار") == invented
    assert more.by_name("مهر") == invented
    assert catalogue().by_name("سپیدار") is None


def test_an_empty_catalogue_answers() -> None:
    assert Catalogue(()).by_name("مهر") is None
    assert Catalogue(()).by_host("mehrnews.com") is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_may_be_looked_up(text: str) -> None:
    found = catalogue().by_name(text), catalogue().by_host(text)
    assert all(outlet is None or outlet in list(catalogue()) for outlet in found)
    assert folded(folded(text)) == folded(text)
