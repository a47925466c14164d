"""desk: takes an extracted Article, its Entry and Source, returns a Draft: every deciding room in order, no socket.

This is the middle of the pipeline as one pure function, so that `open`, a poll and a replay make the same of a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mirnews import persian
from mirnews.classify import section_of
from mirnews.credit import read_credit
from mirnews.fold import shingles
from mirnews.markup import plain
from mirnews.model import (
    Article,
    Credit,
    Edit,
    Entry,
    Outlet,
    Repaired,
    Source,
    When,
    field_text,
    text_fields,
)
from mirnews.outlets import catalogue
from mirnews.store.port import Draft

CLOCK_LEAD = timedelta(minutes=10)  # a date further ahead of us than clocks may differ is not believed
SHORT_BODY_WORDS = 40  # research, near duplicates: shorter bodies are compared with title and lead
EXCERPT_WORDS = 30
OPENED = "opened"  # the source of pages that somebody had and opened, not of polled ones


def draft(
    article: Article,
    entry: Entry | None,
    source: Source,
    *,
    url: str | None,
    canonical_url: str | None,
    now: datetime,
    extra: Sequence[Outlet] = (),
) -> Draft:
    """All that the rooms make of one page. `now` is when it was seen; `extra` are outlets beside the catalogue."""
    article = complete(article, entry)
    repairs = repair(article)
    outlet, outlet_name = _outlet(source, url, article)
    credit = credit_of(article, repairs, outlet=outlet, outlet_name=outlet_name, extra=extra)
    named = article.published
    published = named.instant if named and named.precision not in ("month", "year") else None
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
        section=section_of(
            given=source.section,
            page_section=article.section,
            categories=entry.categories if entry else (),
            url=url,
        ),
        published=published,
        at=order_time(article.published, now),
        search_text=_search_text(article, outlet_name),
        shingles=_fingerprints(article),
        excerpt=None if article.title else excerpt(article, repairs, credit),
    )


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
        title=article.title or (plain(entry.title) if entry.title else None) or None,
        lead=lead,
        paragraphs=paragraphs,
        authors=article.authors or entry.authors,
        images=article.images or entry.images,
        tags=article.tags,
        published=article.published if page_is_fine else fed or article.published,
    )


def from_entry(entry: Entry) -> Article:
    """An article made of the feed's entry alone, for a page that cannot be had."""
    return Article(kind="article", profile="feed", url=entry.url)


def repair(article: Article) -> dict[str, tuple[Edit, ...]]:
    """The repairs of every readable field, each judged by itself; fields without any are left out."""
    found = {name: persian.repair(text).edits for name, text in text_fields(article)}
    return {name: edits for name, edits in found.items() if edits}


def repaired(article: Article, repairs: Mapping[str, tuple[Edit, ...]], name: str) -> str | None:
    """One field with its repairs, or None when it has no text."""
    text = field_text(article, name)
    return Repaired(text, repairs.get(name, ())).text if text else None


def credit_of(
    article: Article,
    repairs: Mapping[str, tuple[Edit, ...]],
    *,
    outlet: str | None,
    outlet_name: str | None,
    extra: Sequence[Outlet] = (),
) -> Credit:
    """Chain and speakers, read from the repaired fields; offsets are into those."""
    paragraphs = [repaired(article, repairs, f"paragraphs.{i}") or "" for i in range(len(article.paragraphs))]
    return read_credit(
        outlet=outlet,
        outlet_name=outlet_name,
        title=repaired(article, repairs, "title"),
        lead=repaired(article, repairs, "lead"),
        body="\n\n".join(paragraphs) or None,
        source_line=repaired(article, repairs, "source_line"),
        extra=extra,
    )


def order_time(published: When | None, now: datetime) -> datetime:
    """What lists are ordered by, in UTC: the printed instant when it is believable, else the day's end, else `now`."""
    if published is None or published.instant > now + CLOCK_LEAD:
        return now
    if published.is_instant:
        return published.instant
    day_end = published.value.replace(hour=23, minute=59, second=59).astimezone(UTC)
    return min(now, day_end)


def excerpt(article: Article, repairs: Mapping[str, tuple[Edit, ...]], credit: Credit) -> str | None:
    """A verbatim slice to show where there is no title: the first sentence after the words that cite a source."""
    name, field = ("lead", "lead") if article.lead else ("paragraphs.0", "body")
    if field == "body" and not article.paragraphs:
        return None
    text = repaired(article, repairs, name) or ""
    cited = [e.end for link in credit.chain for e in link.evidence if e.field == field and e.end <= len(text)]
    rest = text[max(cited, default=0) :].lstrip(" ،,؛;:")
    words = rest.split(" ")
    return " ".join(words[:EXCERPT_WORDS]) + (" …" if len(words) > EXCERPT_WORDS else "") if rest else None


def _outlet(source: Source, url: str | None, article: Article) -> tuple[str | None, str]:
    """The outlet's catalogue id and its name: by the source, else by the page's host, else as the source is called."""
    known = catalogue().get(source.outlet) if source.outlet else None
    if known is None and url and not source.invented:
        known = catalogue().by_host(url.split("/")[2] if "//" in url else "")
    if known is not None:
        return known.id, known.name
    return source.outlet, source.name or article.site_name or source.id


def _search_text(article: Article, outlet_name: str) -> str:
    parts = [outlet_name, *(text for name, text in text_fields(article) if not name.startswith("related."))]
    return " ".join(key for part in [*parts, *article.tags] if (key := persian.key(part)))


def _fingerprints(article: Article) -> list[int]:
    body = " ".join(article.paragraphs)
    if len(body.split()) < SHORT_BODY_WORDS:
        body = " ".join(filter(None, (article.title, article.lead, body)))
    return shingles(body)


def _paragraphs(content: str | None, lead: str | None) -> tuple[str, ...]:
    """The paragraphs of an entry's cleaned HTML; the lead is not repeated."""
    if not content:
        return ()
    blocks = content.replace("</p>", "\n").replace("<br>", "\n").split("\n")
    texts = [text for block in blocks if (text := plain(block))]
    return tuple(texts[1:] if texts and texts[0] == lead else texts)
