"""Kept bytes: dictionaries of sites, repacking, purging, and the room they take."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

import pytest
import zstandard

from mirnews.errors import MirNewsError
from mirnews.model import Fold, Polled
from mirnews.store import RawPage, Store, open_store
from mirnews.store.furniture import RUN, furniture, holds
from mirnews.store.schema import steps
from mirnews.store.shelving import Shelf, wants_training
from tests.builders import NOON, a_draft, a_source, an_article, named

MENU = "".join(
    f'<li class="m{blake2b(bytes([n])).hexdigest()[:12]}"><a href="/{n * 7919}">بخش {n}</a></li>\n' for n in range(120)
)
BOX = '<div class="box">پربازدیدترین خبر هفته در همهٔ صفحات</div>'
WORDS = "باران کوه دریا شهر برق مدرسه کارخانه قطار بازار جنگل روستا پل کتاب بیمارستان مزرعه".split()


def text(number: int) -> str:
    """A text of our own, another one for each number."""
    picked = [WORDS[(number * 7 + at * (number % 5 + 1)) % len(WORDS)] + str(number * at) for at in range(40)]
    return " ".join(picked)


def page(number: int, *, box: str = "") -> bytes:
    return (
        f"<html><head><title>تیتر شمارهٔ {number}</title></head><body><ul>{MENU}</ul>{box}"
        f"<article><p>{text(number)}</p></article><footer>{MENU[:500]}</footer></body></html>"
    ).encode()


def keep(store: Store, number: int, body: bytes | None = None) -> int:
    address = f"http://127.0.0.1:9/news/{number}"
    article = an_article(url=address, title=f"تیتر شمارهٔ {number}", lead=None, paragraphs=(text(number),))
    raw = RawPage(address, "text/html", NOON + timedelta(minutes=number), body or page(number))
    report_id, _ = store.save(a_draft(number, article=article), Fold(), now=NOON, raw=raw)
    return report_id


def tend(store: Store) -> int:
    """Do all upkeep; how many pieces it was."""
    pieces = 0
    while store.tend(now=NOON):
        pieces += 1
        assert pieces < 10_000
    return pieces


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "archive.sqlite")
    yield opened
    opened.close()


def rows(store: Store, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in store._db.rows(sql)]  # type: ignore[attr-defined]


# ---- what a dictionary is made of


def test_a_dictionary_has_what_pages_share_and_no_text() -> None:
    pages = [page(number) for number in range(12)]
    made = furniture(pages, [])
    assert made.count("بخش 7<".encode()) == 1
    assert not any(holds(made, [text(number)]) for number in range(12))


def test_a_text_that_stands_in_every_page_stays_out_when_it_is_an_articles() -> None:
    pages = [page(number, box=BOX) for number in range(12)]
    words = "پربازدیدترین خبر هفته در همهٔ صفحات"
    assert holds(furniture(pages, []), [words])
    assert not holds(furniture(pages, [words]), [words])
    assert len(furniture(pages, [words])) > 5_000


def test_a_text_is_found_in_another_encoding_and_escaped_and_short_words_are_nobodys() -> None:
    words = "باران امروز در همه شهرهاي شمال تند بود"
    assert holds(words.encode("cp1256"), [words])
    assert holds("".join(f"&#{ord(letter)};" for letter in words).encode(), [words])
    assert not holds(words[: RUN - 1].encode(), [words])


def test_a_dictionary_is_bounded() -> None:
    assert len(furniture([page(1)] * 5, [], size=1000)) <= 1000
    assert furniture([], []) == b""


@pytest.mark.parametrize(
    ("shelf", "wanted"),
    [
        (Shelf(23), False),
        (Shelf(24), True),
        (Shelf(95, samples=24, ratio=0.0), False),
        (Shelf(96, samples=24, ratio=0.0), True),
        (Shelf(900, samples=24, ratio=8.0, users=900, recent=7.0), False),
        (Shelf(900, samples=24, ratio=8.0, users=900, recent=5.0), True),
        (Shelf(900, samples=24, ratio=8.0, users=100, recent=5.0), False),
    ],
)
def test_when_a_dictionary_is_made(shelf: Shelf, wanted: bool) -> None:
    assert wants_training(shelf) is wanted


# ---- the archive with it


def test_older_pages_are_repacked_and_every_byte_comes_back(store: Store) -> None:
    ids = [keep(store, number) for number in range(60)]
    before = sum(space.kept for space in store.space())
    tend(store)
    assert rows(store, "SELECT count(*) FROM raw_page WHERE dictionary IS NULL") == [(0,)]
    (after,) = store.space()
    assert (after.kind, after.site, after.bodies) == ("page", "127.0.0.1:9", 60)
    assert after.size == sum(len(page(number)) for number in range(60))
    assert (after.kept + after.dictionaries) * 2 < before
    for number, report_id in enumerate(ids):
        raw = store.raw(report_id)
        assert raw is not None
        assert raw.body == page(number)
    later = keep(store, 99)
    assert rows(store, f"SELECT dictionary IS NULL FROM raw_page WHERE report_id = {later}") == [(0,)]
    assert store.check() == []


def test_pages_with_nothing_in_common_get_no_dictionary_and_are_not_tried_at_once_again(store: Store) -> None:
    for number in range(30):
        keep(store, number, text(number).encode())
    assert tend(store) == 1
    assert rows(store, "SELECT state, length(bytes) FROM dictionary") == [("useless", 0)]


def test_a_dictionary_that_a_body_needs_cannot_be_deleted(store: Store, tmp_path: Path) -> None:
    for number in range(30):
        keep(store, number)
    tend(store)
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as other:
        other.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            other.execute("DELETE FROM dictionary")


def test_a_feed_leans_on_an_earlier_body_and_old_ones_go(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite", keep_feeds=20)
    store.add_source(a_source(), now=NOON)
    items = [f"<item><title>{text(number)}</title></item>\n" for number in range(70)]
    bodies = ["".join(items[number : number + 30]).encode() for number in range(40)]
    for number, body in enumerate(bodies):
        raw = RawPage("http://127.0.0.1:9/rss", "text/xml", NOON + timedelta(minutes=number), body)
        store.record_poll(Polled("hamoon", next_due=NOON), (), now=NOON, raw=raw)
    (space,) = store.space()
    assert (space.kind, space.site, space.bodies) == ("feed", "hamoon", 20)
    assert (space.kept + space.dictionaries) * 2 < sum(len(zstandard.compress(body, 9)) for body in bodies[20:])
    needed = rows(store, "SELECT count(DISTINCT dictionary) FROM raw_feed")
    assert rows(store, "SELECT count(*) FROM dictionary") == needed
    kept = [store._unpack(row) for row in store._db.rows("SELECT * FROM raw_feed ORDER BY fetched_at")]  # type: ignore[attr-defined]
    assert kept == bodies[20:]
    store.remove_source("hamoon")
    assert rows(store, "SELECT count(*) FROM dictionary") == [(0,)]
    store.close()


def test_pages_older_than_wanted_are_let_go_and_the_reports_stay(store: Store) -> None:
    ids = [keep(store, number) for number in range(5)]
    while store.tend(now=NOON + timedelta(days=10, minutes=2), keep_pages_days=10):
        pass
    assert [store.raw(report_id) is None for report_id in ids] == [True, True, False, False, False]
    assert store.count() == 5


def test_bodies_of_an_earlier_version_are_read_counted_and_repacked(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        for number, sql in steps()[:2]:
            old.executescript(f"{sql}; PRAGMA user_version = {number};")
    newer = open_store(tmp_path / "newer.sqlite")
    for number in range(30):
        keep(newer, number)
    newer.close()
    with closing(sqlite3.connect(path)) as old:
        old.execute("ATTACH ? AS newer", (str(tmp_path / "newer.sqlite"),))
        for table in ("report", "revision", "raw_page"):
            columns = ", ".join(row[1] for row in old.execute(f"PRAGMA main.table_info({table})"))
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
        old.commit()
    store = open_store(path)
    (before,) = store.space()
    assert (before.site, before.size) == ("127.0.0.1:9", sum(len(page(number)) for number in range(30)))
    tend(store)
    (after,) = store.space()
    assert after.size == before.size
    assert after.kept < before.kept
    for number in range(30):
        raw = store.raw(number + 1)
        assert raw is not None
        assert raw.body == page(number)
    store.close()


def test_a_wrong_dictionary_is_noticed(store: Store) -> None:
    for number in range(30):
        keep(store, number)
    tend(store)
    other = zstandard.compress(b"".join(page(number) for number in range(50, 55)))
    store._db.run("UPDATE dictionary SET bytes = ?", other)  # type: ignore[attr-defined]
    store._shelf.clear()  # type: ignore[attr-defined]
    with pytest.raises(MirNewsError) as error:
        store.raw(1)
    assert error.value.code == "store_damaged"


# ---- purging


def everything(path: Path) -> list[bytes]:
    """The file as it lies there, and every zstd frame of it taken apart, with each dictionary and without."""
    found = [path.read_bytes()] + [side.read_bytes() for side in path.parent.glob(path.name + "-*")]
    with closing(sqlite3.connect(path)) as db:
        plain = zstandard.ZstdDecompressor()
        dictionaries = {
            key: plain.decompress(body) for key, body in db.execute("SELECT id, bytes FROM dictionary") if body
        }
        found += dictionaries.values()
        for table in ("raw_page", "raw_feed", "set_aside"):
            for body, key in db.execute(f"SELECT body, dictionary FROM {table}"):
                given = zstandard.ZstdCompressionDict(dictionaries[key], dict_type=1) if key else None
                found.append(zstandard.ZstdDecompressor(dict_data=given).decompress(body))
    return found


def found_in(path: Path, secret: str) -> list[str]:
    """The runs of RUN letters of a text that are anywhere in the archive."""
    spaced = [
        re.sub(r"\s+", " ", body.decode(code, "ignore")) for body in everything(path) for code in ("utf-8", "cp1256")
    ]
    return [
        run for at in range(len(secret) - RUN + 1) if any((run := secret[at : at + RUN]) in body for body in spaced)
    ]


def test_nothing_of_a_purged_text_is_left_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    store = open_store(path)
    store.add_source(a_source(), now=NOON)
    ids = [keep(store, number) for number in range(40)]
    items = [f"<item><link>http://127.0.0.1:9/news/{n}</link><p>{text(n)}</p></item>" for n in range(30)]
    feeds = ("".join(items), "".join(items[4:]), "".join(items) + " ")  # the second leans on the first, and names not 3
    for minute, body in enumerate(feeds):
        raw = RawPage(None, None, NOON + timedelta(minutes=minute), body.encode())
        store.record_poll(Polled("hamoon", next_due=NOON), (), now=NOON, raw=raw)
    tend(store)
    store.close()
    assert found_in(path, text(3))
    store = open_store(path)
    assert store.remove(ids[3], "purged", reason="a test", now=NOON)
    store.close()
    assert found_in(path, text(3)) == []
    store = open_store(path)
    tend(store)
    assert store.raw(ids[4]) == RawPage("http://127.0.0.1:9/news/4", "text/html", NOON + timedelta(minutes=4), page(4))
    (kept,) = [store._unpack(row) for row in store._db.rows("SELECT * FROM raw_feed")]  # type: ignore[attr-defined]
    assert kept == feeds[1].encode()
    store.close()


def test_a_dictionary_with_a_purged_headline_goes_and_another_is_made_without_it(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    store = open_store(path)
    headline = "سیل راه روستاهای درهٔ هامون را بست"
    for number in range(30):
        keep(store, number, page(number, box=f'<a href="/x">{headline}</a>'))
    tend(store)
    dictionary = rows(store, "SELECT bytes FROM dictionary")[0][0]
    assert isinstance(dictionary, bytes)
    assert holds(zstandard.decompress(dictionary), [headline])
    address = "http://127.0.0.1:9/news/77"
    one = a_draft(77, article=an_article(url=address, title=headline))
    raw = RawPage(address, "text/html", NOON, page(77))
    report_id, _ = store.save(one, Fold(), now=NOON, raw=raw)
    assert store.remove(report_id, "purged", reason="a test", now=NOON)
    assert rows(store, "SELECT count(*) FROM dictionary") == [(0,)]
    assert rows(store, "SELECT count(*) FROM raw_page WHERE dictionary IS NOT NULL") == [(0,)]
    tend(store)
    assert rows(store, "SELECT count(*) FROM raw_page WHERE dictionary IS NULL") == [(0,)]
    for number in range(30):
        raw_again = store.raw(number + 1)
        assert raw_again is not None
        assert raw_again.body == page(number, box=f'<a href="/x">{headline}</a>')
    store.close()


def test_no_dictionary_is_kept_that_was_made_of_a_report_purged_meanwhile(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [keep(store, number) for number in range(30)]
    from mirnews.store import shelving

    made = shelving.furniture

    def slowly(pages: list[bytes], texts: list[str]) -> bytes:
        content = made(pages, texts)
        store.remove(ids[0], "purged", reason="a test", now=NOON)
        return content

    monkeypatch.setattr(shelving, "furniture", slowly)
    assert store.tend(now=NOON) is False
    assert rows(store, "SELECT count(*) FROM dictionary") == [(0,)]


# ---- killed

_TENDING = """
import sys
from mirnews.store import open_store
from tests.unit.store.test_kept_bytes import NOON
store = open_store(sys.argv[1])
print("begun", flush=True)
while store.tend(now=NOON):
    print("piece", flush=True)
