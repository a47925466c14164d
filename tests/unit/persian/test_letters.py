from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.persian import letters
from mirnews.persian.letters import FSI, LRM, NOT_SIGN, PDI, RLM, RLO, SHY, ZWJ, ZWNJ, ZWSP, heal_characters


@pytest.mark.parametrize(
    ("given_text", "healed"),
    [
        ("علي كوشا", "علی کوشا"),
        ("\ufee3\ufeb4\ufb90\ufeee", "مسکو"),
        ("\ufdf2", "الله"),
        ("\ufefb", "لا"),
        ("\ufdfc", "\ufdfc"),  # the rial sign is a sign
        ("دایرة", "دایرة"),  # a spelling, not a code
        (f"می{ZWNJ}{ZWNJ}شود", f"می{ZWNJ}شود"),
        (f"کتاب{ZWNJ} تازه", "کتاب تازه"),
        (f"{ZWNJ}کتاب{ZWNJ}", "کتاب"),
        (f"کتاب{ZWNJ}.", "کتاب."),
        (f"می{NOT_SIGN}شود", f"می{ZWNJ}شود"),
        (f"می{ZWSP}شود", f"می{ZWNJ}شود"),
        (f"5 {NOT_SIGN} 3", f"5 {NOT_SIGN} 3"),
        (f"ته{SHY}ران", "تهران"),
        (f"ته{ZWJ}ران", "تهران"),
        (f"ه{ZWJ}.ش", f"ه{ZWJ}.ش"),
        (f"\U0001f468{ZWJ}\U0001f469", f"\U0001f468{ZWJ}\U0001f469"),
        (f"{RLM}تهران{LRM}", "تهران"),
        (f"(BBC){LRM} گفت", f"(BBC){LRM} گفت"),
        ("تهران\u00a0کرج", "تهران کرج"),
        (f"{RLO}تهران", "تهران"),
        (f"۳۰{ZWNJ}ساله", f"۳۰{ZWNJ}ساله"),
        ("ا\u0653ب", "آب"),
    ],
)
def test_characters_are_put_right(given_text: str, healed: str) -> None:
    assert heal_characters(given_text) == healed


def test_isolate_neutralises_overrides_and_balances() -> None:
    assert letters.isolate(f"a{RLO}b{FSI}c{PDI}{PDI}d{FSI}e") == f"ab{FSI}c{PDI}d{FSI}e{PDI}"


@given(st.text(alphabet=f"اa{FSI}{PDI}{RLO}\u202c\u2066\u2067", max_size=30))
@settings(max_examples=100, deadline=None)
def test_isolated_text_never_leaks(text: str) -> None:
    safe = letters.isolate(text)
    depth = 0
    for char in safe:
        depth += (char in letters.ISOLATES) - (char == PDI)
        assert depth >= 0
        assert char not in letters.EMBEDDINGS
    assert depth == 0
    assert letters.isolate(safe) == safe
