"""The classes of identity, against what the store's port promises: polls and reports of a real SQLite archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mirnews.model import Entry, Fold, Polled
from mirnews.sources import read
from mirnews.sources.identity import identities
from mirnews.store import Store, open_store
from mirnews.store.port import Named
from tests.builders import NOON, a_draft, a_source

ONE = "پل چوبی روستای نمونه* پس از سه ماه کار باز شد و رفت و آمد آسان شد"
OTHER = "کتابخانهٔ شهر نمونه* نوسازی شد و از شنبه برای همه باز است"
FIRST, SECOND = "https://khabar.example/news/1001/pol", "https://khabar.example/news/1002/ketab"

TWINS = [
    "http://khabar.example/news/1001/pol",
    "https://www.khabar.example/news/1001/pol",
    "https://khabar.example/news/1001/pol/",
    "https://khabar.example/news/1001/pol/amp",
    "https://khabar.example/news/1001/pol-e-choobi",
]


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(":memory:")
    for name in ("khabar", "digar"):
        opened.add_source(a_source(id=name, url=f"https://{name}.example/rss", name=f"{name}*"), now=NOON)
    yield opened
    opened.close()


def poll(store: Store, *entries: Entry, source: str = "khabar", minutes: int = 0) -> int:
    """One poll that brings these entries; how many are new."""
    now = NOON + timedelta(minutes=minutes)
    given = [Named(entry, identities(entry)) for entry in entries]
    return store.record_poll(Polled(source, next_due=now), given, now=now)


def story(guid: str | None = "k-1", url: str | None = FIRST, title: str = ONE) -> Entry:
    return Entry(guid, url, title=title, summary=title)


def waiting(store: Store, source: str | None = None) -> list[str | None]:
    return [one.entry.title for one in store.waiting(source, now=NOON + timedelta(days=1), limit=99)]


def test_069_without_a_guid_an_entry_is_known_by_its_address(store: Store) -> None:
    assert poll(store, story(guid=None)) == 1
    assert poll(store, story(guid=None), minutes=5) == 0
    assert waiting(store) == [ONE]


def test_070_a_guid_that_is_used_again_is_another_story() -> None:
    assert not identities(story("k-1", FIRST, ONE)).same(identities(story("k-1", SECOND, OTHER)))
    assert identities(story("k-1", FIRST, ONE)).same(identities(story("k-1", FIRST, OTHER)))


def test_070_a_guid_that_is_used_again_is_kept_as_another_story(store: Store) -> None:
    assert poll(store, story("k-1", FIRST, ONE)) == 1
    assert poll(store, story("k-1", SECOND, OTHER), minutes=5) == 1
    assert sorted(map(str, waiting(store))) == sorted([ONE, OTHER])


def test_071_one_guid_in_two_sources_is_two_stories(store: Store) -> None:
    assert poll(store, story("1", FIRST, ONE), source="khabar") == 1
    assert poll(store, story("1", "https://digar.example/1", OTHER), source="digar") == 1
    assert waiting(store, "khabar") == [ONE]
    assert waiting(store, "digar") == [OTHER]


def test_072_a_source_cannot_write_over_anothers_entries(store: Store) -> None:
    assert poll(store, story("k-1", FIRST, ONE), source="khabar") == 1
    poll(store, story("k-1", FIRST, OTHER), source="digar", minutes=5)
    assert waiting(store, "khabar") == [ONE]


def test_072_a_source_cannot_write_over_anothers_reports(store: Store) -> None:
    ours = a_draft(1, source_id="khabar", guid="k-1", url=FIRST, canonical_url=FIRST)
    number, _ = store.save(ours, Fold(), now=NOON, raw=None)
    theirs = a_draft(2, source_id="digar", guid="k-1", url=None, canonical_url=None)
    other, outcome = store.save(theirs, Fold(), now=NOON, raw=None)
    assert (outcome, other != number) == ("new", True)
    report = store.report(number)
    assert report is not None
    assert report.source_id == "khabar"


def test_073_a_guid_of_a_megabyte_is_known_again(store: Store) -> None:
    long = "g" * 1_000_000
    body = (
        '<rss version="2.0"><channel><title>خبر نمونه*</title><item>'
        f"<title>{ONE}</title><link>{FIRST}</link><guid>{long}</guid></item></channel></rss>"
    )
    for new in (1, 0):
        feed = read(body.encode(), url="https://khabar.example/rss", at=NOON)
        assert poll(store, *feed.entries) == new


def test_074_a_guid_that_changes_at_each_poll_is_one_story(store: Store) -> None:
    assert [poll(store, story(f"k-{number}"), minutes=number) for number in range(4)] == [1, 0, 0, 0]


def test_075_tracking_parameters_make_no_new_story(store: Store) -> None:
    addresses = [f"{FIRST}?utm_source=rss&utm_term={number}&fbclid=x{number}" for number in range(4)]
    assert [poll(store, story(None, url), minutes=5) for url in addresses] == [1, 0, 0, 0]
    guids = [poll(store, story(url, url), minutes=9) for url in addresses]
    assert guids == [0, 0, 0, 0]


@pytest.mark.parametrize("twin", TWINS)
def test_076_twins_of_an_address_are_one_story(twin: str) -> None:
    assert identities(story(None, FIRST)).same(identities(story(None, twin)))
    assert not identities(story(None, FIRST)).same(identities(story(None, SECOND)))


@pytest.mark.parametrize("twin", TWINS)
def test_076_twins_of_an_address_are_kept_as_one_story(store: Store, twin: str) -> None:
    assert poll(store, story(None, FIRST)) == 1
    assert poll(store, story(None, twin), minutes=5) == 0


def test_077_an_entry_without_an_address_is_known_by_its_guid(store: Store) -> None:
    assert poll(store, story("k-1", None)) == 1
    assert poll(store, story("k-1", None), minutes=5) == 0


def test_078_two_stories_with_one_title_are_two(store: Store) -> None:
    assert poll(store, story("k-1", FIRST, ONE), story("k-2", SECOND, ONE)) == 2
    assert waiting(store) == [ONE, ONE]
