"""The classes whose feeds are too large for a file: made here, read by the pool of child processes with its limits."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from mirnews.errors import Quarantine
from mirnews.markup import clean
from mirnews.model import Feed
from mirnews.sources import read
from mirnews.sources.pool import Limits, Parsers
from tests.inputs.table import AT, FEED_URL

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
ITEM = "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid>{more}</item>"


def rss(*items: str, before: str = "") -> bytes:
    head = "<channel><title>خبر نمونه*</title><link>https://khabar.example/</link>"
    return f'{DECLARATION}{before}<rss version="2.0">{head}{"".join(items)}</channel></rss>'.encode()


def item(number: int = 1, **given: str) -> str:
    link = f"https://khabar.example/news/{number}"
    return ITEM.format(**{"title": f"خبر {number} نمونه*", "link": link, "guid": f"k-{number}", "more": "", **given})


# The memory of a run; of its 3 s of CPU and 10 s in all more, since the machine of a test may be slow and busy.
LIMITS = Limits(cpu_seconds=30.0, wall_seconds=50.0)


def pooled(body: bytes) -> Feed:
    """What the pool makes of a body, without having to kill its child."""

    async def once() -> Feed:
        async with asyncio.timeout(60), Parsers(1, LIMITS) as parsers:
            feed = await parsers.read("feed", body, url=FEED_URL, at=AT)
            assert parsers.spent.killed == 0
            return feed

    return asyncio.run(once())


def refusal(body: bytes) -> Quarantine:
    with pytest.raises(Quarantine) as refused:
        pooled(body)
    return refused.value


def test_014_a_flood_of_comments_is_cut() -> None:
    feed = pooled(rss("<!-- -->" * 500_000, "<?x y?>" * 500_000, item()))
    assert feed.malformed
    assert feed.entries == ()


def test_014_fewer_comments_hide_nothing() -> None:
    assert [entry.id for entry in pooled(rss("<!-- -->" * 100_000, item())).entries] == ["k-1"]


def test_016_a_quadratic_blow_up_is_refused() -> None:
    bomb = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 100_000}">]>'
    assert refusal(rss(item(title="&a;" * 10_000), before=bomb)).code == "feed_broken"


def test_022_a_hundred_thousand_levels_are_cut() -> None:
    deep = item(2, more="<description>" + "<div>" * 100_000 + "x" + "</div>" * 100_000 + "</description>")
    feed = pooled(rss(item(1), deep))
    assert feed.malformed
    assert feed.entries[0].id == "k-1"


def many_attributes(number: int) -> str:
    return "<item " + " ".join(f'a{one}="x"' for one in range(number)) + "><title>خبر 2 نمونه*</title></item>"


def test_023_a_hundred_thousand_attributes_hide_nothing() -> None:
    feed = pooled(rss(item(1), many_attributes(100_000), item(3)))
    assert [entry.title for entry in feed.entries] == ["خبر 1 نمونه*", "خبر 2 نمونه*", "خبر 3 نمونه*"]


def test_023_more_attributes_than_a_whole_feed_has_are_cut() -> None:
    feed = pooled(rss(item(1), many_attributes(400_000), item(3)))
    assert feed.malformed
    assert [entry.id for entry in feed.entries] == ["k-1"]


def test_024_an_attribute_of_ten_megabytes_is_left_out() -> None:
    feed = pooled(rss(f'<item long="{"x" * 10_000_000}"><title>خبر 1 نمونه*</title><guid>k-1</guid></item>'))
    assert feed.malformed
    assert [entry.title for entry in feed.entries] == ["خبر 1 نمونه*"]


def test_024_what_fits_into_the_ten_megabytes_is_read_without_the_attribute() -> None:
    feed = pooled(rss(item(1), f'<item long="{"x" * 10_100_000}"><title>خبر 2 نمونه*</title></item>', item(3)))
    assert feed.malformed
    assert [entry.title for entry in feed.entries] == ["خبر 1 نمونه*", "خبر 2 نمونه*", "خبر 3 نمونه*"]


def test_039_a_bomb_of_gzip_is_cut_at_ten_megabytes() -> None:
    feed = pooled(gzip.compress(rss(item()) + b" " * 50_000_000, mtime=0))
    assert feed.malformed
    assert [entry.id for entry in feed.entries] == ["k-1"]


def test_061_json_of_a_hundred_thousand_levels_is_refused() -> None:
    assert refusal(b"[" * 100_000).code == "feed_broken"
    deep = b'{"version":"https://jsonfeed.org/version/1.1","title":"n","items":' + b"[" * 100_000
    assert refusal(deep).code == "feed_broken"


def test_068_of_fifty_thousand_items_five_thousand_are_taken() -> None:
    feed = pooled(rss(*map(item, range(50_000))))
    assert feed.malformed
    assert [entry.id for entry in feed.entries] == [f"k-{number}" for number in range(5_000)]


def test_073_a_guid_of_a_megabyte_is_named_by_its_digest() -> None:
    first, again = (pooled(rss(item(guid="g" * 1_000_000))) for _ in range(2))
    other = pooled(rss(item(guid="g" * 1_000_000 + "h")))
    assert first.malformed
    assert first.entries[0].id == again.entries[0].id != other.entries[0].id
    assert len(first.entries[0].id or "") < 100


def test_103_a_title_of_a_hundred_kilobytes_is_cut() -> None:
    feed = read(rss(item(title="خبر " * 25_000)), url=FEED_URL, at=AT)
    assert feed.malformed
    assert len(feed.entries[0].title or "") <= 2_000


PICTURES = "".join(f'<img src="https://khabar.example/{number}.jpg">' for number in range(10_000))


def test_115_of_ten_thousand_pictures_two_hundred_stay() -> None:
    shown = clean(f"<p>متن*</p>{PICTURES}<p>پایان*</p>")
    assert shown.count("<img") == 200
    assert "/199.jpg" in shown
    assert "پایان*" in shown


def test_115_a_feed_with_so_many_pictures_is_flagged() -> None:
    feed = pooled(rss(item(more=f"<description><![CDATA[{PICTURES}]]></description>")))
    assert feed.malformed
    assert (feed.entries[0].summary or "").count("<img") == 200


def test_116_of_a_hundred_thousand_levels_of_html_a_hundred_stay() -> None:
    shown = clean("<div>" * 100_000 + "متن*")
    assert shown.count("<div>") == 100
    assert "متن*" in shown


def test_124_an_address_of_sixty_four_kilobytes_is_left_out() -> None:
    feed = read(rss(item(link="https://khabar.example/" + "a" * 65_536)), url=FEED_URL, at=AT)
    assert feed.malformed
    assert (feed.entries[0].url, feed.entries[0].title) == (None, "خبر 1 نمونه*")
