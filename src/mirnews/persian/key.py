"""key: the one search form. Takes a text, returns its tokens as every index, query, alert and fold sees them.

    pieces between white space → tokens of each (key_words) → affixes joined → phrases joined

Letters, hamza seats, alef forms, vowel signs, digit systems and case are folded; half-spaces disappear, so that spaced,
half-spaced and joined spellings are one; compounds of the word lists are joined when apart. There is no stemming.

Where damage has removed a difference the key takes one side: «خانهای» is one key for the plural of خان and the
indefinite of خانه. Where the half-space tells, the words stay apart: خان and خانه in the plural, «تن» with its plural
ending against the word for «only».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain

from mirnews.persian import key_spelling as ks
from mirnews.persian import key_words as kw
from mirnews.persian import lexicon
from mirnews.persian.key_spelling import joined_tokens
from mirnews.persian.letters import ZWNJ, heal_characters
from mirnews.persian.lexicon import word_set
from mirnews.persian.neighbours import joined_at
from mirnews.persian.tokens import words

_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f]")  # controls that Python splits at and that repair takes out
_MOST_KEPT = 1 << 17  # entries of each memory below; a distinct one is about 200 bytes
_LONGEST_KEPT = 100  # characters; a longer piece is not met twice
_LONGEST_PHRASE = 200  # tokens; a longer one is a text, and is compared as it stands


class _Memory(dict):  # type: ignore[type-arg]
    """What a function answered, by its argument; forgets all when it is full."""

    def __init__(self, ask: Callable[..., object]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, asked: str | tuple[str, str]) -> object:
        if len(self) >= _MOST_KEPT:
            self.clear()
        answer = self._ask(asked)
        if len(asked) <= _LONGEST_KEPT:
            self[asked] = answer
        return answer


_PIECES = _Memory(kw.read_piece)


def key(text: str) -> str:
    """The search form of a text: its tokens with one space between. Repairing the text first changes nothing."""
    return " ".join(key_tokens(text))


def key_tokens(text: str) -> list[str]:
    """The search form as tokens, in order; punctuation leaves none."""
    if _BREAKS.search(text):
        text = heal_characters(text)
    out: list[str] = []
    for line in text.split("\n"):
        _read(line.split(), out)
    return _join_phrases(out)


# ---- a line

# After these a loose ending is a word of its own.
_NO_HOST = word_set(
    "از به با در بر که و را تا هر چه یا اما اگر نیز هم برای پس پیش چون زیرا ولی بی نه سه ده هیچ است بود شد الله می نمی "
    "این ان"
)
_NO_DEGREE = word_set("و که از را به این ان")
_LONGEST_HOST = 40  # letters; longer runs are no words
_MONTH_BEFORE = word_set("ماه اول دوم سوم چهارم پنجم ششم هفتم هشتم نهم دهم یکم بیستم")
_NOT_BARE = word_set("از ان انکه این اینکه ی بی و ها های تر")  # after بی and غیر: the preposition, or another word


def _read(pieces: list[str], out: list[str]) -> None:
    """Append the tokens of a line, endings joined to their words and می to its verb."""
    start = len(out)
    open_ = False  # may the next piece belong to the last token?
    front = ""  # می, بی, غیر or ضد, waiting for the word after it
    slash = False
    for piece in map(_PIECES.__getitem__, pieces):
        if piece.__class__ is str:
            if front:
                _take_front(out, front, piece, start)
                front = ""
            else:
                out.append(piece)
            open_, slash = True, False
            continue
        if not piece.tokens and piece.opens:
            continue
        if front and piece.opens and piece.tokens and piece.role not in ("front", "sign"):
            _take_front(out, front, piece.tokens[0], start)
            out += piece.tokens[1:]
        elif not piece.tokens:
            pass
        elif kw.ROLES.get(piece.tokens[0]) == "end":
            hosted = open_ and piece.opens
            ends = len(piece.tokens) if piece.role == "end" else 1
            out += piece.tokens[: not hosted]
            _take_ends(out, piece.tokens[not hosted : ends])
            out += piece.tokens[ends:]
        elif slash and open_ and piece.opens and piece.role in ("sign", "measure"):
            out[-2:] = [f"{out[-2]}.{out[-1]}", *piece.tokens]
        else:
            out += piece.tokens
        front = piece.tokens[-1] if piece.closes and piece.tokens and piece.tokens[-1] in kw.FRONTS else ""
        open_, slash = piece.closes, piece.role == "slash"


def _take_front(out: list[str], front: str, token: str, start: int) -> None:
    """Join the waiting می or بی, which is the last token, with the token after it; or let both stand."""
    if front in kw.VERB_FRONTS:
        before = out[-2] if len(out) - 1 > start else ""
        is_may = front == "می" and (before in _MONTH_BEFORE or before[-1:].isnumeric())
        joins = not is_may and token in ks.verb_forms()
    else:
        joins = len(token) > 1 and "\u0620" <= token[0] <= "\u06ff" and token not in _NOT_BARE
    if joins:
        out[-1:] = _glued(front, token)
    else:
        out.append(token)


def _take_ends(out: list[str], ends: tuple[str, ...]) -> None:
    """Join endings to the word before them: «کتاب های», «۱۴ ام»."""
    for end in ends:
        host = out[-1]
        if end in ("ام", "امین") and host[-1].isdecimal():
            continue
        if _hosts(host, end):
            out[-1:] = _glued(host, end)
        else:
            out.append(end)


def _hosts(host: str, end: str) -> bool:
    """Does the ending belong to the word? More often yes than repair would say, so that repair never moves the key."""
    if not "\u0620" <= host[-1] <= "\u06ff" or len(host) > _LONGEST_HOST or host in ("است", "و"):
        return False
    if end in ks.HA:
        return host not in ks.HA
    if len(host) < 2:
        return False
    if end in ks.DEGREE:
        return host not in _NO_DEGREE
    if host in _NO_HOST:
        return False
    last = host[-1]
    if end in kw.EZAFE:
        return last in "اوه"
    if end in ("ای", "ام", "امان", "اتان"):
        return last == "ه" or (end == "ام" and last == "ی")
    return True


def _glued(host: str, end: str) -> tuple[str, ...]:
    found: tuple[str, ...] = _GLUED[host, end]
    return found


_GLUED = _Memory(lambda pair: ks.word_tokens(ZWNJ.join(pair)))


# ---- phrases


@cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """By first token: the tokens of every phrase that are one word when joined, longest first; and the spellings of
    several words, whose last part is what they become."""
    table: dict[str, set[tuple[str, ...]]] = {}
    for parts in _listed_phrases():
        tokens = tuple(chain.from_iterable(map(_part, parts)))
        if len(tokens) > 1:
            table.setdefault(tokens[0], set()).add(tokens)
    for left, _ in lexicon.aliases():
        if len(left) > 1:
            table.setdefault(left[0], set()).add(left)
    return {first: sorted(found, key=lambda tokens: (-len(tokens), tokens)) for first, found in table.items()}


@cache
def _part(part: str) -> tuple[str, ...]:
    return ks.word_tokens(ks.folded(part))


def _listed_phrases() -> Iterator[tuple[str, ...]]:
    yield from lexicon.phrases()
    for line in (*lexicon.lines("key_phrases.txt"), *lexicon.lines("key_compounds.txt")):
        first, _, rest = line.partition(":")
        for entry in rest.split():
            yield (first, *entry.split("+"))


@cache
def _aliases() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {left: right for left, right in lexicon.aliases() if len(left) > 1}


def _candidates(pair: tuple[str, str]) -> list[tuple[str, ...]]:
    """The phrases that may begin with these two tokens."""
    first, second = pair
    return [
        phrase
        for phrase in _phrases().get(first, ())
        if (second == phrase[1] if len(phrase) > 2 else _ends_as(second, phrase[1]))
    ]


_CANDIDATES = _Memory(_candidates)


def _ends_as(token: str, last: str) -> bool:
    return token.startswith(last) and token[len(last) :] in ks.ENDINGS


def _join_phrases(tokens: list[str]) -> list[str]:
    firsts = _phrases()
    if firsts.keys().isdisjoint(tokens):
        return tokens
    out: list[str] = []
    skip = 0
    for at, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif token in firsts and at + 1 < len(tokens) and (found := _CANDIDATES[token, tokens[at + 1]]):
            result, used = _phrase_at(tokens, at, found)
            out += result
            skip = used - 1
        else:
            out.append(token)
    return out


def _phrase_at(tokens: list[str], at: int, candidates: list[tuple[str, ...]]) -> tuple[Sequence[str], int]:
    """What the tokens from `at` on become, and how many of them; the first alone when no phrase fits."""
    for phrase in candidates:
        end = at + len(phrase)
        if end > len(tokens) or tuple(tokens[at : end - 1]) != phrase[:-1] or not _ends_as(tokens[end - 1], phrase[-1]):
            continue
        ending = tokens[end - 1][len(phrase[-1]) :]
        right = _aliases().get(phrase)
        return joined_tokens((right[0] if right else "".join(phrase)) + ending), len(phrase)
    return tokens[at : at + 1], 1


def keeps(before: str, after: str) -> bool:
    """Does a change of spelling leave the key where it is? Only such a one may a repair make."""
    return key_tokens(before) == key_tokens(after)


# ---- is a phrase in a text?


def same(a: str, b: str) -> bool:
    """Does a search for the phrase `b` find a document that holds `a`? Two single words are compared whole."""
    document, phrase = key_tokens(a), key_tokens(b)
    if len(phrase) > _LONGEST_PHRASE:
        return f" {' '.join(phrase)} " in f" {' '.join(document)} "
    if not phrase or not document:
        return False
    if document == phrase:
        return True
    whole = len(words(a[:_LONGEST_PHRASE])) == 1 == len(words(b[:_LONGEST_PHRASE]))
    starts = (0,) if whole else range(len(document))
    return any(_matches(document, start, phrase, whole=whole) for start in starts)


def _matches(document: list[str], start: int, phrase: list[str], *, whole: bool) -> bool:
    """Does the phrase stand at `start`, with neighbours of either side taken as one word where needed?"""
    if not whole and document[start : start + len(phrase)] == phrase:
        return True
    reached = {(start, 0)}
    while reached:
        following: set[tuple[int, int]] = set()
        for d, p in reached:
            if p == len(phrase):
                if not whole or d == len(document):
                    return True
                continue
            following |= _steps(document, d, phrase, p)
        reached = following
    return False


def _steps(document: list[str], d: int, phrase: list[str], p: int) -> set[tuple[int, int]]:
    steps: set[tuple[int, int]] = set()
    if d >= len(document):
        return steps
    if document[d] == phrase[p]:
        return {(d + 1, p + 1)}  # then no joined word can be equal too: it would be longer
    steps |= {(d + used, p + 1) for used, word in joined_at(document, d) if word == phrase[p]}
    steps |= {(d + 1, p + used) for used, word in joined_at(phrase, p) if word == document[d]}
    return steps
