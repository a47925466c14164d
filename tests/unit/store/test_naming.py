"""One article once: an entry is known again, in its source and between the feeds of its outlet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mirnews.model import Fold, Polled
from mirnews.sources import identified
from mirnews.store import RawPage, Store, open_store
from mirnews.store.port import Named
from tests.builders import NOON, a_draft, a_source, an_article, named

LATER = NOON + timedelta(hours=1)
HOST = "https://khabar.example"
TITLE = "سیل در روستای نمونه* مهار شد و راه\u200cها پس از دو روز بسته ماندن باز می\u200cشود"
OTHER = "بازار نمونه* پس از یک هفته تعطیلی با دو سخنرانی بلند در میدان اصلی شهر گشایش یافت"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(tmp_path / "archive.sqlite")
    for name in ("all", "world", "sport"):
        opened.add_source(a_source(id=name, url=f"{HOST}/{name}.xml"), now=NOON)
    opened.add_source(a_source(id="foreign", url="https://akhbar.example/rss"), now=NOON)
    return opened


def poll(store: Store, source: str, *entries: Named, raw: RawPage | None = None) -> int:
    return store.record_poll(Polled(source, next_due=LATER), entries, now=NOON, raw=raw)


def item(path: str, guid: str | None, title: str = TITLE, *, host: str = HOST, section: str | None = None) -> Named:
    return named(1, id=guid, url=f"{host}{path}", title=title, section=section, published=NOON)


def read(store: Store, number: int = 1, **given: object) -> int:
    """The oldest waiting entry is read; its page says what `given` says."""
    (waiting,) = store.waiting(now=LATER, limit=1)
    address = waiting.entry.url
    page = {"source_id": waiting.source_id, "guid": waiting.entry.id, "url": address, "canonical_url": address}
    draft = a_draft(number, **{**page, "article": an_article(title=waiting.entry.title), **given})
    return store.save(draft, Fold(), now=NOON, raw=None, key=waiting.key)[0]


@pytest.mark.parametrize(
    ("why", "again"),
    [
        ("a new guid at each poll", item("/news/1001/seil", "other")),
        ("http, www and a slash", item("/news/1001/seil/", "g-1", host="http://www.khabar.example")),
        ("AMP", item("/amp/news/1001/seil", "other", OTHER)),
        ("an edited headline in the address", item("/news/1001/mahar", "other", OTHER)),
        ("a short link", item("/tiny/news-1001", "other")),
        ("no address, the same words", named(1, id=None, url=None, title=TITLE)),
        ("no address, the same guid", named(1, id="g-1", url=None, title=OTHER)),
    ],
)
def test_one_entry(store: Store, why: str, again: Named) -> None:
    assert poll(store, "all", item("/news/1001/seil", "g-1")) == 1
    assert poll(store, "all", again) == 0, why
    assert store.waiting_count() == 1


def test_a_guid_that_is_used_again_is_another_entry_and_another_report(store: Store) -> None:
    poll(store, "all", item("/seil", "1"))
    first = read(store)
    assert poll(store, "all", item("/bazar", "1", OTHER)) == 1
    second = read(store, published=LATER, at=LATER)
    assert second != first
    assert poll(store, "all", item("/bazar", "1", OTHER)) == 0
    assert store.count() == 2
    assert [len(store.revisions(number)) for number in (first, second)] == [1, 1]


def test_a_number_that_stands_under_many_texts_is_a_desks(store: Store) -> None:
    entries = [one.entry for one in (item("/8123/seil", "a"), item("/8123/bazar", "b", OTHER))]
    desk = [Named(*pair) for pair in zip(entries, identified(entries), strict=True)]
    assert poll(store, "all", *desk) == 2
    assert poll(store, "all", *desk) == 0


def test_all_items_come_back_with_new_guids(store: Store) -> None:
    first = [item(f"/x{n}", f"a{n}", f"{TITLE} {n}") for n in range(5)]
    assert poll(store, "all", *first) == 5
    assert poll(store, "all") == 0
    assert poll(store, "all", *(item(f"/x{n}", f"b{n}", f"{TITLE} {n}") for n in range(5))) == 0
    assert store.waiting_count() == 5


def test_an_item_in_feeds_of_one_outlet_is_one_article_in_their_sections(store: Store) -> None:
    assert poll(store, "all", item("/news/1001/seil", "a", section="society")) == 1
    report_id = read(store, section="disaster")
    assert poll(store, "world", item("/news/1001/seil", "b", OTHER, section="world")) == 0
    assert poll(store, "sport", item("/amp/news/1001/seil", "c", section="sport")) == 0
    assert store.waiting_count() == 0  # nothing is fetched again, whatever the others write
    report = store.report(report_id)
    assert report is not None
    assert report.sections == ("disaster", "society", "sport", "world")
    for section in report.sections:
        assert [(h.id, h.sections) for h in store.headlines(section=section)] == [(report_id, report.sections)]
    assert dict(store.sections()) == dict.fromkeys(report.sections, 1)
    assert store.outbox(9)[-1].sections == report.sections


def test_what_is_named_twice_before_it_is_read_is_filed_when_it_is(store: Store) -> None:
    poll(store, "world", item("/news/1001/seil", "a", section="world"))
    poll(store, "sport", item("/news/1001/seil", "b", section="sport"))
    poll(store, "all", item("/news/1001/seil", "c", section="other"))
    assert store.report(read(store, section="other")).sections == ("other", "sport", "world")  # type: ignore[union-attr]


def test_only_the_first_to_name_it_makes_it_wait_again(store: Store) -> None:
    poll(store, "all", item("/news/1001/seil", "a"))
    poll(store, "world", item("/news/1001/seil", "b"))
    read(store)
    poll(store, "world", item("/news/1001/seil", "b", OTHER))
    assert store.waiting_count() == 0
    poll(store, "all", item("/news/1001/seil", "a", OTHER))
    assert store.waiting_count() == 1


def test_a_guid_of_another_source_says_nothing(store: Store) -> None:
    poll(store, "all", named(1, id="g", url=None, title=TITLE))
    assert poll(store, "world", named(1, id="g", url=None, title=TITLE)) == 1


def test_a_foreign_source_has_entries_of_its_own(store: Store) -> None:
    assert poll(store, "foreign", item("/news/1001/seil", "x", OTHER, section="sport")) == 1
    assert poll(store, "all", item("/news/1001/seil", "a")) == 1
    assert {(w.source_id, w.entry.title) for w in store.waiting(now=NOON, limit=9)} == {
        ("foreign", OTHER),
        ("all", TITLE),
    }


def test_feeds_of_one_outlet_at_two_hosts_are_one_house(store: Store) -> None:
    for name, host in (("a", "https://khabar.example"), ("b", "https://feeds.example")):
        store.add_source(a_source(id=name, url=f"{host}/rss", outlet="irna"), now=NOON)
    assert [poll(store, name, item("/news/1001/seil", name)) for name in ("a", "b")] == [1, 0]
    store.add_source(a_source(id="b", url="https://feeds.example/rss", outlet="isna"), now=NOON)
    assert poll(store, "b", item("/news/1002/bazar", "y", OTHER)) == 1
    assert poll(store, "a", item("/news/1002/bazar", "y", OTHER)) == 1


def test_a_removed_source_leaves_its_entries_to_whoever_named_them_too(store: Store) -> None:
    poll(store, "world", item("/news/1001/seil", "a", section="world"), item("/news/1002/bazar", "b", OTHER))
    poll(store, "sport", item("/news/1001/seil", "c", section="sport"))
    report_id = read(store, section="society")
    store.remove_source("world")
    assert store.waiting_count() == 0
    assert store.report(report_id).sections == ("society", "sport")  # type: ignore[union-attr]
    poll(store, "sport", item("/news/1001/seil", "c", OTHER))
    assert [w.source_id for w in store.waiting(now=LATER, limit=9)] == ["sport"]
    store.add_source(a_source(id="world", url=f"{HOST}/world.xml"), now=NOON)
    assert poll(store, "world", item("/news/1001/seil", "a")) == 0


def test_a_source_added_again_does_not_bring_its_articles_twice(store: Store) -> None:
    bare = named(1, id=None, url=None, title="خبر")
    poll(store, "all", bare)
    report_id = read(store, canonical_url=None)
    store.remove_source("all")
    store.add_source(a_source(id="all", url=f"{HOST}/all.xml"), now=NOON)
    assert poll(store, "all", bare) == 0
    assert [h.id for h in store.headlines()] == [report_id]


def test_a_purged_article_stays_away_under_any_name(store: Store) -> None:
    poll(store, "all", item("/news/1001/seil", "a", section="sport"))
    report_id = read(store)
    store.remove(report_id, "purged", reason="دستور", now=LATER)
    rows = store._db.rows("SELECT section FROM named")  # type: ignore[attr-defined]
    assert [row["section"] for row in rows] == [None]
    assert store._db.rows("SELECT * FROM filed") == []  # type: ignore[attr-defined]
    feed = RawPage(None, None, NOON, TITLE.encode())
    for source, host, guid in (("all", "http://www.khabar.example", "new"), ("world", HOST, "w")):
        again = item("/amp/news/1001/seil", guid, OTHER, host=host)
        assert poll(store, source, again, raw=feed) == 0
    assert store.waiting_count() == 0
    assert store._db.rows("SELECT * FROM raw_feed") == []  # type: ignore[attr-defined]
    assert poll(store, "foreign", item("/amp/news/1001/seil", "f")) == 1  # another's word is looked at, and refused
    assert read(store) == report_id
    assert store.report(report_id).visibility == "purged"  # type: ignore[union-attr]
    assert store.count() == 0


def test_purging_takes_the_bodies_of_every_feed_that_named_it(store: Store) -> None:
    for source, path in (("all", "/news/1001/seil"), ("world", "/amp/news/1001/seil")):
        poll(store, source, item(path, source), raw=RawPage(None, None, NOON, f"<link>{HOST}{path}</link>".encode()))
    store.remove(read(store), "purged", reason="دستور", now=LATER)
    assert store._db.rows("SELECT * FROM raw_feed") == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "address", ["http://www.khabar.example/news/1001/seil", f"{HOST}/amp/news/1001/seil", f"{HOST}/news/1001/seil/"]
)
def test_a_page_at_a_twin_address_is_the_same_report_and_keeps_its_address(store: Store, address: str) -> None:
    first = {"guid": "a", "canonical_url": f"{HOST}/news/1001/seil", "url": f"{HOST}/news/1001/seil"}
    report_id, _ = store.save(a_draft(1, **first), Fold(), now=NOON, raw=None)
    twin = {"guid": "b", "source_id": "foreign", "canonical_url": address, "url": address}
    assert store.save(a_draft(1, **twin), Fold(), now=NOON, raw=None) == (report_id, "unchanged")
    assert store.report(report_id).url == first["url"]  # type: ignore[union-attr]


def test_https_takes_the_place_of_http(store: Store) -> None:
    old, new = "http://khabar.example/news/1001/seil", f"{HOST}/news/1001/seil"
    report_id, _ = store.save(a_draft(1, canonical_url=old, url=old), Fold(), now=NOON, raw=None)
    assert store.save(a_draft(1, canonical_url=new, url=new), Fold(), now=NOON, raw=None)[0] == report_id
    assert store.report(report_id).url == new  # type: ignore[union-attr]


def test_a_page_with_the_number_of_another_is_it_only_when_it_came_out_at_the_same_instant(store: Store) -> None:
    one, other = f"{HOST}/news/1001/seil", f"{HOST}/news/1001/mahar"
    report_id, _ = store.save(a_draft(1, guid="a", canonical_url=one), Fold(), now=NOON, raw=None)
    moved = a_draft(1, guid="b", canonical_url=other, url=other)
    late = replace(moved, published=LATER, at=LATER)
    assert store.save(late, Fold(), now=NOON, raw=None)[0] != report_id
    edited = replace(moved, canonical_url=f"{HOST}/news/1001/third", twin="khabar.example/news/1001/third")
    assert store.save(edited, Fold(), now=NOON, raw=None)[0] == report_id


def test_words_of_a_feed_never_replace_those_of_a_page(store: Store) -> None:
    report_id, _ = store.save(a_draft(1), Fold(), now=NOON, raw=None)
    alone = a_draft(1, article=an_article(profile="feed", title="چکیده", paragraphs=()))
    assert store.save(alone, Fold(), now=LATER, raw=None) == (report_id, "unchanged")
    assert len(store.revisions(report_id)) == 1


def test_section_lists_are_read_along_an_index(store: Store) -> None:
    plans = []
    db = store._db  # type: ignore[attr-defined]
    rows = db.rows
    db.rows = lambda sql, *values: plans.append([r["detail"] for r in rows(f"EXPLAIN QUERY PLAN {sql}", *values)]) or []
    store.headlines(section="world", limit=30)
    store.stories(section="world", order="rank")
    store.stories(section="world", order="newest")
    for plan, index in zip(plans, ("filed_section", "story_section_by_rank", "story_section_by_time"), strict=True):
        assert any(index in step for step in plan), plan
        assert not any("TEMP B-TREE" in step for step in plan), plan


def test_the_number_of_a_desk_makes_no_two_stories_one_over_many_polls(store: Store) -> None:
    """Each body has but one article with the desk's number, so that nothing in it shows that the number is shared."""
    for number in range(4):
        story = named(
            number,
            id=f"g-{number}",
            url=f"{HOST}/8120/slug-{number}",
            title=f"{TITLE} {number}",
            published=NOON + timedelta(minutes=number),
        )
        assert poll(store, "all", story) == 1
    assert store.waiting_count() == 4
