"""A small archive to drive the pages with: one report on a public fact in our own words, the rest made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from mirnews import persian
from mirnews.model import (
    Article,
    ChainLink,
    Credit,
    Edit,
    Evidence,
    Fold,
    Origin,
    Polled,
    Source,
    Statement,
    When,
)
from mirnews.store import open_store
from mirnews.store.port import Draft, Store
from mirnews.telling import Telling

NOW = datetime(2021, 9, 25, 12, 0, tzinfo=UTC)
CANARY = "این جملهٔ نهفته تنها در متن کامل دیده می\u200cشود"
Z = "\u200c"

# (before, after, kind): what `persian.repair` finds in the texts below
_FIXES = (
    ("می شود", f"می{Z}شود", "spacing"),
    ("رایزنی های", f"رایزنی{Z}های", "spacing"),
    ("اصلی ترین", f"اصلی{Z}ترین", "spacing"),
    ("گفتوگوی", f"گفت{Z}وگوی", "joined"),
    ("امنيتي", "امنیتی", "letter"),
)

MALI_TITLE = "گفتوگوی وزیر خارجه مالی با لاوروف در نیویورک"
MALI_LEAD = (
    "به گزارش خبرگزاری مهر به نقل از ایتارتاس، «عبدولای دیوپ» وزیر خارجه مالی در حاشیه نشست مجمع عمومی سازمان ملل "
    "با «سرگئی لاوروف» دیدار کرد و خواهان ادامه همکاری امنيتي با مسکو شد."
)
MALI_BODY = (
    "مبارزه با گروه\u200cهای مسلح در منطقه «ساحل» اصلی ترین موضوع این دیدار بود و گفته می شود دو سو هم\u200cنظر بودند.",
    "پیش از آن پاریس با رایزنی های خود کوشیده بود باماکو را از قرارداد با شرکت خصوصی Wagner Group باز دارد.",
    "سخنگوی کرملین گفت گفت\u200cوگوی رسمی در این باره در جریان نیست. "
    + "این بند پایانی برای آزمودن گزیده بلند است. " * 8,
    f"واپسین بند چنین است: {CANARY}.",
)

CITIES = (
    "آوینه",
    "مهرود",
    "سپیدکوه",
    "نیلاب",
    "کهن\u200cدژ",
    "گلریز",
    "تیزرود",
    "شورآب",
    "زرین\u200cبوم",
    "هفت\u200cچشمه",
)
EVENTS = (
    "پل تازهٔ رودخانهٔ {city} پس از سه سال گشوده شد",
    "شهرداری {city} خط اتوبوس شبانه راه می\u200cاندازد",
    "باران دو روزه مدرسه\u200cهای {city} را تعطیل کرد",
    "کتابخانهٔ {city} پانصد نسخهٔ خطی را روی شبکه گذاشت",
)
PAPERS = (("narvan", "نارون*"), ("chakavak", "چکاوک*"), ("hamoon", "هامون*"))


def build(path: Path, *, mali_rights_outlet: str = "hamoon") -> Store:
    """An archive with 1 + 40 reports in three outlets and two sections; every eighth of the made-up ones is a copy.

    Every text is a story of its own, with its copies.
    """
    store = open_store(path)
    for key, name in PAPERS:
        source = Source(key, f"https://{key}.example/rss?token=secret", name, invented=True)
        store.add_source(source, now=NOW)
    poll(store, "narvan", "ok", failures=0)
    poll(store, "chakavak", "http_429", failures=1)
    poll(store, "hamoon", "feed_is_html", failures=4)
    previous = 0
    for number in reversed(range(40)):  # oldest first, as they are seen
        copy = number % 8 == 6
        draft = invented(number + 1 if copy else number, minutes=number * 7, paper=number % 3)
        fold = Fold(previous, "copy", previous, 0.97) if copy else Fold()
        original, (previous, _) = previous, store.save(draft, fold, now=draft.at, raw=None)
        store.tell(previous, original if copy else previous)
    number, _ = store.save(mali(mali_rights_outlet), Fold(), now=NOW - timedelta(minutes=20), raw=None)
    store.tell(number, number)
    Telling(store).tell()
    return store


def poll(store: Store, source_id: str, state: str, *, failures: int) -> None:
    """Set how polling of a source stands."""
    last = NOW - timedelta(minutes=4)
    store.record_poll(
        Polled(
            source_id, NOW + timedelta(minutes=11), last_polled=last, state=state, failures=failures, state_since=last
        ),
        now=NOW,
    )


def invented(number: int, *, minutes: int, paper: int) -> Draft:
    """A made-up report of a made-up place, `minutes` before now."""
    city = CITIES[number % len(CITIES)]
    title = EVENTS[number // len(CITIES) % len(EVENTS)].format(city=city)
    key, name = PAPERS[paper]
    lead = f"«{city}» شهری ساختگی است و این رویداد هم؛ نوشته\u200cای برای آزمودن صفحه\u200cها به شمارهٔ {number}."
    article = Article(
        "article",
        "wordpress",
        url=f"https://{key}.example/{number}-{minutes}",
        title=title,
        lead=lead,
        paragraphs=("این بند نخست است.", "و این بند دوم، با نام iPhone 15 Pro میان جمله."),
        language="fa",
    )
    at = NOW - timedelta(minutes=30 + minutes)
    section = "world" if number % 9 else "science"
    return draft_of(article, key, name, Credit((ChainLink(name, key, "outlet", "publisher", None),)), section, at)


def mali(outlet: str = "hamoon") -> Draft:
    """The meeting of September 2021, retold by us, as a made-up paper would relay Mehr and TASS."""
    at = NOW - timedelta(minutes=25)
    article = Article(
        "article",
        "nastooh",
        url="https://hamoon.example/news/1?a=1&b=2",
        kicker="در حاشیه مجمع عمومی",
        title=MALI_TITLE,
        lead=MALI_LEAD,
        paragraphs=MALI_BODY,
        published=When(at, "minute", "jalali"),
        source_line="خبرگزاری مهر",
        tags=("مالی", "روسیه"),
        language="fa",
    )
    lead, body = repaired(MALI_LEAD), "\n\n".join(repaired(text) for text in MALI_BODY)
    chain = (
        ChainLink("هامون*", outlet, "outlet", "publisher", None),
        ChainLink("خبرگزاری مهر", "mehrnews", "outlet", "reports", 0, (span("lead", lead, "به گزارش خبرگزاری مهر"),)),
        ChainLink("ایتارتاس", "tass", "outlet", "cites", 1, (span("lead", lead, "به نقل از ایتارتاس"),)),
    )
    said = span("lead", lead, "خواهان ادامه همکاری امنیتی با مسکو شد")
    late = span("body", body, "سخنگوی کرملین گفت گفت\u200cوگوی رسمی در این باره در جریان نیست")
    hidden = span("body", body, CANARY)
    statements = (
        Statement("«عبدولای دیوپ»", "وزیر خارجه مالی", "خواهان شد", "says", "lead", said.start, said.end, False),
        Statement(None, "سخنگوی کرملین", "گفت", "denies", "body", late.start, late.end, False),
        Statement("پسکوف", None, "گفت", "says", "body", hidden.start, hidden.end, True),
    )
    return draft_of(article, outlet, "هامون*", Credit(chain, statements), "world", at)


def draft_of(article: Article, key: str, name: str, credit: Credit, section: str, at: datetime) -> Draft:
    """A draft with the repairs of its fields."""
    fields = {"title": article.title, "lead": article.lead, "kicker": article.kicker}
    fields |= {f"paragraphs.{n}": text for n, text in enumerate(article.paragraphs)}
    repairs = {name: found for name, text in fields.items() if text and (found := edits(text))}
    return Draft(
        source_id=key,
        outlet=key,
        outlet_name=name,
        invented=True,
        guid=article.url,
        url=article.url,
        canonical_url=article.url,
        article=article,
        repairs=repairs,
        credit=credit,
        section=section,
        published=at,
        at=at,
        search_text=persian.key(" ".join(filter(None, (article.title, article.lead, *article.paragraphs)))),
        shingles=(),
        publisher=Origin(name, key, key),
    )


def edits(text: str) -> tuple[Edit, ...]:
    """The repairs of a text, in order; a spacing edit replaces the space alone."""
    found = []
    for before, after, kind in _FIXES:
        if (at := text.find(before)) >= 0:
            space = before.find(" ")
            if kind == "spacing":
                found.append(Edit(at + space, at + space + 1, " ", Z, kind, 0.98))
            else:
                found.append(Edit(at, at + len(before), before, after, kind, 0.95))
    return tuple(sorted(found, key=lambda edit: edit.start))


def repaired(text: str) -> str:
    """The text after its repairs."""
    for before, after, _ in _FIXES:
        text = text.replace(before, after, 1)
    return text


def span(field: str, text: str, piece: str) -> Evidence:
    """Where a piece stands in a field."""
    start = text.index(piece)
    return Evidence(field, start, start + len(piece), piece)
