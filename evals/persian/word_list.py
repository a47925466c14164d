"""`python -m evals.persian.word_list words.dat FOLDER`: the word list of hazm (MIT) as the spacing model reads it.

Each line of `words.dat` is a word, its count in a web corpus, and its kinds. Kept are the most frequent plain words and
all spellings with a half-space, each with the size of its count from 1 to 9, and nothing else.
"""

from __future__ import annotations

import math
import re
import sys
import zlib
from pathlib import Path

from mirnews.persian.letters import LETTERS, ZWNJ, heal_characters
from mirnews.persian.model.model_file import TEXT
from mirnews.persian.model.shelved_words import shelves

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
    for name, words in (("words.z", plain), ("spelled.z", spelled)):
        steps = {word: min(9, 1 + int(math.log10(counts[word] + 1))) for word in words}
        body = zlib.compress("\n".join(shelves(steps)).encode(TEXT), 9)
        (target / name).write_bytes(body)
        print(f"{name}: {len(words)} words, {len(body)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
