"""WARC files, out and in: ours, foreign ones, and hostile ones."""

from __future__ import annotations

import asyncio
import gzip
import io
import random
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from mirnews import desk, sources
from mirnews.errors import Quarantine
from mirnews.extract import extract
from mirnews.importing import Importer, Tally, Whose
from mirnews.model import Entry, Identities, Page, Polled, Source
from mirnews.outlets import catalogue
from mirnews.reading import save
from mirnews.sources.pool import Parsers
from mirnews.store import Store, open_store
from mirnews.store.port import Named, RawPage
from mirnews.warc import Captured, Note, Passed, WarcOut, read_warc
from tests.builders import NOON, a_source
from tests.unit.test_replay import pages

MOST = 200_000
LATER = NOON + timedelta(days=3)
Read = Callable[[], Iterator[Captured | Passed]]


def written(*captures: Captured) -> bytes:
    stream = io.BytesIO()
    out = WarcOut(stream, name="a.warc.gz", software="a test")
    for captured in captures:
        out.put(captured)
    return stream.getvalue()


def captures(number: int = 5, host: str = "http://127.0.0.1:9") -> list[Captured]:
    note = Note("page", "hamoon", None, "هامون*", True)
    return [
        Captured(
            url.replace("http://127.0.0.1:9", host),
            NOON + timedelta(minutes=at),
            "text/html; charset=utf-8",
            body,
            note,
        )
        for at, (url, body) in enumerate(pages(number=number))
    ]


FEEDS = (
    a_source(outlet="hamoon", section="world"),
    a_source(outlet="hamoon", id="hamoon-sport", url="http://127.0.0.1:9/rss/sport", section="sport"),
)


def two_feeds(store: Store) -> None:
    """An outlet whose feeds name the same four articles, one by slug, one by short address; three have pages, and each
    feed is kept twice.
    """
    bodies = [body for _, body in pages(number=3)]
    for at, source in enumerate(FEEDS):
        store.add_source(source, now=NOON)
        for minutes in (0, 30):
            rss = "".join(
                f"<item><title>تیتر شمارهٔ {n}</title><link>{address_of(n, at)}</link><guid>{source.id} {n}</guid>"
                f"<description>چکیدهٔ خبر شمارهٔ {n} {minutes}</description></item>"
                for n in range(4)
            ).encode()
            seen = NOON + timedelta(minutes=at + minutes)
            raw = RawPage(source.url, "text/xml", seen, b"<rss><channel>" + rss + b"</channel></rss>")
            feed = sources.read(raw.body, url=source.url)
            entries = [
                Named(entry, keys, desk.shelf_of(source, entry))
                for entry, keys in zip(feed.entries, sources.identified(feed.entries), strict=True)
            ]
            store.record_poll(Polled(source.id, next_due=NOON), entries, now=seen, raw=raw)
    now = NOON + timedelta(hours=1)
    for waiting in store.waiting(now=now, limit=9):
        n, url = waiting.key - 1, waiting.canonical_url
        page = RawPage(url, "text/html", now, bodies[n]) if n < 3 else None
        article = extract(Page(url, page.body, "text/html", now), at=now) if page else desk.from_entry(waiting.entry)
        made = desk.draft(article, waiting.entry, FEEDS[0], url=url, canonical_url=url, now=now)
        save(store, made, now=now, raw=page, waiting=waiting)


def address_of(number: int, short: int) -> str:
    address = f"http://127.0.0.1:9/fa/news/{90_000 + number}"
    return address if short else f"{address}/خبر-تازه-{'الفبایی'[: number + 2]}"


