"""Who has it from whom: one tree an origin, every report once, outlets that we lack as nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.model import Headline, Origin, Standing, StoryReport
from mirnews.stories import standings
from mirnews.stories.lineage import DEEPEST, Kin, lineage
from mirnews.stories.standing import count
from tests.builders import NOON
from tests.growth import assert_linear


def _origin(key: str) -> Origin:
    return Origin(f"{key}*", key, key)


def _report(number: int, outlet: str, cites: str | None = None, copy_of: int | None = None) -> StoryReport:
    at = NOON + timedelta(minutes=10 * number)
    relation = "copy" if copy_of is not None else "alone"
    head = Headline(number, "تیتر", None, outlet, f"{outlet}*", None, "world", at, at, at, relation=relation)  # type: ignore[arg-type]
    return StoryReport(head, 1, _origin(outlet), (_origin(cites),) if cites else (), copy_of)


def _drawn(trees: Sequence[Kin]) -> list[object]:
    """Names, each with what stands under it; a report by its number."""
    return [
        (one.standing.report.headline.id if one.standing else one.outlet.key, *_drawn(one.children)) for one in trees
    ]


def _tree(*reports: StoryReport, **paths: Sequence[str]) -> list[object]:
    """`paths` names the outlets from the origin of a relay to the nearest one that it cites."""
    return _drawn(lineage(standings(_with_ways(reports, {int(key[1:]): path for key, path in paths.items()}))))


def _with_ways(reports: Sequence[StoryReport], paths: Mapping[int, Sequence[str]]) -> list[StoryReport]:
    ways = {number: tuple(map(_origin, reversed(path))) for number, path in paths.items()}
    return [replace(one, way=ways.get(one.headline.id, one.way)) for one in reports]


def test_an_agency_that_we_lack_is_the_root_of_its_relays_and_their_copies() -> None:
    reports = (_report(1, "hamoon", "tass"), _report(2, "naroon", copy_of=1), _report(3, "pooneh", "tass"))
    assert _tree(*reports) == [("tass", (1, (2,)), (3,))]


def test_an_agency_in_between_stands_in_between() -> None:
    reports = (_report(1, "hamoon", "tass"), _report(2, "naroon", "tass"))
    assert _tree(*reports, r1=["tass", "mehr"], r2=["tass"]) == [("tass", ("mehr", (1,)), (2,))]


def test_a_relay_stands_under_the_report_that_it_cites() -> None:
    reports = (_report(1, "sahel"), _report(2, "arghavan", "sahel"), _report(3, "marghzar", copy_of=1))
    assert _tree(*reports) == [(1, (2,), (3,))]


def test_the_nearest_cited_outlet_with_a_report_of_that_origin_is_the_parent() -> None:
    reports = (_report(1, "mehr", "tass"), _report(2, "hamoon", "tass"))
    assert _tree(*reports, r1=["tass"], r2=["tass", "mehr"]) == [("tass", (1, (2,)))]


def test_later_own_reports_of_an_origin_stand_under_its_first() -> None:
    assert _tree(_report(1, "sahel"), _report(2, "naroon"), _report(3, "sahel")) == [(1, (3,)), (2,)]


def test_an_outlet_that_is_cited_before_its_own_report_came_is_not_said_to_be_missing() -> None:
    assert _tree(_report(1, "naroon", "sahel"), _report(2, "sahel")) == [(2, (1,))]


def test_a_long_line_of_copies_stays_shallow() -> None:
    reports = [_report(1, "o1"), *(_report(n, f"o{n}", copy_of=n - 1) for n in range(2, 40))]
    (root,) = lineage(standings(reports))

    def depth(kin: Kin) -> int:
        return 1 + max(map(depth, kin.children), default=0)

    assert depth(root) == DEEPEST


OUTLETS = st.sampled_from(["a", "b", "c", "d"])
REPORTS = st.lists(st.tuples(OUTLETS, st.none() | OUTLETS, st.none() | st.integers(1, 9)), min_size=1, max_size=9)
PATHS = st.dictionaries(st.integers(1, 9), st.lists(OUTLETS, max_size=3), max_size=9)


@settings(max_examples=150, deadline=None)
@given(REPORTS, PATHS)
def test_there_are_as_many_trees_as_independent_reports_and_every_report_stands_once(
    drawn: list[tuple[str, str | None, int | None]], paths: dict[int, list[str]]
) -> None:
    reports = [
        _report(n, outlet, cites, of if of != n and of is not None and of <= len(drawn) else None)
        for n, (outlet, cites, of) in enumerate(drawn, 1)
    ]
    found = standings(_with_ways(reports, paths))
    trees = lineage(found)
    numbers: list[int] = []

    def walk(kin: Kin) -> None:
        if kin.standing:
            numbers.append(kin.standing.report.headline.id)
        else:
            assert kin.children
        for child in kin.children:
            walk(child)

    for tree in trees:
        walk(tree)
    assert len(trees) == count(found).independent
    assert sorted(numbers) == list(range(1, len(drawn) + 1))


def test_a_story_of_thousands_of_reports_is_laid_out_in_linear_time() -> None:
    def made(size: int) -> list[Standing]:
        relays = [_report(number, f"o{number % 40}", "tass") for number in range(size)]
        return standings(_with_ways(relays, {number: ["tass", f"o{(number + 1) % 40}"] for number in range(size)}))

    assert len(lineage(made(2_000))) == 1
    assert_linear(lineage, made, 4_000)  # each of them once cost a pass over all
