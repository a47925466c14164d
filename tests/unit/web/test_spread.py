"""Where the marks of a story stand, whatever the times of its reports are."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.model import Headline, Origin, StoryReport
from mirnews.stories import standings
from mirnews.stories.standing import told_at
from mirnews.web.spread import apart, lay_out
from tests.unit.web.archive import NOW


def _report(number: int, minutes: float, *, published: bool = True, origin: bool = False) -> StoryReport:
    at = NOW - timedelta(minutes=minutes)
    head = Headline(
        id=number,
        title="t",
        excerpt=None,
        outlet=f"o{number}",
        outlet_name=f"o{number}*",
        url=None,
        section="world",
        published=at if published else None,
        first_seen=at,
        at=at,
    )
    name = f"o{number}"
    return StoryReport(
        head, story=1, publisher=Origin(name, name, name), way=(Origin("x", "x", "x"),) if origin else ()
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 60 * 24 * 10), st.booleans(), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_every_report_has_a_mark_inside_the_line(rows: list[tuple[float, bool, bool]]) -> None:
    found = standings(
        [_report(n, minutes, published=known, origin=cites) for n, (minutes, known, cites) in enumerate(rows)]
    )
    line = lay_out(found, NOW)
    assert len(line.marks) == len(rows)
    assert all(0 <= mark.at <= 1 for mark in line.marks)
    assert any(mark.kind == "first" for mark in line.marks)
    assert line.start < line.end


def test_the_line_ends_now_while_the_story_is_alive_and_at_its_last_report_later() -> None:
    alive = lay_out(standings([_report(1, 600), _report(2, 100)]), NOW)
    assert (alive.until_now, alive.end) == (True, NOW)
    old = lay_out(standings([_report(1, 6000), _report(2, 5900)]), NOW)
    assert (old.until_now, old.end) == (False, NOW - timedelta(minutes=5900))
    assert [mark.at for mark in old.marks] == [0, 1]


def test_reports_of_one_minute_do_not_fill_the_line() -> None:
    line = lay_out(standings([_report(1, 600), _report(2, 599)]), NOW)
    assert max(mark.at for mark in line.marks) < 0.1


def test_a_printed_time_that_cannot_be_is_not_believed() -> None:
    import dataclasses

    report = _report(1, 10)
    for hours in (-1, 25):
        printed = dataclasses.replace(report.headline, published=report.headline.first_seen - timedelta(hours=hours))
        assert told_at(dataclasses.replace(report, headline=printed)) == report.headline.first_seen


@settings(max_examples=150, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=60))
def test_no_mark_lies_upon_another_and_their_order_is_kept(shares: list[float]) -> None:
    places = apart(shares)
    order = sorted(range(len(shares)), key=shares.__getitem__)
    step = min(0.02, 0.5 / max(1, len(shares)))
    assert all(places[b] - places[a] >= step - 1e-9 for a, b in pairwise(order))
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in places)


def test_marks_that_are_apart_stay_where_they_are_and_others_part_around_their_middle() -> None:
    assert apart([0, 0.5, 1]) == [0, 0.5, 1]
    assert apart([0, 0.5, 0.5, 1]) == pytest.approx([0, 0.49, 0.51, 1])
