"""overlay: two layers of edits made one. Takes edits of a text and of what they made, returns edits of the text."""

from __future__ import annotations

from collections.abc import Sequence

from mirnews.model import Edit, Repaired


def stack(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """One layer over `text` that does what `first` does and then `second`, whose offsets are in the text `first` made.

    Where both touch, one edit covers both, with the kind and confidence of the second.
    """
    if not first or not second:
        return tuple(first or second)
    healed = Repaired(text, tuple(first)).text
    out: list[Edit] = []
    i = j = shift = 0  # shift: offset in `healed` minus offset in `text`
    while i < len(first) or j < len(second):
        if j == len(second) or (i < len(first) and _end(first[i], shift) <= second[j].start):
            out.append(first[i])
            shift += _growth(first[i])
            i += 1
        elif i == len(first) or second[j].end <= first[i].start + shift:
            edit = second[j]
            out.append(_over(text, edit.start - shift, edit.end - shift, edit.after, edit))
            j += 1
        else:
            i, j, shift, edit = _both(text, healed, first, second, (i, j, shift))
            out.append(edit)
    return tuple(out)


def _growth(edit: Edit) -> int:
    return len(edit.after) - (edit.end - edit.start)


def _end(edit: Edit, shift: int) -> int:
    """Where the result of an edit ends in the healed text."""
    return edit.start + shift + len(edit.after)


def _over(text: str, start: int, end: int, after: str, like: Edit) -> Edit:
    return Edit(start, end, text[start:end], after, like.kind, like.confidence)


def _both(
    text: str, healed: str, first: Sequence[Edit], second: Sequence[Edit], at: tuple[int, int, int]
) -> tuple[int, int, int, Edit]:
    """One edit for a run of overlapping edits of both layers, and where to go on."""
    i, j, shift = at
    low = high = min(first[i].start + shift, second[j].start)
    start, like, parts = low - shift, second[j], []
    done = low
    while True:
        if i < len(first) and first[i].start + shift < max(high, low + 1) and _end(first[i], shift) >= low:
            high = max(high, _end(first[i], shift))
            shift += _growth(first[i])
            i += 1
        elif j < len(second) and second[j].start < max(high, low + 1):
            parts += [healed[done : second[j].start], second[j].after]
            done = second[j].end
            high = max(high, done)
            j += 1
        else:
            break
    after = "".join(parts) + healed[done:high]
    return i, j, shift, _over(text, start, high - shift, after, like)
