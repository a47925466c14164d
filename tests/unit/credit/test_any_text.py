"""Any text is read, in linear time, and every span is inside its field."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.credit import read_credit
from mirnews.credit.gazetteer import within_one_edit
from tests.growth import assert_linear

PIECES = ["به گزارش", "به نقل از", "خبرگزاری", "مهر", "رویترز", "وی", "گفت", "خبر داد", "خواستار", "شد", "که", "و"]
PIECES += [
    "«",
    "»",
    "،",
    "؛",
    ":",
    ".",
    "\n\n",
    "وزیر",
    "برخی منابع",
    "پس از آنکه",
    "*",
    '"',
    "(",
    "\u200c",
    "۱۲",
    "این شبکه",
]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.text(max_size=30))
def test_spans_lie_in_their_fields(pieces: list[str], noise: str) -> None:
    text = " ".join(pieces) + noise
    fields = {"title": text, "lead": text, "body": text, "source_line": text}
    credit = read_credit(outlet="mehrnews", outlet_name=None, **fields)
    for one in credit.statements:
        assert 0 <= one.start < one.end <= len(fields[one.field])
    for i, link in enumerate(credit.chain):
        assert (link.cited_by is None) == (i == 0)
        assert link.cited_by is None or link.cited_by < i
        assert all(fields[one.field][one.start : one.end] == one.text for one in link.evidence)


@pytest.mark.parametrize(
    "piece",
    [
        "به گزارش به نقل از ",
        "به گزارش مهر به نقل از تاس گفت و ",
        "گفت ؛ ",
        "« ",
        "به گفته وی ",
        "پس از آنکه ، وزیر گفت ؛ ",
        "خواستار ",
    ],
)
def test_cue_words_without_end_take_linear_time(piece: str) -> None:
    def read(text: str) -> None:
        read_credit(outlet=None, outlet_name=None, title=None, lead=text, body=None, source_line=None)

    assert_linear(read, lambda size: piece * size, 100_000 // len(piece.encode()))


def test_nothing_gives_only_the_publisher() -> None:
    credit = read_credit(outlet=None, outlet_name=None, title=None, lead=None, body=None, source_line=None)
    assert [(link.name, link.role) for link in credit.chain] == [("", "publisher")]
    assert credit.statements == ()


@settings(max_examples=100, deadline=None)
@given(st.text("ابپ", max_size=6), st.text("ابپ", max_size=6))
def test_one_edit_is_symmetric_and_knows_equals(a: str, b: str) -> None:
    assert within_one_edit(a, b) == within_one_edit(b, a)
    assert within_one_edit(a, a)
    assert within_one_edit(a, a + "ت")
    assert not within_one_edit(a, a + "تت")
