"""spacing: which words belong together: «می شود», «گزارش ها», «هسته ای». Takes a line, returns groups of words.

A group is one word, or a word with the affixes that stand after it (or the می before it) with one plain space between.
Repair puts a half-space where the spaces are; the search form joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mirnews.persian import lexicon
from mirnews.persian.joined import is_verb
from mirnews.persian.letters import HARAKAT, LETTERS, TATWEEL, ZWNJ
from mirnews.persian.lexicon import word_set

# A word is a run of letters (half-spaces inside), of digits with their separators, or of other alphanumerics.
DIGITS = "0-9۰-۹٠-٩"
TOKEN = re.compile(
    rf"[{LETTERS}{TATWEEL}][{LETTERS}{HARAKAT}{TATWEEL}{ZWNJ}]*"
    rf"|[{DIGITS}]+(?:[.,٫٬][{DIGITS}]+)*"
    rf"|[^\W_{LETTERS}{TATWEEL}{DIGITS}][^\W_{LETTERS}{TATWEEL}]*"
)

_HA = word_set("ها های هایی هایش هایت هایم هایشان هایتان هایمان هاست هایند")
_DEGREE = word_set("تر ترین ترینها ترها ترهای ترینهای")
_AFTER_HEH = word_set("ای اند ام ایم اید اش ات اشان ی")
_AFFIXES = _HA | _DEGREE | _AFTER_HEH
_MI = frozenset(("می", "نمی"))

# Words that take no affix: after them a loose «ها» or «تر» is a word of its own.
_NO_HOST = word_set(
    "از به با در بر که و را تا هر چه یا اما اگر نیز هم برای پس پیش چون زیرا ولی بی نه سه ده همه هیچ "
    "است بود شد الله ام ای ها های تر می نمی یک دو چهار پنج شش هفت هشت نه"
)
_SILENT_HEH = re.compile(rf".*[^اویآ{ZWNJ}]ه")
_MONTH_BEFORE = word_set("ماه اول دوم سوم چهارم پنجم ششم هفتم هشتم نهم دهم یکم بیستم")
_CERTAIN, _LIKELY = 0.99, 0.95


@dataclass(slots=True)
class Group:
    """Words that are one: their span in the line, and the words as they stand."""

    start: int
    end: int
    words: list[str]
    confidence: float = 1.0

    def add(self, end: int, word: str, confidence: float) -> None:
        """Take one more word in."""
        self.words.append(word)
        self.end = end
        self.confidence = min(self.confidence, confidence)


def groups(line: str) -> Iterator[Group]:
    """Yield the words of a line, each with the affixes that belong to it, in order."""
    group: Group | None = None
    before = ""  # the last word of the group before, which tells the month of May from the prefix
    for match in TOKEN.finditer(line):
        word, start, end = match.group(), match.start(), match.end()
        if group is not None:
            sure = 0.0
            if start - group.end == 1 and line[group.end] == " ":
                sure = _belongs(group, word, before)
            if sure:
                group.add(end, word, sure)
                continue
            before = group.words[-1]
            yield group
        group = Group(start, end, [word])
    if group is not None:
        yield group


# Second halves that make no sense by themselves there, so that the half-space is certainly lost: «گفت وگو», «پیش تر».
_SECOND_HALVES = {
    "پیش": word_set("تر ترها"),
    "گفت": word_set("وگو وگوی وگویی وگوها وگوهای وگوهایی وشنود"),
    "جست": word_set("وجو وجوی وجویی وجوها وجوهای وجوگر وجوگران وجوگری وخیز"),
}


def _belongs(group: Group, word: str, before: str) -> float:
    """How sure it is that `word` is part of the group before it; 0 when it is not."""
    last = group.words[-1]
    if last in _MI:
        return _CERTAIN if len(group.words) == 1 and is_verb(word) and not (last == "می" and _is_date(before)) else 0.0
    if len(group.words) == 1 and word in _SECOND_HALVES.get(last, ()):
        return _CERTAIN
    if word not in _AFFIXES:
        return 0.0
    return _takes(ZWNJ.join(group.words), word)


def _is_date(word: str) -> bool:
    """«ماه می», «۹ می»: then می is May."""
    return word in _MONTH_BEFORE or word[-1:].isnumeric()  # «²» too, which folding turns into a digit


def _takes(host: str, affix: str) -> float:
    if host in _NO_HOST or len(host) < 2 or not _is_persian(host):
        return 0.0
    if affix in _HA:
        return _CERTAIN
    if affix in _DEGREE:
        return _CERTAIN if host in lexicon.adjectives() else _LIKELY
    return _after_heh(host, affix)


def _after_heh(host: str, affix: str) -> float:
    """«هسته ای», «شده اند», «خانه اش», «خانه ی»: only after a silent ه."""
    known = host.rpartition(ZWNJ)[2] in lexicon.silent_heh() or host in lexicon.silent_heh()
    if known:
        return _CERTAIN
    if affix == "اش" and host.endswith("ی"):
        return _LIKELY
    if not _SILENT_HEH.fullmatch(host):
        return 0.0
    return _LIKELY if affix in ("ای", "اند", "ی") and len(host) > 3 else 0.0


def _is_persian(word: str) -> bool:
    return "\u0620" <= word[-1] <= "\u06ff" and not word[-1].isdecimal()
