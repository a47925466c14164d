"""lines: what a single line or paragraph of a page is, told from its shape and a few words (`marks.toml`).

Shared by tagged pages (`body`) and pages whose tags are gone (`bare`). Pure functions of text.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from mirnews.persian.letters import ZWNJ

MAX_SOURCE_WORDS = 12
MAX_SOURCE = 90  # characters
MAX_LABEL = 40  # characters before a colon
MAX_TAIL = 60  # characters at the end of a line in which an end mark is looked for
MAX_CODE = 8  # letters and digits of a desk code after an end mark
SHORT = 140  # a headline is shorter; the longest of the thirty of the page that was given to us has 71 characters
_FOLD = (("ي", "ی"), ("ى", "ی"), ("ك", "ک"), ("ة", "ه"), ("أ", "ا"), ("إ", "ا"), ("ٱ", "ا"), ("ؤ", "و"), ("ـ", ""))
_ENDS = re.compile(r"[.!?؟…۔:؛][\s»\")\]]*$")
_FULL_STOP = re.compile(r"[.؟?…۔؛][\s»\")\]]*$")
_PERIOD = re.compile(r"(?<!\.)[.۔؛][\s»\")\]]*$")
_CODE = re.compile(r"^[\W_]*\d[\d\s/*\\\-–_.ـ|]{2,30}$")
_DESK = r"(?:\s*[/\\*|]\s*(?:\w\.?){0,3}(?!\w)){0,3}[\s/\\.*)\-–ـ\d]*"  # «/», «/۱۰۱۲», «/م», «/ ح.ر»
_NO_LETTER = re.compile(r"[\W_]+")
_LETTER = re.compile(r"[^\W_]")


@cache
def marks() -> dict[str, Any]:
    """The words of `marks.toml`."""
    return tomllib.loads((files("mirnews.extract") / "marks.toml").read_text("utf-8"))


def _fold_letters(text: str) -> str:
    """Letters of one form: `replace` of a few letters is many times as fast as `translate` here."""
    if text.isascii():
        return text
    for letter, folded_letter in _FOLD:
        if letter in text:
            text = text.replace(letter, folded_letter)
    return text


def squash(text: str) -> str:
    """Letters and digits only, folded: how two lines are compared when spelling and spaces do not matter."""
    return _NO_LETTER.sub("", _fold_letters(text).casefold())


@cache
def _squashed(name: str) -> frozenset[str]:
    return frozenset(squash(word) for word in marks()[name])


def folded(text: str) -> str:
    """Runs of white space as one space, none at the ends; half-spaces are not white space and stay."""
    return " ".join(text.split())


def has_words(text: str) -> bool:
    """Is there a letter or a digit in it?"""
    return bool(_LETTER.search(text))


def ends_sentence(text: str) -> bool:
    """Does the line end as a sentence does (or with a colon, before a quotation)?"""
    return bool(_ENDS.search(text))


def is_short(text: str) -> bool:
    """Is it of the length of a headline, without a full stop at its end?"""
    return len(text) <= SHORT and not _FULL_STOP.search(text)


def is_title(text: str) -> bool:
    """Could it be a headline? It is short, and may ask or break off at its end, but does not close with a full stop."""
    return len(text) <= SHORT and not _PERIOD.search(text)


def _label_of(text: str) -> tuple[str, str] | None:
    head = text[: MAX_LABEL + 1]
    label, colon, _ = head.partition(":") if ":" in head else head.partition("：")
    return (squash(label), text[len(label) + 1 :]) if colon else None


def source_name(text: str) -> str | None:
    """The name in a line «منبع : خبرگزاری مهر», without its label; "" for a label alone; None for any other line."""
    text = without_end_mark(text) or text
    if (labelled := _label_of(text)) and labelled[0] in _squashed("source_labels"):
        return _as_name(labelled[1])
    return None


@cache
def _source_pattern() -> re.Pattern[str]:
    labels = "|".join(re.escape(label.split(" ")[0]) for label in marks()["source_labels"])
    return re.compile(rf"(?:{labels})[^:：<>]{{0,20}}(?:<[^>]{{0,200}}>\s{{0,9}}){{0,3}}[:：]")


def names_a_source(html: str) -> bool:
    """Can there be a source line in the page at all? A quick look at its raw HTML."""
    return bool(_source_pattern().search(html))


def loose_source_name(text: str) -> str | None:
    """The name in «به نقل از ایسنا» without a colon: only for the last lines of a text."""
    for label in marks()["source_labels_bare"]:
        words = folded(text).split(" ")
        size = len(label.split(" "))
        if " ".join(words[:size]) == label and len(words) - size in range(1, 6) and not ends_sentence(text):
            return _as_name(" ".join(words[size:]))
    return None


def _as_name(text: str) -> str | None:
    name = folded(text).strip(" .،؛,/\\|–-")
    if name.endswith(")") and "(" not in name:
        name = name[:-1].rstrip()
    if len(name) > MAX_SOURCE or len(name.split(" ")) > MAX_SOURCE_WORDS:
        return None
    return name


@cache
def _end_pattern() -> re.Pattern[str]:
    """An end mark with its signs and code, at the end of a line; spaces and half-spaces between its words vary."""
    between = f"[\\s{ZWNJ}]*"
    words = (between.join(map(re.escape, mark.split(" "))) for mark in marks()["end_marks"])
    return re.compile(rf"(?<!\w)[\s/\\*(\-–]*(?:{'|'.join(words)}){_DESK}$")


@cache
def _end_words() -> tuple[str, ...]:
    """The first words of the end marks, one of which stands in every end mark."""
    return tuple(dict.fromkeys(mark.split(" ")[0] for mark in marks()["end_marks"]))


def without_end_mark(text: str) -> str:
    """The line without «انتهای پیام/» and a desk code at its end; "" if nothing else was there."""
    head, tail = text[:-MAX_TAIL], text[-MAX_TAIL:]
    if not any(word in tail for word in _end_words()):
        return text
    found = _end_pattern().search(tail)
    return head + tail[: found.start()] if found else text


def is_end_mark(text: str) -> bool:
    """Is the whole line an end mark?"""
    if len(text) > MAX_TAIL:
        return False
    line = squash(text)
    return any(line.startswith(mark) and len(line) - len(mark) <= MAX_CODE for mark in _squashed("end_marks"))


def is_desk_code(text: str) -> bool:
    """Is it a code of digits, as some desks put below their texts («۱۷۳۰۲»)?"""
    return bool(_CODE.match(text))


def is_more(text: str) -> bool:
    """Does the line lead to other pages («بیشتر بخوانید:»), alone or with a headline after its colon?"""
    if len(text) <= MAX_LABEL and squash(text) in _squashed("more_marks"):
        return True
    labelled = _label_of(text)
    return bool(labelled and labelled[0] in _squashed("more_marks"))


def is_furniture(text: str) -> bool:
    """Is it a line of the page around the report: a code, share buttons, tags, comments?"""
    if len(text) > SHORT:
        return False
    if calls_to_channel(text):
        return True
    labelled = _label_of(text)
    return (len(text) <= MAX_LABEL and squash(text) in _squashed("furniture")) or bool(
        labelled and labelled[0] in _squashed("furniture")
    )


def calls_to_channel(text: str) -> bool:
    """Does a short line call readers to follow the site elsewhere («ما را در تلگرام دنبال کنید»)?"""
    line = squash(text)
    return any(word in line for word in _squashed("follow_words")) and any(
        word in line for word in _squashed("channels")
    )


def is_home(text: str) -> bool:
    """Is it the first step of a bread crumb (صفحه نخست)?"""
    return squash(text) in _squashed("home_marks")


def is_nobody(text: str) -> bool:
    """Is it an author that names nobody («خبرگزاری», «admin»)?"""
    return squash(text) in _squashed("nobody")


def without_author_label(text: str) -> str:
    """The name in «نویسنده: name»."""
    labelled = _label_of(text)
    return folded(labelled[1]) if labelled and labelled[0] in _squashed("author_labels") else text


def is_site_name(text: str) -> bool:
    """Is there a word in it that names of sites have («خبرگزاری», «نیوز»), in a line short enough for a name?"""
    return len(text) <= MAX_TAIL and bool(set(text.split(" ")) & set(marks()["site_words"]))


def without_date_label(text: str) -> str:
    """A visible date without «تاریخ انتشار:» before it."""
    labelled = _label_of(text)
    if labelled and labelled[0] in _squashed("date_labels"):
        return folded(labelled[1])
    for label in marks()["date_labels"]:
        if text.startswith(label):
            return folded(text[len(label) :]).lstrip(":：- ")
    return folded(text)
