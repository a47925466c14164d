"""query: what a visitor wrote behind the question mark, checked. Bad input is an answer in words, never a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from mirnews.locale import LANGUAGES, Language

MAX_QUERY = 500  # characters of a search; the longest that people typed into news archives are a headline long
MAX_PAGE = 40  # further back one searches or reads by section

StoryOrder = Literal["rank", "newest", "own"]


class BadRequest(Exception):
    """A parameter makes no sense. `key` is a sentence under `[bad]` of the locale."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def language(query: Mapping[str, str], default: Language) -> Language:
    """The language that is asked for; raises BadRequest for one that we do not speak."""
    wanted = query.get("lang", default)
    for known in LANGUAGES:
        if wanted == known:
            return known
    raise BadRequest("bad.lang")


def page_number(query: Mapping[str, str]) -> int:
    """The page of a list, from 1; raises BadRequest for anything else than 1 to MAX_PAGE."""
    written = query.get("page", "1")
    if not (written.isascii() and written.isdigit() and len(written) <= 3):
        raise BadRequest("bad.page")
    number = int(written)
    if not 1 <= number <= MAX_PAGE:
        raise BadRequest("bad.page")
    return number


def story_order(query: Mapping[str, str]) -> StoryOrder:
    """The order of stories, `rank` where none is asked for; raises BadRequest for one that there is not."""
    wanted = query.get("order", "rank")
    for known in get_args(StoryOrder):
        if wanted == known:
            return known  # type: ignore[no-any-return]
    raise BadRequest("bad.order")


def search_words(query: Mapping[str, str]) -> str:
    """What is searched for; raises BadRequest when it is too long or holds control characters."""
    written = query.get("q", "")
    if len(written) > MAX_QUERY:
        raise BadRequest("bad.query_long")
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in written) or "\ufffd" in written:
        raise BadRequest("bad.query_signs")
    return " ".join(written.split())
