"""Builders: a record with sensible fields, of which a test names only those it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mirnews.model import Article, ChainLink, Credit, Entry, Origin, Source, When
from mirnews.sources import identities
from mirnews.store.port import Draft, Named
from mirnews.urls import cms_key, twin_key

NOON = datetime(2021, 9, 25, 8, 30, tzinfo=UTC)  # 12:00 in Tehran


def a_source(**given: Any) -> Source:
    return Source(**{"id": "hamoon", "url": "http://127.0.0.1:9/rss", "name": "هامون*", "invented": True, **given})


def an_entry(number: int = 1, **given: Any) -> Entry:
    address = f"http://127.0.0.1:9/news/{number}"
    return Entry(**{"id": address, "url": address, "title": f"تیتر شمارهٔ {number}", "summary": "چکیده", **given})


def named(number: int = 1, *, section: str | None = None, **given: Any) -> Named:
    """An entry as a poll brings it."""
    entry = an_entry(number, **given)
    return Named(entry, identities(entry), section)


def an_article(**given: Any) -> Article:
    return Article(
        **{
            "kind": "article",
            "profile": "nastooh",
            "url": "http://127.0.0.1:9/news/1",
            "title": "فرودگاه جزیره به سبب خاکستر بسته شد",
            "lead": "فرودگاه لاپالما روز شنبه بسته شد.",
            "paragraphs": ("آتشفشان از شش روز پیش فعال است.", "پروازها به روز بعد افتاد."),
            "published": When(NOON, "minute", "gregorian"),
            **given,
        }
    )


def a_draft(number: int = 1, **given: Any) -> Draft:
    address = f"http://127.0.0.1:9/news/{number}"
    at = given.get("at", NOON + timedelta(minutes=number))
    kept = given.get("canonical_url", address)
    return Draft(
        **{
            "source_id": "hamoon",
            "outlet": None,
            "outlet_name": "هامون*",
            "invented": True,
            "guid": address,
            "url": address,
            "canonical_url": address,
            "number": cms_key(kept) if kept else None,
            "twin": twin_key(kept) if kept else None,
            "article": an_article(url=address, title=f"تیتر شمارهٔ {number}"),
            "repairs": {},
            "credit": Credit((ChainLink("هامون*", None, "outlet", "publisher", None),)),
            "section": "world",
            "published": at,
            "at": at,
            "search_text": f"تیتر شماره {number} فرودگاه",
            "shingles": [number * 10 + i for i in range(10)],
            "publisher": Origin("هامون*", "hamoon", "hamoon"),
            **given,
        }
    )
