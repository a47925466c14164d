"""Text to marks: the words of mirnews.persian with the punctuation between them, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mirnews.outlets import folded
from mirnews.outlets.folding import HAMZA_ABOVE
from mirnews.persian.letters import ZWNJ
from mirnews.persian.tokens import Token, sentences, words

MarkKind = Literal["word", "open", "close", "colon", "comma", "semicolon", "stop", "left", "right", "dash"]

PUNCTUATION: dict[str, MarkKind] = {
    "«": "open",
    "“": "open",
    "»": "close",
    "”": "close",
    ":": "colon",
    "،": "comma",
    ",": "comma",
    "؛": "semicolon",
    ";": "semicolon",
    ".": "stop",
    "!": "stop",
    "؟": "stop",
    "?": "stop",
    "…": "stop",
    "\n": "stop",
    "(": "left",
    ")": "right",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    "/": "dash",
    "|": "dash",
}
LONGEST = 400  # marks; a longer "sentence" has lost its full stops and is read in pieces, which bounds the work
STRAIGHT_QUOTE = '"'
TANWIN = "\u064b"  # «مخصوصاً»: an adverb
LINKED = (HAMZA_ABOVE, "ۀ", f"{ZWNJ}ی", f"{ZWNJ}ها", f"{ZWNJ}های", f"{ZWNJ}هایی", TANWIN)
INVENTED = "*"  # marks a made-up outlet; part of the name before it


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or a punctuation mark at `start:end` of its field; `fold` is the word as it is compared.

    `linked` is a word whose spelling shows that it is no name: more of its phrase follows («اندازهٔ»), it is a plural
    («خبرها» with a half-space) or an adverb with tanwin.
    """

    start: int
    end: int
    kind: MarkKind
    fold: str = ""
    linked: bool = False

    @property
    def is_word(self) -> bool:
        """Is it a word?"""
        return self.kind == "word"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The marks of one sentence and the whole text of the field that their offsets point into."""

    field: str
    text: str
    marks: tuple[Mark, ...]

    def span(self, first: int, after: int) -> tuple[int, int]:
        """Offsets of marks first..after (after excluded)."""
        return self.marks[first].start, self.marks[after - 1].end

    def said(self, first: int, after: int) -> str:
        """The text of marks first..after, as written."""
        start, end = self.span(first, after)
        return self.text[start:end]


def read_sentences(field: str, text: str, start: int = 0, end: int | None = None) -> Iterator[Sentence]:
    """Sentences of `text[start:end]`; offsets are those of the whole text."""
    for first, after in _joined(sentences(text[start:end])):
        marks = tuple(_marks(text, start + first, start + after))
        for at in range(0, len(marks), LONGEST):
            yield Sentence(field, text, marks[at : at + LONGEST])


def _joined(tokens: Iterable[Token]) -> Iterator[tuple[int, int]]:
    """Spans of sentences, those that end in «؛» joined to the next: the verb of a speaker often stands beyond it."""
    start: int | None = None
    for token in tokens:
        start = token.start if start is None else start
        if not token.text.endswith("؛"):
            yield start, token.end
            start = None
    if start is not None:
        yield start, token.end


def _marks(text: str, start: int, end: int) -> Iterator[Mark]:
    """Words with the punctuation between them; a straight quotation mark opens and closes by turns."""
    at, quoted = start, False
    for token in [*words(text[start:end]), None]:
        until = start + token.start if token else end
        for i in range(at, until):
            if text[i] == STRAIGHT_QUOTE:
                quoted = not quoted
                yield Mark(i, i + 1, "open" if quoted else "close")
            elif text[i] in PUNCTUATION:
                yield Mark(i, i + 1, PUNCTUATION[text[i]])
        if token is None:
            return
        at = start + token.end + text.startswith(INVENTED, start + token.end)
        if fold := folded(token.text):
            yield Mark(until, at, "word", _without_ezafe(fold, token.text), _is_linked(token.text))


def _is_linked(text: str) -> bool:
    return text.endswith(LINKED)


def _without_ezafe(fold: str, text: str) -> str:
    """A word without the linking yeh that some houses write after heh: «روزنامه» + half-space + «ی»."""
    return fold[:-1] if text.endswith(ZWNJ + "ی") and fold.endswith("هی") else fold
