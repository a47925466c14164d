"""page_inputs: names of files in, pages out: files as they are, and every page captured in a WARC file."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from mirnews.cli.corpora import needed
from mirnews.cli.lines import read_lines
from mirnews.errors import Quarantine
from mirnews.model import Page

MAX_BYTES = 12_000_000  # four bytes for each of the 3 million characters that extraction reads of a page


@dataclass(frozen=True, slots=True)
class Input:
    """One page to read: `path` as given; `page` is what a WARC has, None for a file that whoever reads it opens.

    `error` stands where there is nothing to read any more.
    """

    path: str
    page: Page | None = None
    error: tuple[str, str] | None = None

    @property
    def size(self) -> int:
        """Bytes that it brings along."""
        return len(self.page.body) if self.page else 0

    @property
    def captured(self) -> datetime | None:
        """When a WARC says that it was fetched."""
        return self.page.fetched_at if self.page else None

    def load(self, url: str | None) -> Page:
        """The page. Raises OSError."""
        return self.page or Page(url, read_page(self.path))


def read_page(path: str) -> bytes:
    """The bytes of a file or of standard input (`-`), as far as a page is read. Raises OSError."""
    if path == "-":
        return sys.stdin.buffer.read(MAX_BYTES)
    with Path(path).open("rb") as stream:
        return stream.read(MAX_BYTES)


def named_files(files: Iterable[str], listed: str | None) -> Iterator[str]:
    """The files of the command line, then those that the file `listed` names, one a line (`-`: standard input)."""
    yield from files
    if listed:
        yield from (line for line in read_lines(listed) if line)


def inputs(files: Iterable[str]) -> Iterator[Input]:
    """Every page of the files, in order; of a WARC file (`.warc`, `.warc.gz`) each page that was captured."""
    for path in files:
        if is_warc(path):
            yield from _captured(path)
        else:
            yield Input(path)


def is_warc(path: str) -> bool:
    """Is it, by its name, a WARC file?"""
    return path.lower().endswith((".warc", ".warc.gz"))


def _captured(path: str) -> Iterator[Input]:
    """The pages of a WARC file; what is no page is counted on stderr, damage is an input of its own."""
    needed("warcio", "warc")
    from mirnews.warc import read_warc

    passed: Counter[str] = Counter()
    try:
        with Path(path).open("rb") as stream:
            for found in read_warc(stream, max_bytes=MAX_BYTES):
                if isinstance(found, str):
                    passed[found] += 1
                elif found.is_feed:
                    passed["feed"] += 1
                else:
                    yield Input(path, Page(found.url, found.body, found.content_type, found.at))
    except Quarantine as error:
        yield Input(path, error=(error.code, error.message))
    except OSError as error:
        yield Input(path, error=("unreadable", str(error.strerror or error)))
    if passed:
        told = ", ".join(f"{reason} {times}" for reason, times in sorted(passed.items()))
        click.echo(f"mirnews: {path}: records that are no page: {told}", err=True)
