"""What was purged or hidden is in no kept body of any feed, however it was written there; what was not, stays."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from mirnews.errors import Skip
from mirnews.model import Fold, Polled
from mirnews.store import RawPage, Store, open_store
from mirnews.store.calling import called
from mirnews.store.port import Named, Range
from tests.builders import NOON, a_draft, a_source, an_article, named

HOST = "http://khabar.example"
SECRET = "این جمله در هیچ جا نباید بماند"
OTHER = "این جمله با آن دیگری کاری ندارد"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "archive.sqlite")
    opened.add_source(a_source(), now=NOON)
    yield opened
    opened.close()


def poll(store: Store, body: bytes, *entries: Named, source: str = "hamoon", listed: bool = True, at: int = 0) -> None:
    """A poll that brought these entries in this body, all of them (`listed`), or more than was taken."""
    raw = RawPage(f"{HOST}/{source}.xml", None, NOON + timedelta(minutes=at), body)
    polled = Polled(source, NOON, state="ok", entries=len(entries) + (not listed))
    store.record_poll(polled, entries, now=NOON, raw=raw)


def save_all(store: Store) -> dict[str, int]:
    """Make a report of every waiting entry, of its own address; the reports' ids by these."""
    found = {}
    for one in store.waiting(now=NOON, limit=99):
        address = one.canonical_url
        article = an_article(url=address, title=one.entry.title, lead=None, paragraphs=(f"متن {one.key}",))
        guid = one.entry.id
        draft = a_draft(
            one.key, source_id=one.source_id, guid=guid, url=address, canonical_url=address, article=article
        )
        found[address or guid or ""] = store.save(draft, Fold(), now=NOON, raw=None, key=one.key)[0]
    return found


def bodies(store: Store) -> list[bytes]:
    return [store._unpack(row) for row in store._db.rows("SELECT * FROM raw_feed ORDER BY key")]  # type: ignore[attr-defined]


def dictionaries(store: Store) -> list[bytes]:
    return [store._content(row["id"]) for row in store._db.rows("SELECT id FROM dictionary")]  # type: ignore[attr-defined]


def an_item(number: int, **given: object) -> Named:
    address = f"{HOST}/news/{number}/?a=1&b=2"
    return named(number, **{"id": f"g{number}", "url": address, **given})


FORMS = {
    "relative hrefs": f'<a href="/news/7/?a=1&amp;b=2">{SECRET}</a>'.encode(),
    "JSON": json.dumps({"url": f"{HOST}/news/7/?a=1&b=2", "title": SECRET}).replace("/", "\\/").encode(),
    "JSON of ASCII": json.dumps({"url": f"{HOST}/news/7/?a=1\\u0026b=2"}).replace("\\\\", "\\").encode(),
    "gzip": gzip.compress(f"<loc>{HOST}/news/7/?a=1&amp;b=2</loc><p>{SECRET}</p>".encode(), mtime=0),
    "UTF-16": f"<link>{HOST}/news/7/?a=1&amp;b=2</link><p>{SECRET}</p>".encode("utf-16"),
    "UTF-16 without a mark": f"<link>{HOST}/news/7/?a=1&amp;b=2</link>".encode("utf-16-be"),
    "windows-1256": f"<p>{SECRET[:3]}</p><link>{HOST}/news/7/?a=1&amp;b=2</link>".encode("cp1256", "replace"),
    "a number for the sign": f"<link>{HOST}/news/7/?a=1&#38;b=2</link><p>{SECRET}</p>".encode(),
    "escaped twice": f"<p>&lt;a href='{HOST}/news/7/?a=1&amp;amp;b=2'&gt;{SECRET}</p>".encode(),
    "without a scheme": f'<a href="//www.khabar.example/news/7/?a=1&b=2">{SECRET}</a>'.encode(),
    "percent": f"<link>{HOST}/%6eews/7/?a=1&amp;b=2</link><p>{SECRET}</p>".encode(),
}


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("form", FORMS)
def test_a_body_goes_with_the_report_that_it_names_however_it_is_written(store: Store, form: str, listed: bool) -> None:
    poll(store, OTHER.encode(), an_item(8))
    # Where entries were left out, nothing but the text tells that the body names this one.
    poll(store, FORMS[form], *([an_item(7)] if listed else []), listed=listed, at=1)
    poll(store, b"<x/>", an_item(7), at=2)
    ids = save_all(store)
    assert len(bodies(store)) == 3
    assert store.remove(ids[f"{HOST}/news/7/?a=1&b=2"], "purged", reason="a test", now=NOON)
    assert bodies(store) == [OTHER.encode()]
    assert dictionaries(store) in ([], [OTHER.encode()])
    poll(store, FORMS[form] + b" ", *([an_item(7)] if listed else []), listed=listed, at=3)
    assert bodies(store) == [OTHER.encode()]


