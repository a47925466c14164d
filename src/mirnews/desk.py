"""desk: takes an extracted Article, its Entry and Source, returns a Draft: every deciding room in order, no socket.

This is the middle of the pipeline as one pure function, so that `open`, a poll and a replay make the same of a page. It
says too whether there is a report on a page at all, and for which addresses a source speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from mirnews import persian, walls
from mirnews.classify import classify, mentions_of
from mirnews.classify.sections import OTHER, labelled
from mirnews.credit import read_credit, way_of
from mirnews.decode import decode
from mirnews.errors import MirNewsError, Quarantine, Skip, TryLater
from mirnews.fold import article_shingles
from mirnews.markup import plain
from mirnews.model import (
    Article,
    Credit,
    Edit,
    Entry,
    Origin,
    Outlet,
    Page,
    Source,
    When,
    repaired,
    text_fields,
)
from mirnews.outlets import Catalogue, catalogue, folded
from mirnews.persian.health import counted
from mirnews.persian.tokens import sentences
from mirnews.revise import Difference, difference
from mirnews.store.port import Draft
from mirnews.urls import cms_key, twin_key

CLOCK_LEAD = timedelta(minutes=10)  # a date further ahead of us than clocks may differ is not believed
EXCERPT_WORDS = 45  # as long as the longest opening sentence that still fits eight lines of a phone in heading size
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)  # no page on the web is older; an earlier date is a fault of the page
ENTRY_ALONE = "feed"  # the profile of an article made of a feed's entry without its page
OPENED = "opened"  # the source of pages that somebody had and opened, not of polled ones
_FRONT = re.compile(r"/?(?:[a-z]{2}/?)?(?:index\.\w+|home|fa/home)?/?")  # paths of front pages, in any language


def must_be_report(article: Article, page: Page, *, asked: str | None = None) -> None:
    """Say why what was extracted from a page is no report, if it is none. `asked` is the address that led there.

    Raises TryLater for a page that stands in the way and may be gone later (`challenge_page`, `page_blocked`), Skip for
    one that will not (`login_page`, `geo_blocked`, `filtered`, `missing_page`) and for a list to which the address of
    a deleted article leads (`page_redirected`), Quarantine (`no_text`) for any other.
    """
    if article.kind == "blocked":
        raise _in_the_way(page)
    if asked and page.url and _leads_away(asked, page.url, article):
        raise Skip("page_redirected", f"{asked} leads to a list of other pages instead of the article")
    if article.kind != "article" or not (article.paragraphs or article.lead):
        raise Quarantine("no_text", f"no article text was found at {page.url}; try 'mirnews page extract' on it")


def _in_the_way(page: Page) -> MirNewsError:
    """What a page that `extract` took for a wall means for the work."""
    kind = walls.wall(decode(page.body, page.content_type).text)
    if kind is None:
        return TryLater("page_blocked", f"{page.url} answered with a barrier instead of the article")
    code, why = walls.fault(kind)
    return (TryLater if kind == "challenge" else Skip)(code, f"{page.url} is not the article: {why}")


def _leads_away(asked: str, final: str, article: Article) -> bool:
    """Does the address of an article lead to a front or section page, as that of a deleted one does on many sites?"""
    try:
        if twin_key(asked) == twin_key(final):
            return False
    except Skip:
        return False
    return article.kind == "listing" or (_is_front(final) and not _is_front(asked))


def _is_front(url: str) -> bool:
    """Is it the front page of a site, in any of its languages?"""
    address = urlsplit(url)
    return not address.query and _FRONT.fullmatch(address.path.lower()) is not None


def speaks_for(source: Source, address: str) -> bool:
    """Is what a source says of this address its own outlet's word? By the host: its own one, or its outlet's."""
    host = urlsplit(address).hostname or ""
    outlet = catalogue().by_host(host)
    return host == urlsplit(source.url).hostname or (outlet is not None and outlet.id == source.outlet)


def draft(
    article: Article,
    entry: Entry | None,
    source: Source,
    *,
    url: str | None,
    canonical_url: str | None,
    now: datetime,
    extra: Sequence[Outlet] = (),
    repairs: Mapping[str, tuple[Edit, ...]] | None = None,
) -> Draft:
    """All that the rooms make of one page. `now` is when it was seen; `extra` are outlets beside the catalogue;
    `repairs` are those that were made before, if they are to stay.

    `canonical_url` is where the text came from, None for an entry without its page: then the words are the source's
    own, whatever address it links.
    """
    article = complete(article, entry)
    repairs = repair(article) if repairs is None else repairs
    outlet, outlet_name = _outlet(source, canonical_url, article)
    credit = credit_of(article, repairs, outlet=outlet, outlet_name=outlet_name, extra=extra)
    shown = _shown(article, repairs)
    filed = classify(
        given=source.section,
        page_section=article.section,
        categories=entry.categories if entry else (),
        url=url,
        **shown,
    )
    instant = _believable(article.published, now)
    words, half_spaces = counted("\n".join(text for _, text in text_fields(article)))
    return Draft(
        source_id=source.id,
        outlet=outlet,
        outlet_name=outlet_name,
        invented=source.invented,
        guid=entry.id if entry else None,
        url=url,
        canonical_url=canonical_url,
        article=article,
        repairs=repairs,
        credit=credit,
        section=filed.section,
        topic=filed.topic,
        mentions=mentions_of(statements=credit.statements, **shown),
        published=instant,
        at=order_time(article.published, now),
        search_text=_search_text(article, outlet_name, credit),
        shingles=article_shingles(article.title or "", article.lead or "", " ".join(article.paragraphs)),
        excerpt=None if article.title else _excerpt(article, repairs, credit),
        publisher=origin(outlet, outlet_name, extra),
        words=words,
        half_spaces=half_spaces,
        number=cms_key(canonical_url) if canonical_url else None,
        twin=twin_key(canonical_url) if canonical_url else None,
        way=tuple(origin(link.outlet, link.name, extra) for link in way_of(credit)),
    )


def shelf_of(source: Source, entry: Entry) -> str | None:
    """Where a source files an entry: by its own setting, else by the categories; None where neither says so."""
    label = labelled(given=source.section, categories=entry.categories)
    return label.section if label and label.section != OTHER else None


def complete(article: Article, entry: Entry | None) -> Article:
    """The article with what its page lacks filled in from the feed's entry; what the page has always wins.

    The instant: the page's when it is as fine as an hour, else the feed's, else the page's day
    (order of research/extract.md §5: JSON-LD, meta, feed, visible date).
    """
    if entry is None:
        return article
    lead = article.lead
    if lead is None and not article.paragraphs:
        lead = plain(entry.summary or "") or None
    paragraphs = article.paragraphs or _paragraphs(entry.content, lead)
    fed = When(entry.published, "second", "gregorian") if entry.published else None
    page_is_fine = article.published is not None and article.published.is_instant
    return replace(
        article,
        title=article.title or entry.title or None,
        lead=lead,
        paragraphs=paragraphs,
        authors=article.authors or entry.authors,
        images=article.images or entry.images,
        published=article.published if page_is_fine else fed or article.published,
    )


def from_entry(entry: Entry) -> Article:
    """An article made of the feed's entry alone, for a page that cannot be had."""
    return Article(kind="article", profile=ENTRY_ALONE, url=entry.url)


