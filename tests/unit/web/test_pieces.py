"""The pure parts: repairs as marks, chains as levels, copies as folds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from mirnews.model import ChainLink, Credit, Edit, Evidence, Mention, Repaired, Statement
from mirnews.outlets import catalogue
from mirnews.publish.rights import ShownText
from mirnews.publish.text import direction
from mirnews.web.marked import both, changes, isolated, mended
from mirnews.web.provenance import evidence, provenance
from mirnews.web.voices import mentioned, voices

Z = "\u200c"


def test_a_repair_is_widened_to_its_word() -> None:
    text = Repaired("گفت می شود.", (Edit(6, 7, " ", Z, "spacing", 0.9),))
    change = changes(text)[0]
    assert (change.before, change.after) == ("می شود", f"می{Z}شود")
    assert str(both(text)) == f'گفت <span class="fix"><ins>می{Z}شود</ins><del hidden>می شود</del></span>.'


def test_two_repairs_of_one_word_are_one_change() -> None:
    text = Repaired("كتاب ها ي", (Edit(0, 1, "ك", "ک", "letter", 1.0), Edit(4, 5, " ", Z, "spacing", 0.8)))
    change = changes(text)[0]
    assert (change.before, change.after, change.kinds, change.confidence) == (
        "كتاب ها",
        f"کتاب{Z}ها",
        ("letter", "spacing"),
        0.8,
    )


def test_a_space_before_a_colon_is_shown_with_its_colon() -> None:
    change = changes(Repaired("منبع : مهر", (Edit(4, 5, " ", "", "punctuation", 1.0),)))[0]
    assert (change.before, change.after) == ("منبع :", "منبع:")


def test_the_same_repair_is_listed_once_with_its_number() -> None:
    text = Repaired("می شود می شود", (Edit(2, 3, " ", Z, "spacing", 0.9), Edit(9, 10, " ", Z, "spacing", 0.8)))
    rows = mended([("lead", text)])
    assert [(row.before, row.times, row.confidence) for row in rows] == [("می شود", 2, 0.8)]


def test_what_cannot_be_seen_is_named_by_its_code() -> None:
    row = mended([("lead", Repaired("کتا\u00adب", (Edit(3, 4, "\u00ad", "", "invisible", 1.0),)))])[0]
    assert (row.before, row.after) == ("کتا⟨U+00AD⟩ب", "کتاب")


@settings(max_examples=80, deadline=None)
@given(st.text("ابمی شود<&\u200cA1.", max_size=40), st.data())
def test_both_forms_can_be_read_back_from_the_page(original: str, data: st.DataObject) -> None:
    spaces = [at for at, sign in enumerate(original) if sign == " "]
    chosen = sorted(data.draw(st.sets(st.sampled_from(spaces)))) if spaces else []
    text = Repaired(original, tuple(Edit(at, at + 1, " ", Z, "spacing", 0.9) for at in chosen))
    root = html.fromstring(f"<p>{both(text)}</p>")
    for wanted, dropped in ((text.text, "del"), (original, "ins")):
        copy = html.fromstring(html.tostring(root, encoding="unicode"))
        for node in copy.xpath(f"//{dropped}"):
            node.text = ""
            for child in list(node):
                node.remove(child)
        assert copy.text_content() == wanted


def test_foreign_runs_keep_their_signs() -> None:
    assert str(isolated("شرکت Wagner Group (روسیه)")) == "شرکت <bdi>Wagner Group</bdi> (روسیه)"
    assert str(isolated("a < b")) == "<bdi>a</bdi> &lt; <bdi>b</bdi>"


def test_parallel_sources_share_a_level() -> None:
    credit = Credit(
        (
            ChainLink("هامون*", None, "outlet", "publisher", None),
            ChainLink("مهر", "mehrnews", "outlet", "reports", 0),
            ChainLink("ایسنا", "isna", "outlet", "reports", 0),
            ChainLink("روابط عمومی وزارت", None, "press_office", "cites", 1),
        )
    )
    found = provenance(credit, catalogue())
    assert [(level.place, [one.name for one in level.members]) for level in found.levels] == [
        ("publisher", ["هامون"]),
        ("origin", ["خبرگزاری مهر", "ایسنا"]),
    ]
    assert [(kind, one.written) for kind, one in found.others] == [("press_office", "روابط عمومی وزارت")]


def test_a_chain_that_names_itself_ends() -> None:
    credit = Credit((ChainLink("الف", None, "outlet", "publisher", None), ChainLink("ب", None, "outlet", "cites", 1)))
    assert [level.place for level in provenance(credit, catalogue()).levels] == ["publisher", "origin"]


def test_evidence_side_by_side_is_one_quotation() -> None:
    link = ChainLink(
        "مهر", None, "outlet", "reports", 0, (Evidence("lead", 0, 7, "به گزار"), Evidence("lead", 8, 11, "مهر"))
    )
    far = ChainLink("تاس", None, "outlet", "cites", 1, (Evidence("lead", 30, 33, "تاس"), Evidence("lead", 1, 4, "ه گ")))
    assert [(one.start, one.end, one.text) for one in evidence(Credit((link, far)))] == [
        (0, 11, "به گزار مهر"),
        (30, 33, "تاس"),
    ]


def test_an_outlet_has_one_name_whatever_the_text_calls_it() -> None:
    links = [ChainLink("نارون*", None, "outlet", "publisher", None)]
    links += [
        ChainLink(name, outlet, "outlet", "cites", 0)
        for name, outlet in (("مهر", "mehrnews"), ("خبرگزاری فرانسه", "afp"), ("خبرگزاری سپیدار*", None))
    ]
    found = provenance(Credit(tuple(links)), catalogue())
    assert [(one.name, one.star, one.quoted) for level in found.levels for one in level.members] == [
        ("نارون", True, None),
        ("خبرگزاری مهر", False, None),
        ("فرانس\u200cپرس", False, "خبرگزاری فرانسه"),
        ("خبرگزاری سپیدار", True, None),
    ]


def test_an_outlet_in_between_is_an_agency_only_if_it_is_one() -> None:
    def between(name: str, outlet: str | None) -> str:
        links = (
            ChainLink("نارون*", None, "outlet", "publisher", None),
            ChainLink(name, outlet, "outlet", "reports", 0),
            ChainLink("رویترز", "reuters", "outlet", "cites", 1),
        )
        return provenance(Credit(links), catalogue()).levels[1].place

    assert between("خبرگزاری مهر", "mehrnews") == "agency"
    assert between("خبرگزاری سپیدار*", None) == "relay"


@pytest.mark.parametrize(
    ("code", "way"),
    [("fa", "rtl"), ("ckb", "rtl"), ("fa-IR", "rtl"), ("AR", "rtl"), ("en", "ltr"), ("az", "ltr"), (None, "rtl")],
)
def test_a_language_runs_one_way(code: str | None, way: str) -> None:
    assert direction(code) == way


def test_only_what_the_shown_text_names_is_named() -> None:
    span = Evidence("lead", 0, 6, "باماکو")
    beyond = Evidence("body", 900, 905, "پاریس")
    text = ShownText("excerpt", None, None, Repaired("باماکو و مسکو"), (), Credit(), cut=True)
    named = [
        Mention("place", "باماکو", (beyond, span)),
        Mention("place", "پاریس", (beyond,)),
        Mention("person", "کسی", (Evidence("lead", 0, 3, "کسی"),)),
    ]
    assert [(kind, [one.name for one in found]) for kind, found in mentioned(text, named)] == [("place", ["باماکو"])]


@pytest.mark.parametrize(
    ("written", "query"),
    [("باماکو", "باماکو"), ("سرگئی لاوروف", '"سرگئی لاوروف"'), ("«سرگئی» لاوروف", "سرگئی لاوروف")],
)
def test_a_name_is_searched_as_the_text_writes_it(written: str, query: str) -> None:
    text = ShownText("full", None, None, Repaired(written), (), Credit(), cut=False)
    mention = Mention("person", "سرگئی ویکتورویچ لاوروف", (Evidence("lead", 0, len(written), written),))
    ((_, (named,)),) = mentioned(text, [mention])
    assert (named.name, named.query) == ("سرگئی ویکتورویچ لاوروف", query)


@pytest.mark.parametrize(
    ("verb", "said", "before", "shown", "words"),
    [
        ("گفت", "پل بسته می\u200cماند", "", "گفت", "پل بسته می\u200cماند"),
        ("رد کرد", "ترک پل را رد کرد", "", "", "ترک پل را رد کرد"),
        ("خواستار شد", "خواستار بستن پل شد", "", "", "خواستار بستن پل شد"),
        ("خواند و گفت", "ترک را ناچیز خواند و گفت پل باز است", "", "", "ترک را ناچیز خواند و گفت پل باز است"),
        ("گفت", "او گفت که پل بسته است", "", "گفت", "او گفت که پل بسته است"),
        ("به گفتهٔ", "پل بسته است", "به گفتهٔ", "", "پل بسته است"),
        ("اعلام کرد", "(SNAI) شمار را اعلام کرد", "", "", "شمار را اعلام کرد"),
        ("گفت", "", "", "گفت", ""),
    ],
)
def test_the_verb_of_a_statement_is_said_once(verb: str, said: str, before: str, shown: str, words: str) -> None:
    statement = Statement("سازمان پل\u200cها", None, verb, "says", "lead", 0, len(said), False)
    text = ShownText("full", None, None, Repaired(said), (), Credit((), (statement,)), cut=False)
    (voice,) = voices(text)
    assert (voice.before, voice.verb, voice.words) == (before, shown, words)
    assert voice.name == "سازمان پل\u200cها" + (" (SNAI)" if "SNAI" in said else "")
