"""What may be shown of a text: nothing leaks that the rights do not give."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.config import RightsSettings, ServerSettings, Settings
from mirnews.model import Edit, Fold, Headline, Repaired, Report
from mirnews.publish.excerpt import verbatim_excerpt
from mirnews.publish.rights import cut_words, shown, shown_headline
from mirnews.store import open_store
from tests.unit.web.archive import CANARY, NOW, mali

Z = "\u200c"


@pytest.fixture
def report(tmp_path: Path) -> Report:
    store = open_store(tmp_path / "a.db")
    number, _ = store.save(mali(), Fold(), now=NOW, raw=None)
    found = store.report(number)
    store.close()
    assert found is not None
    return found


def _with(rights: str) -> Settings:
    return dataclasses.replace(Settings(), rights=RightsSettings(outlets={"hamoon": rights}))


def test_full_rights_show_everything(report: Report) -> None:
    text = shown(report, _with("full"))
    assert CANARY in text.field("body")
    assert not text.cut
    assert text.credit == report.credit


def test_an_excerpt_ends_after_its_words_and_says_so(report: Report) -> None:
    text = shown(report, _with("excerpt"))
    assert text.cut
    assert text.lead is not None
    assert sum(len(paragraph.text.split()) for paragraph in text.paragraphs) == 60
    assert CANARY not in text.field("body")


def test_an_excerpt_keeps_only_evidence_and_statements_inside_it(report: Report) -> None:
    text = shown(report, dataclasses.replace(_with("excerpt"), rights=RightsSettings("excerpt", 10)))
    assert [said.field for said in text.credit.statements] == ["lead"]
    pieces = [piece for link in text.credit.chain for piece in link.evidence]
    assert [text.field(piece.field)[piece.start : piece.end] for piece in pieces] == [piece.text for piece in pieces]
    assert [link.name for link in text.credit.chain] == [link.name for link in report.credit.chain]


def test_link_rights_show_title_and_names_alone(report: Report) -> None:
    text = shown(report, _with("link"))
    assert text.title is not None
    assert (text.lead, text.kicker, text.paragraphs) == (None, None, ())
    assert text.credit.statements == ()
    assert all(link.evidence == () for link in text.credit.chain)


def test_the_default_is_an_excerpt_unless_only_this_machine_can_see_it() -> None:
    assert Settings().rights_of("x") == "full"
    assert Settings(server=ServerSettings(host="0.0.0.0")).rights_of("x") == "excerpt"


def test_a_whole_article_in_the_lead_is_cut(report: Report) -> None:
    long = dataclasses.replace(report.article, lead="واژه " * 400 + CANARY)
    text = shown(dataclasses.replace(report, article=long, repairs={}), _with("excerpt"))
    assert text.lead is not None
    assert CANARY not in text.lead.text
    assert text.cut


def test_a_report_without_title_gets_a_verbatim_slice_after_its_credit(report: Report) -> None:
    untitled = dataclasses.replace(report, article=dataclasses.replace(report.article, title=None))
    text = shown(untitled, _with("full"))
    slice_ = verbatim_excerpt(text)
    assert slice_ is not None
    assert slice_.startswith("«عبدولای دیوپ»")
    assert slice_ in text.field("lead")


def test_no_slice_where_only_the_link_may_be_shown(report: Report) -> None:
    untitled = dataclasses.replace(report, article=dataclasses.replace(report.article, title=None))
    assert verbatim_excerpt(shown(untitled, _with("link"))) is None


def test_a_line_of_a_list_loses_lead_and_excerpt_under_link_rights(report: Report) -> None:
    line = Headline(
        1, None, "گزیده", "hamoon", "هامون", None, "world", None, report.at, report.at, lead="لید", copies=()
    )
    copy = dataclasses.replace(line, id=2)
    seen = shown_headline(dataclasses.replace(line, copies=(copy,)), _with("link"))
    assert (seen.lead, seen.excerpt, seen.copies[0].lead, seen.copies[0].excerpt) == (None, None, None, None)


@pytest.mark.parametrize(
    ("limit", "original", "edits"),
    [
        (0, "", 0),
        (1, "گزارش", 0),
        (2, "گزارش می شود", 1),
        (3, f"گزارش می شود کتاب{Z}ها", 1),
    ],
)
def test_a_cut_never_falls_inside_a_word_or_a_repair(limit: int, original: str, edits: int) -> None:
    text = Repaired(f"گزارش می شود کتاب{Z}ها", (Edit(8, 9, " ", Z, "spacing", 0.9),))
    kept = cut_words(text, limit)
    assert (kept.original, len(kept.edits)) == (original, edits)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("ابپ", min_size=1, max_size=4), max_size=12), st.integers(0, 15))
def test_a_cut_text_is_the_beginning_of_the_text(words: list[str], limit: int) -> None:
    text = Repaired(" ".join(words))
    kept = cut_words(text, limit)
    assert text.text.startswith(kept.text)
    assert len(kept.text.split()) == min(limit, len(words))
