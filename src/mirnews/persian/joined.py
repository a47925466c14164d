"""joined: where a half-space was lost inside a word: «میشود», «گفتوگوی», «هستهای». Takes a word, returns it healed.

Rules and word lists first, in order of their certainty; where none is sure, the trained model is asked.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mirnews.persian import lexicon, model, protected
from mirnews.persian.letters import HAMZA_ABOVE, TATWEEL, ZWNJ

Guess = tuple[str, float]

# Confidence of each rule: at most its precision on the development splits of PerDT and Seraji, half-spaces deleted.
# The plural is PerDT's alone, for Seraji writes many plurals joined on purpose; the ending after ی had too few cases.
VERB, COMPOUND, HEH, YEH, PLURAL, DEGREE, SECOND = 0.99, 0.95, 0.97, 0.9, 0.94, 0.92, 0.89

_PLURAL_END = r"ها(?:یی|ی|یم|یت|یش|یمان|یتان|یشان|ست|یند)?"
_PLURAL = re.compile(rf"(.{{2,}}?)({_PLURAL_END})")
_DEGREE = re.compile(r"(.{2,}?)(تر(?:ین)?(?:ها|های|ی|ش|شان)?)")
_HEH_END = re.compile(r"(.+ه)(اند|ایم|اید|ام|ای|است|اش|ات|اشان|امان|اتان|ی)")
_MI = re.compile(rf"({'|'.join(lexicon.PREVERBS)}|)(ن?می)(.+)")
_SHORTEST_FIRST = 3  # letters
_LONGEST_WORD = 40  # letters; longer runs are not words

# Endings of compounds: with a half-space after a joining letter, and without.
_APART = re.compile(rf"(.+?)({_PLURAL_END}|تر|ترین|ترین{_PLURAL_END})")
_CLOSE = ("ی", "ان", "انه", "م", "ش", "شان", "مان", "یم", "ید", "ند", "انی", "ات", "ا")


Verdict = tuple[Guess | None, tuple[tuple[int, float], ...]]
NOTHING: Verdict = (None, ())


def settle(word: str, found: Verdict, floor: float | None) -> Guess | None:
    """The word with its lost half-spaces and how sure that is, or None to leave it; `found` is its verdict.

    Where no rule knows, the model is heard from the score `floor` on; None does not ask it.
    """
    guess, scores = found
    if floor is None or not scores:
        return guess
    gaps = [gap for gap in scores if gap[1] > floor]
    if guess is None:
        return model.current().split(word, gaps)
    stem, _, end = guess[0].rpartition(ZWNJ)  # a plural, and the model splits its stem
    heard = model.current().split(stem, gaps)
    return (heard[0] + ZWNJ + end, min(guess[1], heard[1])) if heard else guess


@lru_cache(maxsize=1 << 17)
def verdict(word: str) -> Verdict:
    """What rules say of a word, and the gaps that the model thinks possible where they say nothing."""
    guess = _by_rule(word)
    if guess is None:
        asked = word.removesuffix(HAMZA_ABOVE)
        return NOTHING if not _is_open(asked) else (None, model.current().possible(asked))
    stem = guess[0].rpartition(ZWNJ)[0]
    if guess[1] == PLURAL and ZWNJ not in stem and _is_open(stem):
        return guess, model.current().possible(stem)
    return guess, ()


def _is_open(word: str) -> bool:
    """May the model be asked: no word to keep, no vowel signs or drawn-out letters, which are written with care."""
    return len(word) <= _LONGEST_WORD and word.isalpha() and TATWEEL not in word and not _is_kept(word)


def _is_kept(word: str) -> bool:
    return word in lexicon.keep() or word in protected.words()


def _by_rule(word: str) -> Guess | None:
    if len(word) > _LONGEST_WORD or _is_kept(word):
        return None
    if word[-1:] == HAMZA_ABOVE:
        guess = _by_rule(word[:-1])
        return (guess[0] + HAMZA_ABOVE, guess[1]) if guess else None
    if TATWEEL in word or not word.isalpha():
        return None
    for rule in (_verb, _compound, _heh_ending, _yeh_ending, _degree, _second, _plural):
        guess = rule(word)
        if guess:
            return guess
    return None


def is_verb(word: str) -> bool:
    """May the word follow می or نمی?"""
    return word.replace("ئ", "ی") in lexicon.verb_forms()


def _verb(word: str) -> Guess | None:
    match = _MI.fullmatch(word)
    if match is None:
        return None
    before, mi, verb = match.groups()
    if is_verb(verb):
        return before + mi + ZWNJ + verb, VERB
    inner = _heh_ending(verb)
    if inner and is_verb(inner[0].partition(ZWNJ)[0]):
        return before + mi + ZWNJ + inner[0], VERB
    return None


def _compound(word: str) -> Guess | None:
    found = _inflected(word)
    return (found, COMPOUND) if found else None


def _inflected(word: str) -> str | None:
    """A compound of the list with at most two endings."""
    known = lexicon.compounds()
    if word in known:
        return known[word]
    for end in _CLOSE:
        if word.endswith(end) and word[: -len(end)] in known:
            base = known[word[: -len(end)]]
            return _attach(base, end) if end == "ی" or not base.endswith("ه") else None
    for pattern in (_APART, _HEH_END):
        match = pattern.fullmatch(word)
        stem = _inflected(match[1]) if match else None
        if match and stem:
            return _attach(stem, match[2])
    return None


def _attach(base: str, end: str) -> str:
    """A stem with its ending: a half-space where the stem's last letter would reach over."""
    close = end in _CLOSE and not base.endswith("ه")
    return base + end if close or not lexicon.joins_on(base) else base + ZWNJ + end


