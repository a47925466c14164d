"""excerpt: a marked slice of a report that has no headline. Nothing is made up: it is the text's own words.

The slice starts after the credit that opens the text (به گزارش … به نقل از …،) and ends with the sentence.
"""

from __future__ import annotations

from mirnews.model import Credit, Repaired
from mirnews.persian import tokens
from mirnews.publish.rights import ShownText, cut_words

_WORDS = 45  # as long as the longest opening sentence that still fits eight lines of a phone in heading size


def verbatim_excerpt(text: ShownText) -> str | None:
    """The slice that stands where a headline would; None when nothing of the text may be shown."""
    for field in ("lead", "body"):
        if source := text.field(field):
            start = _after_credit(text.credit, field, source)
            return _one_sentence(source[start:])
    return None


def _after_credit(credit: Credit, field: str, text: str) -> int:
    """The offset after the credit at the very start of a field and the comma behind it; 0 without one."""
    end = 0
    for piece in sorted((e for link in credit.chain for e in link.evidence if e.field == field), key=lambda e: e.start):
        if piece.start <= end + 2:
            end = max(end, piece.end)
    rest = text[end:].lstrip()
    if end == 0 or rest[:1] not in ("،", ",", ":", ";", "؛"):
        return 0
    return len(text) - len(rest[1:].lstrip())


def _one_sentence(text: str) -> str:
    sentences = tokens.sentences(text.split("\n\n", 1)[0])
    first = sentences[0].text if sentences else text
    kept = cut_words(Repaired(first), _WORDS).original
    return first if kept == first else f"{kept.rstrip()} …"
