"""Whose words are these? A source cannot put its own words under another outlet's name, nor undo a text we have."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mirnews import desk
from mirnews.clock import Clock
from mirnews.config import PollSettings, Settings
from mirnews.errors import MirNewsError, Skip, TryLater
from mirnews.model import Move, Polled, Response, Source, When
from mirnews.newsroom import Newsroom, on_duty
from mirnews.observe import Log
from mirnews.pipeline import run_forever, run_once
from mirnews.polling import poll
from mirnews.reading import read_waiting
from mirnews.store import Store, open_store
from tests.builders import NOON, an_article, an_entry

MEHR = Source("mehrnews", "https://www.mehrnews.com/rss", "خبرگزاری مهر", outlet="mehrnews")
EVIL = Source("evil", "https://evil.example.org/rss", "خیال*")
PAGE = "https://www.mehrnews.com/news/1/slug"
HTML = """<html lang="fa"><head><meta name="generator" content="www.nastooh.ir"><title>تیتر درست</title></head><body>
<div class="item-title"><h1 class="title">تیتر درست</h1></div>
<div class="item-summary"><p class="summary introtext">لید درست.</p></div>
<div class="item-body"><div class="item-text" itemprop="articleBody">
<p>بند نخست متن درست که کوتاه نیست و چند واژه دارد.</p>
<p>بند دوم متن درست که آن هم کوتاه نیست و چند واژهٔ دیگر دارد.</p></div></div></body></html>"""


class StubDoor:
    """A door whose answers are written beforehand: only the network is left out, every room is the real one."""

    def __init__(self, answers: dict[str, bytes | MirNewsError | tuple[str, bytes]]) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.moved_to: str | None = None

    async def get(self, url: str, **_: object) -> Response:
        self.asked.append(url)
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        final, body = answer if isinstance(answer, tuple) else (url, answer)
        return Response(url, final, 200, {"content-type": "text/html; charset=utf-8"}, body, NOON, self.moved_to)


def feed(title: str, link: str) -> bytes:
    return f"""<rss version="2.0"><channel><title>x</title><item><title>{title}</title><link>{link}</link>