def test_a_hidden_report_goes_out_by_none_of_the_sources_that_named_it(store: Store) -> None:
    store.add_source(a_source(id="second", url=f"{HOST}/second.xml"), now=NOON)
    poll(store, b"<p>first</p>", an_item(7))
    poll(store, b"<p>second, by its own guid</p>", an_item(7, id="another-guid"), source="second")
    poll(store, b"<guid>another-guid</guid>", source="second", listed=False, at=1)
    poll(store, b"<guid>another-guid-2</guid>", source="second", listed=False, at=2)
    poll(store, b"<guid>another-guid</guid> of others", source="hamoon", listed=False, at=3)
    (report_id,) = save_all(store).values()
    assert all(feed.raw for feed in store.kept_feeds(Range(), after=0, limit=9))
    store.remove(report_id, "hidden", reason="a test", now=NOON)
    kept = [feed.raw.body for feed in store.kept_feeds(Range(), after=0, limit=9) if feed.raw]
    assert kept == [b"<guid>another-guid-2</guid>", b"<guid>another-guid</guid> of others"]


@pytest.mark.parametrize("listed", [True, False])
def test_a_guid_is_one_sources_word_and_no_piece_of_anothers_feed(store: Store, listed: bool) -> None:
    store.add_source(a_source(id="b", url="http://b.example/rss", name="ب*"), now=NOON)
    poll(store, b"<guid>1</guid><title>one</title>", named(1, id="1", url=f"{HOST}/news/1"))
    theirs = b"<guid>1</guid><title>of 2021</title><length>1</length>"
    poll(store, theirs, named(2, id="1", url="http://b.example/news/21"), source="b", listed=listed)
    own = b"<guid>2021</guid><title>of 2021, page 1</title>"
    poll(store, own, named(3, id="2021", url=f"{HOST}/news/12"), listed=listed, at=1)
    ids = save_all(store)
    store.remove(ids[f"{HOST}/news/1"], "purged", reason="a test", now=NOON)
    assert bodies(store) == [theirs, own]
    poll(store, theirs + b" later", named(2, id="1", url="http://b.example/news/21"), source="b", listed=listed, at=2)
    assert bodies(store)[2:] == [theirs + b" later"]


def test_a_body_of_another_house_goes_too_and_no_entry_keeps_the_text(store: Store) -> None:
    store.add_source(a_source(id="far", url="http://far.example/rss", outlet="far"), now=NOON)
    poll(store, SECRET.encode(), named(1, id="x", url=f"{HOST}/news/7", title=SECRET), source="far")
    (waiting,) = store.waiting(now=NOON, limit=9)
    store.drop(waiting.key, reason="robots_denied: no", raw=RawPage(None, None, NOON, SECRET.encode()))
    poll(store, b"<x/>", named(2, id="y", url=f"{HOST}/news/7"))
    (report_id,) = save_all(store).values()
    store.remove(report_id, "purged", reason="a test", now=NOON)
    assert (bodies(store), dictionaries(store)) == ([], [])
    assert SECRET not in str([tuple(row) for row in store._db.rows("SELECT record FROM entry")])  # type: ignore[attr-defined]
    assert store._db.rows("SELECT * FROM set_aside") == []  # type: ignore[attr-defined]


def test_a_dictionary_goes_when_the_body_that_it_was_made_of_is_gone_already(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "a.sqlite", keep_feeds=1)) as store:
        store.add_source(a_source(), now=NOON)
        shared = bytes(range(32, 127)) * 9
        poll(store, gzip.compress(SECRET.encode(), mtime=0) + shared, an_item(7))
        poll(store, shared, an_item(8), at=1)
        ids = save_all(store)
        assert (bodies(store), len(dictionaries(store))) == ([shared], 1)
        store.remove(ids[f"{HOST}/news/7/?a=1&b=2"], "purged", reason="a test", now=NOON)
        assert (bodies(store), dictionaries(store)) == ([shared], [])


def test_what_a_body_named_is_forgotten_with_it(store: Store) -> None:
    poll(store, b"<x/>", an_item(7), an_item(8))
    count = "SELECT (SELECT count(*) FROM feed_entry) + (SELECT count(*) FROM dictionary_entry) AS n"
    assert store._db.row(count)["n"] == 4  # type: ignore[attr-defined]
    store.remove_source("hamoon")
    assert store._db.row(count)["n"] == 0  # type: ignore[attr-defined]


def test_bodies_are_looked_through_before_others_have_to_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(9):
        poll(store, f"<p>{at}</p>".encode(), listed=False, at=at)
    poll(store, b"<x/>", an_item(7), at=9)
    (report_id,) = save_all(store).values()
    inside: list[bool] = []
    unpack = store._unpack  # type: ignore[attr-defined]

    def watched(row: object) -> bytes:
        inside.append(store._db._raw.in_transaction)  # type: ignore[attr-defined]
        return unpack(row)  # type: ignore[no-any-return]

    monkeypatch.setattr(store, "_unpack", watched)
    store.remove(report_id, "purged", reason="a test", now=NOON)
    assert inside.count(False) >= 9
    assert inside.count(True) == 0


