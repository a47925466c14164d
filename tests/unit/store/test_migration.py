"""An archive of an earlier version keeps everything, and its articles are known again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mirnews.model import Credit, Entry, Fold, Polled
from mirnews.store import Store, open_store
from mirnews.store.codec import compress, pack, to_ms
from mirnews.store.port import Range
from mirnews.store.schema import migrate, steps, version
from tests.builders import NOON, a_draft, a_source, an_article, an_entry, named

HOST = "https://www.khabar.example"
KEPT = ("source", "raw_feed", "entry", "report", "revision", "story", "removal", "set_aside")


def old_archive(path: Path) -> dict[str, list[dict[str, object]]]:
    """An archive as version 2 wrote it: two feeds of one outlet, three reports, a purged one, a dropped entry."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        for number, sql in steps():
            if number <= 2:
                db.executescript(sql)
        db.execute("PRAGMA user_version = 2")
        for name in ("all", "sport"):
            put(db, "source", id=name, record=pack(a_source(id=name, url=f"{HOST}/{name}.xml")), added_at=to_ms(NOON))
        for number in (1, 2, 3):
            address = f"{HOST}/news/{number}00{number}/x/"
            put(db, "entry", **entry_row(number, an_entry(number, id=f"g{number}", url=address), report_id=number))
            put(db, "report", **report_row(number, address))
            put(db, "revision", report_id=number, number=1, seen_at=to_ms(NOON), article=pack(an_article()))
        put(db, "entry", **entry_row(4, Entry(None, None, "خبر"), guid="text:x", canonical_url=None, state="dropped"))
        put(db, "set_aside", entry_key=4, fetched_at=to_ms(NOON), body=b"x")
        db.execute("UPDATE report SET visibility = 'purged' WHERE id = 3")
        db.execute("UPDATE entry SET state = 'purged' WHERE key = 3")
        put(db, "removal", report_id=3, action="purged", reason="x", at=to_ms(NOON))
        for number in (1, 2):
            body = f"<guid>g{number}</guid><link>{HOST}/news/{number}00{number}/x/</link>".encode()
            put(db, "raw_feed", source_id="all", fetched_at=to_ms(NOON), body=compress(body))
        put(db, "story", id=1, headline=1, section="world", reports=2, rank=1.5, renewed_at=to_ms(NOON), summed=1)
        return contents(db)


def put(db: sqlite3.Connection, table: str, **values: object) -> None:
    db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", [*values.values()])


def contents(db: sqlite3.Connection) -> dict[str, list[dict[str, object]]]:
    return {table: [dict(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY 1")] for table in KEPT}


def entry_row(number: int, entry: Entry, **given: object) -> dict[str, object]:
    return {
        "key": number,
        "source_id": "all",
        "guid": entry.id,
        "canonical_url": entry.url,
        "record": pack(entry),
        "digest": "x",
        "state": "done",
        "next_try": 0,
        "seen_at": to_ms(NOON),
        **given,
    }


def report_row(number: int, address: str) -> dict[str, object]:
    return {
        "id": number,
        "source_id": "all",
        "outlet_name": "خبر*",
        "outlet_key": "all",
        "invented": 1,
        "guid": f"g{number}",
        "url": address,
        "canonical_url": address,
        "article": pack(an_article(title=f"تیتر {number}")),
        "repairs": "{}",
        "credit": pack(Credit()),
        "section": "world" if number < 2 else "sport",
        "fold": number,
        "relation": "alone",
        "containment": 0.0,
        "size": 0,
        "first_seen": to_ms(NOON),
        "at": to_ms(NOON) + number,
        "changed_at": to_ms(NOON),
        "revision": 1,
        "search_text": "",
        "story": 1 if number < 3 else None,
    }


@pytest.fixture
def store(tmp_path: Path) -> Store:
    old_archive(tmp_path / "old.db")
    return open_store(tmp_path / "old.db")


def test_nothing_is_lost(tmp_path: Path) -> None:
    before = old_archive(tmp_path / "old.db")
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        assert migrate(db) == len([number for number, _ in steps() if number > 2])
        assert version(db) == steps()[-1][0]
        after = contents(db)
        for table, rows in before.items():
            assert [{name: row[name] for name in rows[0]} for row in after[table]] == rows
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_reports_and_stories_stand_in_their_sections(store: Store) -> None:
    assert dict(store.sections()) == {"world": 1, "sport": 1}
    assert [h.id for h in store.headlines(section="sport")] == [2]
    # Half of the story's reports are filed under sport, half under world.
    assert [s.sections for s in store.stories(section="sport")] == [("world", "sport")]
    assert [s.id for s in store.stories(section="world", order="newest")] == [1]


@pytest.mark.parametrize("address", [f"{HOST}/news/1001/x/", "http://khabar.example/news/1001/x"])
@pytest.mark.parametrize("source", ["all", "sport"])
def test_old_entries_are_known_again_in_every_feed_of_the_outlet(store: Store, source: str, address: str) -> None:
    assert store.record_poll(Polled(source, NOON), [named(1, id="new", url=address)], now=NOON) == 0


def test_what_was_known_by_its_guid_or_text_alone_still_is(store: Store) -> None:
    again = [named(2, id="g2", url=None), named(3, id="g3", url="https://khabar.example/moved", title="نو")]
    assert store.record_poll(Polled("all", NOON), again, now=NOON) == 0
    assert [w.key for w in store.waiting(now=NOON, limit=9)] == [2]  # a purged one never waits


def test_old_reports_are_known_again_at_a_twin_address(store: Store) -> None:
    for number, visibility in ((1, "unchanged"), (3, "removed")):
        address = f"http://khabar.example/news/{number}00{number}/x"
        draft = a_draft(number, guid=None, canonical_url=address, article=an_article(title=f"تیتر {number}"))
        assert store.save(draft, Fold(), now=NOON, raw=None) == (number, visibility)


def test_of_old_feed_bodies_the_text_tells_what_they_name(store: Store) -> None:
    before = [one.raw.body for one in store.kept_feeds(Range(), after=0, limit=9) if one.raw]
    assert len(before) == 2
    store.remove(1, "hidden", reason="a test", now=NOON)
    assert [one.raw.body for one in store.kept_feeds(Range(), after=0, limit=9) if one.raw] == before[1:]
    store.remove(2, "purged", reason="a test", now=NOON)
    assert len(store.kept_feeds(Range(), after=0, limit=9)) == 1
