"""Replay: reports made again from their bytes are another reading, and nothing that the outlet did."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mirnews import desk
from mirnews.extract import extract
from mirnews.model import Fold, Page
from mirnews.newsstand import load_world
from mirnews.newsstand.printing import Press
from mirnews.reading import save
from mirnews.replay import Changed, Plan, Stage, Tally, replay
from mirnews.store import RawPage, Store, open_store
from mirnews.store.port import Range
from mirnews.telling import tell_all
from mirnews.urls import canonical
from tests.builders import NOON, a_draft, a_source, an_article

SPOILED = "برای خواندن این خبر به صفحهٔ دیگری بروید"
LATER = NOON + timedelta(days=3)
WORLD = load_world()


def pages(publisher: str = "hamoon", number: int = 12) -> list[tuple[str, bytes]]:
    """Addresses and pages of a publisher of the newsstand."""
    (paper,) = [one for one in WORLD.publishers if one.id == publisher]
    press = Press(paper, "http://127.0.0.1:9")
    pieces = WORLD.of(publisher)[:number]
    return [(press.url(piece), press.article(piece, pieces[:at])) for at, piece in enumerate(pieces)]


def keep(store: Store, url: str, body: bytes, *, spoil: bool = True, at: int = 0) -> int:
    """Keep a page as older code may have read it: without its lead, and with half a title."""
    seen = NOON + timedelta(minutes=at)
    url = canonical(url)
    article = extract(Page(url, body, "text/html", seen), at=seen)
    assert article.kind == "article"
    if spoil:
        article = replace(article, title=(article.title or "")[:9], lead=None, paragraphs=(SPOILED,))
    draft = desk.draft(article, None, a_source(), url=url, canonical_url=url, now=seen, extra=WORLD.outlets)
    report_id, _ = save(store, draft, now=seen, raw=RawPage(url, "text/html", seen, body))
    return report_id


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "archive.sqlite")
    opened.add_source(a_source(), now=NOON)
    yield opened
    opened.close()


def run(store: Store, stage: Stage = "extract", **given: object) -> tuple[list[Changed], Tally]:
    tally = Tally()
    plan = Plan(**{"stage": stage, "wanted": Range(), "name": "a test", "extra": WORLD.outlets, **given})  # type: ignore[arg-type]
    return list(replay(store, plan, tally, now=LATER)), tally


def test_a_page_that_is_read_otherwise_is_another_reading_and_no_revision(store: Store) -> None:
    url, body = pages()[0]
    report_id = keep(store, url, body)
    tell_all(store)
    before = store.report(report_id)
    store.clear_outbox(store.outbox(9)[-1].sequence)
    changed, tally = run(store)
    after = store.report(report_id)
    assert before is not None
    assert after is not None
    assert {"title", "lead", "paragraphs"} <= set(changed[0].fields)
    assert (tally.reports, tally.changed) == (1, 1)
    assert after.article.lead is not None
    assert after.article.title != before.article.title
    for name in ("first_seen", "published", "at", "changed_at", "revision", "story", "visibility", "url"):
        assert getattr(after, name) == getattr(before, name), name
    (revision,) = store.revisions(report_id)
    assert (revision.seen_at, revision.reading, revision.read_at) == (NOON, 2, LATER)
    assert revision.article == after.article
    assert [change.report_id for change in store.outbox(9)] == [report_id]
    assert [h.title for h in store.headlines()] == [after.repaired("title").text]


def test_a_poll_after_a_replay_finds_nothing_new(store: Store) -> None:
    url, body = pages()[0]
    report_id = keep(store, url, body)
    run(store)
    assert keep(store, url, body, spoil=False, at=5) == report_id
    assert [revision.number for revision in store.revisions(report_id)] == [1]


def test_what_is_read_the_same_is_not_touched(store: Store) -> None:
    ids = [keep(store, url, body, at=at) for at, (url, body) in enumerate(pages())]
    run(store)
    store.clear_outbox(store.outbox(99)[-1].sequence)
    version = [store.revisions(report_id)[0].reading for report_id in ids]
    assert run(store)[1].changed == 0
    assert store.outbox(99) == []
    assert [store.revisions(report_id)[0].reading for report_id in ids] == version


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store) -> None:
    ids = [keep(store, url, body, at=at) for at, (url, body) in enumerate(pages())]
    before = [store.report(report_id) for report_id in ids]
    said, _ = run(store, dry=True)
    assert [store.report(report_id) for report_id in ids] == before
    done, _ = run(store)
    assert [one for one in done if one.fields != ("fold",)] == said


def test_hidden_and_purged_reports_stay_so(store: Store) -> None:
    (first, second, third) = [keep(store, url, body, at=at) for at, (url, body) in enumerate(pages(number=3))]
    store.remove(first, "hidden", reason="a test", now=NOON)
    store.remove(second, "purged", reason="a test", now=NOON)
    before = [store.report(first), store.report(second)]
    changed, _ = run(store)
    assert {one.report_id for one in changed} == {third}
    assert [store.report(first), store.report(second)] == before


def test_a_later_stage_leaves_the_article_and_makes_the_rest(store: Store) -> None:
    url, body = pages()[0]
    report_id = keep(store, url, body)
    before = store.report(report_id)
    assert before is not None
    store._db.run("UPDATE report SET section = 'other', search_text = '', repairs = '{}'")  # type: ignore[attr-defined]
    changed, _ = run(store, "credit")
    assert set(changed[0].fields) >= {"search"}
    assert "repairs" not in changed[0].fields
    changed, _ = run(store, "repair")
    after = store.report(report_id)
    assert after is not None
    assert (after.article, after.repairs, after.section) == (before.article, before.repairs, before.section)


def test_only_what_was_asked_for(store: Store) -> None:
    ids = [keep(store, url, body, at=at * 60) for at, (url, body) in enumerate(pages(number=6))]
    wanted = Range(NOON + timedelta(hours=2), NOON + timedelta(hours=4))
    assert {one.report_id for one in run(store, wanted=wanted)[0]} == set(ids[2:4])
    assert run(store, wanted=Range(source_id="nobody"))[1].reports == 0


def test_bytes_that_say_nothing_leave_the_article(store: Store) -> None:
    url, body = pages()[0]
    report_id = keep(store, url, body)
    before = store.report(report_id)
    junk = store._pack_page(RawPage(url, None, NOON, b"<html></html>"))  # type: ignore[attr-defined]
    store._db.run("UPDATE raw_page SET body = ?", junk.body)  # type: ignore[attr-defined]
    changed, tally = run(store)
    assert (tally.unread, [one.unread for one in changed]) == (1, [1])
    assert store.report(report_id) == before


def test_a_report_of_an_entry_alone_gets_its_text_when_today_it_can_be_read(store: Store) -> None:
    url, body = pages()[0]
    alone = an_article(profile=desk.ENTRY_ALONE, url=url, title="تیتر", lead=None, paragraphs=())
    report_id, _ = store.save(a_draft(1, article=alone, url=url), Fold(), now=NOON, raw=RawPage(url, None, NOON, body))
    run(store)
    report = store.report(report_id)
    assert report is not None
    assert report.article.profile != desk.ENTRY_ALONE
    assert report.article.paragraphs


def test_a_report_that_was_revised_meanwhile_is_left_alone(store: Store) -> None:
    url, body = pages()[0]
    keep(store, url, body)
    tally = Tally()
    plan = Plan("extract", Range(), "a test", extra=WORLD.outlets)
    remake = store.remake

    def slowly(*words: object, **given: object) -> list[int]:
        store._db.run("UPDATE report SET revision = 7")  # type: ignore[attr-defined]
        return remake(*words, **given)  # type: ignore[arg-type]

    store.remake = slowly  # type: ignore[method-assign]
    assert list(replay(store, plan, tally, now=LATER)) == []
    assert tally.left == 1


# ---- folds and stories


def relations(store: Store, *ids: int) -> list[str]:
    return [report.fold.relation for one in ids if (report := store.report(one))]


def stories(store: Store, ids: list[int]) -> list[int | None]:
    return [report.story for one in ids if (report := store.report(one))]


def test_folds_are_told_again(store: Store) -> None:
    prints = [list(range(100, 130)), list(range(100, 128)), list(range(500, 530))]
    ids = [
        store.save(a_draft(number, shingles=values), Fold(), now=NOON, raw=None)[0]
        for number, values in enumerate(prints, 1)
    ]
    changed, _ = run(store, "fold")
    assert {one.report_id for one in changed} == set(ids[:2])
    folds = [report.fold for one in ids if (report := store.report(one))]
    assert [(fold.fold, fold.relation, fold.of) for fold in folds] == [
        (ids[0], "original", None),
        (ids[0], "copy", ids[0]),
        (ids[2], "alone", None),
    ]
    assert run(store, "fold")[1].changed == 0


def test_a_text_that_was_read_wrongly_joins_its_fold(store: Store) -> None:
    url, body = pages()[0]
    first = keep(store, url, body, spoil=False)
    second = keep(store, url.replace("127.0.0.1:9", "127.0.0.2:9"), body, at=9)
    assert relations(store, first, second) == ["alone", "alone"]
    run(store)
    assert relations(store, first, second) == ["original", "copy"]
    assert store.to_refold() == []


TEXTS = {"first": range(100, 130), "other": range(500, 530)}


def printed(store: Store, number: int, text: str, fold: Fold | None = None) -> int:
    return store.save(a_draft(number, shingles=[*TEXTS[text]]), fold or Fold(), now=NOON, raw=None)[0]


def folds(store: Store, *ids: int) -> list[tuple[int | None, str, int | None]]:
    found = [report.fold for one in ids if (report := store.report(one))]
    return [(fold.fold, fold.relation, fold.of) for fold in found]


@pytest.mark.parametrize("chosen", ["original", "copy"])
def test_who_is_left_alone_by_a_copy_says_so(store: Store, chosen: str) -> None:
    first = printed(store, 1, "first")
    second = printed(store, 2, "first", Fold(first, "copy", first, 1.0))
    assert relations(store, first, second) == ["original", "copy"]
    other = {"original": first, "copy": second}[chosen]
    store._keep_prints(other, [*TEXTS["other"]])  # type: ignore[attr-defined]
    store._db.run("INSERT INTO refold VALUES (?)", other)  # type: ignore[attr-defined]
    run(store, "credit", wanted=Range(source_id="nobody"))
    assert folds(store, first, second) == [(first, "alone", None), (second, "alone", None)]
    assert store.to_refold() == []


@pytest.mark.parametrize("stage", ["fold", "credit"])
def test_a_copy_that_comes_while_folds_are_looked_at_keeps_its_original(store: Store, stage: Stage) -> None:
    first = printed(store, 1, "first")
    second = printed(store, 2, "first", Fold(first, "copy", first, 1.0))
    store._keep_prints(second, [*TEXTS["other"]])  # type: ignore[attr-defined]
    store._db.run("INSERT INTO refold VALUES (?)", second)  # type: ignore[attr-defined]
    prints, came = store.prints, []

    def slowly(**given: object) -> object:
        seen = prints(**given)  # type: ignore[arg-type]
        came.append(printed(store, 3, "first", Fold(first, "copy", first, 1.0)))
        return seen

    store.prints = slowly  # type: ignore[method-assign, assignment]
    wanted = Range() if stage == "fold" else Range(source_id="nobody")
    changed, tally = run(store, stage, wanted=wanted)
    assert (changed, tally.left > 0) == ([], True)
    assert folds(store, first, second, *came) == [
        (first, "original", None),
        (first, "copy", first),
        (first, "copy", first),
    ]
    assert second in store.to_refold()
    store.prints = prints  # type: ignore[method-assign]
    run(store, "credit", wanted=Range(source_id="nobody"))
    assert folds(store, first, second, *came) == [
        (first, "original", None),
        (second, "alone", None),
        (first, "copy", first),
    ]
    assert store.to_refold() == []


def test_bytes_are_read_for_the_stage_that_needs_them_and_one_by_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, body = pages()[0]
    report_id = keep(store, url, body)
    for at in range(1, 6):
        article = an_article(url=url, title=f"تیتر {at}")
        draft = a_draft(1, article=article, url=url, canonical_url=canonical(url))
        store.save(draft, Fold(), now=NOON, raw=RawPage(url, "text/html", NOON, body))
    assert len(store.revisions(report_id)) == 6
    read: list[object] = []
    unpack = store._unpack  # type: ignore[attr-defined]

    def counted(row: object) -> object:
        read.append(row)
        return unpack(row)

    monkeypatch.setattr(store, "_unpack", counted)
    run(store, "credit")
    run(store, "fold")
    run(store, "stories")
    (kept,) = store.kept_reports(Range(), after=0, limit=25)
    assert read == []
    assert (sorted(kept.pages), len(kept.pages), kept.pages.get(9)) == ([1, 2, 3, 4, 5, 6], 6, None)
    assert kept.pages[1].body == body
    assert len(read) == 1
    run(store)
    assert len(read) == 7


def test_stories_are_told_again_only_when_asked(store: Store) -> None:
    ids = [keep(store, url, body, spoil=False, at=at) for at, (url, body) in enumerate(pages())]
    tell_all(store)
    told = stories(store, ids)
    store.retell([(one, one) for one in ids])
    run(store)
    assert stories(store, ids) == ids
    run(store, "stories")
    assert stories(store, ids) == told
    assert run(store, "stories")[1].changed == 0


# ---- killed

_REPLAYING = """
import sys
from tests.unit.test_replay import LATER, Plan, Range, Tally, WORLD, open_store, replay
store = open_store(sys.argv[1])
for changed in replay(store, Plan("extract", Range(), "a test", extra=WORLD.outlets), Tally(), now=LATER):
    print(changed.report_id, flush=True)
