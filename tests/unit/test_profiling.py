"""What is learned of a site is used, watched, given up when the site is redesigned, and learned anew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from mirnews import desk
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.extract import extract
from mirnews.extract.learned import LAST, from_toml
from mirnews.fetch import Door
from mirnews.model import Article, Page
from mirnews.newsroom import Newsroom
from mirnews.newsstand.printing import Press
from mirnews.newsstand.world import load_world
from mirnews.observe import Log
from mirnews.pipeline import learn_of_sites
from mirnews.polling import Taken, remarks_of
from mirnews.profiling import ENOUGH, adopt, all_known, known_for, learn_site, site_of, watch
from mirnews.reading import save
from mirnews.replay import read_again
from mirnews.store import RawPage, Store, open_store
from mirnews.urls import canonical
from tests.builders import NOON, a_source

BASE = "http://127.0.0.1:9"
SITE = "127.0.0.1:9"
WORLD = load_world()
PIECES = [piece for piece in WORLD.of("hamoon") if piece.paragraphs]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "archive.sqlite")
    opened.add_source(a_source(), now=NOON)
    yield opened
    opened.close()


def read(store: Store, layout: str, numbers: range) -> list[Article]:
    """Read pages as a run does: by what is known of the site, watched, and kept with their bytes."""
    publisher = next(one for one in WORLD.publishers if one.id == "hamoon")
    press = Press(replace(publisher, family=layout), BASE)
    articles = []
    for at in numbers:
        now, url = NOON + timedelta(minutes=at), canonical(press.url(PIECES[at]))
        body = press.article(PIECES[at], PIECES[:at])
        known = known_for(store, url)
        article = extract(Page(url, body, "text/html", now), at=now, known=known)
        if known is not None:
            watch(store, known, article, now=now)
        draft = desk.draft(article, None, a_source(), url=url, canonical_url=url, now=now, extra=WORLD.outlets)
        save(store, draft, now=now, raw=RawPage(url, "text/html", now, body))
        articles.append(article)
    return articles


def run(store: Store) -> None:
    """One look of a run at what can be learned."""
    asyncio.run(learn_of_sites(Newsroom(Settings(), store, cast("Door", None), Clock(start=NOON), Log())))


def test_a_dozen_pages_are_enough_and_eleven_are_not(store: Store) -> None:
    assert {article.profile for article in read(store, "loose", range(ENOUGH - 1))} == {"generic"}
    run(store)
    assert store.site_profile(SITE) is None
    read(store, "loose", range(ENOUGH - 1, ENOUGH))
    run(store)
    kept = store.site_profile(SITE)
    assert kept is not None
    assert (kept.state, kept.pages, list(all_known(store))) == ("used", ENOUGH, [SITE])
    (article,) = read(store, "loose", range(14, 15))
    assert (article.profile, article.paragraphs) == ("learned", PIECES[14].paragraphs)
    run(store)  # nothing more to learn
    assert store.site_profile(SITE) == replace(kept, recent=(len("".join(article.paragraphs)),))


def test_a_redesign_is_noticed_and_the_new_layout_learned(store: Store) -> None:
    read(store, "loose", range(ENOUGH))
    run(store)
    read(store, "stream", range(ENOUGH, ENOUGH + 3))
    assert known_for(store, f"{BASE}/x") is not None
    assert not store.has_lost_profile("khabar")
    articles = read(store, "stream", range(ENOUGH + 3, ENOUGH + LAST))
    assert {article.profile for article in articles} == {"generic"}
    lost = store.site_profile(SITE)
    assert lost is not None
    assert (lost.state, known_for(store, f"{BASE}/x")) == ("lost", None)
    assert store.has_lost_profile(a_source().id)
    assert not store.has_lost_profile("another")
    run(store)
    assert store.site_profile(SITE) == lost  # too few pages of the new layout yet
    read(store, "stream", range(ENOUGH + LAST, 2 * ENOUGH))
    run(store)
    again = store.site_profile(SITE)
    assert again is not None
    assert again.state == "used"
    assert not store.has_lost_profile(a_source().id)
    (article,) = read(store, "stream", range(2 * ENOUGH + 1, 2 * ENOUGH + 2))
    piece = PIECES[2 * ENOUGH + 1]
    assert (article.profile, article.lead, article.paragraphs) == ("learned", piece.lead, piece.paragraphs)


def test_a_site_that_a_profile_knows_teaches_nothing_and_is_left_alone(store: Store) -> None:
    read(store, "nastooh", range(ENOUGH))
    run(store)
    kept = store.site_profile(SITE)
    assert kept is not None
    assert (kept.state, kept.text, store.sites_to_learn(least=ENOUGH)) == ("refused", "", [])
    read(store, "nastooh", range(ENOUGH, 2 * ENOUGH))
    assert store.sites_to_learn(least=ENOUGH) == [SITE]


def test_a_replay_reads_by_what_was_learned(store: Store) -> None:
    read(store, "cells", range(ENOUGH))
    learn_site(store, SITE, now=NOON)
    raw = store.pages_to_learn(SITE, since=None, limit=1)[0]
    article, generic = read_again(raw, all_known(store)[SITE]), read_again(raw)
    assert article is not None
    assert generic is not None
    assert article.paragraphs == PIECES[ENOUGH - 1].paragraphs != generic.paragraphs


def test_a_profile_that_a_person_edited_is_used(store: Store) -> None:
    text = 'site = "x.example"\nlearned_at = 2021-10-10T00:00:00Z\npages = 1\nlength = 90\n[fields]\nbody = ["div.b"]\n'
    adopt(store, from_toml(text), now=NOON)
    known = known_for(store, "https://x.example/1")
    assert known is not None
    assert known.fields["body"] == ("div.b",)
    assert known_for(store, None) is known_for(store, "https://other.example/") is None
    assert site_of("https://[") == ""


def test_a_lost_profile_is_a_remark_on_the_source(store: Store) -> None:
    room = Newsroom(Settings(), store, cast("Door", None), Clock(start=NOON), Log())
    taken = Taken(remarks=("no_dates",))
    read(store, "loose", range(ENOUGH))
    run(store)
    assert remarks_of(room, a_source(), taken) == ("no_dates",)
    read(store, "stream", range(ENOUGH, ENOUGH + LAST))
    assert remarks_of(room, a_source(), taken) == ("no_dates", "profile_lost")
    assert remarks_of(room, a_source(id="another"), taken) == ("no_dates",)
    assert remarks_of(room, a_source(), replace(taken, remarks=None)) is None
