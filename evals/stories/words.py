"""`python -m evals.stories.words`: writes the table of news words that the weights of stories start from.

It counts in how many of our own texts (the newsstand's reports and the headlines of gold.toml) a word stands; words
of one text only are left out, as they say nothing that an unknown word does not.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from mirnews import persian
from mirnews.newsstand import load_world

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "src" / "mirnews" / "stories" / "news_words.tsv"


def texts() -> list[str]:
    """Our own texts: full reports, and the development headlines (the held ones stay unseen)."""
    reports = [" ".join((piece.title, piece.lead, *piece.paragraphs)) for piece in load_world().pieces]
    gold = tomllib.loads((HERE / "gold.toml").read_text(encoding="utf-8"))
    return [*reports, *(title for titles in gold["dev"]["stories"] for title in titles)]


def main() -> None:
    """Write the table: the number of texts, then `word<TAB>texts`, most frequent first."""
    found = texts()
    counts = Counter(word for text in found for word in set(persian.key_tokens(text)) if word.isalpha())
    kept = sorted((item for item in counts.items() if item[1] > 1), key=lambda item: (-item[1], item[0]))
    lines = [f"*\t{len(found)}", *(f"{word}\t{count}" for word, count in kept)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