def repair(article: Article) -> dict[str, tuple[Edit, ...]]:
    """The repairs of every readable field, each judged by itself; fields without any are left out."""
    fields = dict(text_fields(article))
    if article.source_line:
        fields["source_line"] = article.source_line  # what credit reads, beside the line as printed
    found = {name: persian.repair(text).edits for name, text in fields.items()}
    return {name: edits for name, edits in found.items() if edits}


def credit_of(
    article: Article,
    repairs: Mapping[str, tuple[Edit, ...]],
    *,
    outlet: str | None,
    outlet_name: str | None,
    extra: Sequence[Outlet] = (),
) -> Credit:
    """Chain and speakers, read from the repaired fields; offsets are into those."""
    return read_credit(
        outlet=outlet,
        outlet_name=outlet_name,
        **_shown(article, repairs),
        source_line=repaired(article, repairs, "source_line").text or None,
        extra=extra,
    )


def origin(outlet: str | None, name: str, extra: Sequence[Outlet] = ()) -> Origin:
    """An outlet as an origin that is counted: outlets of one owner have one key.

    `outlet` is its id, None for one that is known by its name alone. `extra` are outlets beside the catalogue.
    """
    known = _known(tuple(extra))
    found = (known.get(outlet) if outlet else None) or known.by_name(name)
    if found is None:
        return Origin(name, outlet, outlet or folded(name))
    return Origin(found.name, found.id, found.owner_key)


@lru_cache(maxsize=4)
def _known(extra: tuple[Outlet, ...]) -> Catalogue:
    return catalogue().with_more(extra) if extra else catalogue()


