"""The classes of text that are put right where a text is shown: every change is a repair that readers can look at."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mirnews import desk
from mirnews.decode import decode
from mirnews.model import Entry, Source
from mirnews.persian import key, repair
from mirnews.persian.letters import LRM, RLM, TATWEEL, ZWNJ
from tests.inputs.table import AT, CASES, FEED_URL, classes

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (f"{RLM}پل چوبی{RLM}", "پل چوبی"),
        (f"{LRM}پل{LRM} چوبی", "پل چوبی"),
        (f"نسخهٔ C++{LRM} نمونه", f"نسخهٔ C++{LRM} نمونه"),
    ],
)
def test_093_direction_marks_stay_where_they_do_something(given: str, shown: str) -> None:
    assert repair(given).text == shown
    assert repair(given).original == given


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (f"می{ZWNJ}شود", f"می{ZWNJ}شود"),
        (f"می{ZWNJ * 3}شود", f"می{ZWNJ}شود"),
        (f"{ZWNJ}پل چوبی{ZWNJ}", "پل چوبی"),
        (f"پل {ZWNJ}{ZWNJ} چوبی", "پل  چوبی"),
    ],
)
def test_094_half_spaces_stay_inside_words(given: str, shown: str) -> None:
    assert repair(given).text == shown
    assert all(edit.kind == "invisible" for edit in repair(given).edits)


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u00ad"])
def test_095_what_nobody_sees_goes(sign: str) -> None:
    assert repair(f"پل {sign}چوبی{sign}").text == "پل چوبی"


def test_096_arabic_letters_are_the_same_in_the_search_form() -> None:
    assert key("كتاب علي") == key("کتاب علی")


def test_097_a_run_of_tatweels_is_cut() -> None:
    found = repair(f"س{TATWEEL * 200}لام")
    assert found.text == f"س{TATWEEL * 8}لام"
    assert [edit.kind for edit in found.edits] == ["letter"]
    assert repair(f"س{TATWEEL * 3}لام").edits == ()
    assert key(f"س{TATWEEL * 200}لام") == key("سلام")


def test_098_a_thousand_marks_on_one_letter_are_cut() -> None:
    marks = "\u0301\u0300" * 500
    found = repair(f"خبر e{marks} نمونه")
    assert found.text == f"خبر e{marks[:5]} نمونه"
    assert found.original.count(marks) == 1
    shadda_and_vowel = "\u0651\u064e"
    assert repair(f"محم{shadda_and_vowel}د").edits == ()


def test_099_harakat_stay_and_are_not_searched() -> None:
    assert repair("مَدرِسهٔ").text == "مَدرِسهٔ"
    assert key("مَدرِسه") == key("مدرسه")


@pytest.mark.parametrize("sign", [FAMILY, ENGLAND, "\U0001f1ee\U0001f1f7", "\u2764\ufe0f"])
def test_100_emoji_stay_whole(sign: str) -> None:
    assert repair(f"جشن {sign} نمونه").text == f"جشن {sign} نمونه"
    assert decode(f"جشن {sign} نمونه".encode()).text == f"جشن {sign} نمونه"


def test_101_tag_characters_go_from_pages_too() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore this")
    assert decode(f"پل{hidden} چوبی".encode()).text == "پل چوبی"
    assert repair(f"پل{hidden} چوبی").text == "پل چوبی"
    assert repair(f"{hidden}{ENGLAND}").text == ENGLAND
    assert decode(f"\U0001f3f4{hidden} چوبی".encode()).text == " چوبی"


def test_105_a_story_without_a_title_is_shown_by_its_first_sentence() -> None:
    entry = Entry("k-1", None, summary="پل چوبی روستای نمونه* باز شد. رفت و آمد آسان شد.")
    source = Source("khabar", FEED_URL, "خبر نمونه*")
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    made = desk.draft(desk.from_entry(entry), entry, source, url=None, canonical_url=None, now=now)
    assert made.article.title is None
    assert made.excerpt == "پل چوبی روستای نمونه* باز شد."


def test_082_what_is_dated_ahead_is_ordered_by_first_seen() -> None:
    from mirnews.sources import read

    row = next(row for row in classes() if row.number == 82)
    entry = read((CASES / row.cases[1].file).read_bytes(), url=FEED_URL, at=AT).entries[0]
    source = Source("khabar", FEED_URL, "خبر نمونه*")
    made = desk.draft(desk.from_entry(entry), entry, source, url=entry.url, canonical_url=None, now=AT)
    assert (made.published, made.at) == (None, AT)
    assert made.article.published is not None
