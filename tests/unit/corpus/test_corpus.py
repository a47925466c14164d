"""The corpus: the same for a seed, the newsstand's sizes and shares, texts that only copies share."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.stories.score import bcubed
from mirnews.corpus import Made, Plan, corpus_outlets, make
from mirnews.corpus.copying import copied
from mirnews.corpus.outlets import papers
from mirnews.corpus.records import A_DAY, START
from mirnews.corpus.shapes import all_series, shapes, table
from mirnews.corpus.vocabulary import vocabulary
from mirnews.fold import FoldIndex, article_shingles
from mirnews.model import Fold
from mirnews.newsstand import load_world
from mirnews.outlets import catalogue
from mirnews.persian import key_tokens
from mirnews.stories import Told, tell

ARTICLES = 2_000
ZWNJ = "\u200c"


@pytest.fixture(scope="module")
def corpus() -> list[Made]:
    return list(make(Plan(ARTICLES, 1)))


@pytest.fixture(scope="module")
def folds(corpus: list[Made]) -> list[Fold]:
    index = FoldIndex()
    for made in corpus:
        index.add(article_shingles(made.title, made.lead, made.body), made.published)
    return index.state()


def runs(text: str) -> set[tuple[str, ...]]:
    words = key_tokens(text)
    return {tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))}


def share(a: set[tuple[str, ...]], b: set[tuple[str, ...]]) -> float:
    return len(a & b) / min(len(a), len(b))


def text_of(made: Made) -> str:
    return made.copy_of or made.id


def test_a_plan_gives_the_same_articles_every_time() -> None:
    plan = Plan(150, 7)
    assert list(make(plan)) == list(make(plan))
    assert [one.title for one in make(plan)] != [one.title for one in make(replace(plan, seed=8))]


@pytest.mark.parametrize("articles", [0, 1, 37])
def test_so_many_articles_as_wanted(articles: int) -> None:
    assert len(list(make(Plan(articles, 3)))) == articles


def test_articles_come_in_order_with_ids_of_their_own(corpus: list[Made]) -> None:
    times = [one.published for one in corpus]
    assert times == sorted(times)
    assert len({one.id for one in corpus}) == len(corpus)
    seen: set[str] = set()
    for one in corpus:
        assert one.copy_of is None or one.copy_of in seen, "a copy comes after its original"
        assert one.story == one.id or one.story in seen
        seen.add(one.id)


def test_the_days_are_those_of_the_plan(corpus: list[Made]) -> None:
    assert Plan(250 * A_DAY, 1).span_days == 250
    for days, made in ((Plan(ARTICLES, 1).span_days, corpus), (2, list(make(Plan(600, 1, days=2))))):
        assert timedelta(days=0.75 * days) < made[-1].published - START < timedelta(days=1.4 * days)


def test_a_million_articles_are_not_made_before_the_first_is_given() -> None:
    assert len(list(islice(make(Plan(1_000_000, 1)), 50))) == 50


def test_stories_are_as_large_as_the_newsstands(corpus: list[Made]) -> None:
    pieces = load_world().pieces
    ours = Counter(Counter(one.story for one in corpus if one.series is None).values())
    theirs = Counter(Counter(piece.truth.story for piece in pieces).values())
    for size in (1, 2):
        assert abs(ours[size] / ours.total() - theirs[size] / theirs.total()) < 0.08
    our_mean, their_mean = (sum(n * c for n, c in sizes.items()) / sizes.total() for sizes in (ours, theirs))
    assert abs(our_mean - their_mean) < 0.4


def test_copies_partial_copies_and_relays_are_as_many_as_the_newsstands(corpus: list[Made]) -> None:
    truths = [piece.truth for piece in load_world().pieces]
    for ours, theirs in (
        (
            [bool(one.copy_of) and not one.partial for one in corpus],
            [bool(t.copy_of) and not t.partial for t in truths],
        ),
        ([one.partial for one in corpus], [t.partial for t in truths]),
        ([one.relay_of is not None for one in corpus], [bool(t.relay_of) for t in truths]),
    ):
        assert abs(sum(ours) / len(ours) - sum(theirs) / len(theirs)) < 0.08


def test_bodies_are_as_long_as_reports_are(corpus: list[Made]) -> None:
    lengths = [len(one.body.split()) for one in corpus]
    assert 180 <= sum(lengths) / len(lengths) <= 220
    assert min(lengths) >= 20


def test_of_three_hundred_articles_no_two_texts_share_a_twentieth(corpus: list[Made]) -> None:
    chosen = [(text_of(one), runs(one.body)) for one in corpus[:300]]
    shares = [share(a, b) for (x, a), (y, b) in combinations(chosen, 2) if x != y]
    assert max(shares) < 0.05
    assert len(shares) > 40_000


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_texts_of_any_two_seeds_share_next_to_nothing(one: int, other: int) -> None:
    a, b = ([runs(made.body) for made in make(Plan(15, seed))] for seed in (one, other))
    if one != other:
        assert max(share(x, y) for x in a for y in b) < 0.05


def test_copies_share_most_of_their_text_and_parts_some(corpus: list[Made]) -> None:
    by_id = {one.id: one for one in corpus}
    told = [
        (one, share(runs(one.body), runs(by_id[one.copy_of].body))) for one in corpus[: ARTICLES // 2] if one.copy_of
    ]
    copies = [shared for one, shared in told if not one.partial]
    parts = [shared for one, shared in told if one.partial]
    assert min(copies) >= 0.7
    assert sum(copies) / len(copies) > 0.9
    assert min(parts) > 0.2
    assert sum(parts) / len(parts) < 0.5


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_a_copy_keeps_most_of_any_text(seed: int) -> None:
    chance = random.Random(seed)
    words = vocabulary().nouns.draw(chance, 40 * chance.randint(1, 6))
    text = [" ".join(words[i : i + 40]) for i in range(0, len(words), 40)]
    assert share(runs(" ".join(text)), runs(" ".join(copied(text, chance)))) >= 0.7


def test_copies_have_headlines_and_leads_of_their_own(corpus: list[Made]) -> None:
    by_id = {one.id: one for one in corpus}
    told = [(one, by_id[one.copy_of]) for one in corpus if one.copy_of and one.series is None]
    assert all(copy.title != original.title and copy.lead != original.lead for copy, original in told)
    assert all(copy.outlet != original.outlet for copy, original in told)


def test_relays_name_whom_they_relay_in_their_lead(corpus: list[Made]) -> None:
    outlets = {outlet.id: outlet.name for outlet in corpus_outlets()}
    habits = {paper.id: paper.habit for paper in papers()}
    by_id = {one.id: one for one in corpus}
    for one in corpus:
        if one.relay_of is not None and not habits[one.outlet]:
            cited = one.relay_of if one.relay_of in outlets else by_id[one.relay_of].outlet
            assert outlets[cited] in one.lead


def test_words_are_many_and_fall_off_as_in_real_texts(corpus: list[Made]) -> None:
    words = vocabulary()
    assert len({*words.nouns.words, *words.verbs.words, *words.adjectives.words}) > 20_000
    counts = Counter(word for one in corpus[:800] for word in key_tokens(one.body))
    first, tenth, hundredth, thousandth = (counts.most_common(1000)[rank - 1][1] for rank in (1, 10, 100, 1000))
    assert first > 2 * tenth > 4 * hundredth > 8 * thousandth
    assert len(counts) > 8_000


def test_half_spaces_are_there(corpus: list[Made]) -> None:
    words = [word for one in corpus for word in one.body.split()]
    assert 0.05 < sum(ZWNJ in word for word in words) / len(words) < 0.25


def test_whoever_is_named_is_made_up_and_marked() -> None:
    outlets = corpus_outlets()
    assert len(papers()) == 60
    assert all(outlet.name.endswith("*") for outlet in outlets)
    assert len({outlet.name for outlet in outlets}) == len(outlets)
    known = catalogue()
    assert [outlet.name for outlet in outlets if known.by_name(outlet.name) or known.get(outlet.id)] == []


def test_no_template_has_five_fixed_words_in_a_row() -> None:
    templates = [shape.form for name in ("titles", "leads", "sentences") for shape in shapes(name)]
    for form in templates:
        fixed = [len(part.split()) for part in re.split(r"\S*%s\S*", form)]
        assert max(fixed) < 5, form
    assert all(len(line.split()) <= 7 for line in table()["formulas"].splitlines())


def test_a_daily_series_has_one_headline_with_other_figures(corpus: list[Made]) -> None:
    days = Counter(one.series for one in corpus if one.series and one.copy_of is None)
    assert len(days) >= 3
    assert min(days.values()) >= 5
    name = next(iter(days))
    titles = [one.title for one in corpus if one.series == name and one.copy_of is None]
    assert len({re.sub(r"[۰-۹]+(?: هزار و [۰-۹]+)?", "#", title) for title in titles}) == 1
    assert len(set(titles)) > 1
    assert {series.id for series in all_series()} >= {str(name).split("/")[0] for name in days}


def test_copies_are_folded_and_nothing_else_is(corpus: list[Made], folds: list[Fold]) -> None:
    right = called = wanted = 0
    for made, fold in zip(corpus, folds, strict=True):
        if not made.partial:
            found = corpus[fold.of].id if fold.relation == "copy" and fold.of is not None else None
            called += found is not None
            wanted += made.copy_of is not None
            right += found is not None and found == made.copy_of
    assert right / called >= 0.99
    assert right / wanted >= 0.9


def test_stories_are_found_about_as_well_as_the_newsstands(corpus: list[Made], folds: list[Fold]) -> None:
    told = [
        Told(made.title, made.lead, made.body, made.published, fold.of if fold.relation == "copy" else None)
        for made, fold in zip(corpus, folds, strict=True)
    ]
    p, r, f = bcubed([made.story for made in corpus], [placed.story for placed in tell(told)])
    assert p >= 0.92  # measured .94 to .97 on seeds 1 and 2
    assert r >= 0.78  # .87 to .88
    assert 0.85 <= f <= 0.97  # .91 to .92; a corpus that is grouped without a fault would measure nothing
