"""corpora: Parquet and WARC beside lines, told apart by the name of the file; each is read and written as a stream.

    in ─▶ items (a text, and what belongs to it) ─▶ in_order ─▶ a sink ─▶ out

The packages that read them are optional: extras `parquet` and `warc`.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Literal

import click

from mirnews.cli.corpus import Corpus
from mirnews.cli.mending import Progress, Shop, in_order
from mirnews.errors import Misconfigured, TryLater

Form = Literal["lines", "parquet", "warc"]
_PARQUET = (".parquet", ".pq")
_WARC = (".warc", ".warc.gz", ".wet", ".wet.gz")


def form_of(file: str) -> Form:
    """The form that the name of a file tells."""
    name = file.lower()
    return "parquet" if name.endswith(_PARQUET) else "warc" if name.endswith(_WARC) else "lines"


def corpus_of(file: str, fields: Sequence[str]) -> Corpus:
    """Open a Parquet or WARC file. Raises Misconfigured, UsageError, Quarantine `corpus_broken`."""
    if not Path(file).is_file():
        raise click.UsageError(f"{file}: No such file")
    if form_of(file) == "parquet":
        if not fields:
            raise click.UsageError(f"{file}: name the columns that hold text, with --field")
        needed("pyarrow.parquet", "parquet")
        from mirnews.cli.corpora_parquet import parquet

        return parquet(file, fields)
    if fields:
        raise click.UsageError(f"{file}: a WARC file has no fields; leave out --field")
    needed("warcio", "warc")
    from mirnews.cli.corpora_warc import warc

    return warc(file)


def check_folder(out: Path) -> None:
    """Raise UsageError, before long work, if a file cannot be written there."""
    if not os.access(out.parent, os.W_OK) or (out.exists() and not os.access(out, os.W_OK)):
        raise click.UsageError(f"{out} cannot be written; is its folder there?")


def needed(module: str, extra: str) -> None:
    """Raise Misconfigured `package_missing` if an optional package is not installed."""
    try:
        import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        message = f"this kind of file needs the package {name}: pip install 'mirnews[{extra}]'"
        raise Misconfigured("package_missing", message) from None


def repair_corpus(shop: Shop, file: str, out: Path, *, jobs: int, skip: int) -> None:
    """Write the repaired corpus. Ctrl-C or SIGTERM end it with a sound file that holds what is done; then raises
    TryLater `interrupted`, which says how to go on.
    """
    corpus = corpus_of(file, shop.fields)
    progress = Progress(corpus.unit, skip)
    with _asked_to_stop() as stopping, corpus.sink(out) as sink:
        for cargo, mended in in_order(shop, Shop.mended, corpus.items(skip), jobs=jobs):
            if sink.put(cargo, mended):
                progress.step()
                if stopping():
                    break
    if stopping():
        advice = f"to go on: --skip {progress.done} --out ANOTHER-FILE"
        raise TryLater("interrupted", f"stopped; {out} holds the {corpus.unit} up to {progress.done}; {advice}")


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """While it lasts, the first Ctrl-C or SIGTERM is only remembered; the second one ends the program."""
    asked: list[int] = []

    def remember(number: int, _: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = [(number, signal.signal(number, remember)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before:
            signal.signal(number, handler)
