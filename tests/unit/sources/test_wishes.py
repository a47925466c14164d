"""What a feed asks of those who poll it."""

from __future__ import annotations

import pytest

from mirnews.model import Wishes
from mirnews.sources import read

ITEM = "<item><title>پل تازه باز شد</title><link>https://khabar.example/1</link></item>"
SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def wishes(head: str, declared: str = SY) -> Wishes | None:
    return read(f'<rss version="2.0" {declared}><channel>{head}{ITEM}</channel></rss>'.encode()).wishes


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>30</ttl>", 1_800),
        ("<ttl> 5 </ttl><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>\n\tweekly\t</sy:updatePeriod>", 604_800),
        ("<sy:updateFrequency>2</sy:updateFrequency>", 43_200),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1_800),
        ("<ttl>9999999</ttl>", 315_360_000),
    ],
)
def test_how_long_a_feed_holds(head: str, seconds: float) -> None:
    found = wishes(head)
    assert found is not None
    assert found.ttl_seconds == seconds


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<ttl></ttl>",
        "<ttl>-5</ttl>",
        "<ttl>1e9</ttl>",
        "<ttl>۳۰ دقیقه</ttl>",
        "<ttl>" + "9" * 5_000 + "</ttl>",
        "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>",  # what WordPress writes
        "<sy:updatePeriod>always</sy:updatePeriod>",
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
        "<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>",
        "<skipHours><hour>25</hour><hour>x</hour></skipHours><skipDays><day>Jomeh</day></skipDays>",
    ],
)
def test_what_says_nothing_is_nothing(head: str) -> None:
    assert wishes(head) is None


def test_hours_and_days_of_rest_are_in_gmt() -> None:
    found = wishes(
        "<skipHours><hour>24</hour><hour> 3</hour><hour>3</hour></skipHours>"
        "<skipDays><day>Friday</day><day>monday</day></skipDays>"
    )
    assert found == Wishes(skip_hours=(0, 3), skip_days=(0, 4))


def test_the_syndication_module_is_known_by_its_usual_prefix() -> None:
    assert wishes("<sy:updatePeriod>daily</sy:updatePeriod>", declared="") == Wishes(ttl_seconds=86_400)
