from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.persian.letters import EMBEDDINGS, FSI, ISOLATES, LRI, PDF, PDI, RLI, RLO, ZWNJ, isolate
from mirnews.persian.tokens import sentences, words


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("متن", "متن"),
        (f"{RLO}gpj.exe{PDF}", "gpj.exe"),
        ("".join(EMBEDDINGS), ""),
        (f"{FSI}a", f"{FSI}a{PDI}"),
        (f"a{PDI}b", "ab"),
        (f"{LRI}{RLI}a{PDI}", f"{LRI}{RLI}a{PDI}{PDI}"),
        (f"می{ZWNJ}شود", f"می{ZWNJ}شود"),
    ],
)
def test_isolate(text: str, safe: str) -> None:
    assert isolate(text) == safe


@given(st.text(alphabet=f"aب {ISOLATES}{PDI}{EMBEDDINGS}", max_size=20))
@settings(max_examples=150, deadline=None)
def test_an_isolated_text_is_closed_and_stays_so(text: str) -> None:
    safe = isolate(text)
    depth = 0
    for char in safe:
        assert char not in EMBEDDINGS
        depth += (char in ISOLATES) - (char == PDI)
        assert depth >= 0
    assert depth == 0
    assert isolate(safe) == safe


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("نرخ به ۳٫۵ درصد رسید. بعد افتاد.", 2),
        ("در سال ۵۰ ق.م. جنگی در گرفت. پایان.", 2),
        ("نشانی https://example.ir/a.b?c=1 است. خوب.", 2),
        ("او گفت: «آیا می|آیی؟» سپس رفت.", 2),
        ("«خبر بد.» او رفت.", 2),
        ("قیمت ۱٬۲۰۰٫۵ تومان شد… دو روز بعد افتاد.", 2),
        ("م. ا. سرمد آمد.", 1),
        ("ساعت ۱۰:۳۰ رسید", 1),
        ("email a.b@c.ir را ببینید!", 1),
    ],
)
def test_sentences_end_where_they_should(text: str, count: int) -> None:
    text = text.replace("|", ZWNJ)
    found = sentences(text)
    assert len(found) == count
    assert all(text[token.start : token.end] == token.text for token in found)


@given(st.text(alphabet=f"اب {ZWNJ}.؟!…۳٫5«»\n", max_size=40))
@settings(max_examples=150, deadline=None)
def test_tokens_are_spans_in_order(text: str) -> None:
    for found in (words(text), sentences(text)):
        at = 0
        for token in found:
            assert at <= token.start < token.end
            assert text[token.start : token.end] == token.text
            at = token.end
    kept = "".join(token.text for token in sentences(text))
    assert [char for char in kept if not char.isspace()] == [char for char in text if not char.isspace()]


def test_half_spaces_stay_inside_words() -> None:
    found = words(f"می{ZWNJ}گفته{ZWNJ}اند «کتاب{ZWNJ}ها» ۳٫۵ ۱۰:۳۰")
    assert [token.text for token in found] == [f"می{ZWNJ}گفته{ZWNJ}اند", f"کتاب{ZWNJ}ها", "۳٫۵", "۱۰:۳۰"]
