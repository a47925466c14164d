"""The classes whose input is a file: feeds through the reader, HTML through the cleaner and then a second parser."""

from __future__ import annotations

import pytest

from mirnews.markup import clean
from tests.inputs.second import active
from tests.inputs.table import Case, classes, wrong_of_feed

EVERY = [case for row in classes() for case in row.cases]
FEEDS = [case for case in EVERY if "has" not in case.want]
PAGES = [case for case in EVERY if "has" in case.want]
BASE = "https://khabar.example/news/1/"


@pytest.mark.parametrize("case", FEEDS, ids=[case.file for case in FEEDS])
def test_a_feed_gives_what_the_list_says(case: Case) -> None:
    assert wrong_of_feed(case) == []


@pytest.mark.parametrize("case", PAGES, ids=[case.file for case in PAGES])
def test_html_shows_what_the_list_says(case: Case) -> None:
    shown = clean(case.body.decode(), BASE)
    assert [piece for piece in case.want["has"] if piece not in shown] == []
    assert [piece for piece in case.want["lacks"] if piece in shown] == []
    assert active(shown) == []
    assert clean(shown, BASE) == shown
