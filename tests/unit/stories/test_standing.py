"""What each report is in its story, and which counts as independent: the project's terms, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirnews.model import Headline, Origin, Relation, Standing, StoryReport
from mirnews.stories.standing import count, interval, kind_of, standings
from mirnews.stories.summary import sum_up
from tests.builders import NOON
from tests.growth import assert_linear

MINUTE = timedelta(minutes=1)


def outlet(key: str, owner: str | None = None) -> Origin:
    return Origin(f"{key}*", key, owner or key)


def report(
    number: int,
    publisher: str,
    minutes: float,
    *,
    cites: str | None = None,
    owner: str | None = None,
    copy_of: int | None = None,
    relation: Relation = "alone",
    title: str = "تیتر",
    section: str = "world",
    published: bool = True,
    fold: int | None = None,
) -> StoryReport:
    at = NOON + minutes * MINUTE
    head = Headline(
        id=number,
        title=title,
        excerpt=None,
        outlet=publisher,
        outlet_name=f"{publisher}*",
        url=None,
        section=section,
        published=at if published else None,
        first_seen=at + 5 * MINUTE if published else at,
        at=at,
        relation=relation,
        fold=fold,
    )
    return StoryReport(
        headline=head,
        story=1,
        publisher=outlet(publisher, owner),
        way=tuple(map(outlet, cites.split(">"))) if cites else (),
        copy_of=copy_of,
        containment=0.9 if copy_of else 0.0,
        error_seconds=900,
    )


def parts(found: list[Standing]) -> dict[int, str]:
    return {one.report.headline.id: one.part for one in found}


def numbers(found: list[Standing]) -> tuple[int, int, int, int]:
    counts = count(found)
    assert counts.independent + counts.copies + counts.relays + counts.further == counts.reports
    return counts.independent, counts.copies, counts.relays, counts.further


def test_six_relays_of_one_dispatch_are_one_independent_report() -> None:
    found = standings([report(n, f"paper{n}", 30 * n, cites="yonhap") for n in range(1, 7)])
    assert numbers(found) == (1, 0, 5, 0)
    assert parts(found) == {1: "first", **dict.fromkeys(range(2, 7), "relay")}
    assert {one.origin.key for one in found} == {"yonhap"}


def test_a_clock_set_back_between_two_looks_leaves_a_first_report() -> None:
    set_back = replace(report(1, "hamoon", 0, published=False), error_seconds=-315_000_000)
    assert interval(set_back).earliest == interval(set_back).latest == NOON
    assert parts(standings([set_back])) == {1: "first"}


def test_a_copy_has_the_origin_of_its_original_whatever_it_says() -> None:
    original = report(1, "hamoon", 0, cites="tass", relation="original")
    copy = report(2, "chakavak", 60, cites="hamoon", copy_of=1, relation="copy")
    found = standings([original, copy])
    assert numbers(found) == (1, 1, 0, 0)
    assert parts(found) == {1: "first", 2: "copy"}
    assert [one.origin.key for one in found] == ["tass", "tass"]
    assert found[1].of == 1


def test_part_of_a_text_is_no_independent_report() -> None:
    found = standings([report(1, "hamoon", 0), report(2, "pooneh", 60, copy_of=1, relation="partial")])
    assert parts(found) == {1: "first", 2: "partial"}
    assert numbers(found) == (1, 1, 0, 0)


def test_own_reports_of_two_outlets_are_two_and_of_one_owner_one() -> None:
    apart = [report(1, "hamoon", 0), report(2, "pooneh", 60)]
    assert numbers(standings(apart)) == (2, 0, 0, 0)
    owned = [report(1, "hamoon", 0, owner="group"), report(2, "pooneh", 60, owner="group")]
    assert numbers(standings(owned)) == (1, 0, 0, 1)


def test_a_relay_of_an_outlet_of_the_archive_goes_back_to_whom_that_outlet_relays() -> None:
    found = standings([report(1, "mehr", 0, cites="tass"), report(2, "mirnews", 60, cites="mehr")])
    assert [one.origin.key for one in found] == ["tass", "tass"]
    assert numbers(found) == (1, 0, 1, 0)


def test_whom_a_cited_outlet_cites_may_stand_in_another_report() -> None:
    found = standings([report(1, "a", 0, cites="mehr>tass"), report(2, "b", 60, cites="mehr")])
    assert [one.origin.key for one in found] == ["tass", "tass"]
    assert numbers(found) == (1, 0, 1, 0)


def test_a_named_origin_that_we_do_not_hold_counts_once_beside_own_reports() -> None:
    found = standings([report(1, "a", 0, cites="tass"), report(2, "b", 60), report(3, "c", 120, cites="tass")])
    assert numbers(found) == (2, 0, 1, 0)
    assert [one.counts for one in found] == [True, True, False]
    assert parts(found) == {1: "first", 2: "own", 3: "relay"}


def test_two_within_each_others_error_are_both_first() -> None:
    found = standings([report(1, "a", 0), report(2, "b", 1.5), report(3, "c", 30)])
    assert parts(found) == {1: "first", 2: "first", 3: "own"}


def test_a_report_without_a_time_may_have_stood_there_since_the_poll_before() -> None:
    late = report(2, "b", 10, published=False)
    assert interval(late).latest - interval(late).earliest == timedelta(minutes=15)
    assert parts(standings([report(1, "a", 0), late])) == {1: "first", 2: "first"}


@pytest.mark.parametrize("hours", [-30, 1])
def test_a_printed_time_that_cannot_be_is_not_believed(hours: int) -> None:
    one = report(1, "a", 0)
    seen = one.headline.first_seen
    wrong = replace(one, headline=replace(one.headline, published=seen + timedelta(hours=hours)))
    assert interval(wrong).latest == seen


def test_the_first_is_asked_what_it_is_beside_that() -> None:
    (first,) = standings([report(1, "a", 0, cites="tass")])
    assert (first.part, kind_of(first)) == ("first", "relay")


def test_a_day_without_an_hour_is_no_instant() -> None:
    day = report(1, "a", 8 * 60)
    day = replace(day, headline=replace(day.headline, published=NOON - timedelta(hours=8)))
    assert parts(standings([day, report(2, "b", 60)])) == {1: "own", 2: "first"}


def test_many_that_cite_each_other_take_linear_time() -> None:
    def made(size: int) -> list[StoryReport]:
        return [report(n, "ab"[n % 2], n, cites="ba"[n % 2]) for n in range(size)]

    assert len(standings(made(600))) == 600
    assert_linear(standings, made, 2_000)


def test_citing_in_a_circle_ends() -> None:
    found = standings([report(1, "a", 0, cites="b"), report(2, "b", 1, cites="a")])
    assert len(found) == 2
    assert sum(one.counts for one in found) >= 1


def test_copies_whose_original_was_taken_down_are_still_one_text() -> None:
    rest = [report(n, f"p{n}", n * 60, copy_of=99, relation="copy", fold=99) for n in (1, 2, 3)]
    found = standings([report(0, "own", 0), *rest])
    assert numbers(found) == (2, 2, 0, 0)
    assert parts(found) == {0: "first", 1: "copy", 2: "copy", 3: "copy"}
    assert [one.of for one in found] == [None, None, 1, 1]


def test_a_copy_whose_original_is_in_another_story_stands_by_itself() -> None:
    found = standings([report(1, "a", 0, copy_of=99, relation="copy")])
    assert (parts(found), numbers(found)) == ({1: "first"}, (1, 0, 0, 0))


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from([None, "a", "b", "tass"]),
            st.integers(0, 300),
            st.sampled_from([None, 0, 1, 2, 3]),
            st.sampled_from(["alone", "copy", "partial", "original"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_four_counts_add_up_and_somebody_is_first(
    rows: list[tuple[str, str | None, int, int | None, Relation]],
) -> None:
    reports = [
        report(n, who, at, cites=cites, copy_of=of, relation=relation)
        for n, (who, cites, at, of, relation) in enumerate(rows)
    ]
    found = standings(reports)
    independent, *_ = numbers(found)
    assert independent == len({one.origin.key for one in found}) >= 1
    assert found[0].part == "first"
    assert found[0].counts


# ---- the story's line


def test_four_independent_reports_stand_above_twenty_copies() -> None:
    copies = [report(1, "a", 0, relation="original")]
    copies += [report(n, f"paper{n}", 60, copy_of=1, relation="copy") for n in range(2, 22)]
    many = sum_up(1, copies)
    four = sum_up(2, [report(n, f"paper{n}", 0) for n in range(1, 5)])
    assert many is not None
    assert four is not None
    assert (many.independent, many.copies) == (1, 20)
    assert four.rank > many.rank


def test_a_story_sinks_by_what_was_last_new_not_by_its_last_copy() -> None:
    old = [report(1, "a", 0, relation="original")]
    with_copy = sum_up(1, [*old, report(2, "b", 600, copy_of=1, relation="copy")])
    followed = sum_up(1, [*old, report(2, "b", 600)])
    assert with_copy is not None
    assert followed is not None
    assert with_copy.renewed_at == NOON
    assert with_copy.last_at == NOON + 600 * MINUTE
    assert followed.rank > with_copy.rank


def test_eight_hours_halve_the_score() -> None:
    now, earlier = sum_up(1, [report(1, "a", 480)]), sum_up(2, [report(2, "a", 0)])
    assert now is not None
    assert earlier is not None
    assert now.rank - earlier.rank == pytest.approx(1.0)


def test_the_headline_is_the_one_that_the_others_share_most_with() -> None:
    story = sum_up(
        1,
        [
            report(1, "a", 0, title="خبر فوری"),
            report(2, "b", 30, title="توافق بر سر پل نارنج* در نشست وزیران"),
            report(3, "c", 60, title="نشست وزیران و پل نارنج*"),
        ],
    )
    assert story is not None
    assert story.headline == 3


def test_the_section_is_what_most_say_and_unknown_says_nothing() -> None:
    story = sum_up(1, [report(n, f"p{n}", n, section=s) for n, s in enumerate(("other", "other", "sport"))])
    assert story is not None
    assert story.section == "sport"
    assert sum_up(1, []) is None


def test_a_story_is_listed_where_at_least_half_of_its_reports_are_filed() -> None:
    def filed(number: int, *also_in: str) -> StoryReport:
        one = report(number, f"p{number}", number, section="politics")
        return replace(one, headline=replace(one.headline, also_in=also_in))

    reports = [filed(1, "world"), filed(2, "economy", "world", "other"), filed(3), filed(4, "other")]
    story = sum_up(1, reports)
    assert story is not None
    assert story.sections == ("politics", "world")
