"""features: what the model sees of a gap. Takes a word and a place in it, or two words; returns feature names.

A feature is `left|right`: letters before the gap and letters after it, with ^ and $ for the edges of the word. Features
that start with = say how common the parts are as words of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from mirnews.persian.letters import JOINS_NOT

# Letters to the left and to the right that one feature looks at. Tried on Seraji after training on the rest and the
# other way round; longer windows made the file larger and nothing better.
WINDOWS = ((1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3), (3, 2), (2, 3), (3, 3), (4, 2), (2, 4))
SIDE = (1, 2, 3, 4, 5)
SHORTEST, LONGEST = 3, 32  # letters of a word that the model looks at


def inside(word: str, at: int, common: Mapping[str, int]) -> list[str]:
    """Features of the gap before `word[at]`; `common` says how common a word is, 1 to 9."""
    edged = f"^{word}$"
    i = at + 1
    names = [edged[max(0, i - n) : i] + "|" for n in SIDE if n <= i]
    names += ["|" + edged[i : i + n] for n in SIDE if n <= len(edged) - i]
    names += [edged[i - a : i] + "|" + edged[i : i + b] for a, b in WINDOWS if a <= i and b <= len(edged) - i]
    left, right = word[:at], word[at:]
    if i > SIDE[-1]:
        names.append(f"^{left}|")
    if len(edged) - i > SIDE[-1]:
        names.append(f"|{right}$")
    known, first, second = common.get(word, 0), common.get(left, 0), common.get(right, 0)
    joins = 0 if word[at - 1] in JOINS_NOT else 1
    names += (
        f"=w{known}",
        f"=l{first}{joins}{min(at, 4)}",
        f"=r{second}{joins}{min(len(right), 4)}",
        f"=b{first}{second}{joins}",
        f"=a{first // 2}{second // 2}{known // 2}{joins}",
    )
    return names


def between(left: str, right: str, common: Mapping[str, int]) -> list[str]:
    """Features of the space between two words."""
    joined = common.get(left + right, 0)
    first, second = common.get(left, 0), common.get(right, 0)
    return [
        f"{left} ",
        f" {right}",
        f"{left[-1:]} {right}",
        f"{left[-2:]} {right}",
        f"{left[-3:]} {right}",
        f"{left} {right[:2]}",
        f"{left} {right[:3]}",
        f"{left[-2:]} {right[:2]}",
        f"{left} ~{right[-2:]}",
        f"~{left[-2:]} {right[-2:]}",
        f"^{left[:3]} {right}",
        f"_{min(len(left), 6)} {right}",
        f"_{min(len(left), 6)} {min(len(right), 6)}",
        f"=j{joined}",
        f"=b{first}{second}",
        f"=a{first // 2}{second // 2}{joined // 2}",
    ]
