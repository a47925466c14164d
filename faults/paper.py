"""paper: a made-up publisher on a chaos host: a feed of its newest articles and a page for each of them.

Article texts are made of letters and plain words by the publisher's name and the article's number, so that no two are
copies of each other or tell one event. What is published can grow, vanish and change its guids while somebody polls.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from html import escape

from faults.behaviours import plain
from faults.host import Asked, Host, Hosts

RSS = "application/rss+xml; charset=utf-8"
_WORDS = (
    "شورا بودجه شهردار مدرسه باران جاده بیمارستان کتابخانه نانوایی ایستگاه قطار رودخانه جنگل بازار کارخانه معلم پزشک"
    " کشاورز گندم سیب انار پسته دریا بندر کشتی ماهیگیر موزه نمایشگاه نقاش خیابان میدان پل تونل مترو اتوبوس دوچرخه پیاده"
    " زمستان تابستان پاییز برف آفتاب گرما سرما آب برق گاز تلفن خبرنگار روزنامه کتاب فیلم تئاتر موسیقی ورزش فوتبال کشتی"
    " دانشگاه دانشجو استاد پژوهش آزمایشگاه ستاره تلسکوپ ماهواره باغ گلخانه زنبور عسل چای برنج زعفران فرش سفال شیشه چوب"
).split()
_LETTERS = "ابپتجچخدرزسشفقکگلمنوهی"


@dataclass(slots=True)
class Paper:
    """What a publisher has. `numbers` are the articles in its feed, newest last; `guids` prefixes their guids."""

    name: str
    host: Host
    numbers: list[int]
    guids: str = "g"
    has_etag: bool = True
    links: str = "/news/{n}"
    body: bytes | None = None  # sent instead of the feed, as it is
    content_type: str = RSS
    feeds_sent: int = 0
    started: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=3))

    def publish(self, count: int = 1) -> None:
        """So many further articles."""
        last = max(self.numbers, default=0)
        self.numbers += range(last + 1, last + 1 + count)

    def page_url(self, number: int) -> str:
        """The address of an article."""
        return self.host.url(self.links.format(n=number))

    def feed(self) -> bytes:
        """The feed as it is now."""
        items = "".join(self._item(number) for number in reversed(self.numbers))
        top = f"<title>{self.name}</title><link>{self.host.url('/')}</link><description>.</description>"
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{top}{items}</channel></rss>'
        return text.encode()

    async def answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """The behaviour of its host."""
        if asked.path == "/feed":
            self.feeds_sent += 1
            writer.write(self._feed_answer(asked))
        elif asked.path.startswith("/news/") and (digits := asked.path.split("/")[2].partition("?")[0]).isdecimal():
            writer.write(plain(self.page(int(digits))))
        else:
            writer.write(plain(b"<title>404</title>", status=404))

    def page(self, number: int) -> bytes:
        """An article's page."""
        title, paragraphs = text_of(self.name, number)
        body = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
        meta = f'<meta property="og:type" content="article"><meta property="og:title" content="{escape(title)}">'
        return (
            f'<!DOCTYPE html><html lang="fa"><head><meta charset="utf-8"><title>{escape(title)}</title>{meta}</head>'
            f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
        ).encode()

    def _feed_answer(self, asked: Asked) -> bytes:
        body = self.feed() if self.body is None else self.body
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        if self.has_etag and asked.headers.get("if-none-match") == etag:
            return plain(b"", self.content_type, 304, f"ETag: {etag}")
        return plain(body, self.content_type, 200, *((f"ETag: {etag}",) if self.has_etag else ()))

    def _item(self, number: int) -> str:
        title, paragraphs = text_of(self.name, number)
        published = format_datetime(self.started + timedelta(minutes=number % 170))
        return (
            f"<item><title>{escape(title)}</title><link>{escape(self.page_url(number))}</link>"
            f'<guid isPermaLink="false">{self.guids}-{number}</guid><pubDate>{published}</pubDate>'
            f"<description>{escape(paragraphs[0])}</description></item>"
        )


def text_of(name: str, number: int) -> tuple[str, list[str]]:
    """Title and paragraphs of an article: plain words, and twice as many that are its own, so that it stands alone."""
    chance = random.Random(f"{name} {number}")
    own = ["".join(chance.choices(_LETTERS, k=chance.randint(4, 8))) for _ in range(60)]
    title = " ".join(chance.sample(own, 5) + chance.sample(_WORDS, 2)) + f" {number}"
    return title, [" ".join(chance.sample(own, 30) + chance.sample(_WORDS, 15)) + "." for _ in range(2)]


async def open_papers(hosts: Hosts, names: Iterable[str], articles: int = 5) -> list[Paper]:
    """Sound publishers, each on a host of its own, with so many articles."""
    papers = []
    for name in names:
        host = await hosts.start(_not_yet)
        paper = Paper(name, host, list(range(1, articles + 1)))
        host.behaviour = paper.answer
        papers.append(paper)
    return papers


async def _not_yet(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(plain(b"", status=503))
