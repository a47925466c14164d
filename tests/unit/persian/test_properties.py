"""Whatever the text: repair is idempotent, loses no letter, can be undone, and does not move the key."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.model import Edit, Repaired
from mirnews.persian import key, repair
from mirnews.persian.key import same
from mirnews.persian.letters import heal_characters
from mirnews.persian.overlay import stack

WORDS = (
    "می نمی شود می\u200cشود ها های ای تر ترین اند ماه هسته هستهای گفتوگو عقب نشینی عقبنشینی تن تنها به عنوان "
    "بهعنوان است گفته گفتهاست کتابها کتاب علي كتاب خانه خانه\u200cی خانهی ۱۴ ۲۰ : ، « » . میزان میشدهاند که رسانهای "
    "پیشبینیهای سه شنبه AB "
    "\ufdf2 \ufefc ۀ ة آ مُحَمَّد تهـران حزب الله 3,500 ۱٬۲۰۰ ی اش"
).split()
SIGNS = "\u200c \u200d \u200f \u00ad \u00ac \u200b \ufeff \u202e \u2066 \u0654 \u0653 \u064b _ \u0640".split(" ")
PIECES = (
    st.sampled_from(WORDS)
    | st.sampled_from(SIGNS)
    | st.sampled_from([" ", "\u200c", "\n", "\u00a0", ""])
    | st.characters()
)
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


def visible(text: str) -> str:
    return "".join(char for char in heal_characters(text) if char != "\u200c" and not char.isspace())


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_repair(text: str) -> None:
    repaired = repair(text)
    healed = repaired.text
    assert repair(healed).text == healed
    assert visible(healed) == visible(text)
    at = 0
    for edit in repaired.edits:
        assert edit.start >= at
        assert text[edit.start : edit.end] == edit.before != edit.after
        at = edit.end


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_the_key_is_stable_under_repair(text: str) -> None:
    assert key(repair(text).text) == key(text)


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
@settings(max_examples=100, deadline=None)
def test_single_words_are_the_same_both_ways(a: str, b: str) -> None:
    assert same(a, b) == same(b, a)


def layers(text: str) -> st.SearchStrategy[list[Edit]]:
    """Edits of a text: in order, not overlapping."""
    cuts = st.lists(st.integers(0, len(text)), max_size=8, unique=True).map(sorted)
    return st.tuples(cuts, st.lists(st.sampled_from(["", "x", "yz"]), min_size=4, max_size=4)).map(
        lambda both: [
            Edit(start, end, text[start:end], after, "letter", 1.0)
            for start, end, after in zip(both[0][::2], both[0][1::2], both[1], strict=False)
        ]
    )


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_two_layers_do_what_both_do(data: st.DataObject) -> None:
    text = "abcdefghij"
    first = data.draw(layers(text))
    middle = Repaired(text, tuple(first)).text
    second = data.draw(layers(middle))
    assert Repaired(text, stack(text, first, second)).text == Repaired(middle, tuple(second)).text