print("ended", flush=True)
"""


def test_killed_while_repacking_nothing_is_lost_and_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "archive.sqlite"
    store = open_store(path)
    ids = [keep(store, number) for number in range(400)]
    store.close()
    pieces = 0
    for delay in (0.0, 0.003, 0.01, 0.02):
        process = subprocess.Popen(
            [sys.executable, "-c", _TENDING, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": "src:."},
        )
        assert process.stdout is not None
        for line in process.stdout:
            pieces += line == "piece\n"
            if line != "begun\n":
                break
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    store = open_store(path)
    assert pieces > 0
    assert store.check() == []
    tend(store)
    assert rows(store, "SELECT count(*) FROM raw_page WHERE dictionary IS NULL") == [(0,)]
    for number, report_id in enumerate(ids):
        raw = store.raw(report_id)
        assert raw is not None
        assert raw.body == page(number)
    store.close()


def test_entries_set_aside_are_repacked_too(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    store.record_poll(Polled("hamoon", next_due=NOON), [named(500)], now=NOON)
    (waiting,) = store.waiting(now=NOON, limit=1)
    store.drop(waiting.key, reason="no_text: none", raw=RawPage("http://127.0.0.1:9/x", None, NOON, page(500)))
    for number in range(30):
        keep(store, number)
    tend(store)
    assert rows(store, "SELECT count(*) FROM set_aside WHERE dictionary IS NULL") == [(0,)]
    assert [space.kind for space in store.space()] == ["aside", "page"]
