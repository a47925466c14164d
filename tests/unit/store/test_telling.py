"""Stories in the store, and the telling that gives every report its story."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mirnews.model import ChainLink, Credit, Fold, Origin, Polled, Story
from mirnews.schedule import LOOKS, look_again
from mirnews.store import Store, open_store
from mirnews.store.codec import pack
from mirnews.store.port import Untold
from mirnews.store.schema import steps
from mirnews.telling import Telling, tell_all
from tests.builders import NOON, a_draft, a_source, an_article, named

HOUR = timedelta(hours=1)
FIRE = (
    "آتش\u200cسوزی در انبار بندر نوآباد* مهار شد",
    "آتش\u200cنشانان بامداد امروز آتش\u200cسوزی انبار پنبه در بندر نوآباد* را مهار کردند.",
)
FIRE_AGAIN = (
    "انبار پنبه بندر نوآباد* بیمه بود",
    "شهردار نوآباد* درباره آتش\u200cسوزی انبار پنبه بندر گفت که انبار بیمه بود.",
)
RELAY = Credit(
    (
        ChainLink("هامون*", None, "outlet", "publisher", None),
        ChainLink("تاس", "tass", "outlet", "reports", 0),
    )
)
CHESS = ("قهرمانی مهرگان* در جام شطرنج", "تیم مهرگان* با برد در دور پایانی قهرمان جام شطرنج شد.")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "archive.db")


def keep(store: Store, number: int, text: tuple[str, str], *, fold: Fold | None = None, publisher: str = "a") -> int:
    draft = a_draft(
        number,
        article=an_article(title=text[0], lead=text[1], paragraphs=(f"بند {number}",)),
        publisher=Origin(f"{publisher}*", publisher, publisher),
        at=NOON + number * HOUR,
        published=NOON + number * HOUR,
    )
    return store.save(draft, fold or Fold(), now=NOON + number * HOUR, raw=None)[0]


def test_reports_are_told_once_and_one_event_is_one_story(store: Store) -> None:
    ids = [keep(store, n, text) for n, text in enumerate((FIRE, CHESS, FIRE_AGAIN))]
    assert store.untold_count() == 3
    telling = Telling(store)
    assert telling.tell() == 3
    assert telling.tell() == store.untold_count() == 0
    stories = {one.id: one for one in store.stories()}
    assert {one.id: one.reports for one in stories.values()} == {ids[0]: 2, ids[1]: 1}
    assert store.story_count() == 2
    report = store.report(ids[2])
    assert report is not None
    assert report.story == ids[0]
    assert [one.headline.id for one in store.story_reports([ids[0]])[ids[0]]] == [ids[0], ids[2]]


def test_a_new_process_tells_on_where_the_old_one_stopped(store: Store) -> None:
    first = keep(store, 0, FIRE)
    Telling(store).tell()
    beside = Telling(store)
    keep(store, 1, CHESS)
    Telling(store).tell()
    keep(store, 2, FIRE_AGAIN)
    beside.tell()
    story = store.story(first)
    assert story is not None
    assert story.reports == 2
    assert store.story_count() == 2


def test_who_was_overtaken_by_another_process_tells_on_from_the_store(store: Store) -> None:
    """The other process gave the second report a story of its own; the third then goes where the store says."""
    slow = Telling(store)
    first = keep(store, 0, FIRE)
    slow.tell()
    second = keep(store, 1, FIRE_AGAIN)
    real, store.untold = store.untold, store.untold

    def overtaken(limit: int) -> list[Untold]:
        waiting = real(limit)
        if any(report.id == second for report in waiting):
            store.tell(second, second)
        return waiting

    store.untold = overtaken  # type: ignore[method-assign]
    slow.tell()
    store.untold = real  # type: ignore[method-assign]
    third = keep(store, 2, CHESS)
    slow.tell()
    told = [report.story for number in (first, second, third) if (report := store.report(number))]
    assert told == [first, second, third]


def test_the_rest_of_a_batch_is_told_by_what_the_store_says(store: Store) -> None:
    """Overtaken in the middle of a batch: the next report of it still finds the stories that were there before."""
    slow = Telling(store)
    first = keep(store, 0, FIRE)
    slow.tell()
    taken, last = keep(store, 1, CHESS), keep(store, 2, FIRE_AGAIN)
    real = store.untold

    def overtaken(limit: int) -> list[Untold]:
        waiting = real(limit)
        if waiting:
            store.tell(taken, first)
        return waiting

    store.untold = overtaken  # type: ignore[method-assign]
    slow.tell()
    store.untold = real  # type: ignore[method-assign]
    assert [report.story for number in (taken, last) if (report := store.report(number))] == [first, first]


def test_what_another_process_told_in_between_is_recalled(store: Store) -> None:
    slow = Telling(store)
    other, own = keep(store, 0, FIRE), keep(store, 1, CHESS)
    real = store.untold
    store.untold = lambda limit: [one for one in real(limit) if one.id == own]  # type: ignore[method-assign]
    store.tell(other, other)
    slow._recall(NOON - timedelta(days=9))
    third = keep(store, 2, ("خبری دیگر*", "دربارهٔ چیزی دیگر*"))
    store.tell(third, third)
    slow.tell()
    store.untold = real  # type: ignore[method-assign]
    last = keep(store, 3, ("خبری دیگر*", "دربارهٔ چیزی دیگر*"))
    slow.tell()
    report = store.report(last)
    assert report is not None
    assert report.story == third


def test_years_of_reports_are_told_in_bounded_memory(store: Store) -> None:
    for day in range(0, 60, 3):
        keep(store, day * 24, (f"{FIRE[0]} {day}", f"رویداد روز {day} در بندر نوآباد*"))
    telling = Telling(store)
    telling.tell()
    assert len(telling._stream._where) <= 5
    assert store.untold_count() == 0


def test_a_report_of_an_earlier_version_gets_its_origin_when_it_is_told(store: Store) -> None:
    number = keep(store, 0, FIRE)
    store._db.run("UPDATE report SET publisher = NULL, credit = ? WHERE id = ?", pack(RELAY), number)
    Telling(store).tell()
    (one,) = store.story_reports([number])[number]
    assert one.publisher.name == "هامون*"
    assert one.origin is not None
    assert one.origin.outlet == "tass"


def test_a_copy_goes_where_its_original_is(store: Store) -> None:
    original = keep(store, 0, FIRE)
    keep(store, 1, CHESS, fold=Fold(original, "copy", original, 0.9), publisher="b")
    Telling(store).tell()
    story = store.story(original)
    assert story is not None
    assert (story.reports, story.independent, story.copies) == (2, 1, 1)


def test_hiding_and_showing_changes_the_story(store: Store) -> None:
    one, two = keep(store, 0, FIRE), keep(store, 1, FIRE_AGAIN, publisher="b")
    telling = Telling(store)
    telling.tell()
    store.remove(two, "hidden", reason="x", now=NOON)
    assert store.stale_stories(9) != []
    telling.tell()
    story = store.story(one)
    assert story is not None
    assert story.reports == 1
    store.remove(one, "hidden", reason="x", now=NOON)
    telling.tell()
    assert store.story(one) is None
    assert store.stories() == []
    store.restore(two, reason="x", now=NOON)
    telling.tell()
    story = store.story(one)
    assert story is not None
    assert (story.reports, story.headline) == (1, two)


def test_a_summary_made_before_a_change_leaves_the_story_stale(store: Store) -> None:
    one = keep(store, 0, FIRE)
    Telling(store).tell()
    story = store.story(one)
    keep(store, 1, FIRE_AGAIN)
    assert store.tell(2, one) == (2, one)
    ((_, changes),) = store.stale_stories(9)
    store.save_story(one, story, changes=changes - 1)
    assert store.stale_stories(9) == [(one, changes)]


def test_orders_and_sections(store: Store) -> None:
    old = keep(store, 0, FIRE)
    keep(store, 1, FIRE_AGAIN, publisher="b")
    new = keep(store, 2, CHESS)
    Telling(store).tell()
    assert [one.id for one in store.stories(order="rank")] == [old, new]
    assert [one.id for one in store.stories(order="newest")] == [new, old]
    assert store.stories(section="sport") == []
    assert [one.id for one in store.stories(section="world", limit=1, offset=1)] == [new]
    assert store.story_count() == 2


def test_a_story_is_listed_in_a_section_that_another_feed_gave_its_reports(store: Store) -> None:
    number = keep(store, 0, FIRE)
    later = keep(store, 1, CHESS)
    Telling(store).tell()
    store.add_source(a_source(), now=NOON)
    keys = {"id": "a", "url": "http://127.0.0.1:9/fire"}
    store.record_poll(Polled("hamoon", NOON), [named(1, section="society", **keys)], now=NOON)
    (waiting,) = store.waiting(now=NOON, limit=9)
    store.settle(waiting.key, number)
    Telling(store).tell()
    assert [one.id for one in store.stories(section="society", order="newest")] == [number]
    assert {one.id for one in store.stories(section="world")} == {number, later}
    store.remove(number, "hidden", reason="x", now=NOON)
    Telling(store).tell()
    assert store.stories(section="society") == []
    store.restore(number, reason="x", now=NOON)
    Telling(store).tell()
    assert [one.sections for one in store.stories(section="society")] == [("world", "society")]


def test_gone_is_kept_once_and_a_page_that_answers_clears_it(store: Store) -> None:
    number = keep(store, 0, FIRE)
    Telling(store).tell()
    assert store.gone(number, now=NOON + HOUR)
    assert not store.gone(number, now=NOON + 2 * HOUR)
    report = store.report(number)
    assert report is not None
    assert report.gone_at == NOON + HOUR
    assert store.story_reports([number])[number][0].gone_at is None or store.stale_stories(9)
    keep(store, 0, FIRE)
    report = store.report(number)
    assert report is not None
    assert report.gone_at is None


def test_a_settled_entry_waits_again_when_its_page_is_to_be_looked_at(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    polled = store.polled("hamoon")
    assert polled is not None
    store.record_poll(polled, [named(1)], now=NOON)
    (waiting,) = store.waiting(now=NOON, limit=9)
    assert (waiting.seen_at, waiting.report_id) == (NOON, None)
    again = look_again(waiting.seen_at, NOON)
    assert again == NOON + LOOKS[0]
    report_id, _ = store.save(a_draft(1), Fold(), now=NOON, raw=None, key=waiting.key, look_again=again)
    assert store.look_again(now=NOON + HOUR) == 0
    assert store.look_again(now=NOON + 2 * HOUR) == 1
    (waiting,) = store.waiting(now=NOON + 2 * HOUR, limit=9)
    assert waiting.report_id == report_id
    store.settle(waiting.key, report_id)
    assert store.look_again(now=NOON + 99 * HOUR) == 0


def test_looks_end(store: Store) -> None:
    assert look_again(NOON, NOON + LOOKS[-1]) is None
    assert [look_again(NOON, NOON + age - HOUR) for age in LOOKS] == [NOON + age for age in LOOKS]


def test_a_first_poll_may_bring_old_reports_and_later_ones_the_gap(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    first = store.polled("hamoon")
    assert first is not None
    errors = []
    for number, now in ((1, NOON), (2, NOON + HOUR)):
        store.record_poll(replace(first, last_ok=now), [named(number)], now=now)
        (waiting,) = store.waiting(now=now, limit=9)
        report_id, _ = store.save(a_draft(number), Fold(), now=now + timedelta(minutes=2), raw=None, key=waiting.key)
        store.tell(report_id, report_id)
        errors.append(store.story_reports([report_id])[report_id][0].error_seconds)
    assert errors == [86400 + 120, 3600 + 120]


def test_an_archive_of_the_first_version_is_told_whole(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(steps()[0][1])
        old.execute("PRAGMA user_version = 1")
        row = {
            "id": 7,
            "source_id": "hamoon",
            "outlet_name": "هامون*",
            "outlet_key": "hamoon",
            "invented": 1,
            "article": pack(an_article(title=FIRE[0], lead=FIRE[1])),
            "repairs": "{}",
            "credit": pack(RELAY),
            "section": "world",
            "fold": 7,
            "relation": "alone",
            "containment": 0.0,
            "size": 0,
            "first_seen": 1_632_556_800_000,
            "at": 1_632_556_800_000,
            "changed_at": 1_632_556_800_000,
            "revision": 1,
            "title": FIRE[0],
            "lead": FIRE[1],
            "search_text": "",
        }
        old.execute(f"INSERT INTO report ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
        old.commit()
    store = open_store(path)
    assert tell_all(store) == 1
    story = store.story(7)
    assert story is not None
    (one,) = store.story_reports([7])[7]
    assert (one.origin and one.origin.outlet, one.error_seconds) == ("tass", 86400)
    assert store.check() == []


def a_story(store: Store, number: int, outlet: str, rank: float, *, voice: bool = True) -> int:
    report_id, _ = store.save(a_draft(number, source_id=outlet), Fold(), now=NOON, raw=None)
    store.tell(report_id, report_id)
    story = Story(
        id=report_id,
        headline=report_id,
        section="world",
        first_at=NOON,
        last_at=NOON,
        renewed_at=NOON,
        reports=1,
        independent=1 if voice else 2,
        copies=0,
        relays=0,
        further=0,
        rank=rank,
        voice=outlet if voice else None,
    )
    store.save_story(report_id, story, changes=1)
    return report_id


def test_a_source_that_floods_has_its_share_of_the_front_page_and_no_more(store: Store) -> None:
    flood = [a_story(store, number, "flood", 100.0 + number) for number in range(1, 30)]
    quiet = [a_story(store, 30 + number, f"paper{number % 3}", 10.0 + number) for number in range(9)]
    shared = [a_story(store, 40 + number, "both", 50.0 + number, voice=False) for number in range(3)]
    found = [story.id for story in store.balanced_stories(limit=12, each=3)]
    assert found == [*reversed(flood[-3:]), *reversed(shared), *reversed(quiet[-6:])]
    assert store.story(flood[0]) is not None


def test_where_there_are_not_enough_others_the_front_page_is_filled_all_the_same(store: Store) -> None:
    flood = [a_story(store, number, "flood", 100.0 + number) for number in range(1, 9)]
    quiet = a_story(store, 30, "paper", 1.0)
    assert [story.id for story in store.balanced_stories(limit=6, each=2)] == [*reversed(flood[-5:]), quiet]
    assert [story.id for story in store.balanced_stories(limit=99, each=2)] == [*reversed(flood), quiet]
