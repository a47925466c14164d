"""The two languages say the same things, and say them in a form that pages and terminals can print."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from mirnews import walls
from mirnews.locale import LANGUAGES, messages
from mirnews.schedule import states

# What an operator may read on the operations page.
CODES = (
    "new ok timeout connect_failed dns_failed tls_failed reset http_401 http_403 http_404 http_410 http_429 http_451 "
    "http_5xx http_503 too_large address_refused robots_denied robots_unavailable redirect_loop too_many_redirects "
    "bad_encoding feed_broken feed_is_html feed_empty feed_unknown url_invalid page_blocked page_redirected no_text "
    "store_busy disk_full"
).split()


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert messages("fa").keys() == messages("en").keys()


def test_a_sentence_takes_the_same_values_in_both_languages() -> None:
    fa, en = messages("fa")._table, messages("en")._table
    # English says «which» where Persian repeats the name
    different = {key for key in fa if _fields(fa[key]) != _fields(en[key])} - {"chain.next_same"}
    assert different == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_pages_hold_no_markup(language: str) -> None:
    table = messages("fa" if language == "fa" else "en")._table
    assert [key for key, text in table.items() if set("<>&") & set(text) and not key.startswith("cli.")] == []


@pytest.mark.parametrize("code", CODES)
def test_every_state_has_words_in_both_languages(code: str) -> None:
    for language in LANGUAGES:
        words = messages(language).error(code)
        assert words != code
        assert len(words) < 90


def test_an_unknown_code_is_printed_as_it_is_and_a_status_as_one_of_its_hundred() -> None:
    assert messages("fa").error("no_such_code") == "no_such_code"
    assert messages("fa").error("http_418") == messages("fa").error("http_4xx")


RAISED = re.compile(r'\b(?:Skip|TryLater|Quarantine|Misconfigured|MirNewsError)\(\s*"([a-z0-9_]+)"')
SOURCE = Path(__file__).parents[3] / "src" / "mirnews"


def test_every_code_that_is_raised_has_words_in_both_languages() -> None:
    codes = {code for path in SOURCE.rglob("*.py") for code in RAISED.findall(path.read_text("utf-8"))} | walls.CODES
    assert len(codes) > 50
    for language in LANGUAGES:
        assert [code for code in sorted(codes) if messages(language).error(code) == code] == []


def test_every_state_has_a_word_a_reason_and_an_advice() -> None:
    fa = messages("fa").keys()
    assert {key for key in fa if key.startswith("state.")} == {f"state.{code}" for code in states.CODES}
    assert {key for key in fa if key.startswith("state_do.")} == {f"state_do.{code}" for code in states.CODES}
    caused = {states.code_of(key.removeprefix("error.")) for key in fa if key.startswith("error.")}
    for code in states.CODES - caused:
        assert f"state_why.{code}" in fa, code


def test_a_missing_sentence_is_a_bug() -> None:
    with pytest.raises(KeyError):
        messages("fa")("no.such.key")


def test_persian_sentences_use_persian_letters_and_digits() -> None:
    for key, text in messages("fa")._table.items():
        if key == "search.forms":  # it names the Arabic letters
            continue
        assert not set("يكىة٠١٢٣٤٥٦٧٨٩") & set(text), key


def test_persian_sentences_keep_their_half_spaces() -> None:
    loose = [
        key for key, text in messages("fa")._table.items() for word in (" ها ", " می ", " های ") if word in f" {text} "
    ]
    assert loose == []
