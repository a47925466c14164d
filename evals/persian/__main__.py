"""Run with `python -m evals.persian [--data DIR]`: figures of the Persian room against the floors beside this file.

Without `--data` only our own texts are measured. With it, DIR is a folder that holds the development data (spelling
pairs, half-space words, two treebanks); their digests are checked, and the figures are kept in `evals/outside.json`.
The shipped model was trained on both treebanks; docs/choices/spacing-model.md has what models reach without them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from evals.persian.score import deleted, restored, spaced
from evals.report import agreed, finish, record_outside
from mirnews.persian import repair
from mirnews.persian.calendar import parse_date
from mirnews.persian.key import same
from mirnews.persian.repair import configure

HERE = Path(__file__).parent
AT = datetime(2025, 2, 25, 12, tzinfo=ZoneInfo("Asia/Tehran"))  # the moment of reading in dates.tsv
LENGTH = 10  # sentences of a treebank that make one document, when healthy text is measured


def main(arguments: list[str]) -> int:
    """Print the figures; 1 when one is below its floor or the outside data is not what it should be."""
    parser = argparse.ArgumentParser(prog="evals.persian", description="figures of the Persian room")
    parser.add_argument("--data", type=Path, help="folder of the outside data")
    parser.add_argument("--model", type=Path, help="another spacing model, such as one trained without a treebank")
    chosen = parser.parse_args(arguments)
    data: Path | None = chosen.data
    if chosen.model:
        configure(model=chosen.model)
    failed = 0 if chosen.model else finish("persian", own(), HERE / "floors.toml")
    if data is None:
        print("outside data: not run here")
        return failed
    return failed | outside(data, record=not chosen.model)


def lines(path: Path) -> list[str]:
    """The lines of a file without comments and empty lines."""
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip() and not line.startswith("#")]


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a tab-separated file, without its head."""
    return (line.split("\t") for line in lines(path)[1:])


def own() -> dict[str, float]:
    """The figures on the texts of this folder."""
    sentences, headlines = lines(HERE / "data/healthy.txt"), lines(HERE / "data/headlines.txt")
    figures = {"healthy_kept": share(repair(text).text == text for text in sentences)}
    figures["page_kept"] = float(not repair(" ".join(sentences)).edits)
    for name, texts in (("sentences", sentences), ("headlines", headlines)):
        figures |= half_spaces(name, texts)
    figures["pairs_right"] = share(repair(a).text == b for a, b in rows(HERE / "data/pairs.tsv"))
    folds = list(rows(HERE / "data/folds.tsv"))
    figures["fold_equal"] = share(same(a, b) and same(b, a) for a, b, want in folds if want == "true")
    figures["fold_apart"] = share(not same(a, b) and not same(b, a) for a, b, want in folds if want == "false")
    dates = list(rows(HERE / "data/dates.tsv"))
    figures["dates_right"] = share(date_text(text) == want for text, want in dates)
    figures["dates_not_wrong"] = share(date_text(text) in (want, "-") for text, want in dates)
    return figures


def half_spaces(name: str, texts: list[str], *, tolerant: bool = False) -> dict[str, float]:
    """How many lost half-spaces come back: deleted, and turned into spaces. `tolerant`: endings also by the count that
    leaves a gold's taste aside, by which the bars of affixes are set (.965 deleted, .995 spaces).
    """
    gone, apart = restored(texts, deleted), restored(texts, spaced)
    ways = (("del", gone), ("space", apart)) if tolerant else ()
    return {
        **{f"{name}_{way}_affix_tolerant_f1": counts["affix_tolerant"].f1 for way, counts in ways},
        f"{name}_del_f1": gone["all"].f1,
        f"{name}_del_precision": gone["all"].precision,
        f"{name}_del_affix_f1": gone["affix"].f1,
        f"{name}_del_compound_f1": gone["compound"].f1,
        f"{name}_space_f1": apart["all"].f1,
        f"{name}_space_precision": apart["all"].precision,
        f"{name}_space_affix_f1": apart["affix"].f1,
    }


def share(answers: Iterator[bool]) -> float:
    """The share of true answers."""
    all_ = list(answers)
    return sum(all_) / max(1, len(all_))


def date_text(text: str) -> str:
    """What is read as a date, in the form of the command, or a dash."""
    when = parse_date(text, at=AT)
    return when.text() if when else "-"


# ---- outside data


def outside(data: Path, *, record: bool) -> int:
    """Print and record the figures on the folder's data; 1 when a file is missing or another than expected."""
    found = agreed(data, HERE / "outside.toml")
    if found is None:
        return 1
    figures = {"guard_right": share(repair(a).text == b for a, b in rows(data / "zwnj-word-guard.tsv"))}
    figures["fold_equal"] = share(same(a, b) for _, a, b in rows(data / "normalisation-suite.dev.tsv"))
    for name in ("seraji", "perdt"):
        figures |= treebank(name, data / f"fa_{name}-ud-dev.conllu")
    for figure, value in figures.items():
        print(f"outside {figure}  {value:.4f}")
    if record:
        record_outside("persian", figures, found)
    return 0


def sentences_of(path: Path) -> list[str]:
    """The running text of a treebank file."""
    head = "# text = "
    text = path.read_text(encoding="utf-8")
    return [line.removeprefix(head).strip() for line in text.split("\n") if line.startswith(head)]


def treebank(name: str, path: Path) -> dict[str, float]:
    """Half-spaces of a treebank's sentences, and how far its healthy text is left alone."""
    sentences = sentences_of(path)
    documents = [" ".join(sentences[at : at + LENGTH]) for at in range(0, len(sentences), LENGTH)]
    intact = restored(documents, lambda whole: whole)["all"]
    words = len(" ".join(sentences).split())
    return {
        **half_spaces(name, sentences, tolerant=True),
        f"{name}_intact_precision": intact.precision,
        f"{name}_intact_changed_per_1000_words": 1000 * (intact.wrong + intact.missed) / words,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
