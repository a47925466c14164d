"""mending: lines repaired by one process or by several, in order, with little in memory.

A package of lines goes to a worker; at most a few packages wait at a time, so a file of any size needs the memory of
its longest lines.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import click

from mirnews.cli.lines import json_text, no_constant
from mirnews.cli.shapes import edit_shape
from mirnews.model import Repaired
from mirnews.persian.repair import configure, repair

_PACKAGE = 400  # lines
_AHEAD = 3  # packages under way for each worker
_EVERY = 10.0  # seconds between two lines of progress
Answer = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Shop:
    """What a worker needs to know: the model, the names to keep, and what to make of a line."""

    model: Path | None
    keep: tuple[str, ...]
    jsonl: bool = False
    fields: tuple[str, ...] = ()

    def open(self) -> None:
        """Make this process ready. Raises Misconfigured."""
        configure(model=self.model, keep=self.keep)

    def answer(self, line: str) -> str:
        """The repaired line, or its JSON."""
        result = repair(line)
        return json_text({"text": result.text, **_shape(result)}) if self.jsonl else result.text

    def package(self, lines: list[str]) -> list[Answer]:
        """The answers to some lines, and whether each is an error."""
        return [self._object(line) if self.fields else (self.answer(line), False) for line in lines]

    def _object(self, line: str) -> Answer:
        """A JSON object with its fields repaired; untouched text and edits of each stand in `repairs`."""
        try:
            found = json.loads(line, parse_constant=no_constant)
            if not isinstance(found, dict):
                raise ValueError
        except (ValueError, RecursionError):
            error = {"code": "bad_input", "message": "the line is no JSON object"}
            return json_text({"error": error}), True
        repairs: dict[str, Any] = {}
        for name in self.fields:
            text = found.get(name)
            result = repair(text) if isinstance(text, str) else None
            if result and result.edits:
                found[name], repairs[name] = result.text, _shape(result)
        return json_text({**found, "repairs": repairs}), False


def _shape(result: Repaired) -> dict[str, Any]:
    return {"original": result.original, "edits": [edit_shape(edit) for edit in result.edits]}


def repaired_lines(shop: Shop, lines: Iterable[str], *, jobs: int, skipped: int = 0) -> Iterator[Answer]:
    """Yield the answer to each line, in order; progress goes to stderr. Raises Misconfigured."""
    shop.open()  # a broken model is told before any worker starts
    started = told = time.monotonic()
    done = skipped
    answers = _alone(shop, lines) if jobs == 1 else _together(shop, lines, jobs)
    for answer in answers:
        yield answer
        done += 1
        if done % 100 == 0 and time.monotonic() - told > _EVERY:
            told = time.monotonic()
            rate = (done - skipped) / (told - started)
            click.echo(f"mirnews: {done} lines, {rate:.0f} a second; to go on from here: --skip {done}", err=True)


def _alone(shop: Shop, lines: Iterable[str]) -> Iterator[Answer]:
    for line in lines:
        yield from shop.package([line])


def _together(shop: Shop, lines: Iterable[str], jobs: int) -> Iterator[Answer]:
    source = iter(lines)
    with ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(jobs, _start, (shop,)))
        waiting: deque[Any] = deque()
        while True:
            package = [*islice(source, _PACKAGE)]
            if package:
                waiting.append(pool.apply_async(_work, (package,)))
            if waiting and (not package or len(waiting) >= jobs * _AHEAD):
                yield from waiting.popleft().get()
            elif not package:
                return


_shop: Shop | None = None


def _start(shop: Shop) -> None:
    """In a worker: get ready."""
    global _shop
    _shop = shop
    shop.open()


def _work(package: list[str]) -> list[Answer]:
    """In a worker: repair a package."""
    return _shop.package(package) if _shop else []
