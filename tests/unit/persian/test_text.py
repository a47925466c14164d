from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mirnews.persian import digits, language
from mirnews.persian.tokens import sentences, words
from tests.growth import assert_linear

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").split("\n")[1:] if line]


@pytest.mark.parametrize(("code", "text"), rows("languages.tsv"))
def test_language(code: str, text: str) -> None:
    assert language(text) == (None if code == "-" else code)


@pytest.mark.parametrize("row", rows("sentences.tsv"), ids=lambda row: row[0])
def test_sentences(row: list[str]) -> None:
    found = sentences(row[0])
    assert [token.text for token in found] == row[1:]
    assert all(row[0][token.start : token.end] == token.text for token in found)


def test_words_keep_their_half_spaces_and_places() -> None:
    text = "«می\u200cشود»، ۳٫۵ درصد BBC"
    found = words(text)
    assert [token.text for token in found] == ["می\u200cشود", "۳٫۵", "درصد", "BBC"]
    assert all(text[token.start : token.end] == token.text for token in found)


def test_digits() -> None:
    assert digits.to_persian("12 ٣ ۴") == "۱۲ ۳ ۴"
    assert digits.to_ascii("۱۲ ٣ 4") == "12 3 4"


@pytest.mark.parametrize("read", [words, sentences, language])
@pytest.mark.parametrize("piece", [".", "م.", "م", "؟ ", "1:"])
def test_monotony_takes_linear_time(read: Callable[[str], object], piece: str) -> None:
    assert_linear(read, lambda size: piece * size, 200_000 // len(piece))
