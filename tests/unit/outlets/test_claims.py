"""Place, owner, feeds and presets of the catalogue, and who says so."""

from __future__ import annotations

import re
import tomllib
import typing
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

import pytest

from mirnews.model import Outlet, Place
from mirnews.outlets import PRESETS, Catalogue, catalogue, claims_of, preset
from mirnews.urls import canonical, whatwg

KINDS = {"agency", "newspaper", "magazine", "site", "tv", "radio", "sport", "tech", "official", "aggregator"}
PROFILES = {"nastooh", "iransamaneh", "asam", "wordpress", "tasnim", "isna", "sputnik"}
OUTLETS = [pytest.param(outlet, id=outlet.id) for outlet in catalogue()]


def _table() -> dict[str, typing.Any]:
    return tomllib.loads(files("mirnews.outlets").joinpath("claims.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_every_statement_has_a_source_and_a_date(outlet: Outlet) -> None:
    claims = claims_of(outlet.id)
    stated = {"kind": outlet.kind, "place": outlet.place, "owner": outlet.owner_id, "rights": outlet.rights}
    assert {claim.about for claim in claims} - {"affiliation"} == {about for about, value in stated.items() if value}
    for claim in claims:
        assert re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", claim.date)
        assert (claim.source is None) == (claim.url is None)
        assert (claim.about == "affiliation") == (claim.whom is not None)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_kind_place_and_profile_are_of_the_known_ones(outlet: Outlet) -> None:
    assert outlet.kind in KINDS
    assert outlet.place in (*typing.get_args(Place), None)
    assert outlet.profile in {*PROFILES, None}


def test_an_owner_is_named_only_where_somebody_says_so() -> None:
    for outlet in catalogue():
        assert (outlet.owner_id is None) == (outlet.owner is None) == (outlet.owner_en is None)
        if outlet.owner_id:
            assert all(claim.source for claim in claims_of(outlet.id) if claim.about == "owner"), outlet.id
        if outlet.rights:
            assert all(claim.source for claim in claims_of(outlet.id) if claim.about == "rights"), outlet.id


def test_at_least_seventy_outlets_have_kind_and_place_that_were_looked_up() -> None:
    def looked_up(outlet: Outlet) -> bool:
        return any(claim.source for claim in claims_of(outlet.id) if claim.about == "place")

    assert sum(bool(outlet.kind and outlet.place) for outlet in catalogue()) >= 200
    assert sum(looked_up(outlet) for outlet in catalogue()) >= 70


def test_outlets_of_one_owner_share_its_key_and_others_are_their_own() -> None:
    groups = defaultdict(set)
    for outlet in catalogue():
        groups[outlet.owner_key].add(outlet.id)
    assert {"iribnews", "yjc", "presstv"} <= groups["irib"]
    assert groups["iido"] == {"mehrnews", "tehrantimes"}
    assert groups["irna"] == {"irna", "irannewspaper", "inn"}
    assert groups["usagm"] == {"voa", "voapersian", "radiofarda"}
    assert groups["bbc"] == {"bbc", "bbcpersian"}
    assert groups["farsnews"] == {"farsnews"}  # close to the Guards, owned by nobody that we know of
    assert sum(len(members) > 1 for members in groups.values()) >= 15


def test_an_owner_and_an_outlet_of_one_id_are_of_one_owner() -> None:
    for owner in catalogue().owners:
        outlet = catalogue().get(owner)
        assert outlet is None or outlet.owner_key == owner


def test_closeness_is_told_with_its_source_and_merges_nothing() -> None:
    (close,) = [claim for claim in claims_of("farsnews") if claim.about == "affiliation"]
    assert close.whom == catalogue().owners["irgc"]
    assert close.source
    fars, tasnim = catalogue().get("farsnews"), catalogue().get("tasnimnews")
    assert fars is not None
    assert tasnim is not None
    assert fars.owner_key != tasnim.owner_key


def test_every_owner_source_and_row_of_the_files_is_used() -> None:
    table, ids = _table(), {outlet.id for outlet in catalogue()}
    assert set(table["claims"]) <= ids
    assert {key for row in table["claims"].values() for key in row} <= {
        "all",
        "kind",
        "place",
        "owner",
        "rights",
        "affiliation",
    }
    text = files("mirnews.outlets").joinpath("claims.toml").read_text(encoding="utf-8").partition("[claims]")[2]
    assert [key for key in table["sources"] if f'"{key}"' not in text] == []
    owners = {outlet.owner_id for outlet in catalogue()}
    assert set(catalogue().owners) <= owners
    addresses = Counter(source["url"] for source in table["sources"].values())
    assert [url for url, times in addresses.items() if times > 1 or whatwg(url) != url] == []


def test_claims_of_nobody_are_none() -> None:
    assert claims_of("nobody") == ()


def test_feeds_are_canonical_and_belong_to_one_outlet() -> None:
    feeds = [feed for outlet in catalogue() for feed in outlet.feeds]
    assert len(feeds) == len(set(feeds)) >= 50
    assert [feed for feed in feeds if canonical(feed) != feed or not feed.startswith("https://")] == []


def test_presets_hold_the_outlets_of_their_place_that_have_feeds() -> None:
    inside, abroad = preset("inside"), preset("abroad")
    assert {str(outlet.place).partition("-")[0] for outlet in inside} == {"inside"}
    assert {outlet.place for outlet in abroad} == {"abroad"}
    assert all(outlet.feeds for outlet in (*inside, *abroad))
    assert len(inside) >= 35
    assert len(abroad) >= 6
    assert {outlet.id for outlet in (*inside, *abroad)} <= {outlet.id for outlet in preset("all")}
    assert preset("none") == []
    assert [name for name in PRESETS if preset(name, Catalogue(()))] == []


def test_the_figures_of_the_documentation_are_those_of_the_catalogue() -> None:
    text = (Path(__file__).parents[3] / "docs" / "outlets.md").read_text(encoding="utf-8")
    rows = {row[1].strip("` "): [cell.strip() for cell in row[2:-1]] for row in map(_cells, text.split("\n")) if row}
    places = Counter(outlet.place for outlet in catalogue())
    assert {place: int(rows[place][-1]) for place in typing.get_args(Place) if place not in PRESETS} == {
        place: places[place] for place in typing.get_args(Place) if place not in PRESETS
    }
    for name in PRESETS:
        assert f"| `{name}` | {len(preset(name))} | {sum(len(one.feeds) for one in preset(name))} |" in text
    assert f"The catalogue knows {len(catalogue())} outlets" in text
    assert f"looked up in {len(_table()['sources'])} pages" in text


def _cells(line: str) -> list[str]:
    return line.split("|") if line.startswith("| `") else []
