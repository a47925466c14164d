"""profiling: what is learned of sites without a profile: used, watched, given up and learned anew.

    kept pages ─learn─▶ site profile ─known_for─▶ extract ─watch─▶ still fits, or lost: generic again, a remark, anew

Deciding is in `extract/learned.py` and `extract/learning.py`; this file only asks and remembers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from mirnews.errors import Misconfigured
from mirnews.extract.learned import LAST, NAME, LearnedProfile, from_toml, is_lost, is_misread, to_toml
from mirnews.extract.learning import ENOUGH, MOST_PAGES, learn
from mirnews.model import Article, Page
from mirnews.store.port import SiteProfile, Store

__all__ = ["ENOUGH", "REMARK", "adopt", "all_known", "known_for", "learn_site", "site_of", "watch"]

REMARK = "profile_lost"  # on a source whose site stopped fitting what was learned of it


def site_of(url: str | None) -> str:
    """The site of an address: its host with its port, as kept pages are shelved; empty for none."""
    try:
        return urlsplit(url or "").netloc.rpartition("@")[2]
    except ValueError:
        return ""


def known_for(store: Store, url: str | None) -> LearnedProfile | None:
    """What was learned of the site of a page, if it still fits."""
    site = site_of(url)
    kept = store.site_profile(site) if site else None
    return _read(kept.text) if kept is not None and kept.state == "used" else None


def all_known(store: Store) -> dict[str, LearnedProfile]:
    """What was learned of all sites and still fits, by site."""
    used = [kept for kept in store.site_profiles() if kept.state == "used"]
    return {kept.site: known for kept in used if (known := _read(kept.text))}


@lru_cache(maxsize=512)
def _read(text: str) -> LearnedProfile | None:
    try:
        return from_toml(text)
    except Misconfigured:  # written by a newer version: as if there was none
        return None


def watch(store: Store, known: LearnedProfile, article: Article, *, now: datetime) -> bool:
    """Note how a profile did on an article of its site; was that the one by which it is lost?"""
    length = sum(map(len, article.paragraphs)) if article.profile == NAME else 0
    kept = store.note_read(known.site, length, keep=LAST)
    if kept is None or not is_lost(kept.recent, known.length):
        return False
    misread = len(kept.recent) - next(i for i, read in enumerate(kept.recent) if is_misread(read, known.length))
    pages = (
        store.count_pages(known.site) + 1 - misread
    )  # this one is not kept yet; those misread are the first new ones
    store.put_site_profile(replace(kept, state="lost", since=now, pages=pages))
    return True


def learn_site(store: Store, site: str, *, now: datetime) -> SiteProfile:
    """Learn of one site from its kept pages, and remember it; `refused` where they teach nothing.

    After a profile was lost only the pages count that came since the first that it misread; while they teach nothing,
    it stays lost, and the next dozen is waited for.
    """
    before = store.site_profile(site)
    count = store.count_pages(site)
    fresh = count - before.pages if before is not None and before.state == "lost" else MOST_PAGES
    raw = store.pages_to_learn(site, since=None, limit=max(1, min(MOST_PAGES, fresh)))
    pages = [Page(one.url, one.body, one.content_type, one.fetched_at) for one in raw]
    known = learn(pages, site=site, at=now) if len(pages) >= ENOUGH else None
    if known is None and before is not None and before.state == "lost":
        made = replace(before, pages=count)
    else:
        made = SiteProfile(site, "used" if known else "refused", to_toml(known) if known else "", count, now, now)
    store.put_site_profile(made)
    return made


def adopt(store: Store, known: LearnedProfile, *, now: datetime) -> None:
    """Use a profile that a person made or edited for its site; it is watched as any other."""
    pages = store.count_pages(known.site)
    store.put_site_profile(SiteProfile(known.site, "used", to_toml(known), pages, known.learned_at, now))
