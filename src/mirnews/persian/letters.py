"""letters: the invisible characters by name, the letter table, and the character repairs that follow from them.

Everything here is decided character by character from the Unicode table; words are not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

ZWNJ = "\u200c"  # half-space
ZWJ = "\u200d"
ZWSP = "\u200b"
RLM = "\u200f"
LRM = "\u200e"
ALM = "\u061c"
NBSP = "\u00a0"
NNBSP = "\u202f"
BOM = "\ufeff"
SHY = "\u00ad"
WJ = "\u2060"
NOT_SIGN = "\u00ac"
LRE, RLE, PDF, LRO, RLO = "\u202a", "\u202b", "\u202c", "\u202d", "\u202e"
LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
TATWEEL = "\u0640"
BLACK_FLAG, CANCEL_TAG = "\U0001f3f4", "\U000e007f"
TAGS = "\U000e0000-\U000e007f"  # a text that nobody sees; after a black flag, the flag of a part of a country
HAMZA_ABOVE = "\u0654"  # on ه: the ezafe of خانهٔ

EMBEDDINGS = LRE + RLE + PDF + LRO + RLO
ISOLATES = LRI + RLI + FSI
MARKS = RLM + LRM + ALM
HARAKAT = "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"

# Letters of Persian text, harakat aside: enough to find words. Presentation forms are mapped away before.
LETTERS = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f"
JOINS_NOT = frozenset("اآأإٱدذرزژوؤڈڑړېۀةء")  # no stroke to the next letter: a lost half-space leaves no mark there

# Codes of other keyboards for Persian letters. ة, ۀ, أ, ؤ and ئ are spellings, not codes, and stay.
SAME_LETTER = {
    "\u064a": "ی",  # Arabic yeh
    "\u0649": "ی",  # alef maksura
    "\u06d2": "ی",  # yeh barree
    "\u06cd": "ی",
    "\u06ce": "ی",
    "\u0643": "ک",  # Arabic kaf
    "\u06aa": "ک",  # swash kaf
    "\u06ac": "ک",
    "\u06be": "ه",  # heh doachashmee
    "\u06c1": "ه",  # heh goal
    "\u06d5": "ه",  # Kurdish ae
    "\u06c2": "ۀ",
    "\u06c3": "ة",
}

_KEPT_SIGNS = "\ufd3e\ufd3f\ufdfa\ufdfb\ufdfc\ufdfd"  # ornate brackets, honorifics, the rial: signs, not letter codes


def _presentation(char: str) -> str:
    """The base letters of a presentation form; vowel signs lose the space that Unicode puts under them."""
    base = unicodedata.normalize("NFKC", char).replace(" ", "").replace(TATWEEL, "")
    return "".join(SAME_LETTER.get(c, c) for c in base)


def _letter_table() -> dict[str, str]:
    table = dict(SAME_LETTER)
    for code in [*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)]:
        char = chr(code)
        if char not in _KEPT_SIGNS and unicodedata.category(char) not in ("Cn", "Sk"):
            table[char] = _presentation(char)
    return {char: base for char, base in table.items() if base and base != char}


LETTER_TABLE = _letter_table()
_COMPOSED = {
    "ا\u0653": "آ",
    "ا\u0654": "أ",
    "ا\u0655": "إ",
    "و\u0654": "ؤ",
    "ی\u0654": "ئ",
    "ي\u0654": "ئ",
    "ى\u0654": "ئ",
}

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_QUIET = TAGS + SHY + BOM + WJ + "\u180e" + _CONTROLS + EMBEDDINGS
_HIDDEN = _QUIET + ZWJ + ZWSP + MARKS + NOT_SIGN
_SPACES = NBSP + NNBSP + "\u2000-\u200a\u205f\u3000"
_WORD = rf"\w{HARAKAT}"
_INVISIBLE = rf"[{_HIDDEN}{ZWNJ}]{{2,}}|[{_HIDDEN}]|{ZWNJ}(?![{_WORD}])|(?<![{_WORD}]){ZWNJ}|[{_SPACES}]"
_LETTER = rf"[اويىی][\u0653-\u0655]|[{''.join(map(re.escape, LETTER_TABLE))}]"
# More of one thing than writing has: «ســـلام» has two or three, a letter of the Quran four marks, a line of them is a
# rule; a thousand marks on one letter cover the lines around it.
_MOST_TATWEELS, _MOST_MARKS = 8, 5
_COMBINING = HARAKAT + "\u0300-\u036f\u0483-\u0489\u0610-\u061a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# Each begins with one sign and has no group, so that the search passes over it at most places.
_SURPLUS = rf"{TATWEEL}{TATWEEL}{{{_MOST_TATWEELS},}}|[{_COMBINING}][{_COMBINING}]{{{_MOST_MARKS},}}"
_SUSPECT = re.compile(rf"(?P<invisible>{_INVISIBLE})|(?P<letter>{_LETTER})|{_SURPLUS}")
_SUSPECT_INVISIBLE = re.compile(rf"(?P<invisible>{_INVISIBLE})|{_SURPLUS}")
_IS_TAGS = re.compile(f"[{TAGS}]{{2,7}}")  # up to six letters of a code, and the end


def is_letter(char: str) -> bool:
    """Is it a letter of the Arabic script (any block)?"""
    return char.isalpha() and ("\u0600" <= char <= "\u077f" or "\ufb50" <= char <= "\ufefc")


def character_edits(text: str, *, letters: bool = True) -> Iterator[tuple[int, int, str, str]]:
    """Yield `(start, end, after, kind)` for every character that should be another one or none.

    Kinds are `letter` and `invisible`. With `letters` false (text that is not Persian) only invisibles are judged.
    """
    for match in (_SUSPECT if letters else _SUSPECT_INVISIBLE).finditer(text):
        start, end, run = match.start(), match.end(), match.group()
        if match.lastgroup is None:
            yield start, end, run[: _MOST_TATWEELS if run[0] == TATWEEL else _MOST_MARKS], "letter"
            continue
        if match.lastgroup == "letter":
            after = _COMPOSED.get(run) or LETTER_TABLE.get(run, run)
        else:
            after = _settle(run, text[start - 1 : start], text[end : end + 1])
        if after != run:
            yield start, end, after, match.lastgroup


def _settle(run: str, before: str, after: str) -> str:
    """What stays of a run of invisible characters between two visible ones."""
    if run.isspace():
        return " " * len(run)
    if before == BLACK_FLAG and run[-1] == CANCEL_TAG and _IS_TAGS.fullmatch(run):
        return run
    between_letters = is_letter(before) and _continues(after)
    if _is_half_space(run, between_letters, _continues(before) and _continues(after)):
        return ZWNJ
    if NOT_SIGN in run:
        return NOT_SIGN * run.count(NOT_SIGN)
    if ZWJ in run and not between_letters and before.strip() and after.strip():
        return ZWJ  # emoji, and «ه» shown in its initial form
    mark = next((char for char in run if char in MARKS), "")
    return "" if _is_plain(before) and _is_plain(after) else mark


def _is_half_space(run: str, between_letters: bool, inside_word: bool) -> bool:
    """A half-space, or what some editors write for one (U+00AC, U+200B)."""
    if ZWNJ in run and NOT_SIGN not in run:
        return inside_word
    return between_letters and any(char in run for char in (ZWNJ, NOT_SIGN, ZWSP))


def _continues(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char or " ").startswith("M")


def _is_plain(char: str) -> bool:
    """An edge, white space or an Arabic letter: a direction mark beside it changes nothing."""
    return not char or char.isspace() or is_letter(char)


def heal_characters(text: str) -> str:
    """The text with every character repair made; for search forms, where the edits are not wanted."""
    for _ in range(3):
        if not _SUSPECT.search(text):
            return text
        out, at = [], 0
        for start, end, after, _kind in character_edits(text):
            out += [text[at:start], after]
            at = end
        if not at:
            return text
        text = "".join([*out, text[at:]])
    return text


def isolate(text: str) -> str:
    """The text safe to set among other text: overrides and embeddings (U+202A to U+202E) out, isolates balanced."""
    out: list[str] = []
    depth = 0
    for char in text:
        if char in EMBEDDINGS:
            continue
        if char == PDI:
            if not depth:
                continue
            depth -= 1
        elif char in ISOLATES:
            depth += 1
        out.append(char)
    return "".join(out) + PDI * depth
