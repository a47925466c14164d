"""key: the one search form. Takes a text, returns its tokens as every index, query, alert and fold sees them.

    characters → groups of words (affixes joined) → tokens folded → phrases and aliases joined

Letters, hamza seats, alef forms, vowel signs, digit systems and case are folded; half-spaces disappear, so that spaced,
half-spaced and joined spellings are one; compounds of the word list are joined when apart. There is no stemming.

Where damage has removed a difference the key takes one side: «خانهای» is one key for the plural of خان and the
indefinite of خانه. Where the half-space tells, the words stay apart: خان and خانه in the plural, «تن» with its plural
ending against the word for «only».
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from mirnews.persian import lexicon
from mirnews.persian.digits import to_ascii
from mirnews.persian.joined import split_joined
from mirnews.persian.letters import HARAKAT, TATWEEL, ZWNJ, heal_characters
from mirnews.persian.lexicon import word_set
from mirnews.persian.spacing import DIGITS, groups

_FOLD = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ئ": "ی",
        "ۀ": "ه",
        "ة": "ه",
        "ې": "ی",
        "ځ": "ح",
        "ء": "",
        TATWEEL: "",
    }
)
_VOWELS = re.compile(f"[{HARAKAT}{TATWEEL}]")
_EZAFE = re.compile(f"ه{ZWNJ}ی$")
_ORDINAL = re.compile(rf"(?<=[{DIGITS}])(?:[ {ZWNJ}]?(?:امین|ام)|{ZWNJ}?(?:مین|م))(?![\w{ZWNJ}])")
_PERCENT = re.compile(rf"(?<=[{DIGITS}]) ?[%٪]")
_THOUSANDS = re.compile(r"(?<=\d)[٬,](?=\d\d\d(?:\D|$))")
_SECRET = "سرّ"  # «secret»: the one word whose doubling sign is its spelling and not a reading aid

# Joined, these would be another word, so their parts stay apart: تن and ها are not «تنها».
_GUARDED = word_set(
    "تنها رها بها تنهایی رهایی بهای نهایی تنهای انتها منها میدانی میانه میانی میزان میران میلی میخی کشتی پستی"
)
_LONGEST_PHRASE = 200  # tokens; a longer one is a text, and is compared as it stands
_SHORTEST_JOIN = 2  # letters of each of two words that may be one: «کشت ی» is not «کشتی»


def key(text: str) -> str:
    """The search form of a text: its tokens with one space between. Repairing the text first changes nothing."""
    return " ".join(key_tokens(text))


def key_tokens(text: str) -> list[str]:
    """The search form as tokens, in order; punctuation leaves none."""
    healed = heal_characters(text)
    if not unicodedata.is_normalized("NFKC", healed):
        healed = heal_characters(unicodedata.normalize("NFKC", healed.replace("﷼", " ریال ")))
    healed = _PERCENT.sub(" درصد", _ORDINAL.sub("", healed)) if _has_digit(healed) else healed
    tokens: list[str] = []
    for line in healed.splitlines():
        for group in groups(line):
            tokens += _fold(_one_word(group.words))
    return _join_phrases(tokens)


def _one_word(words: list[str]) -> str:
    """The words of a group as repair would write them."""
    if len(words) == 1:
        return words[0]
    guess = None if ZWNJ in words[0] else split_joined(words[0])
    return ZWNJ.join([guess[0] if guess else words[0], *words[1:]])


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> tuple[str, ...]:
    """The tokens of one word with its affixes: nearly always one."""
    if word[0].isdecimal():
        return _number(word)
    if not "\u0600" <= word[0] <= "\u077f":
        return (word.casefold(),)
    if word == _SECRET:
        return ("سرر",)
    bare = _VOWELS.sub("", word).strip(ZWNJ)
    guess = None if ZWNJ in bare else split_joined(bare)
    tokens = [
        token for part in _apart(guess[0] if guess else bare) if (token := part.translate(_FOLD).replace(ZWNJ, ""))
    ]
    return tuple(tokens)


def _number(word: str) -> tuple[str, ...]:
    head = re.match(rf"[{DIGITS}.,٫٬]*[{DIGITS}]", word)
    number = head.group() if head else word
    tail = word[len(number) :].strip(ZWNJ)
    plain = _THOUSANDS.sub("", to_ascii(number)).replace("٫", ".").replace(",", ".")
    return (plain, *_fold(tail)) if tail else (plain,)


def _apart(word: str) -> list[str]:
    """Parts of one word that are searched as words of their own."""
    word = _EZAFE.sub("ه", word)
    if ZWNJ not in word:
        return [word]
    if word.replace(ZWNJ, "") in _GUARDED:
        return word.split(ZWNJ)
    first, _, rest = word.partition(ZWNJ)
    if first == "به":
        return [first, *_apart(rest)]
    stem, _, last = word.rpartition(ZWNJ)
    if last == "است":
        return [stem, last]
    return [word]


# ---- phrases and aliases


@cache
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """By first token: the tokens that follow, and what all become. Longest first."""
    table: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {}
    for parts in lexicon.phrases():
        folded = tuple(token for part in parts for token in _fold(part))
        table.setdefault(folded[0], {})[folded[1:]] = ("".join(folded),)
    for left, right in lexicon.aliases():
        table.setdefault(left[0], {})[left[1:]] = right
    return {first: tuple(sorted(rest.items(), key=lambda item: -len(item[0]))) for first, rest in table.items()}


# Endings that the last word of a phrase may have: «عقب نشینی های».
_ENDINGS = frozenset(
    ("", "ی", "ان", "ها", "های", "هایی", "هایش", "هایشان", "ای", "تر", "ترین", "ش", "شان", "اند", "ات", "اش")
)


def _join_phrases(tokens: list[str]) -> list[str]:
    table = _phrases()
    out: list[str] = []
    at = 0
    while at < len(tokens):
        found = _phrase_at(tokens, at, table[tokens[at]]) if tokens[at] in table else None
        if found:
            out += found[0]
            at += found[1]
        else:
            out.append(tokens[at])
            at += 1
    return out


def _phrase_at(
    tokens: list[str], at: int, known: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
) -> tuple[tuple[str, ...], int] | None:
    for rest, result in known:
        end = at + 1 + len(rest)
        if end > len(tokens) or tuple(tokens[at + 1 : end - 1]) != rest[:-1]:
            continue
        if not rest:
            return result, 1
        last = tokens[end - 1]
        if last.startswith(rest[-1]) and last[len(rest[-1]) :] in _ENDINGS:
            return (*result[:-1], result[-1] + last[len(rest[-1]) :]), 1 + len(rest)
    return None


# ---- is a phrase in a text?


def pair_join(left: str, right: str) -> str | None:
    """The one word that two neighbouring tokens may be; None where joining them would make another word.

    An index keeps these beside the tokens, so that «دانش آموز» is found by «دانشآموز» where no list knows it.
    """
    joined = left + right
    if min(len(left), len(right)) < _SHORTEST_JOIN or joined in _GUARDED or not (left + right).isalpha():
        return None
    return joined


def same(a: str, b: str) -> bool:
    """Does a search for the phrase `b` find a document that holds `a`?"""
    document, phrase = key_tokens(a), key_tokens(b)
    if len(phrase) > _LONGEST_PHRASE:
        return f" {' '.join(phrase)} " in f" {' '.join(document)} "
    return bool(phrase) and any(_matches(document, start, phrase) for start in range(len(document)))


def _matches(document: list[str], start: int, phrase: list[str]) -> bool:
    """Does the phrase stand at `start`, with neighbours of either side taken as one word where needed?"""
    reached = {(start, 0)}
    while reached:
        following: set[tuple[int, int]] = set()
        for d, p in reached:
            if p == len(phrase):
                return True
            following |= _steps(document, d, phrase, p)
        reached = following
    return False


def _steps(document: list[str], d: int, phrase: list[str], p: int) -> set[tuple[int, int]]:
    steps: set[tuple[int, int]] = set()
    if d >= len(document):
        return steps
    if document[d] == phrase[p]:
        steps.add((d + 1, p + 1))
    if d + 1 < len(document) and pair_join(document[d], document[d + 1]) == phrase[p]:
        steps.add((d + 2, p + 1))
    if p + 1 < len(phrase) and pair_join(phrase[p], phrase[p + 1]) == document[d]:
        steps.add((d + 1, p + 2))
    return steps
