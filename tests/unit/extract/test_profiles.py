"""Profiles are data; what is wrong in them should be loud."""

from __future__ import annotations

import pytest

from mirnews.extract.profiles import profiles, read_profile, recognised
from mirnews.extract.tree import parse

GOOD = 'name = "x"\nversion = "2026-11-24"\npriority = 1\nrecognise = [["body"]]\n[fields]\ntitle = ["h1"]\n'


def test_every_selector_is_one_the_parser_knows() -> None:
    tree = parse("<p>x")
    for profile in profiles():
        selectors = [*profile.drop, *profile.listing, *(s for group in profile.recognise for s in group)]
        for selector in [*selectors, *(s for field in profile.fields.values() for s in field)]:
            tree.css(selector)


def test_profiles_are_tried_from_the_certain_to_the_vague() -> None:
    assert [profile.name for profile in profiles()] == [
        "isna",
        "nastooh",
        "iransamaneh",
        "asam",
        "tasnim",
        "sputnik",
        "wordpress",
        "aggregator",
    ]


def test_a_footer_that_names_a_system_does_not_decide() -> None:
    tree = parse("<body><div class=body>x</div><div class=news_path></div><footer>طراحی و تولید: نستوه</footer>")
    assert [profile.name for profile in recognised(tree)] == ["iransamaneh", "aggregator"]


def test_an_unknown_field_is_refused() -> None:
    assert read_profile(GOOD).fields == {"title": ("h1",)}
    with pytest.raises(ValueError, match="titel"):
        read_profile(GOOD + 'titel = ["h2"]\n')