def _heh_ending(word: str) -> Guess | None:
    match = _HEH_END.fullmatch(word)
    if match is None:
        return None
    stem, end = match.groups()
    verbal = stem in lexicon.participles()
    if stem not in lexicon.silent_heh() or (end == "است" and not verbal):
        return None
    if stem[:-1] in lexicon.plural_nouns() and (end == "ای" or not (verbal or end in ("اند", "ی"))):
        return None
    return f"{stem}{ZWNJ}{end}", HEH


def _yeh_ending(word: str) -> Guess | None:
    """«پیشانیاش», «ایرانیاند»: no word of its own ends so."""
    stem, end = (word[:-2], "اش") if word.endswith("یاش") else (word[:-3], "اند")
    if not word.endswith(("یاش", "یاند")) or len(stem) < 4:
        return None
    return f"{stem}{ZWNJ}{end}", YEH


def _plural(word: str) -> Guess | None:
    match = _PLURAL.fullmatch(word)
    if match is None or not lexicon.joins_on(match[1]):
        return None
    stem, end = match.groups()
    inner = _by_rule(stem)
    return (inner[0] if inner else stem) + ZWNJ + end, PLURAL


def _degree(word: str) -> Guess | None:
    match = _DEGREE.fullmatch(word)
    if match is None or not lexicon.joins_on(match[1]):
        return None
    stem, end = match.groups()
    if stem not in lexicon.adjectives() and not stem.endswith("انه"):
        return None
    return f"{stem}{ZWNJ}{end}", DEGREE


def _second(word: str) -> Guess | None:
    """A compound known by its second part alone: «برنامهریزی», «خصوصیسازی»."""
    if word in lexicon.silent_heh():
        return None
    for after in ("heh", "any"):
        for part in lexicon.seconds(after):
            first = word[: -len(part)]
            if not word.endswith(part):
                continue
            fits = len(first) >= _SHORTEST_FIRST and lexicon.joins_on(first)
            if fits and (after == "any" or first in lexicon.silent_heh()):
                return f"{first}{ZWNJ}{part}", SECOND
            break  # «منتشرنشده» is no «منتشرن» with «شده»
    return None


def forget() -> None:
    """Answers of the model are remembered; after another one was chosen they are not true any more."""
    verdict.cache_clear()
