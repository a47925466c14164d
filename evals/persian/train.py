"""`python -m evals.persian.train FOLDER... --out FILE`: the shipped spacing model, from the texts of the data card.

A folder holds `.conllu` files (their `# text =` lines are read) and `.txt` files, a paragraph a line; a `.conllu` or
`.txt` file may be named too.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from mirnews.persian.model.model_file import save, word_list
from mirnews.persian.model.tally import tally
from mirnews.persian.model.training import train

_HEAD = "# text = "


def main(arguments: list[str]) -> int:
    """Train and write the model with its card."""
    parser = argparse.ArgumentParser(prog="evals.persian.train")
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    counted = tally(line for source in chosen.sources for line in lines(source))
    common, spelled = word_list()
    model = train(counted, {**common, **spelled}, common)
    card = {
        "name": "MirNews spacing model",
        "licence": "CC-BY-SA-4.0",
        "characters": counted.letters,
        "spellings": len(counted.words),
        "half_spaced_spellings": sum("\u200c" in word for word in counted.words),
    }
    size = save(chosen.out, model, card)
    print(f"{counted.letters} characters, {size} bytes, {time.monotonic() - started:.0f} s", file=sys.stderr)
    return 0


def lines(source: Path) -> Iterator[str]:
    """The lines of a file or of every file of a folder, in the order of their names."""
    for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
        text = file.read_text(encoding="utf-8", errors="replace") if file.suffix in (".txt", ".conllu") else ""
        for line in text.split("\n"):
            if file.suffix == ".txt":
                yield line
            elif line.startswith(_HEAD):
                yield line.removeprefix(_HEAD).strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
