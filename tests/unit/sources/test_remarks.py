"""What an operator should know of a feed that was read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mirnews.sources import read, remarks

AT = datetime(2025, 2, 25, 12, tzinfo=UTC)
OLD = datetime(2025, 1, 25, 12, tzinfo=UTC)
HEAD = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>نمونه*</title>'
ITEM = "<item><title>پل گشوده شد</title>{}</item>"
LINK = "<link>https://khabar.example/1</link>"
DATE = "<pubDate>Tue, 25 Feb 2025 10:00:00 GMT</pubDate>"
PAST = "<pubDate>Tue, 24 Dec 2024 10:00:00 GMT</pubDate>"
END = "</channel></rss>"
FEEDS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "sound": ((HEAD + ITEM.format(LINK + DATE) + END).encode(), ()),
    "nothing in it": ((HEAD + END).encode(), ()),
    "a bare sign": (
        (HEAD + ITEM.format(LINK + DATE + "<description>a & b</description>") + END).encode(),
        ("repaired",),
    ),
    "a byte that is none": (
        (HEAD + ITEM.format(LINK + DATE) + END).encode().replace(b"<item>", b"\xff<item>"),
        ("encoding_damaged",),
    ),
    "another encoding": (
        (HEAD + ITEM.format(LINK + DATE) + END).encode("windows-1256", "ignore"),
        ("encoding_misnamed",),
    ),
    "cut off": ((HEAD + ITEM.format(LINK + DATE) + "<item><title>x").encode(), ("lossy",)),
    "nested wrongly": ((HEAD + ITEM.format(LINK + DATE) + "<item><title>x</item></title>" + END).encode(), ("lossy",)),
    "no dates": ((HEAD + ITEM.format(LINK) + END).encode(), ("no_dates",)),
    "no links": ((HEAD + ITEM.format(DATE) + END).encode(), ("no_links",)),
    "all old": ((HEAD + ITEM.format(LINK + PAST) * 2 + END).encode(), ("all_old",)),
    "some old": ((HEAD + ITEM.format(LINK + PAST) + ITEM.format(LINK + DATE) + END).encode(), ()),
}


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_has_its_remarks(name: str) -> None:
    body, wanted = FEEDS[name]
    assert remarks([read(body, url="https://khabar.example/rss", at=AT)], oldest=OLD) == wanted


def test_the_sitemaps_of_an_index_are_judged_together() -> None:
    dated, undated = (read(FEEDS[name][0], at=AT) for name in ("all old", "no dates"))
    assert remarks([dated, undated], oldest=OLD) == ()
    assert remarks([undated, undated]) == ("no_dates",)
    assert remarks([]) == ()
