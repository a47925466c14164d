"""`story list`, `show` and `chain` over an archive."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from mirnews.model import ChainLink, Credit, Evidence, Fold, Origin
from mirnews.store import Store, open_store
from mirnews.telling import Telling
from tests.builders import NOON, a_draft, a_source, an_article
from tests.unit.cli.conftest import Run

FIRE = ("آتش انبار پنبه در بندر نوآباد* مهار شد", "آتش انبار پنبه در بندر نوآباد* بامداد امروز مهار شد.")
AGAIN = ("مهار آتش در انبار پنبه بندر نوآباد*", "به گزارش نارون*، آتش انبار پنبه در بندر نوآباد* مهار شد.")
CHESS = ("قهرمانی مهرگان* در جام شطرنج", "مهرگان* با برد در دور پایانی قهرمان جام شطرنج شد.")
PUBLISHERS = {"hamoon": "هامون*", "naroon": "نارون*", "sepidar": "سپیدار*"}


def cites(publisher: str, outlet: str, lead: str) -> Credit:
    name = PUBLISHERS[outlet]
    start = lead.index(name)
    evidence = (Evidence("lead", start, start + len(name), name),)
    link = ChainLink(name, outlet, "outlet", "reports", 0, evidence)
    return Credit((ChainLink(publisher, None, "outlet", "publisher", None), link))


def keep(
    store: Store, number: int, text: tuple[str, str], publisher: str, section: str, fold: Fold, cited: str | None = None
) -> int:
    name = PUBLISHERS[publisher]
    own = Credit((ChainLink(name, None, "outlet", "publisher", None),))
    draft = a_draft(
        number,
        article=an_article(title=text[0], lead=text[1], paragraphs=(f"بند {number}",)),
        source_id=publisher,
        outlet=publisher,
        outlet_name=name,
        publisher=Origin(name, publisher, publisher),
        way=(Origin(PUBLISHERS[cited], cited, cited),) if cited else (),
        credit=cites(name, cited, text[1]) if cited else own,
        section=section,
        at=NOON + timedelta(hours=number),
        published=NOON + timedelta(hours=number),
    )
    return store.save(draft, fold, now=NOON + timedelta(hours=number), raw=None)[0]


@pytest.fixture
def ids(tmp_path: Path) -> list[int]:
    """A story of three reports (an own one, its copy, a relay) and one of a single report."""
    (tmp_path / "data").mkdir()
    store = open_store(tmp_path / "data" / "archive.sqlite")
    first = keep(store, 1, FIRE, "naroon", "disaster", Fold())
    copy = keep(store, 2, FIRE, "hamoon", "disaster", Fold(first, "copy", first, 0.95))
    relay = keep(store, 3, AGAIN, "sepidar", "disaster", Fold(), "naroon")
    chess = keep(store, 4, CHESS, "hamoon", "sport", Fold())
    Telling(store).tell()
    store.close()
    return [first, copy, relay, chess]


def test_show_says_what_each_report_is_and_what_counts(run: Run, ids: list[int]) -> None:
    first, copy, relay, _ = ids
    shown = run("story", "show", str(first), "--json").rows[0]
    assert shown["counts"] == {"reports": 3, "independent": 1, "copies": 1, "relays": 1, "further": 0}
    assert [(one["id"], one["relation"], one["of"], one["counts"]) for one in shown["reports"]] == [
        (first, "first", None, True),
        (copy, "copy", first, False),
        (relay, "relay", None, False),
    ]
    assert {one["origin"]["name"] for one in shown["reports"]} == {"نارون*"}
    assert shown["reports"][0]["published"] == "2021-09-25T09:30:00Z"
    text = run("story", "show", str(first)).out
    assert "3 reports: 1 independent, 1 copies, 1 relays, 0 further" in text
    assert f"copy of {first}" in text
    assert "relay of نارون*" in text


def test_chain_nests_by_origin(run: Run, ids: list[int]) -> None:
    first, copy, relay, chess = ids
    (root,) = run("story", "chain", str(first), "--json").rows[0]["chain"]
    assert (root["report"], root["kind"], root["name"]) == (first, "own", "نارون*")
    assert [(one["report"], one["kind"], one["children"]) for one in root["children"]] == [
        (copy, "copy", []),
        (relay, "relay", []),
    ]
    lines = run("story", "chain", str(first)).out.splitlines()
    assert lines[0].startswith("- نارون*")
    assert [line[:6] for line in lines[1:]] == ["    - "] * 2
    assert run("story", "chain", str(chess)).out.startswith("- هامون*")


def test_list_is_by_rank_or_by_time_and_of_a_section(run: Run, ids: list[int]) -> None:
    first, chess = ids[0], ids[3]
    listed = run("story", "list", "--json").rows[0]
    assert {one["id"]: one["reports"] for one in listed} == {first: 3, chess: 1}
    assert listed == sorted(listed, key=lambda one: -one["rank"])
    assert [one["id"] for one in run("story", "list", "--order", "newest", "--json").rows[0]] == [chess, first]
    assert [one["id"] for one in run("story", "list", "--section", "disaster", "--json").rows[0]] == [first]
    assert len(run("story", "list", "--limit", "1").out.splitlines()) == 1
    assert FIRE[0] in run("story", "list").out


def test_nothing_found_is_three_and_misuse_two(run: Run, ids: list[int]) -> None:
    _, copy, *_ = ids
    for words in (["show", "999"], ["chain", "999"], ["show", str(copy)], ["list", "--section", "weather"]):
        ended = run("story", *words)
        assert (ended.code, ended.out) == (3, "")
        assert "no story" in ended.err
    for words in (["show"], ["show", "x"], ["show", "0"], ["chain", "-5"], ["list", "--order", "best"]):
        assert run("story", *words).code == 2


@pytest.mark.parametrize("command", [("story", "list"), ("search", "سد"), ("status",), ("article", "show", "1")])
def test_a_command_that_reads_makes_no_archive_where_there_is_none(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    answer = run(*command, "--data", tmp_path / "nowhere")
    assert answer.code == 5
    assert "no archive" in answer.err
    assert not (tmp_path / "nowhere").exists()


def test_a_demo_archive_is_not_polled(run: Run, tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    store.add_source(a_source(), now=NOON)
    store.close()
    answer = run("poll", "--data", tmp_path)
    assert answer.code == 2
    assert "demo" in answer.err


def test_an_unknown_section_is_named(run: Run, tmp_path: Path) -> None:
    answer = run("story", "list", "--section", "sports", "--data", tmp_path)
    assert answer.code == 2
    assert "sport" in answer.err


def test_a_source_that_suddenly_loses_its_half_spaces_is_told_of(run: Run, tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    store.add_source(a_source(invented=False), now=NOON)
    for day in range(10):
        at = NOON + timedelta(days=day)
        store.save(a_draft(day, words=1000, half_spaces=60 if day < 7 else 1, at=at), Fold(), now=at, raw=None)
    store.close()
    assert "half-spaces in 1,000 words: 1, before 60" in run("status", "--data", tmp_path).out
    (source,) = json.loads(run("status", "--json", "--data", tmp_path).out)["sources"]
    assert (source["half_spaces"], source["half_spaces_lost"]) == (1.0, True)