"""


def test_killed_in_the_middle_it_goes_on_and_makes_none_twice(store: Store, tmp_path: Path) -> None:
    known = [*pages("hamoon", 40), *pages("naroon", 40)]
    ids = [keep(store, f"{url}?n={at}", body, at=at) for at, (url, body) in enumerate(known)]
    process = subprocess.Popen(
        [sys.executable, "-c", _REPLAYING, str(tmp_path / "archive.sqlite")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "src:."},
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = store.replayed("a test")
    assert done in ids
    assert store.check() == []
    tally = run(store)[1]
    assert tally.reports == len([one for one in ids if one > done])
    assert {store.revisions(one)[0].reading for one in ids} == {2}
    assert store.replayed("a test") == 0


def test_beside_a_run_that_goes_on_saving_nothing_is_lost(store: Store, tmp_path: Path) -> None:
    known = [*pages("hamoon", 30), *pages("naroon", 30)]
    ids = [keep(store, f"{url}?n={at}", body, at=at) for at, (url, body) in enumerate(known)]
    process = subprocess.Popen(
        [sys.executable, "-c", _REPLAYING, str(tmp_path / "archive.sqlite")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "src:."},
    )
    assert process.stdout is not None
    process.stdout.readline()
    later = []
    while process.poll() is None and len(later) < 200:
        number = 1000 + len(later)
        later.append(store.save(a_draft(number, at=NOON), Fold(), now=NOON, raw=None)[0])
    process.communicate()
    assert process.returncode == 0
    assert {store.revisions(one)[0].reading for one in ids} == {2}
    assert all(store.report(one) is not None for one in later)
    assert store.check() == []