def foreign(*rows: dict[str, Any], gzipped: bool = True, version: str = "1.0") -> bytes:
    """A WARC as others write it: request beside response, headers of theirs."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzipped, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("f.warc", {"software": "another"}))
    for row in rows:
        body = row.get("body", b"<html></html>")
        status = row.get("status", "200 OK")
        headers = [("Content-Type", row.get("type", "text/html")), *row.get("http", [])]
        given = {"WARC-Date": row.get("date", "2021-09-25T09:00:00Z")}
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        kind = row.get("kind", "response")
        if kind == "response":
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
            writer.write_record(
                writer.create_warc_record(row["url"], "request", http_headers=asked, warc_headers_dict=dict(given))
            )
        writer.write_record(
            writer.create_warc_record(
                row["url"],
                kind,
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=http,
                warc_headers_dict=dict(given),
            )
        )
    return stream.getvalue()


def read(data: bytes, most: int = MOST) -> list[Captured | Passed]:
    return list(read_warc(io.BytesIO(data), max_bytes=most))


def sound_part(data: bytes) -> tuple[list[Captured | Passed], str]:
    """What comes before the damage, and the line about it; any other error than ours fails the test."""
    found: list[Captured | Passed] = []
    try:
        for one in read_warc(io.BytesIO(data), max_bytes=MOST):
            found.append(one)  # noqa: PERF402 - what came before the end counts
    except Quarantine as error:
        return found, error.message
    return found, ""


def take(store: Store, *files: bytes, whose: Whose | None = None, now: datetime = LATER) -> Tally:
    async def run() -> Tally:
        async with Parsers(1) as parsers:
            importer = Importer(store, whose or Whose(store.sources()), parsers, now=now)
            for data in files:
                await importer.take_feeds(read_warc(io.BytesIO(data), max_bytes=MOST))
            for data in files:
                importer.take_pages(read_warc(io.BytesIO(data), max_bytes=MOST))
            importer.take_rest()
            return importer.tally

    return asyncio.run(run())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "archive.sqlite")
    yield opened
    opened.close()


# ---- the file


def test_what_is_written_is_read_again_and_others_find_it_sound(tmp_path: Path) -> None:
    given = captures()
    path = tmp_path / "a.warc.gz"
    path.write_bytes(written(*given))
    assert read(path.read_bytes()) == given
    with pytest.raises(SystemExit) as ended:
        warcio(["check", str(path)])
    assert ended.value.code == 0
    kinds = [record.rec_type for record in ArchiveIterator(io.BytesIO(path.read_bytes()))]
    assert kinds == ["warcinfo", *["metadata", "response"] * 5]


def test_every_record_is_a_gzip_member_of_its_own_and_says_version_1_1() -> None:
    data, members = written(*captures(2)), 0
    while data:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        assert unpacker.decompress(data).startswith(b"WARC/1.1\r\n")
        data, members = unpacker.unused_data, members + 1
    assert members == 5


def test_the_same_captures_have_the_same_ids() -> None:
    def ids(data: bytes) -> list[str]:
        return [record.rec_headers.get_header("WARC-Record-ID") for record in ArchiveIterator(io.BytesIO(data))][1:]

    assert ids(written(*captures())) == ids(written(*captures()))
    assert len(set(ids(written(*captures())))) == 10


@pytest.mark.parametrize("gzipped", [True, False])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_foreign_file_is_read_and_what_is_no_page_is_named(gzipped: bool, version: str) -> None:
    packed = gzip.compress(b"<html>packed</html>")
    data = foreign(
        {"url": "https://khabar.example/1", "body": b"<html>one</html>"},
        {"url": "https://khabar.example/2", "status": "302 Found"},
        {"url": "https://khabar.example/3", "status": "404 Not Found"},
        {"url": "https://khabar.example/robots.txt", "type": "text/plain"},
        {"url": "https://khabar.example/4.jpg", "type": "image/jpeg"},
        {"url": "https://khabar.example/5", "kind": "revisit"},
        {"url": "ftp://khabar.example/6"},
        {"url": "https://khabar.example/7", "body": b"x" * (MOST + 1)},
        {"url": "https://khabar.example/8", "body": packed, "http": [("Content-Encoding", "gzip")]},
        {"url": "https://khabar.example/rss", "type": "application/rss+xml", "body": b"<rss/>"},
        gzipped=gzipped,
        version=version,
    )
    found = read(data)
    bodies = [one.body if isinstance(one, Captured) else one for one in found]
    assert bodies == [
        b"<html>one</html>",
        "redirect",
        "status",
        "robots",
        "kind",
        "revisit",
        "address",
        "too_large",
        b"<html>packed</html>",
        b"<rss/>",
    ]
    assert [one.is_feed for one in found if isinstance(one, Captured)] == [False, False, True]
    assert isinstance(found[0], Captured)
    assert found[0].at == datetime(2021, 9, 25, 9, tzinfo=UTC)


def test_bombs_and_huge_records_are_left_out_in_memory_that_does_not_grow_with_them() -> None:
    peaks = []
    for size in (40_000_000, 120_000_000):
        zeros = b"\0" * size
        rows = [
            {
                "url": "https://khabar.example/1",
                "body": gzip.compress(zeros, 1),
                "http": [("Content-Encoding", "gzip")],
            },
            {"url": "https://khabar.example/2", "body": zeros},
            {"url": "https://khabar.example/3"},
        ]
        data = foreign(*rows)
        del zeros, rows
        tracemalloc.start()
        found = read(data)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found[:2] == ["too_large", "too_large"]
        assert isinstance(found[2], Captured)
    assert peaks[1] < 1.5 * peaks[0], peaks


RECORD = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://khabar.example/1\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def long_heads(size: int) -> dict[str, bytes]:
    """Records of a few bytes packed, with a head of `size`."""
    lines = b"a: b\r\n" * (size // 6)
    answers = {
        "a line of an answer": ANSWER + b"X: " + b"x" * size + b"\r\n\r\n",
        "lines of an answer": ANSWER + lines + b"\r\n",
        "a chunk": ANSWER + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % size + b"x" * size + b"\r\n0\r\n\r\n",
    }
    return {
        "a first line": b"x" * size,
        "a line": RECORD + b"X: " + b"x" * size + b"\r\nContent-Length: 0\r\n\r\n",
        "lines": RECORD + lines + b"Content-Length: 0\r\n\r\n",
    } | {name: RECORD + b"Content-Length: %d\r\n\r\n" % len(body) + body for name, body in answers.items()}


@pytest.mark.parametrize("name", long_heads(0))
def test_memory_does_not_grow_with_a_head(name: str) -> None:
    peaks = []
    for size in (20_000_000, 60_000_000):
        data = gzip.compress(long_heads(size)[name], 1)
        tracemalloc.start()
        found, message = sound_part(data)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        expected = (["too_large"], False) if name == "a chunk" else ([], True)
        assert (found, "headers are too long" in message) == expected
    assert peaks[1] < 1.5 * peaks[0], peaks


def test_long_heads_that_may_be_are_read() -> None:
    rows = [
        {"url": f"https://khabar.example/{n}", "http": [("Set-Cookie", "x" * 8_000) for _ in range(20)]} for n in (1, 2)
    ]
    for gzipped in (True, False):
        assert len([one for one in read(foreign(*rows, gzipped=gzipped)) if isinstance(one, Captured)]) == 2


def test_a_file_cut_anywhere_gives_what_was_whole_and_says_where_it_ends() -> None:
    for gzipped in (True, False):
        data = foreign(*({"url": f"https://khabar.example/{n}"} for n in range(4)), gzipped=gzipped)
        for end in range(1, len(data), 37):
            found, _ = sound_part(data[:end])
            bodies = [one.body for one in found if isinstance(one, Captured)]
            assert bodies == [b"<html></html>"] * len(bodies), end
            assert len(found) - len(bodies) <= 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Content-Length: ", b"Content-Length: 9"),
        (b"Content-Length: ", b"Content-Length: -"),
        (b"Content-Length: ", b"Content-Length: x"),
        (b"Content-Length: ", b"Content-Sength: "),
        (b"WARC/1.0", b"WARC/9.9"),
        (b"WARC/1.0", b"\0\0\0\0"),
        (b"HTTP/1.1 200 OK", b"\xff\xff\xff"),
        (b"WARC-Date: 2021-09-25T09:00:00Z", b"WARC-Date: yesterday"),
        (b"WARC-Target-URI: https", b"WARC-Target-URI: \xff\xfe"),
        (b"\r\n", b"\n"),
        (b"\r\n", b""),
    ],
)
def test_wrong_headers_end_in_one_line(before: bytes, after: bytes) -> None:
    data = foreign(*({"url": f"https://khabar.example/{n}"} for n in range(3)), gzipped=False)
    for count in (1, 4, -1):
        found, message = sound_part(data.replace(before, after, count))
        assert all(isinstance(one, Captured | str) for one in found)
        assert "\n" not in message


def test_any_bytes_end_in_one_line() -> None:
    chance = random.Random(7)
    whole = foreign({"url": "https://khabar.example/1"}, gzipped=False)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 9)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert "\n" not in sound_part(bytes(data))[1]


def test_a_foreign_note_is_no_note_of_ours() -> None:
    for note in (b"{}", b"[1]", b'{"kind":"page","source":""}', b'{"kind":"x","source":"a"}', b"\xff", b"{" * 90_000):
        stream = io.BytesIO()
        writer = WARCWriter(stream, gzip=True)
        for kind, body, headers in (
            ("metadata", note, {"WARC-Refers-To": "<urn:x:1>"}),
            ("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nx", {"WARC-Record-ID": "<urn:x:1>"}),
        ):
            writer.write_record(
                writer.create_warc_record(
                    "https://khabar.example/1",
                    kind,
                    payload=io.BytesIO(body),
                    length=len(body),
                    warc_content_type="application/json"
                    if kind == "metadata"
                    else "application/http; msgtype=response",
                    warc_headers_dict=headers,
                )
            )
        (found,) = read(stream.getvalue())
        assert isinstance(found, Captured)
        assert found.note is None


# ---- what is kept of it


def test_pages_become_reports_at_the_time_of_their_capture_and_the_same_file_changes_nothing(store: Store) -> None:
    data = written(*captures())
    tally = take(store, data)
    assert dict(tally.counts) == {"new": 5}
    reports = [report for number in range(1, 6) if (report := store.report(number))]
    assert [report.first_seen for report in reports] == [NOON + timedelta(minutes=at) for at in range(5)]
    assert {(report.source_id, report.outlet_name, report.invented) for report in reports} == {
        ("hamoon", "هامون*", True)
    }
    version = store.version()
    assert dict(take(store, data).counts) == {"known": 5}
    assert store.version() == version
    raw = store.raw(1)
    assert raw is not None
    assert raw.body == captures()[0].body


def test_a_changed_page_is_a_revision_once_and_an_older_one_is_none(store: Store) -> None:
    (first,) = captures(1)
    body = first.body.replace("کانادا".encode(), "کشور کانادا".encode())
    assert body != first.body
    later = replace(first, at=NOON + timedelta(hours=5), body=body)
    assert dict(take(store, written(first, later)).counts) == {"new": 1, "revised": 1}
    assert dict(take(store, written(first, later)).counts) == {"known": 2}
    assert [revision.seen_at for revision in store.revisions(1)] == [NOON, NOON + timedelta(hours=5)]


def test_an_older_capture_at_another_address_of_it_is_no_revision(store: Store) -> None:
    (first,) = captures(1, "https://khabar.example")
    take(store, written(replace(first, note=None)))
    body = first.body.replace("کانادا".encode(), "کشور کانادا".encode())
    url = first.url.replace("https://", "http://www.")
    older = Captured(url, NOON - timedelta(days=300), first.content_type, body)
    before = store.report(1)
    assert dict(take(store, written(older)).counts) == {"known": 1}
    assert (store.report(1), len(store.revisions(1)), store.count()) == (before, 1, 1)


def test_an_older_capture_is_no_revision_when_the_bytes_are_gone(store: Store) -> None:
    (first,) = captures(1)
    take(store, written(first))
    while store.tend(now=NOON + timedelta(days=60), keep_pages_days=7):
        pass
    assert store.raw(1) is None
    body = first.body.replace("کانادا".encode(), "کشور کانادا".encode())
    assert dict(take(store, written(replace(first, at=NOON - timedelta(days=1), body=body))).counts) == {"known": 1}
    assert len(store.revisions(1)) == 1


def test_an_older_page_replaces_the_words_of_a_feed_once(store: Store) -> None:
    (page,) = captures(1)
    rss = f"<rss><channel><item><title>تیتر</title><link>{page.url}</link></item></channel></rss>".encode()
    store.add_source(a_source(), now=NOON)
    feed = Captured(a_source().url, NOON, "text/xml", rss)
    take(store, written(feed))
    older = written(replace(page, at=NOON - timedelta(days=1)))
    assert dict(take(store, older).counts) == {"revised": 1}
    report = store.report(1)
    assert report is not None
    assert (bool(report.article.paragraphs), report.changed_at) == (True, NOON)
    assert dict(take(store, older).counts) == {"known": 1}


def test_a_feed_speaks_for_its_own_host_as_in_a_poll(store: Store) -> None:
    """Of an entry without its page: its address is its identity at the feed's own host or its outlet's, no other."""
    links = ["https://khabar.example/1", "https://evil.example/2"]
    rss = "".join(f"<item><title>تیتر {link[-1]}</title><link>{link}</link></item>" for link in links)
    feeds = [
        Captured(f"https://{host}/rss", NOON, "text/xml", f"<rss><channel>{rss}</channel></rss>".encode())
        for host in ("khabar.example", "feeds.isna.ir")
    ]
    isna = feeds[1].body.replace(b"khabar.example", b"www.isna.ir")
    take(store, written(feeds[0], replace(feeds[1], body=isna)))
    found = [store.find(source_id="", known_by=Identities(link)) for link in [*links, "https://www.isna.ir/1"]]
    assert [bool(one) for one in found] == [True, False, True]


def test_removed_reports_stay_removed(store: Store) -> None:
    take(store, written(*captures()))
    store.remove(1, "purged", reason="a test", now=NOON)
    store.remove(2, "hidden", reason="a test", now=NOON)
    later = [replace(one, at=LATER) for one in captures(2)]
    assert take(store, written(*later)).reports == 0
    assert [report.visibility for one in (1, 2) if (report := store.report(one))] == ["purged", "hidden"]


def test_an_unknown_host_is_its_own_source_and_a_known_one_its_outlets(store: Store) -> None:
    outlet = next(one for one in catalogue() if one.domains)
    unknown = [replace(one, note=None) for one in captures(1, "https://khabar.example")]
    known = [replace(one, note=None) for one in captures(2, f"https://{outlet.domains[0]}")][1:]
    take(store, written(*unknown, *known))
    reports = [report for one in (1, 2) if (report := store.report(one))]
    assert [(report.source_id, report.outlet) for report in reports] == [
        ("khabar.example", None),
        (outlet.id, outlet.id),
    ]


def test_a_note_cannot_call_a_host_by_anothers_name(store: Store) -> None:
    outlet = next(one for one in catalogue() if one.domains)
    notes = [Note("page", "x", outlet.id, outlet.name), Note("page", "x", None, outlet.name)]
    for at, note in enumerate(notes):
        (one,) = captures(at + 1, "https://khabar.example")[at:]
        take(store, written(replace(one, note=note)))
        report = store.report(at + 1)
        assert report is not None
        assert (report.outlet, report.source_id) == (None, "khabar.example")


@pytest.mark.parametrize("source_id", ["isna-politics", "own"])
def test_a_note_cannot_lend_our_source_to_another_host(store: Store, source_id: str) -> None:
    store.add_source(Source("isna-politics", "https://www.isna.ir/rss", "ایسنا", outlet="isna"), now=NOON)
    store.add_source(Source("own", "https://own.example/rss", "خودمان*", outlet="house"), now=NOON)
    (one,) = captures(1, "https://evil.example")
    take(store, written(replace(one, note=Note("page", source_id))))
    (other,) = captures(2, "https://evil.example")[1:]
    take(store, written(replace(other, note=Note("page", "x", "house", "خودمان*"))))
    reports = [report for number in (1, 2) if (report := store.report(number))]
    assert [(report.outlet, report.source_id) for report in reports] == [(None, "evil.example")] * 2


def test_a_note_that_fits_its_host_is_taken(store: Store) -> None:
    store.add_source(Source("isna-politics", "https://www.isna.ir/rss", "ایسنا", outlet="isna"), now=NOON)
    store.add_source(Source("own", "https://own.example/rss", "خودمان*", outlet="house"), now=NOON)
    (one,) = captures(1, "https://isna.ir")
    (two,) = captures(2, "https://own.example")[1:]
    (three,) = captures(3, "https://own.example")[2:]
    notes = [Note("page", "isna-politics"), Note("page", "own"), Note("page", "own-2", "house")]
    take(store, written(*(replace(page, note=note) for page, note in zip((one, two, three), notes, strict=True))))
    reports = [report for number in (1, 2, 3) if (report := store.report(number))]
    assert [(report.outlet, report.source_id) for report in reports] == [
        ("isna", "isna-politics"),
        ("house", "own"),
        ("house", "own-2"),
    ]


def test_a_note_cannot_put_its_page_over_the_report_of_another_host(store: Store) -> None:
    note = Note("page", "khabar", guid="7")
    first, forged = captures(2)
    take(store, written(replace(first, url="https://khabar.example/a", note=note)))
    take(store, written(replace(forged, url="https://evil.example/b", at=LATER, note=note)))
    assert [len(store.revisions(number)) for number in (1, 2)] == [1, 1]


def test_the_operators_word_counts_before_all(store: Store) -> None:
    outlet = next(iter(catalogue()))
    take(store, written(*captures(1)), whose=Whose((), None, outlet))
    take(store, written(*captures(2)[1:]), whose=Whose((), a_source(id="mine", name="من*")))
    assert [report.source_id for one in (1, 2) if (report := store.report(one))] == [outlet.id, "mine"]


def test_a_feed_completes_its_pages_and_keeps_the_rest(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    urls = [url for url, _ in pages(number=2)]
    rss = "".join(
        f"<item><title>تیتر {n}</title><link>{url}</link><guid>g{n}</guid><category>ورزش</category></item>"
        for n, url in enumerate([urls[0], "http://127.0.0.1:9/news/elsewhere"])
    )
    feed = Captured(a_source().url, NOON, "text/xml", f"<rss><channel>{rss}</channel></rss>".encode())
    page = replace(captures(1)[0], note=None)
    tally = take(store, written(page, feed))
    assert dict(tally.counts) == {"feed": 1, "new": 1, "entry": 1}
    reports = [report for one in (1, 2) if (report := store.report(one))]
    assert [(report.guid, report.article.profile == "feed") for report in reports] == [("g0", False), ("g1", True)]
    assert dict(take(store, written(page, feed)).counts) == {"feed": 1, "known": 1}


def test_two_feeds_of_an_outlet_that_name_the_same_articles_make_one_report_of_each(store: Store) -> None:
    two_feeds(store)
    assert (store.count(), len(store.headlines(section="sport")), len(store.headlines(section="world"))) == (4, 4, 4)


def test_another_outlets_feed_does_not_say_where_a_report_stands(store: Store) -> None:
    (page,) = captures(1, "https://khabar.example")
    url = f"<item><title>تیتر</title><link>{page.url}</link></item>"
    store.add_source(Source("evil", "https://evil.example/rss", "دیگری*", section="sport"), now=NOON)
    own, other = (
        Captured(f"https://{host}/rss", NOON, "text/xml", f"<rss><channel>{url}</channel></rss>".encode())
        for host in ("khabar.example", "evil.example")
    )
    take(store, written(own, replace(page, note=None), other))
    assert [section for section, _ in store.sections() if section == "sport"] == []
    assert store.count() == 1


def test_what_is_imported_waits_for_nothing_until_a_feed_names_again_what_has_no_page(store: Store) -> None:
    store.add_source(a_source(), now=NOON)
    urls = [captures(1)[0].url, "http://127.0.0.1:9/news/elsewhere"]
    items = "".join(f"<item><title>تیتر {n}</title><link>{url}</link></item>" for n, url in enumerate(urls))
    feed = Captured(a_source().url, NOON, "text/xml", f"<rss><channel>{items}</channel></rss>".encode())
    take(store, written(feed, captures(1)[0]))
    assert store.waiting_count() == 0
    entries = sources.read(feed.body, url=feed.url).entries
    named = [Named(entry, keys) for entry, keys in zip(entries, sources.identified(entries), strict=True)]
    assert store.record_poll(Polled("hamoon", next_due=LATER), named, now=LATER) == 0
    assert [one.canonical_url for one in store.waiting(now=LATER, limit=9)] == urls[1:]


def test_a_purged_report_is_not_named_again(store: Store) -> None:
    two_feeds(store)
    store.remove(1, "purged", reason="a test", now=NOON)
    version = store.version()
    entry = Entry("x", address_of(0, 1), "تیتر", "چکیده")
    further = a_source(outlet="hamoon", id="hamoon-science")
    store.name_report(further, Named(entry, sources.identities(entry), "sport"), 1, now=LATER)
    assert store.version() == version


def test_a_date_that_cannot_be_is_now(store: Store) -> None:
    (one,) = captures(1)
    take(store, written(replace(one, at=datetime(2999, 1, 1, tzinfo=UTC))))
    report = store.report(1)
    assert report is not None
    assert report.first_seen == LATER


def test_pages_without_text_and_feeds_that_cannot_be_read_are_counted(store: Store) -> None:
    data = foreign(
        {"url": "https://khabar.example/1", "body": b"<html><p>x</p></html>"},
        {"url": "https://khabar.example/2", "body": b"\x89PNG\r\n" * 50},
        {"url": "https://khabar.example/rss", "type": "application/rss+xml", "body": b"no feed"},
    )
    wall = foreign({"url": "https://khabar.example/3", "body": b"<h1>x</h1><form><input type=password></form>"})
    assert dict(take(store, data, wall).counts) == {"no_text": 2, "login_page": 1, "bad_feed": 1}
    assert store.count() == 0
