"""One article once: what an entry is known by again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mirnews.model import Entry
from mirnews.persian.letters import ZWNJ
from mirnews.sources.identity import identified, identities

TITLE = f"سیل در روستای نمونه* مهار شد و راه{ZWNJ}ها پس از دو روز باز می{ZWNJ}شود"
OTHER = "بازار نمونه* پس از یک هفته تعطیلی با دو سخنرانی بلند گشایش یافت"
NEWS = "https://khabar.example/fa/news"
URL = f"{NEWS}/1001/سیل"
AT = datetime(2025, 2, 25, 8, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
FIRST = Entry("g-1", URL, TITLE, published=AT)


@pytest.mark.parametrize(
    ("why", "entry"),
    [
        ("again as it was", FIRST),
        ("a new guid at each poll", Entry("g-8831", URL, TITLE)),
        ("an edited headline in the address", Entry("g-1", "https://khabar.example/fa/news/1001/سیل-مهار-شد", OTHER)),
        (
            "another guid and an edited address",
            Entry("x", "https://khabar.example/fa/news/1001/دیگر", OTHER, published=AT),
        ),
        ("a short link", Entry("x", "https://khabar.example/fa/tiny/news-1001", TITLE)),
        ("http and www", Entry("x", "http://www.khabar.example/fa/news/1001/سیل", TITLE)),
        ("tracking", Entry("x", f"{URL}?utm_source=rss#c", TITLE)),
        ("no address, the same guid", Entry("g-1", None, TITLE)),
        ("no address, no guid, the same words", Entry(None, None, TITLE)),
        ("a guid that is the address", Entry(URL, None, OTHER)),
    ],
)
def test_one_article(why: str, entry: Entry) -> None:
    assert identities(FIRST).same(identities(entry)), why
    assert identities(entry).same(identities(FIRST)), why


@pytest.mark.parametrize(
    ("why", "entry"),
    [
        ("a guid used again", Entry("g-1", "https://khabar.example/fa/news/1002/بازار", OTHER)),
        ("the same title, another story", Entry("g-2", "https://khabar.example/fa/news/1002/سیل", TITLE)),
        ("another language's number", Entry("g-2", "https://khabar.example/en/news/1001/x", OTHER)),
        ("another host's number", Entry("g-2", "https://akhbar.example/fa/news/1001/x", OTHER)),
        ("the number of a desk", Entry("g-2", "https://khabar.example/fa/news/1001/بازار", OTHER)),
        ("the number of a desk, later", Entry("g-1", "https://khabar.example/fa/news/1001/x", OTHER, published=LATER)),
        ("nothing at all", Entry(None, None)),
        ("a short title that many have", Entry(None, None, "اخبار کوتاه")),
    ],
)
def test_two_articles(why: str, entry: Entry) -> None:
    assert not identities(FIRST).same(identities(entry)), why
    assert not identities(entry).same(identities(FIRST)), why


def test_a_guid_used_again_without_numbers_is_told_by_address_and_text() -> None:
    one, other = Entry("1", "https://khabar.example/seil", TITLE), Entry("1", "https://khabar.example/bazar", OTHER)
    moved = Entry("1", "https://khabar.example/seil-mahar", TITLE)
    assert not identities(one).same(identities(other))
    assert identities(one).same(identities(moved))


def test_two_entries_without_words_are_never_one() -> None:
    assert not identities(Entry(None, None)).same(identities(Entry(None, None)))
    assert not identities(Entry(None, None, "اخبار کوتاه")).same(identities(Entry(None, None, "اخبار کوتاه")))


def test_all_keys_of_an_entry() -> None:
    found = identities(Entry("g-1", f"{URL}?utm_source=x", TITLE))
    path = "khabar.example/fa/news/1001/%D8%B3%DB%8C%D9%84"
    assert (found.canonical, found.twin) == (f"https://{path}", path)
    assert (found.number, found.guid) == ("khabar.example/fa#1001", "g-1")
    assert len(found.text or "") == 24


@pytest.mark.parametrize("url", ["javascript:1", "http://[::1", "", "#x"])
def test_an_address_that_is_none_leaves_guid_and_text(url: str) -> None:
    found = identities(Entry("g-1", url, TITLE))
    assert (found.canonical, found.twin, found.number, found.guid) == (None, None, None, "g-1")
    assert found.text


def test_a_number_of_a_desk_in_many_addresses_of_one_feed_does_not_count() -> None:
    one, other = (Entry(None, f"https://khabar.example/8123/{slug}", TITLE) for slug in ("seil", "seil-mahar"))
    assert identified([one, other]) == [identities(one), identities(other)]  # one text at two addresses is one article
    third = Entry(None, "https://khabar.example/8123/bazar", OTHER)
    assert {found.number for found in identified([one, other, third])} == {None}
    assert identified([third])[0].number == "khabar.example#8123"


def test_one_guid_for_everything_is_none() -> None:
    entries = [Entry("rss", f"https://khabar.example/{n}", title) for n, title in enumerate((TITLE, OTHER))]
    assert {found.guid for found in identified(entries)} == {None}
    assert {found.guid for found in identified([Entry("rss", None, TITLE), Entry("rss", None, OTHER)])} == {None}
    assert {found.guid for found in identified([Entry("1", None, TITLE), Entry("2", None, OTHER)])} == {"1", "2"}


def test_one_text_of_one_instant_is_one_article_wherever_the_site_moved() -> None:
    text = "پل چوبی روستای نمونه پس از سه ماه کار باز شد و رفت و آمد آسان شد"
    old = identities(Entry("1", "https://khabar.example/a/pol", title=text, published=AT))
    moved = identities(Entry("2", "https://khabar.example/b/pol", title=text, published=AT))
    later = identities(Entry("3", "https://khabar.example/c/pol", title=text, published=LATER))
    assert old.same(moved)
    assert not old.same(later)
