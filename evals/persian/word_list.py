"""`python -m evals.persian.word_list words.dat OUT`: the word list of hazm (MIT) as the spacing model reads it.

Each line of `words.dat` is a word, its count in a web corpus, and its kinds. Kept are the most frequent plain words and
all spellings with a half-space, each with the size of its count from 1 to 9, and nothing else.
"""

from __future__ import annotations

import math
import re
import sys
import zlib
from collections import defaultdict
from pathlib import Path

from mirnews.persian.letters import LETTERS, ZWNJ, heal_characters

MOST = 70_000  # plain words; 100,000 gave the same figures
_WORD = re.compile(rf"[{LETTERS}]+(?:{ZWNJ}[{LETTERS}]+)*")


def main(arguments: list[str]) -> int:
    """Write the list."""
    source, target = map(Path, arguments)
    counts: dict[str, int] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        word, count, _ = line.split("\t")
        word = heal_characters(word)
        if _WORD.fullmatch(word):
            counts[word] = int(count)
    plain = sorted((word for word in counts if ZWNJ not in word), key=lambda word: (-counts[word], word))[:MOST]
    spelled = sorted(word for word in counts if ZWNJ in word)
    target.write_bytes(zlib.compress("\n\n".join(_block(words, counts) for words in (plain, spelled)).encode(), 9))
    print(f"{len(plain)} plain words, {len(spelled)} with half-spaces, {target.stat().st_size} bytes")
    return 0


def _block(words: list[str], counts: dict[str, int]) -> str:
    steps: dict[int, list[str]] = defaultdict(list)
    for word in sorted(words):
        steps[min(9, 1 + int(math.log10(counts[word] + 1)))].append(word)
    return "\n".join(f"{step} {' '.join(found)}" for step, found in sorted(steps.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
