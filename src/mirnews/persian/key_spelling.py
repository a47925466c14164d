"""key_spelling: one word in the form of the key: its letters folded, its spelling the usual one.

    letters folded → half-spaces deleted → spellings of the table → به and است split off → ezafe off

Half-spaces count in three places only, where they are the spelling: the guarded words, به before a word, and است after
one. Everything else is decided on the joined word, so that a half-space put into a word never moves the key.
"""

from __future__ import annotations

import re
from functools import cache

from mirnews.persian import lexicon
from mirnews.persian.letters import HARAKAT, TATWEEL, ZWNJ

FOLD = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳٵ", "ا"),
        **dict.fromkeys("ؤٶۅۆۇۈۉۊۋ", "و"),
        **dict.fromkeys("ئېۓ", "ی"),
        **dict.fromkeys("ۀةۿ", "ه"),
        **dict.fromkeys("ګڭ", "گ"),
        "ځ": "ح",
        "ڤ": "و",
        "ء": "",
        TATWEEL: "",
    }
)
SIGNS = re.compile(f"[{HARAKAT}{TATWEEL}]")


def folded(word: str) -> str:
    """The letters of a word as the key has them; half-spaces stay."""
    return SIGNS.sub("", word).translate(FOLD)


def folded_set(text: str) -> frozenset[str]:
    return frozenset(folded(word) for word in text.split())


HA = folded_set(
    "ها های هایی هایش هایت هایم هایشان هایتان هایمان هاست هایند هاش هاشان هاشون هامان هاتان هایست هائی ئی"
) - {"یی"}
DEGREE = folded_set("تر ترین ترینها ترینهای ترها ترهای تری ترینشان ترش")

# Joined, these would be another word, so their parts stay apart: تن and ها are not «تنها».
GUARDED = folded_set(
    "تنها رها بها تنهایی رهایی بهای نهایی تنهای انتها منها میدانی میانه میانی میزان میران میلی میخی کشتی پستی بهایی "
    "رهای مها سها"
)
# Words that begin like به and a noun, and are one.
_BE_REAL = folded_set("بهنام بهشهر بهتر بهروز بهزیستی بهکار بهجا بهداشت بهبود بهشت بهنگام بهره بهار بهانه")
_EZAFE_INSIDE = re.compile(f"([^{ZWNJ}]+ه){ZWNJ}ی(?={ZWNJ}|$)")

# Words in a spoken h: «توجهی» is no ezafe of theirs. Of the many in «ده» only known silent ones count.
_REAL_H = folded_set(
    "ره نه ته سه که مه به فقه وجه توجه متوجه مواجه موجه شبه گره زره فربه کنه تنبه متنبه سفه وله ابله منزه مرفه مشبه "
    "تفقه تشبه تنزه آگه گه شه چه گنه تبه سیه نگه کره اله همره گمره مشتبه"
)


def word_tokens(word: str) -> tuple[str, ...]:
    """The tokens of one word in folded letters, half-spaces inside: nearly always one."""
    word = word.strip(ZWNJ)
    if ZWNJ not in word:
        return joined_tokens(word) if word else ()
    word = _EZAFE_INSIDE.sub(lambda match: match.group() if match[1] in _REAL_H else match[1], word)
    whole = word.replace(ZWNJ, "")
    first, _, rest = word.partition(ZWNJ)
    if whole in GUARDED:
        return (first, rest.replace(ZWNJ, ""))
    if first == "به" and len(rest) > 1 and rest not in HA | DEGREE:
        return (first, *word_tokens(rest))
    stem, is_, tail = word.partition(f"{ZWNJ}است{ZWNJ}")
    if is_:
        return (*word_tokens(stem), "است", *word_tokens(tail))
    stem, _, last = word.rpartition(ZWNJ)
    if last in ("است", "ست") and len(stem) > 1:
        return (*word_tokens(stem), "است")
    return joined_tokens(whole)