def _shown(article: Article, repairs: Mapping[str, tuple[Edit, ...]]) -> dict[str, str | None]:
    """Title, lead and body as repaired, which spans of credit and mentions count in."""
    paragraphs = [repaired(article, repairs, f"paragraphs.{i}").text for i in range(len(article.paragraphs))]
    return {
        "title": repaired(article, repairs, "title").text or None,
        "lead": repaired(article, repairs, "lead").text or None,
        "body": "\n\n".join(paragraphs) or None,
    }


def compared(old: Article, new: Article, known: Iterable[str]) -> Difference:
    """Two revisions of a report compared, with the names that the old text has and those `known` of the new one."""
    spoken = mentions_of(title=old.title, lead=old.lead, body=old.body)
    return difference(old, new, names=dict.fromkeys([*known, *(one.name for one in spoken)]))


def order_time(published: When | None, now: datetime) -> datetime:
    """What lists are ordered by, in UTC: the printed instant when believable, else the end of its day, else `now`."""
    instant = _believable(published, now)
    if published is None or instant is None:
        return now
    if published.is_instant:
        return instant
    return min(now, instant + timedelta(days=1, seconds=-1))


def _believable(published: When | None, now: datetime) -> datetime | None:
    """The printed instant in UTC (a day's first for a day); None when coarser, too early or ahead of our clock."""
    if published is None or published.precision in ("month", "year"):
        return None
    if not OLDEST <= published.value.replace(tzinfo=UTC) <= now + timedelta(days=2):
        return None
    return published.instant if published.instant <= now + CLOCK_LEAD else None


def excerpt(lead: str | None, body: str | None, credit: Credit) -> str | None:
    """A verbatim slice to show where there is no title: the first sentence after the credit that opens the text.

    `lead` and `body` are texts as shown, which the evidence of `credit` counts in; a long sentence is cut at a word.
    """
    for name, text in (("lead", lead), ("body", body)):
        if text:
            opening = text[_after_credit(credit, name, text) :].split("\n\n", 1)[0]
            first = next((sentence.text for sentence in sentences(opening)), opening)
            words = first.split(" ")
            return " ".join(words[:EXCERPT_WORDS]).rstrip() + (" …" if len(words) > EXCERPT_WORDS else "")
    return None


def _after_credit(credit: Credit, field: str, text: str) -> int:
    """The offset after the credit at the very start of a field and the sign behind it; 0 without one."""
    end = 0
    for piece in sorted((e for link in credit.chain for e in link.evidence if e.field == field), key=lambda e: e.start):
        if piece.start <= end + 2:
            end = max(end, piece.end)
    rest = text[end:].lstrip()
    if end == 0 or rest[:1] not in ("،", ",", ":", ";", "؛"):
        return 0
    return len(text) - len(rest[1:].lstrip())


def _excerpt(article: Article, repairs: Mapping[str, tuple[Edit, ...]], credit: Credit) -> str | None:
    first = repaired(article, repairs, "paragraphs.0").text if article.paragraphs else None
    return excerpt(repaired(article, repairs, "lead").text, first, credit)


def _outlet(source: Source, origin: str | None, article: Article) -> tuple[str | None, str]:
    """The outlet's catalogue id and its name: of the host that the text came from, else of the source."""
    by_host = catalogue().by_host(urlsplit(origin).hostname or "") if origin and not source.invented else None
    known = by_host or (catalogue().get(source.outlet) if source.outlet else None)
    if known is not None:
        return known.id, known.name
    return source.outlet, source.name or article.site_name or source.id


def _search_text(article: Article, outlet_name: str, credit: Credit) -> str:
    """What search finds a report by; a source that the text calls «ایتارتاس» is found as تاس too."""
    texts = [text for name, text in text_fields(article) if not name.startswith("related.")]
    cited = [outlet.name for link in credit.chain if (outlet := catalogue().get(link.outlet or ""))]
    return " ".join(key for part in [outlet_name, *texts, *article.tags, *cited] if (key := persian.key(part)))


def _paragraphs(content: str | None, lead: str | None) -> tuple[str, ...]:
    """The paragraphs of an entry's cleaned HTML; the lead is not repeated."""
    if not content:
        return ()
    blocks = content.replace("</p>", "\n").replace("<br>", "\n").split("\n")
    texts = [text for block in blocks if (text := plain(block))]
    return tuple(texts[1:] if texts and texts[0] == lead else texts)
