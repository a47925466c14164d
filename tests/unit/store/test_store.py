"""The store's contract: what every engine must do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mirnews.errors import MirNewsError, Misconfigured, TryLater
from mirnews.model import Edit, Fold, Polled
from mirnews.sources import identities
from mirnews.store import RawPage, Store, open_store
from mirnews.store.connection import Connection
from mirnews.store.port import Named
from tests.builders import NOON, a_draft, a_source, an_article, an_entry, named

LATER = NOON + timedelta(hours=1)


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "archive.sqlite" if request.param == "file" else ":memory:")
    yield opened
    opened.close()


def put(store: Store, number: int = 1, fold: Fold | None = None, **given: object) -> int:
    report_id, outcome = store.save(a_draft(number, **given), fold or Fold(), now=NOON, raw=None)
    assert outcome == "new"
    return report_id


def test_a_source_is_due_at_once_and_keeps_its_poll_state_when_changed(store: Store) -> None:
    assert store.add_source(a_source(), now=NOON) is True
    assert store.polls()["hamoon"].next_due == NOON
    store.record_poll(Polled("hamoon", next_due=LATER, etag='"a"'), now=NOON)
    assert store.add_source(a_source(name="هامون نو*"), now=LATER) is False
    assert store.source("hamoon") == a_source(name="هامون نو*")
    assert store.polls()["hamoon"].etag == '"a"'


def test_some_polls_are_spread_over_all_sources(store: Store) -> None:
    for number in range(50):
        store.add_source(a_source(id=f"s{number:02d}"), now=NOON)
    assert len(store.some_polls(50)) == len(store.some_polls(26)) == 50
    some = [polled.source_id for polled in store.some_polls(10)]
    assert len(some) == 10
    assert max(some) > "s39"


def test_an_entry_waits_once_however_often_it_is_polled(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    polled = Polled("hamoon", next_due=LATER)
    entries = [named(1), named(2)]
    assert store.record_poll(polled, entries, now=NOON) == 2
    assert store.record_poll(polled, entries, now=LATER) == 0
    assert [w.entry.title for w in store.waiting(now=NOON, limit=9)] == [an_entry(1).title, an_entry(2).title]


def test_an_entry_with_a_new_guid_and_a_known_address_is_the_same_entry(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    polled = Polled("hamoon", next_due=LATER)
    store.record_poll(polled, [named(1)], now=NOON)
    assert store.record_poll(polled, [named(1, id="other")], now=NOON) == 0
    assert store.waiting_count() == 1


def test_a_changed_title_makes_a_settled_entry_wait_again(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    polled = Polled("hamoon", next_due=LATER)
    store.record_poll(polled, [named(1)], now=NOON)
    (waiting,) = store.waiting(now=NOON, limit=9)
    store.save(a_draft(1), Fold(), now=NOON, raw=None, key=waiting.key)
    assert store.waiting_count() == 0
    store.record_poll(polled, [named(1, title="تیتر تازه")], now=LATER)
    assert [w.entry.title for w in store.waiting(now=LATER, limit=9)] == ["تیتر تازه"]


def test_waiting_is_fair_over_sources_and_leaves_out_what_is_put_off(store: Store) -> None:
    for name in ("a", "b"):
        store.add_source(a_source(id=name), now=NOON)
    many = [named(n) for n in range(5)]
    store.record_poll(Polled("a", next_due=LATER), many, now=NOON)
    store.record_poll(Polled("b", next_due=LATER), [named(9, url="http://b/9")], now=NOON)
    first_two = store.waiting(now=NOON, limit=2)
    assert {w.source_id for w in first_two} == {"a", "b"}
    store.postpone(first_two[0].key, until=LATER, reason="timeout: slow")
    assert first_two[0].key not in {w.key for w in store.waiting(now=NOON, limit=9)}
    assert {w.key: w.attempts for w in store.waiting(now=LATER, limit=9)}[first_two[0].key] == 1


def test_removing_a_source_forgets_its_waiting_entries_and_keeps_its_reports(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    store.record_poll(Polled("hamoon", next_due=LATER), [named(1)], now=NOON)
    kept = put(store, 2)
    assert store.remove_source("hamoon") is True
    assert store.remove_source("hamoon") is False
    assert store.waiting_count() == 0
    assert store.report(kept) is not None
    assert store.record_poll(Polled("hamoon", next_due=LATER), [named(1)], now=NOON) == 0


def test_a_report_comes_back_as_it_was_saved(store: Store) -> None:
    edits = {"title": (Edit(0, 1, "ت", "ث", "letter", 0.5),)}
    raw = RawPage("http://127.0.0.1:9/news/1", "text/html", NOON, "متن".encode())
    draft = a_draft(1, repairs=edits)
    report_id, _ = store.save(draft, Fold(), now=LATER, raw=raw)
    report = store.report(report_id)
    assert report is not None
    assert (report.article, report.repairs, report.credit) == (draft.article, edits, draft.credit)
    assert (report.first_seen, report.published, report.at) == (LATER, draft.published, draft.at)
    assert report.fold == Fold(report_id, "alone", None, 0.0)
    assert report.repaired("title").text.startswith("ث")
    assert store.raw(report_id) == raw
    assert store.report(999) is None


def test_the_same_page_is_one_report_and_a_changed_text_is_a_revision(store: Store) -> None:
    report_id = put(store, 1)
    assert store.save(a_draft(1), Fold(), now=LATER, raw=None) == (report_id, "unchanged")
    changed = a_draft(1, article=an_article(title="تیتر دوم"))
    assert store.save(changed, Fold(), now=LATER, raw=None) == (report_id, "revised")
    assert [(r.number, r.article.title) for r in store.revisions(report_id)] == [(1, "تیتر شمارهٔ 1"), (2, "تیتر دوم")]
    assert store.count() == 1


def test_a_time_that_was_unknown_is_filled_in_and_the_index_is_told_of_a_new_section(store: Store) -> None:
    report_id = put(store, 1, published=None, at=NOON)
    store.clear_outbox(store.outbox(9)[-1].sequence)
    store.save(a_draft(1, section="sport", at=LATER, published=LATER), Fold(), now=LATER, raw=None)
    report = store.report(report_id)
    assert report is not None
    assert (report.published, report.at, report.revision, report.changed_at) == (LATER, LATER, 1, NOON)
    assert [change.sections for change in store.outbox(9)] == [("sport",)]


def test_a_lone_report_that_becomes_anothers_text_joins_its_fold(store: Store) -> None:
    first, second = put(store, 1), put(store, 2)
    changed = a_draft(2, article=an_article(title="همان"))
    store.save(changed, Fold(first, "copy", first, 0.9), now=LATER, raw=None)
    assert [(h.id, [c.id for c in h.copies]) for h in store.headlines(fold_copies=True)] == [(first, [second])]


def test_an_entry_without_guid_and_address_is_known_by_its_text(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    bare = named(1, id=None, url=None)
    assert [store.record_poll(Polled("hamoon", next_due=LATER), [bare], now=NOON) for _ in range(3)] == [
        1,
        0,
        0,
    ]


def test_two_items_with_one_address_do_not_take_turns(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    live = [named(n, id=f"g{n}", title=f"لحظهٔ {n}", url="http://127.0.0.1:9/live") for n in (1, 2)]
    assert store.record_poll(Polled("hamoon", next_due=LATER), live, now=NOON) == 1
    (waiting,) = store.waiting(now=NOON, limit=9)
    store.save(a_draft(1), Fold(), now=NOON, raw=None, key=waiting.key)
    for _ in range(3):
        store.record_poll(Polled("hamoon", next_due=LATER), live, now=LATER)
        assert store.waiting_count() == 0


def test_a_source_with_a_new_address_starts_anew(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    store.record_poll(Polled("hamoon", next_due=LATER, etag='"a"', failures=9), now=NOON)
    store.add_source(a_source(url="http://127.0.0.1:9/other"), now=NOON)
    assert store.polled("hamoon") == Polled("hamoon", next_due=NOON, state_since=NOON)
    assert store.polled("nobody") is None


def test_bytes_behind_a_dropped_entry_are_kept(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    store.record_poll(Polled("hamoon", next_due=LATER), [named(1)], now=NOON)
    (waiting,) = store.waiting(now=NOON, limit=9)
    store.drop(waiting.key, reason="no_text: nothing", raw=RawPage(None, None, NOON, b"<html>odd</html>"))
    assert store.quarantined() == [("hamoon", an_entry(1).url, "no_text: nothing")]
    assert store._db.row("SELECT count(*) AS n FROM set_aside")["n"] == 1  # type: ignore[attr-defined]


def test_counts_that_pages_ask_for_follow_every_write(store: Store) -> None:
    assert (store.count(), store.latest_change()) == (0, None)
    report_id = put(store, 1)
    assert (store.count(), store.latest_change()) == (1, NOON)
    store.remove(report_id, "hidden", reason="x", now=NOON)
    assert (store.count(), store.sections(), store.outlets()) == (0, [], [])


def test_a_revision_keeps_the_first_times(store: Store) -> None:
    report_id = put(store, 1)
    store.save(a_draft(1, article=an_article(title="دوم"), at=LATER, published=LATER), Fold(), now=LATER, raw=None)
    report = store.report(report_id)
    assert report is not None
    assert (report.first_seen, report.at, report.changed_at) == (NOON, a_draft(1).at, LATER)


def test_headlines_are_newest_first_and_can_be_narrowed(store: Store) -> None:
    ids = [put(store, n) for n in range(1, 6)]
    put(store, 6, section="sport")
    assert [h.id for h in store.headlines(section="world")] == ids[::-1]
    assert [h.id for h in store.headlines(section="world", limit=2)] == [ids[4], ids[3]]
    assert [h.id for h in store.headlines(before=NOON + timedelta(minutes=3))] == ids[2::-1]
    assert [h.id for h in store.headlines(ids=[ids[1], ids[4]])] == [ids[1], ids[4]]
    assert store.headlines(outlet="nobody") == []
    assert dict(store.sections()) == {"world": 5, "sport": 1}
    assert store.outlets() == [("hamoon", "هامون*", 6, True)]


def test_copies_fold_under_the_first_of_their_fold(store: Store) -> None:
    first = put(store, 1)
    other = put(store, 2)
    copy = put(store, 3, fold=Fold(first, "copy", first, 0.9))
    folded = store.headlines(fold_copies=True)
    assert [(h.id, [c.id for c in h.copies]) for h in folded] == [(other, []), (first, [copy])]
    relations = {h.id: h.relation for h in store.headlines()}
    assert relations == {first: "original", other: "alone", copy: "copy"}


def test_a_fold_stays_together_when_its_original_is_hidden_or_elsewhere(store: Store) -> None:
    first = put(store, 1, section="sport")
    copy = put(store, 3, fold=Fold(first, "copy", first, 0.9))
    assert [h.id for h in store.headlines(section="world", fold_copies=True)] == [copy]
    store.remove(first, "hidden", reason="test", now=NOON)
    assert [(h.id, h.copies) for h in store.headlines(fold_copies=True)] == [(copy, ())]


def test_an_earlier_text_that_comes_later_becomes_the_original(store: Store) -> None:
    late = put(store, 5)
    early = put(store, 1, fold=Fold(late, "original", None, 0.9))
    assert {h.id: h.relation for h in store.headlines()} == {late: "copy", early: "original"}
    report = store.report(late)
    assert report is not None
    assert report.fold.of == early


def test_nearby_counts_shared_fingerprints(store: Store) -> None:
    first = put(store, 1)
    put(store, 7)
    (near,) = store.nearby([10, 11, 12, -5], since=NOON - timedelta(days=1))
    assert (near.id, near.shared, near.size, near.first_id) == (first, 3, 10, first)
    assert store.nearby([10], since=LATER) == []


def test_hiding_takes_a_report_off_lists_and_index_and_survives_a_new_poll(store: Store) -> None:
    report_id = put(store, 1)
    store.clear_outbox(store.outbox(9)[-1].sequence)
    assert store.remove(report_id, "hidden", reason="شکایت", now=LATER) is True
    assert store.headlines() == []
    assert [(c.report_id, c.text) for c in store.outbox(9)] == [(report_id, None)]
    store.save(a_draft(1, article=an_article(title="دوباره")), Fold(), now=LATER, raw=None)
    report = store.report(report_id)
    assert report is not None
    assert (report.visibility, report.removal_reason) == ("hidden", "شکایت")
    assert store.restore(report_id, reason="درست بود", now=LATER) is True
    assert [h.id for h in store.headlines()] == [report_id]
    assert [(r.action, r.reason) for r in store.removals()] == [("hidden", "شکایت"), ("shown", "درست بود")]


def test_purging_leaves_no_text_anywhere_and_survives_a_new_poll(store: Store) -> None:
    canary = "کاکایی‌سفید"
    for name in ("hamoon", "other"):
        store.add_source(a_source(id=name), now=NOON)
    address = "http://127.0.0.1:9/news?id=1&cat=2"
    entry = an_entry(1, id=None, url=address, title=canary, summary=canary)
    escaped = address.replace("&", "&amp;")
    feed = RawPage(a_source().url, "text/xml", NOON, f"<rss>{escaped} {canary}</rss>".encode())
    store.record_poll(Polled("other", next_due=LATER), [], now=NOON, raw=feed)
    polled = Polled("hamoon", next_due=LATER)
    store.record_poll(polled, [Named(entry, identities(entry))], now=NOON, raw=feed)
    (waiting,) = store.waiting(now=NOON, limit=9)
    draft = a_draft(1, article=an_article(title=canary), search_text=canary, url=address, canonical_url=address)
    page = RawPage(entry.url, None, NOON, canary.encode())
    report_id, _ = store.save(draft, Fold(), now=NOON, raw=page, key=waiting.key)
    assert store.remove(report_id, "purged", reason="دستور", now=LATER) is True
    again = replace(entry, title=canary + "۲")
    store.record_poll(polled, [Named(again, identities(again))], now=LATER, raw=feed)
    assert store.waiting_count() == 0
    assert store.save(draft, Fold(), now=LATER, raw=page) == (report_id, "removed")
    assert store.raw(report_id) is None
    assert store.revisions(report_id) == []
    assert canary not in _everything(store)
    assert store.remove(report_id, "hidden", reason="دوباره", now=LATER) is False


def _everything(store: Store) -> str:
    db: Connection = store._db  # type: ignore[attr-defined]
    tables = [row["name"] for row in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(str(tuple(row)) for table in tables for row in db.rows(f"SELECT * FROM {table}"))


def test_the_outbox_holds_every_change_until_it_is_cleared(store: Store) -> None:
    ids = [put(store, n) for n in range(1, 4)]
    changes = store.outbox(2)
    assert [c.report_id for c in changes] == ids[:2]
    store.clear_outbox(changes[-1].sequence)
    assert [c.report_id for c in store.outbox(9)] == ids[2:]
    assert store.refill_outbox() == 3
    assert store.check() == []


def test_a_locked_archive_is_tried_later_and_a_newer_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    store = open_store(path)
    store._db._raw.execute("PRAGMA busy_timeout = 10")  # type: ignore[attr-defined]
    other = open_store(path)
    with other._db.write(), pytest.raises(TryLater, match="locked") as caught:  # type: ignore[attr-defined]
        store.add_source(a_source(), now=NOON)
    assert caught.value.code == "store_busy"
    other._db.run("PRAGMA user_version = 99")  # type: ignore[attr-defined]
    store.close()
    other.close()
    with pytest.raises(Misconfigured, match="update MirNews"):
        open_store(path)


def test_a_file_that_is_no_archive_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(MirNewsError, match="move it away") as caught:
        open_store(path)
    assert caught.value.code == "store_damaged"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    with pytest.raises(Misconfigured, match="file"):
        open_store(blocker / "archive.sqlite")


KILLED = """
import os, sys
sys.path.insert(0, "src"); sys.path.insert(0, ".")
from tests.builders import *
from mirnews.store import open_store
from mirnews.model import Fold
store = open_store(sys.argv[1])
original = store._to_outbox
def dies(report_id):
    if report_id == 3: os.kill(os.getpid(), 9)
    original(report_id)
store._to_outbox = dies
for n in range(1, 9): store.save(a_draft(n), Fold(), now=NOON, raw=None); print(n, flush=True)
"""


def test_a_process_killed_inside_a_save_leaves_all_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], capture_output=True, text=True, check=False)
    assert ended.returncode == -9
    assert ended.stdout.split() == ["1", "2"]
    store = open_store(path)
    assert store.count() == 2
    assert store.check() == []
    assert [c.report_id for c in store.outbox(9)] == [1, 2]
    store.close()


def test_half_spaces_of_a_source_are_counted_by_the_day(store: Store) -> None:
    for number, half_spaces in ((1, 8), (2, 4), (3, 0)):
        at = NOON + timedelta(days=number // 2)
        store.save(a_draft(number, words=100, half_spaces=half_spaces, at=at), Fold(), now=at, raw=None)
    assert store.densities(since=NOON - timedelta(days=9)) == {"hamoon": [80.0, 20.0]}
    assert store.densities(since=NOON + timedelta(days=9)) == {}
