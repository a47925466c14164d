"""`python -m benchmarks.pipeline.words`: writes the words that made-up articles are written with.

They are all ours: the newsstand's reports (words of at least three stories there, so that names of one event are left
out), the words that speak for a subject in `classify/seeds.toml`, and the word lists of `persian/data`. Names of real
people, places and bodies are left out: the corpus tells of nothing real. Written once; a corpus of a seed stays the
same as long as the table does.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

from mirnews.newsstand import load_world
from mirnews.outlets import catalogue
from mirnews.persian import lexicon
from mirnews.persian.tokens import words

SOURCE = Path(__file__).parents[2] / "src" / "mirnews"
TABLE = SOURCE / "corpus" / "words.tsv"
STORIES = 3
LEFT_OUT = tomllib.loads((Path(__file__).parent / "left_out.toml").read_text(encoding="utf-8"))


def main() -> None:
    """Write the table: `word<TAB>section`, the most frequent first; the section is `-` for words of any subject."""
    left_out = (
        frozenset(LEFT_OUT["real"].split()) | frozenset(LEFT_OUT["links"].split()) | _names() | lexicon.verb_forms()
    )
    sections = _sections()
    found: dict[str, str] = {}
    for word in [*_newsstand(), *sorted([*sections, *_lists()], key=_shuffled)]:
        if word not in left_out and _is_plain(word):
            found.setdefault(word, sections.get(word, "-"))
    TABLE.write_text("".join(f"{word}\t{section}\n" for word, section in found.items()), encoding="utf-8")


def _newsstand() -> list[str]:
    counts: Counter[str] = Counter()
    stories: dict[str, set[str]] = defaultdict(set)
    for piece in load_world().pieces:
        for token in (token.text for text in piece.texts for token in words(text)):
            counts[token] += 1
            stories[token].add(piece.truth.story)
    kept = [word for word in counts if len(stories[word]) >= STORIES and not re.search("^ن?می\u200c", word)]
    return sorted(kept, key=lambda word: (-counts[word], word))


def _names() -> frozenset[str]:
    world = load_world()
    texts = [outlet.name for outlet in (*world.outlets, *catalogue())]
    texts += [text for piece in world.pieces for text in (*piece.invented_names, *piece.authors)]
    texts += [speaker.name for piece in world.pieces for speaker in piece.truth.speakers if speaker.name]
    places = (SOURCE / "classify" / "places.tsv").read_text(encoding="utf-8").splitlines()
    common = {word for words_of in _sections() for word in words_of.split()}
    return frozenset(token.text for text in (*texts, *places) for token in words(text)) - common


def _sections() -> dict[str, str]:
    table = tomllib.loads((SOURCE / "classify" / "seeds.toml").read_text(encoding="utf-8"))
    return {
        word.strip(): section
        for section, lists in reversed(table.items())
        if section != "none"
        for text in lists.values()
        for word in text.replace("\n", "|").split("|")
        if word.strip() and " " not in word.strip()
    }


def _lists() -> list[str]:
    return [
        *(word for line in lexicon.lines("heh.txt") for word in line.split()),
        *lexicon.compounds().values(),
        *lexicon.adjectives(),
    ]


def _is_plain(word: str) -> bool:
    return len(word) > 1 and not re.search(r"[0-9۰-۹A-Za-z]|\u200c(?:الله|آباد)|آویو|لحم|جمشید|اصغر|استریت|اپ$", word)


def _shuffled(word: str) -> bytes:
    return hashlib.blake2b(word.encode(), digest_size=8).digest()


if __name__ == "__main__":
    main()