def joined_tokens(word: str) -> tuple[str, ...]:
    """The same for a word without half-spaces."""
    known = _spelling(word)
    if known:
        return known
    if word.startswith("به") and len(word) > 4 and word not in _BE_REAL:
        rest = word[2:]
        if rest in _be_words() or (rest[-1] in "یا" and rest.removesuffix("ی").removesuffix("ها") in _be_words()):
            return ("به", *joined_tokens(rest))
    if "هیها" in word:
        stem, _, end = word.partition("یها")
        if stem in _silent_heh():
            return joined_tokens(f"{stem}ها{end}")
    if "هاست" in word and not word.endswith("است"):
        stem, _, end = word.partition("است")
        if stem in _participles() and end in HA | DEGREE:
            return stem, "است", end
    if word.endswith("ست") and len(word) >= 4:
        parts = _is(word)
        if parts:
            return parts
    if word.endswith("هی") and len(word) > 4 and _is_silent(word[:-1]):
        return joined_tokens(word[:-1])
    if word.endswith("هیی") and len(word) > 5 and word[-4] not in "اوی":
        return (word[:-2] + "ای",)
    return (word,)


def _is_silent(word: str) -> bool:
    """Does the word end in a silent ه, so that «ی» after it is an ezafe? Told without the half-space."""
    if word.endswith("ده"):
        return word in _silent_heh()
    return word[-2] not in "اوی" and word not in _REAL_H


def _is(word: str) -> tuple[str, ...] | None:
    """«گفتهاست» and «کتابهاست» are two tokens with است, and «اینست» is."""
    stem = word[:-3]
    if word.endswith("است"):
        if stem.removeprefix("ن").removeprefix("می") in _participles() or (
            stem.endswith("ه") and stem in _silent_heh()
        ):
            return stem, "است"
        if stem.endswith("ه") or word[:-2] in _alef_words():
            return (*joined_tokens(stem + "ا"), "است") if len(stem) > 2 else None
        if stem in _close_words():
            return stem, "است"
    elif word[:-2] in _close_words():
        return word[:-2], "است"
    return None


@cache
def _participles() -> frozenset[str]:
    return frozenset(map(folded, lexicon.participles()))


@cache
def _silent_heh() -> frozenset[str]:
    return frozenset(map(folded, lexicon.silent_heh()))


@cache
def verb_forms() -> frozenset[str]:
    """What may follow می and نمی, in folded letters."""
    return frozenset(map(folded, lexicon.verb_forms()))


@cache
def _section(name: str) -> frozenset[str]:
    """The words of one section of key_lists.txt."""
    words: set[str] = set()
    for line in lexicon.lines("key_lists.txt"):
        head, _, rest = line.partition(":")
        if head == name:
            words |= folded_set(rest)
    return frozenset(words)


@cache
def _be_words() -> frozenset[str]:
    """What follows به so often that both are written as one: عنوان, صورت."""
    listed = (word for word in lexicon.compounds().values() if word.startswith(f"به{ZWNJ}"))
    return _section("be") | {folded(word).replace(ZWNJ, "")[2:] for word in listed}


def _alef_words() -> frozenset[str]:
    return _section("alef")


def _close_words() -> frozenset[str]:
    return _section("is")


# ---- spellings

# Endings that a word may have behind a spelling of the table: «بلیطهای» is «بلیتهای».
ENDINGS = frozenset(
    "ی ان ها های هایی هایش هایشان هایمان ای تر ترین ش شان مان تان م ات اش اند یم ید ند یها یهای یان یانه یهایی یی "
    "یت یتی یتها یتهای یتهایی ین ام انی انه یش یشان سازی ساز داران".split()
) | {""}
_SHORTEST_STEM = 4  # letters; a shorter spelling is another word as soon as it has an ending


@cache
def spellings() -> dict[str, tuple[str, ...]]:
    """Words that are written in two ways: the one to the tokens of the other."""
    table = {left[0]: right for left, right in lexicon.aliases() if len(left) == 1}
    out: dict[str, tuple[str, ...]] = {}
    for left in table:
        right = table[left]
        for _ in range(4):  # spellings of spellings
            if len(right) != 1 or right[0] not in table:
                break
            right = table[right[0]]
        out[left] = right
    return out


def _spelling(word: str) -> tuple[str, ...] | None:
    table = spellings()
    if word in table:
        return table[word]
    for end in range(len(word) - 1, max(_SHORTEST_STEM, len(word) - 9) - 1, -1):
        right = table.get(word[:end])
        if right and word[end:] in ENDINGS:
            return (*right[:-1], right[-1] + word[end:])
    return None
