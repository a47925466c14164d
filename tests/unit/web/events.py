"""An archive of made-up stories to drive the pages with: of several outlets, of one time, of one origin, alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from mirnews.model import Article, ChainLink, Credit, Fold, Origin, Source
from mirnews.store import open_store
from mirnews.store.port import Store
from mirnews.telling import Telling
from tests.unit.web.archive import NOW, PAPERS, draft_of, invented

MORE_PAPERS = (*PAPERS, ("poone", "پونه*"), ("arghavan", "ارغوان*"), ("sahel", "ساحل*"))
BRIDGE = "پل آوینه بسته شد"


@dataclass(frozen=True)
class Told:
    """One report of an event: which paper, how many minutes before now, and what it is."""

    paper: int
    minutes: int
    title: str
    copy: bool = False
    relay: bool = False


# The first report of each is the one that the others copy or relay.
SPREAD = (
    Told(0, 300, BRIDGE),
    Told(1, 240, "مهندسان آوینه: پایهٔ سوم پل ترک برداشته است"),
    Told(2, 200, "آوینه؛ بستن پل شهر", copy=True),
    Told(3, 190, "نارون از بستن پلی در آوینه خبر داد", relay=True),
    Told(4, 180, "بازگفت نارون از بستن پل آوینه", relay=True),
    Told(5, 130, "شهردار آوینه: پل را از نو می\u200cسازیم"),
    Told(0, 120, "پل آوینه فردا هم بسته می\u200cماند"),
)
TOGETHER = (
    Told(0, 90, "باران سپیدکوه را آب گرفت"),
    Told(1, 90, "سیل در خیابان\u200cهای سپیدکوه"),
    Told(2, 60, "سپیدکوه زیر آب رفت", copy=True),
)
ONE_ORIGIN = (
    Told(2, 120, "کتابخانهٔ گلریز بازگشایی شد"),
    Told(3, 110, "گلریز کتابخانه\u200cاش را بازگشود", copy=True),
    Told(4, 100, "بازگشایی کتابخانهٔ گلریز", copy=True),
)
SINGLES = 33


def build_stories(path: Path, *, singles: int = SINGLES) -> Store:
    """An archive with three stories of several reports and `singles` of one."""
    store = open_store(path)
    for key, name in MORE_PAPERS:
        store.add_source(Source(key, f"https://{key}.example/rss", name, invented=True), now=NOW)
    for number in range(singles):
        alone(store, number)
    for event in (SPREAD, TOGETHER, ONE_ORIGIN):
        together(store, event)
    Telling(store).tell()
    return store


def alone(store: Store, number: int) -> None:
    """A story of one report."""
    draft = invented(number, minutes=10 + number * 5, paper=number % 3)
    report, _ = store.save(draft, Fold(), now=draft.at, raw=None)
    store.tell(report, report)


def together(store: Store, event: tuple[Told, ...], section: str = "world") -> int:
    """A story of several reports; returns its id."""
    first = 0
    for one in sorted(event, key=lambda one: -one.minutes):
        key, name = MORE_PAPERS[one.paper]
        at = NOW - timedelta(minutes=one.minutes)
        url = f"https://{key}.example/e/{store.count()}"
        article = Article("article", "wordpress", url=url, title=one.title, paragraphs=("یک بند.",), language="fa")
        credit = Credit((ChainLink(name, key, "outlet", "publisher", None),))
        draft = draft_of(article, key, name, credit, section, at)
        if one.relay:
            origin_key, origin = MORE_PAPERS[event[0].paper]
            draft = replace(draft, way=(Origin(origin, origin_key, origin_key),))
        fold = Fold(first, "copy", first, 0.97) if one.copy else Fold()
        report, _ = store.save(draft, fold, now=at, raw=None)
        first = first or report
        store.tell(report, first)
    return first