def test_a_body_that_comes_while_others_are_looked_through_goes_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll(store, b"<x/>", an_item(7))
    (report_id,) = save_all(store).values()
    traces = store._traces  # type: ignore[attr-defined]

    def slowly(*given: object) -> object:
        found = traces(*given)
        if len(given) == 1:
            poll(store, FORMS["relative hrefs"], listed=False, at=1)
        return found

    monkeypatch.setattr(store, "_traces", slowly)
    store.remove(report_id, "purged", reason="a test", now=NOON)
    assert bodies(store) == []


def test_a_body_that_was_looked_through_before_a_purge_is_looked_through_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll(store, b"<x/>", an_item(7))
    (report_id,) = save_all(store).values()
    look, looked = store._look, []  # type: ignore[attr-defined]

    def slowly(*given: object, **more: object) -> object:
        found = look(*given, **more)
        looked.append(store._db._raw.in_transaction)  # type: ignore[attr-defined]
        if len(looked) == 1:
            store.remove(report_id, "purged", reason="a test", now=NOON)
        return found

    monkeypatch.setattr(store, "_look", slowly)
    poll(store, FORMS["relative hrefs"], listed=False, at=1)
    assert (bodies(store), looked) == ([], [False, True])
    poll(store, FORMS["relative hrefs"], listed=False, at=2)
    assert (bodies(store), looked) == ([], [False, True, False])


# ---- work in flight


@pytest.mark.parametrize("ending", ["settle", "drop", "postpone", "save"])
@pytest.mark.parametrize("is_held", [True, False])
def test_a_purge_is_not_undone_by_work_that_was_taken_before(store: Store, ending: str, is_held: bool) -> None:
    store.beat(5, now=NOON, lease=timedelta(hours=1))
    poll(store, b"1", an_item(7))
    (report_id,) = save_all(store).values()
    poll(store, b"2", an_item(7, title="تیتر تازه"), at=1)
    (taken,) = store.take_waiting(5, now=NOON, limit=9)
    store.remove(report_id, "purged", reason="a test", now=NOON)
    holder = 5 if is_held else None
    with suppress(Skip):
        if ending == "settle":
            store.settle(taken.key, report_id, holder=holder, look_again=NOON)
        elif ending == "drop":
            aside = RawPage(None, None, NOON, SECRET.encode())
            store.drop(taken.key, reason="http_404: gone", raw=aside, holder=holder)
        elif ending == "postpone":
            store.postpone(taken.key, until=NOON, reason="timeout: slow", holder=holder)
        else:
            draft = a_draft(7, guid="g7", canonical_url=f"{HOST}/news/7/?a=1&b=2", article=an_article(title=SECRET))
            store.save(draft, Fold(), now=NOON, raw=None, key=taken.key, holder=holder)
    poll(store, SECRET.encode(), an_item(7, title=SECRET), at=2)
    (row,) = store._db.rows("SELECT * FROM entry")  # type: ignore[attr-defined]
    assert (row["state"], row["held_by"]) == ("purged", None)
    assert SECRET not in row["record"]
    assert store._db.rows("SELECT * FROM set_aside") == []  # type: ignore[attr-defined]
    assert (store.waiting_count(), bodies(store)) == (0, [])


# ---- names


@pytest.mark.parametrize(
    ("body", "is_called"),
    [
        (f"<link>{HOST}/news/1</link>", True),
        (f"see {HOST}/news/1/.", True),
        (f"{HOST}/news/1?utm_source=x", True),
        ("HTTPS://WWW.Khabar.Example/news/1#top", True),
        (f"{HOST}/news/12", False),
        (f"{HOST}/news/1-2", False),
        (f"{HOST}/news/1/comments", False),
        (f"{HOST}/news/1.json", False),
        ("http://mykhabar.example/news/1", False),
        ("<a href='../news/1'>", True),
        ("<a href=news/1>", False),
        ('<a href="news/1">', True),
        ("/en/news/1", False),
        (f"<p>{HOST}</p>", False),
        ("<guid>a 1</guid>", True),
        ("<guid>aa 1</guid>", False),
        ("<![CDATA[a 1]]>", True),
    ],
)
def test_a_name_stands_between_delimiters(body: str, is_called: bool) -> None:
    names = called([f"{HOST}/news/1/", HOST], [("hamoon", "a 1"), ("hamoon", "text:x"), ("b", "p")])
    assert names.stands_in(body.encode(), source_id="hamoon", site="www.khabar.example") is is_called


def test_broken_bytes_call_nobody() -> None:
    names = called([f"{HOST}/news/1"], [])
    for body in (b"", b"\x1f\x8b junk", b"\xff\xfe\x00", b"\0", b"\\u00"):
        assert not names.stands_in(body, source_id="x", site="")
