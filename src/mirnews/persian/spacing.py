"""spacing: which words belong together: «می شود», «گزارش ها», «هسته ای». Takes a line, returns groups of words.

A group is one word, or a word with the affixes that stand after it (or the می before it) with one plain space between.
Repair puts a half-space where the spaces are; the search form joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mirnews.persian import lexicon, model, protected
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
_AFTER_YEH = word_set("ای اند ام ایم اید اش ات اشان")
_AFFIXES = _HA | _DEGREE | _AFTER_HEH
_MI = frozenset(before + mi for before in ("", *lexicon.PREVERBS) for mi in ("می", "نمی"))

# Words that take no affix: after them a loose «ها» or «تر» is a word of its own.
_NO_HOST = word_set(
    "از به با در بر که و را تا هر چه یا اما اگر نیز هم برای پس پیش چون زیرا ولی بی نه سه ده همه هیچ "
    "است بود شد الله ام ای ها های تر می نمی یک دو چهار پنج شش هفت هشت نه وگرنه البته چنانچه آنچه هرچه اینکه آنکه بلکه "
    "چراکه هرگاه گرچه اگرچه برخی بعضی خیلی کسی یکی وقتی حتی سپس گویی یعنی ولی چنین چند هنوز ازجمله همچنین"
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
        word = match.group()
        start, end = match.span()
        if group is not None:
            sure = 0.0
            may = (word in _ATTACHED and not (word in _LETTERS and _spells_on(line, end))) or group.words[-1] in _MI
            if may and start - group.end == 1 and line[group.end] == " ":
                sure = _belongs(group, word, before)
            if sure:
                group.add(end, word, sure)
                continue
            before = group.words[-1]
            yield group
        group = Group(start, end, [word])
    if group is not None:
        yield group


# Latin letters as Persian spells them: «شبکه ام بی سی», «جنگنده ام ۴۶» have no ending.
_LETTERS = word_set("ام ای")
_SPELLED = re.compile(r" (?:[\d۰-۹]|(?:بی|سی|تی|وی|دی|جی|پی|ال|ان|اس|آر|اف|کی|ایکس|یو|ای|ام)(?![\w\u200c]))")


def _spells_on(line: str, end: int) -> bool:
    """Does another spelled letter or a number follow there?"""
    return bool(_SPELLED.match(line, end))


# Second halves that make no sense by themselves there, so that the half-space is certainly lost: «گفت وگو», «پیش تر».
_SECOND_HALVES = {
    "پیش": word_set("تر ترها"),
    "گفت": word_set("وگو وگوی وگویی وگوها وگوهای وگوهایی وشنود"),
    "جست": word_set("وجو وجوی وجویی وجوها وجوهای وجوگر وجوگران وجوگری وخیز"),
}


_ATTACHED = _AFFIXES.union(*_SECOND_HALVES.values())


def _belongs(group: Group, word: str, before: str) -> float:
    """How sure it is that `word` is part of the group before it; 0 when it is not."""
    last = group.words[-1]
    if last in _MI:
        is_may = last == "می" and (_is_date(before) or (before, last) in protected.pairs())
        return _CERTAIN if len(group.words) == 1 and is_verb(word) and not is_may else 0.0
    if len(group.words) == 1 and word in _SECOND_HALVES.get(last, ()):
        return _CERTAIN
    return _takes(ZWNJ.join(group.words), word) if word in _AFFIXES else 0.0


def merge(line: str, found: list[Group], floor: float) -> list[Group]:
    """Groups with those put together that are one word by the model: «رئیس جمهور», «سیاست گذاران»."""
    learned = model.current()
    firsts, seconds = learned.firsts, learned.seconds
    out: list[Group] = []
    fresh = True  # may the last group take one in? One that took in another takes affixes only
    for at, group in enumerate(found):
        last = out[-1] if out else None
        word = group.words[0]
        may = last and (word in _AFFIXES or (word in seconds and last.words[0] in firsts))
        if last and may and group.start - last.end == 1 and line[last.end] == " ":
            after = found[at + 1].words[0] if at + 1 < len(found) else ""
            sure = _one_word(last, group, after, floor) if fresh else _affix(last, word)
            if sure:
                last.words += group.words
                last.end, last.confidence = group.end, min(last.confidence, sure, group.confidence)
                fresh = False
                continue
        out.append(group)
        fresh = True
    return out


_NEVER_SECOND = (_AFFIXES | _NO_HOST) - {"الله"}  # affixes are decided by rule; «خانه به» is half of a longer compound
# «هفت دقیقه» is two words; what is one with a number, as a day of the week is, stands in the lists.
_NEVER_FIRST = word_set(
    "دو چهار پنج شش هفت هشت نه ده یازده دوازده پانزده بیست سی چهل پنجاه شصت هفتاد هشتاد نود صد هزار"
)
_AUXILIARY = word_set("شده نشده کرده نکرده گرفته داده یافته بوده")
_AFTER_PARTICIPLE = word_set("است بود بودند باشد باشند نیست نبود خواهد اند")


def _one_word(left: Group, right: Group, after: str, floor: float) -> float:
    """How sure the model is that two groups are one word; 0 when they are not."""
    first, second = left.words[0], right.words[0]
    if len(left.words) > 1 or min(len(first), len(second)) < 2 or second in _NEVER_SECOND or first in _AFFIXES:
        return 0.0
    if second in _AUXILIARY and (after in _AFTER_PARTICIPLE or len(right.words) > 1):
        return 0.0  # «منتشر شده است», «کشته شده اند» are verbs
    return _learned(first, second, floor)


def _affix(group: Group, word: str) -> float:
    """A merged word is another host for what follows."""
    return _takes(ZWNJ.join(group.words), word) if word in _AFFIXES else 0.0


@lru_cache(maxsize=1 << 18)
def _learned(left: str, right: str, floor: float) -> float:
    if left in _MI or left in lexicon.keep() or right in lexicon.keep() or (left, right) in protected.pairs():
        return 0.0
    if left in _NEVER_FIRST or left in protected.places() or right in protected.places():
        return 0.0
    return model.current().join(left, right, floor)


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
    if affix in _AFTER_YEH and host.endswith("ی") and not host.endswith("ای") and len(host) > 2:
        return _LIKELY
    if affix == "اند":
        return _LIKELY
    return _LIKELY if len(host) > 3 and _SILENT_HEH.fullmatch(host) else 0.0


def _is_persian(word: str) -> bool:
    return "\u0620" <= word[-1] <= "\u06ff" and not word[-1].isdecimal()


def forget() -> None:
    """Answers of the model are remembered; after another one was chosen they are not true any more."""
    _learned.cache_clear()
