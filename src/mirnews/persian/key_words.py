"""key_words: one piece of a text between white space, as search tokens. Takes a piece, returns a Piece.

characters healed → runs of letters, numbers, Latin → tokens of each (key_spelling), and the role of the whole
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from mirnews.persian import lexicon
from mirnews.persian.digits import to_ascii
from mirnews.persian.key_spelling import DEGREE, FOLD, HA, SIGNS, folded_set, joined_tokens, word_tokens
from mirnews.persian.letters import HARAKAT, LETTERS, ZWNJ, heal_characters
from mirnews.persian.lexicon import word_set

DIGITS = "0-9۰-۹٠-٩"

_PLAIN = re.compile("[ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی]+")  # letters that are themselves in the key
_RUN = re.compile(
    rf"[{LETTERS}][{LETTERS}{ZWNJ}]*"
    rf"|[{DIGITS}]+(?:[.,٫٬،][{DIGITS}]+)*"
    rf"|[^\W\d_{LETTERS}]+"
    r"|[%٪]|\d+"
)
_NTH = re.compile(rf"(?<=[{DIGITS}]){ZWNJ}?(?:امین|ام|مین|م|st|nd|rd|th)(?![\w{ZWNJ}])")
_PERCENT_FIRST = re.compile(rf"[%٪]([{DIGITS}][{DIGITS}.,٫٬]*)(?![%٪])")
_INITIALS = re.compile(r"(?<![\w.])(?:[a-zA-Z]\.){2,}[a-zA-Z]?(?!\w)")
_SLASH = re.compile(rf"[{DIGITS}]{{1,3}}/[{DIGITS}]{{1,2}}")
_THOUSANDS = re.compile(r"\d{1,3}(?:[٬,،]\d{3})+(?:[.٫]\d+)?|\d{1,3}(?:\.\d{3}){2,}")
_SECRET = re.compile(rf"(?<![{LETTERS}{HARAKAT}])سرّ(?![{LETTERS}{HARAKAT}])")  # «secret»: its doubling sign is spelling


class Piece(NamedTuple):
    """The tokens of a piece, and what its neighbours must know of it.

    `opens`: nothing stands before its first token, so that it may belong to the word before; `closes`: nothing stands
    after its last one (both are set, and there are no tokens, where nothing is visible). `role`: `end` of a word,
    `front` of one, `sign` (٪), `slash` (۳/۵), `measure`, or nothing.
    """

    tokens: tuple[str, ...]
    opens: bool
    closes: bool
    role: str = ""


# ---- roles

AFTER_HEH = folded_set("ای ام اش ات اشان امان اتان")
VERBAL = folded_set("اند ایم اید")
OWNERS = word_set("مان تان شان")
GOD = frozenset(("الله",))  # the second half of names: «رحمت الله»
EZAFE = word_set("ی یی")
VERB_FRONTS = word_set("می نمی") | {before + mi for before in lexicon.PREVERBS for mi in ("می", "نمی")}
FRONTS = VERB_FRONTS | word_set("بی غیر ضد")
_MEASURES = word_set(
    "درصد میلیون میلیارد تریلیون هزار ریشتر متر کیلومتر تن لیتر کیلوگرم برابر دلار واحد سانتیمتر هکتار"
)
ROLES = {
    **dict.fromkeys(HA | DEGREE | AFTER_HEH | VERBAL | OWNERS | EZAFE | GOD, "end"),
    **dict.fromkeys(FRONTS, "front"),
    **dict.fromkeys(_MEASURES, "measure"),
}


_NOTHING, _MARK = Piece((), True, True), Piece((), False, False)

# ---- a piece


def read_piece(piece: str) -> Piece | str:
    """The piece as tokens; a plain word, which most are, as its one token."""
    if _PLAIN.fullmatch(piece):
        return _plain(piece)
    healed = heal_characters(piece)
    if not unicodedata.is_normalized("NFKC", healed):
        healed = heal_characters(unicodedata.normalize("NFKC", healed.replace("﷼", " ریال ")))
    if "ّ" in healed:
        healed = _SECRET.sub("سرر", healed)
    healed = _INITIALS.sub(lambda match: match.group().replace(".", ""), SIGNS.sub("", healed))
    slash = _SLASH.match(healed)
    if any(map(str.isdecimal, healed)):
        healed = _PERCENT_FIRST.sub(r"\1%", _NTH.sub("", healed))
    return _runs(healed, _slash_role(healed, slash))


def _slash_role(healed: str, slash: re.Match[str] | None) -> str:
    if slash is None or (slash.end() < len(healed) and healed[slash.end()] not in "%٪"):
        return ""
    return "slash"


def _plain(word: str) -> Piece | str:
    role = ROLES.get(word)
    tokens = joined_tokens(word)
    if role is None and len(tokens) == 1:
        return tokens[0]
    return Piece(tokens, True, True, role or "")


def _runs(healed: str, role: str) -> Piece | str:
    tokens: list[str] = []
    first = last = None
    for match in _RUN.finditer(healed):
        last = match
        first = first or match
        tokens += _run_tokens(match.group())
    if first is None or last is None:
        return _NOTHING if not healed.strip(ZWNJ) else _MARK
    opens = not healed[: first.start()].strip(ZWNJ)
    closes = not healed[last.end() :].strip(ZWNJ)
    if role == "slash" and "درصد" in tokens[2:3]:
        return Piece((f"{tokens[0]}.{tokens[1]}", *tokens[2:]), opens, closes)
    if not role and first is last and (ends := _only_endings(first.group())):
        return Piece(ends, opens, closes, "end")
    if not role and first is last:
        role = "sign" if first.group() in "%٪" else ROLES.get(first.group().replace(ZWNJ, ""), "")
        if not role and healed != tokens[0]:
            role = ROLES.get(tokens[0], "") if "ء" not in healed and "أ" not in healed else ""
    if not role and len(tokens) == 1 and opens and closes and not tokens[0][0].isdecimal():
        return tokens[0]
    return Piece(tuple(tokens), opens, closes, role)


def _only_endings(run: str) -> tuple[str, ...]:
    """The parts of a run that is endings and no word, which repair makes of «اند ها»."""
    parts = tuple(part for part in run.translate(FOLD).split(ZWNJ) if part)
    return parts if len(parts) > 1 and parts[0] not in GOD and all(ROLES.get(part) == "end" for part in parts) else ()


def _run_tokens(run: str) -> tuple[str, ...]:
    if run[0].isdecimal():
        return _number(run)
    if run in "%٪":
        return ("درصد",)
    if not "\u0600" <= run[0] <= "\u077f":
        return (run.casefold(),)
    return word_tokens(run.translate(FOLD))


def _number(run: str) -> tuple[str, ...]:
    """۱٬۲۰۰ and 1,200 are 1200; ۳٫۵ and 3,5 are 3.5; «۱۲،۱۳» is two numbers."""
    plain = to_ascii(run)
    if _THOUSANDS.fullmatch(plain):
        dots = plain.count(".")
        plain = re.sub("[٬,،]", "", plain.replace(".", "") if dots > 1 else plain)
        return (plain.replace("٫", "."),)
    if "،" in plain:
        return tuple(token for part in plain.split("،") for token in _number(part))
    return (re.sub("[٫٬,]", ".", plain),)