<description>خلاصهٔ خوراک</description></item></channel></rss>""".encode()


def run(store: Store, source: Source, **answers: bytes | MirNewsError | tuple[str, bytes]) -> StubDoor:
    door = StubDoor({"feed": b""} | answers)
    door.answers[source.url] = door.answers.pop("feed")
    door.answers[PAGE] = door.answers.pop("page", Skip("http_404", "gone"))
    settings = Settings(poll=PollSettings(max_age_days=0, attempts=1))
    room = Newsroom(settings, store, door, Clock(start=NOON), Log())  # type: ignore[arg-type]
    store.add_source(source, now=NOON)
    asyncio.run(run_once(room, [source]))
    return door


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(tmp_path / "archive.sqlite")
    run(opened, MEHR, feed=feed("تیتر درست", PAGE), page=HTML.encode())
    return opened


def test_the_true_report_is_as_its_page_says(store: Store) -> None:
    report = store.report(1)
    assert report is not None
    assert (report.outlet, report.article.title, len(report.article.paragraphs)) == ("mehrnews", "تیتر درست", 2)


def test_another_sources_bare_entry_leaves_the_report_at_its_address_alone(store: Store) -> None:
    run(store, EVIL, feed=feed("تیتر ساختگی", PAGE))
    report = store.report(1)
    assert report is not None
    assert (report.outlet, report.article.title, report.revision) == ("mehrnews", "تیتر درست", 1)
    assert (store.count(), store.waiting_count()) == (1, 0)


def test_a_new_address_of_another_outlet_is_not_that_outlets_report(tmp_path: Path) -> None:
    opened = open_store(tmp_path / "a.sqlite")
    run(opened, EVIL, feed=feed("تیتر ساختگی", PAGE))
    report = opened.report(1)
    assert report is not None
    assert (report.outlet, report.outlet_name) == (None, "خیال*")
    run(opened, MEHR, feed=feed("تیتر درست", PAGE), page=HTML.encode())
    assert {h.outlet: h.title for h in opened.headlines()} == {"evil": "تیتر ساختگی", "mehrnews": "تیتر درست"}
    opened.close()


def test_a_page_reached_by_another_sources_redirect_is_the_outlets_own(store: Store) -> None:
    door = StubDoor({})
    answers = {
        EVIL.url: feed("چیز دیگر", "https://evil.example.org/r"),
        "https://evil.example.org/r": (PAGE, HTML.encode()),
    }
    door.answers = answers  # type: ignore[assignment]
    room = Newsroom(Settings(), store, door, Clock(start=NOON), Log())  # type: ignore[arg-type]
    store.add_source(EVIL, now=NOON)
    asyncio.run(run_once(room, [EVIL]))
    assert store.count() == 1
    report = store.report(1)
    assert report is not None
    assert (report.outlet, report.url, report.article.title) == ("mehrnews", PAGE, "تیتر درست")


@pytest.mark.parametrize("error", [Skip("http_404", "gone"), Skip("robots_denied", "no"), TryLater("timeout", "slow")])
def test_a_text_is_never_replaced_by_the_bare_entry(store: Store, error: MirNewsError) -> None:
    run(store, MEHR, feed=feed("تیتر ویراسته", PAGE), page=error)
    report = store.report(1)
    assert report is not None
    assert (report.revision, len(report.article.paragraphs)) == (1, 2)
    assert store.waiting_count() == 0


def test_a_fault_of_ours_waits_like_any_other_failure(store: Store) -> None:
    room = Newsroom(Settings(), store, StubDoor({}), Clock(start=NOON), Log())  # type: ignore[arg-type]
    asyncio.run(run_once(room, [MEHR]))  # the stub has no answer: KeyError
    polled = store.polled("mehrnews")
    assert polled is not None
    assert polled.state == "internal_fault"
    assert polled.next_due > NOON + timedelta(minutes=10)


def test_no_host_is_asked_while_our_own_archive_cannot_be_written(store: Store, tmp_path: Path) -> None:
    store.add_source(replace(MEHR, id="again"), now=NOON)
    store._db._raw.execute("PRAGMA busy_timeout = 1")  # type: ignore[attr-defined]
    door = StubDoor({MEHR.url: feed("تیتر", PAGE)})
    room = Newsroom(Settings(), store, door, Clock(start=NOON), Log())  # type: ignore[arg-type]
    other = open_store(tmp_path / "archive.sqlite")

    async def run() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(run_forever(room), timeout=2.5)

    with other._db.write():  # type: ignore[attr-defined]
        asyncio.run(run())
    other.close()
    assert door.asked == []


class LockingDoor(StubDoor):
    """Its host answers, and at that moment another process begins a long write to the archive."""

    def __init__(self, other: Store) -> None:
        super().__init__({MEHR.url: feed("تیتر", PAGE)})
        self._other = other

    async def get(self, url: str, **more: object) -> Response:
        if not self.asked:
            self._other._db._raw.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
        return await super().get(url, **more)


def test_a_host_is_not_asked_again_while_its_answer_cannot_be_kept(tmp_path: Path) -> None:
    store, other = open_store(tmp_path / "archive.sqlite"), open_store(tmp_path / "archive.sqlite")
    store.add_source(MEHR, now=NOON)
    store._db._raw.execute("PRAGMA busy_timeout = 1")  # type: ignore[attr-defined]
    door = LockingDoor(other)
    room = Newsroom(Settings(), store, door, Clock(start=NOON), Log())  # type: ignore[arg-type]

    async def run() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(run_forever(room), timeout=2.5)

    asyncio.run(run())
    assert door.asked == [MEHR.url]
    polled = store.polled(MEHR.id)
    assert polled is not None
    assert (polled.state, polled.failures) == ("new", 0)  # the source is not to blame
    other.close()
    store.close()


def test_an_unreadable_feed_is_kept_with_its_bytes(store: Store) -> None:
    run(store, MEHR, feed=b"<!doctype html><html><body>log in</body></html>")
    polled = store.polled("mehrnews")
    assert isinstance(polled, Polled)
    assert polled.state == "feed_is_html"
    assert store._db.row("SELECT count(*) AS n FROM raw_feed")["n"] == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("year", [1, 1402, 2031, 9999])
def test_an_impossible_date_is_no_date(year: int) -> None:
    when = When(NOON.replace(year=year), "minute", "gregorian")
    made = desk.draft(replace(an_article(), published=when), an_entry(), MEHR, url=PAGE, canonical_url=PAGE, now=NOON)
    assert (made.published, made.at) == (None, NOON)


INDEX = b"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://www.mehrnews.com/news-1.xml</loc></sitemap>
<sitemap><loc>https://www.mehrnews.com/news-2.xml</loc></sitemap></sitemapindex>"""
SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{PAGE}</loc><news:news>
<news:publication_date>2021-09-25T08:00:00Z</news:publication_date><news:title>تیتر نقشه</news:title></news:news></url>
</urlset>""".encode()


def test_an_index_of_sitemaps_is_followed_and_read_again_at_every_poll(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    source = replace(MEHR, kind="sitemap")
    more = {
        "https://www.mehrnews.com/news-1.xml": SITEMAP,
        "https://www.mehrnews.com/news-2.xml": TryLater("timeout", "x"),
    }
    door = run(store, source, feed=INDEX, page=HTML.encode(), **more)
    assert set(more) <= set(door.asked)
    assert store.count() == 1
    polled = store.polled(source.id)
    assert polled is not None
    assert (polled.state, polled.body_digest, polled.etag) == ("ok", None, None)


def test_a_source_that_moved_for_good_is_asked_at_its_new_address(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    store.add_source(MEHR, now=NOON)
    moved = "https://www.mehrnews.com/feed"
    before = store.polled(MEHR.id)
    assert before is not None
    store.record_poll(replace(before, move=Move(moved, NOON - timedelta(days=2), times=2)), now=NOON)
    door = StubDoor({MEHR.url: feed("تیتر", PAGE), PAGE: HTML.encode()})
    door.moved_to = moved
    room = Newsroom(Settings(poll=PollSettings(max_age_days=0)), store, door, Clock(start=NOON), Log())  # type: ignore[arg-type]
    asyncio.run(run_once(room, [MEHR]))
    after = store.source(MEHR.id)
    assert after is not None
    assert after.url == moved


AMP = PAGE.replace("/news/", "/amp/news/")
SPORT = Source("mehr-sport", "https://www.mehrnews.com/rss/tp/6", "خبرگزاری مهر", outlet="mehrnews", section="sport")


def test_an_item_of_two_feeds_of_one_outlet_is_fetched_once_and_filed_twice(store: Store) -> None:
    door = run(store, SPORT, feed=feed("تیتر درست", AMP))
    assert door.asked == [SPORT.url]
    report = store.report(1)
    assert report is not None
    assert "sport" in report.sections
    assert (store.count(), store.waiting_count()) == (1, 0)


def test_a_page_read_at_a_twin_address_is_kept_under_the_address_that_it_names(tmp_path: Path) -> None:
    opened = open_store(tmp_path / "a.sqlite")
    page = HTML.replace("<title>", f'<link rel="canonical" href="{PAGE}"><title>', 1).encode()
    run(opened, EVIL, feed=feed("تیتر", AMP), **{AMP: page})
    report = opened.report(1)
    assert report is not None
    assert (report.outlet, report.url) == ("mehrnews", PAGE)
    run(opened, MEHR, feed=feed("تیتر درست", PAGE), page=page)
    assert (opened.count(), opened.waiting_count()) == (1, 0)
    opened.close()


def test_a_missing_twin_says_nothing_of_the_page_itself(store: Store) -> None:
    run(store, EVIL, feed=feed("تیتر", AMP), **{AMP: Skip("http_404", "gone")})
    report = store.report(1)
    assert report is not None
    assert (report.gone_at, report.revision, store.count()) == (None, 1, 1)


@pytest.mark.parametrize(
    ("setting", "categories", "shelf"),
    [
        ("sport", ("سیاسی",), "sport"),
        (None, ("تازه\u200cها", "ورزشی > فوتبال"), "sport"),
        (None, ("تازه\u200cها",), None),
        (None, (), None),
        ("nonsense", ("ورزشی",), None),
    ],
)
def test_a_source_files_an_entry_by_its_own_setting_or_the_categories(
    setting: str | None, categories: tuple[str, ...], shelf: str | None
) -> None:
    entry = an_entry(1, categories=categories)
    assert desk.shelf_of(replace(SPORT, section=setting), entry) == shelf


def test_a_source_that_floods_has_its_share_of_a_day_and_it_is_told(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    store.add_source(MEHR, now=NOON)
    numbers = [10_000 * n for n in range(1, 9)]
    items = "".join(
        f"<item><title>تیتر شمارهٔ {n}</title><link>https://www.mehrnews.com/news/{n}/x</link></item>" for n in numbers
    )
    body = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
    settings = Settings(poll=PollSettings(max_age_days=0, max_entries_day=5, attempts=1))
    room = Newsroom(settings, store, StubDoor({MEHR.url: body}), Clock(start=NOON), Log())  # type: ignore[arg-type]
    asyncio.run(run_once(room, [MEHR]))
    polled = store.polled("mehrnews")
    assert polled is not None
    assert (room.tally.entries, polled.state) == (5, "ok")
    assert "more new entries than one day takes" in polled.detail
    assert polled.body_digest is None
    store.close()


def test_an_archive_that_cannot_be_asked_for_a_moment_throws_no_page_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    store.add_source(MEHR, now=NOON)
    take, asked = store.take_waiting, []

    def busy_at_first(*given: object, **more: object) -> object:
        asked.append(given)
        if len(asked) == 1:
            raise TryLater("store_busy", "locked")
        return take(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "take_waiting", busy_at_first)
    door = StubDoor({MEHR.url: feed("تیتر درست", PAGE), PAGE: HTML.encode()})
    room = Newsroom(Settings(poll=PollSettings(max_age_days=0)), store, door, Clock(start=NOON), Log())  # type: ignore[arg-type]

    async def run() -> None:
        async with on_duty(room):
            assert list(store.holders()) == [room.holder]
            (source,) = store.take_sources(room.holder, [MEHR.id], now=NOON)
            await poll(room, source)
            await read_waiting(room)
            assert store.waiting_count() == 1
            await read_waiting(room)
        assert store.holders() == {}

    asyncio.run(run())
    assert store.count() == 1
    store.close()


WALLS = {
    "login_page": '<h1>ورود</h1><form><input name=u><input type="password" name=p></form>',
    "geo_blocked": "<p>دسترسی از خارج از کشور بسته است</p>",
    "filtered": '<iframe src="http://10.10.34.36?type=x"></iframe>',
    "challenge_page": "<title>Just a moment...</title><p>Checking</p>",
}


@pytest.mark.parametrize("title", ["تیتر درست", ""])
@pytest.mark.parametrize("code", WALLS)
def test_a_page_that_stands_in_the_way_is_called_what_it_is(tmp_path: Path, code: str, title: str) -> None:
    """What will not be otherwise soon is not tried again: its entry is kept alone, or set aside where it has no title.
    A challenge may be gone later.
    """
    opened = open_store(tmp_path / "archive.sqlite")
    door = StubDoor({MEHR.url: feed(title, PAGE), PAGE: WALLS[code].encode()})
    settings = Settings(poll=PollSettings(max_age_days=0, attempts=5))
    room = Newsroom(settings, opened, door, Clock(start=NOON), Log())  # type: ignore[arg-type]
    opened.add_source(MEHR, now=NOON)
    asyncio.run(run_once(room, [MEHR]))
    is_tried_later = code == "challenge_page"
    assert opened.waiting_count() == is_tried_later
    assert opened.count() == (bool(title) and not is_tried_later)
    reasons = [why.partition(":")[0] for _, _, why in opened.quarantined()]
    assert reasons == ([code] if is_tried_later or not title else [])
