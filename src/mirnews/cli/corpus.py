"""corpus: what `corpora` knows of a file, whatever its form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mirnews.cli.mending import Item, Mended


class Sink(Protocol):
    """Takes what comes back from repair, in order."""

    def put(self, cargo: Any, mended: Mended) -> bool:
        """Write or keep one; True when it completes a row or a record of the input."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of one form: its texts, its units by name, and how it is written again."""

    unit: str
    items: Callable[[int], Iterator[Item]]  # leaving out so many rows or records
    sink: Callable[[Path], AbstractContextManager[Sink]]
    texts: Callable[[], Iterator[str]]
