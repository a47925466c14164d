from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.classify import mentions_of
from mirnews.classify.mentions import LONGEST
from mirnews.model import Mention, Statement
from tests.growth import assert_growth, assert_linear

HERE = Path(__file__).parent
WORDS = ["«", "»", "،", ":", ".", "\n", "و", "در", "وزیر", "خارجه", "مالی", "کشور", "سردار", "حسین", "رضایی*", "گفت"]
WORDS += [
    "رئیس\u200cجمهور",
    "فرانسه",
    "سخنگوی",
    "وزارت",
    "ایران",
    "دکتر",
    "پوتین",
    "(",
    "12",
    "حزب",
    "باماکو",
    "\u200c",
]
NEWS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


def named(text: str) -> set[str]:
    return {f"{one.kind}:{one.name}" for one in mentions_of(title=None, lead=text, body=None)}


def traps() -> list[list[str]]:
    lines = (HERE / "mention_traps.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("wanted", "unwanted", "text"), traps())
def test_traps(wanted: str, unwanted: str, text: str) -> None:
    found = named(text)
    assert set(wanted.split("|")) - {"-"} <= found
    assert not set(unwanted.split("|")) & found


def one(found: tuple[Mention, ...], kind: str) -> Mention:
    (only,) = [mention for mention in found if mention.kind == kind]
    return only


def test_a_person_is_one_mention_with_the_role_and_every_span() -> None:
    title, lead = "لودریان: پیمان را می\u200cخوانیم", "«ژان ایو لودریان» وزیر خارجه فرانسه نامه را خواند. لودریان رفت."
    person = one(mentions_of(title=title, lead=lead, body=None), "person")
    assert (person.name, person.role) == ("ژان ایو لودریان", "وزیر خارجه فرانسه")
    assert [(span.field, span.text) for span in person.spans] == [
        ("title", "لودریان"),
        ("lead", "ژان ایو لودریان"),
        ("lead", "لودریان"),
    ]


def test_places_have_the_codes_of_their_countries() -> None:
    found = mentions_of(title=None, lead="از لندن به استان یزد و کشور مالی", body=None)
    assert [(place.name, place.id) for place in found] == [
        ("لندن", "GB/london"),
        ("استان یزد", "IR-21"),
        ("مالی", "ML"),
    ]


def test_who_speaks_is_a_person_too_but_a_body_is_not() -> None:
    said = Statement("فرازجو*", "مدیر کتابخانه", "گفت", "says", "lead", 0, 20, direct=False)
    body = Statement("وزارت نیرو", None, "گفت", "says", "lead", 0, 20, direct=False)
    found = mentions_of(title=None, lead="به گفتهٔ فرازجو*، درها باز است.", body=None, statements=[said, body])
    person = one(found, "person")
    assert (person.name, person.role) == ("فرازجو*", "مدیر کتابخانه")


def test_the_same_words_without_half_spaces() -> None:
    with_them = mentions_of(title=None, lead="رئیس\u200cجمهور فرانسه، امانوئل مکرون، در تل\u200cآویو", body=None)
    spaced = mentions_of(title=None, lead="رییس جمهور فرانسه، امانوئل مکرون، در تل آویو", body=None)
    assert [m.name for m in with_them] == [m.name for m in spaced] == ["فرانسه", "امانوئل مکرون", "تل\u200cآویو"]


@given(NEWS, NEWS, NEWS)
@settings(max_examples=120, deadline=None)
def test_spans_slice_right_and_never_overlap_within_a_kind(title: str, lead: str, body: str) -> None:
    texts = {"title": title, "lead": lead, "body": body}
    spans = [(one.kind, span) for one in mentions_of(**texts) for span in one.spans]
    for _, span in spans:
        assert texts[span.field][span.start : span.end] == span.text != ""
    for kind in ("person", "place", "organisation"):
        for name in texts:
            own = sorted((span.start, span.end) for k, span in spans if k == kind and span.field == name)
            assert all(before[1] <= after[0] for before, after in pairwise(own))


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    for mention in mentions_of(title=text, lead=None, body=text):
        assert mention.name
        assert mention.spans


@pytest.mark.parametrize(
    "piece",
    [
        "«",
        "وزیر ",
        "مالی ",
        "وزیر خارجه ",
        "،",
        "حسین ",
        "وزیر خارجه و ",
        "وزیر خارجه " + "و " * 5000,
        "لندن، رئیس پاریس، ",
        "«حسین",
        "سید حسین، وزیر ",
        "ا",
        "و ",
        "(",
        "پوتین ",
    ],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def read(body: str) -> None:
        mentions_of(title=None, lead=None, body=body)

    text = piece * (LONGEST // len(piece))
    assert_linear(read, lambda size: text[:size], len(text))
    assert_growth(read, text, text * 20, most=5)  # no more is read
