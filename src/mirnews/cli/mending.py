"""mending: texts repaired by one process or by several, in order, with little in memory.

A package of texts goes to a worker; at most a few packages wait at a time, so a file of any size needs the memory of
its longest lines.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from mirnews.cli.lines import json_text, no_constant
from mirnews.cli.shapes import edit_shape
from mirnews.model import Repaired
from mirnews.persian.repair import configure, repair

_PACKAGE = 400  # texts
_PACKAGE_SIZE = 1 << 20  # characters; a package ends with the text that reaches either
_AHEAD = 3  # packages under way for each worker
_EVERY = 10.0  # seconds between two lines of progress
Answer = tuple[str, bool]
Mended = tuple[str, list[dict[str, Any]]]
R = TypeVar("R")


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

    def mended(self, texts: list[str]) -> list[Mended]:
        """Some texts repaired, each with its edits."""
        return [(result.text, [*map(edit_shape, result.edits)]) for result in map(repair, texts)]

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
    progress = Progress("lines", skipped, "; to go on from here: --skip {done}")
    for _, answer in in_order(shop, Shop.package, (Item(None, line, len(line)) for line in lines), jobs=jobs):
        yield answer
        progress.step()


@dataclass(slots=True)
class Progress:
    """Counts what is done, and tells it on stderr now and then."""

    unit: str
    done: int = 0
    advice: str = ""
    _first: int = field(init=False)
    _started: float = field(init=False, default_factory=time.monotonic)
    _told: float = field(init=False)

    def __post_init__(self) -> None:
        self._first, self._told = self.done, self._started

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if self.done % 100 == 0 and time.monotonic() - self._told > _EVERY:
            self._told = time.monotonic()
            rate = (self.done - self._first) / (self._told - self._started)
            advice = self.advice.format(done=self.done)
            click.echo(f"mirnews: {self.done} {self.unit}, {rate:.0f} a second{advice}", err=True)


class Item(NamedTuple):
    """A text on its way, and what stays here meanwhile; `size` is about what both need in memory."""

    cargo: Any
    text: str
    size: int


Task = Callable[[Shop, list[str]], list[R]]


def in_order(shop: Shop, task: Task[R], items: Iterable[Item], *, jobs: int) -> Iterator[tuple[Any, R]]:
    """Yield the cargo of each item with what `task` makes of its text, in order. Raises Misconfigured."""
    shop.open()  # a broken model is told before any worker starts
    return _alone(shop, task, items) if jobs == 1 else _together(shop, task, items, jobs)


def _alone(shop: Shop, task: Task[R], items: Iterable[Item]) -> Iterator[tuple[Any, R]]:
    for item in items:
        (result,) = task(shop, [item.text])
        yield item.cargo, result


def _together(shop: Shop, task: Task[R], items: Iterable[Item], jobs: int) -> Iterator[tuple[Any, R]]:
    with ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(jobs, _start, (shop,)))
        waiting: deque[tuple[list[Any], Any]] = deque()
        for package in _packages(items):
            waiting.append(([item.cargo for item in package], pool.apply_async(_work, (task, [*map(_text, package)]))))
            if len(waiting) >= jobs * _AHEAD:
                yield from _arrived(*waiting.popleft())
        while waiting:
            yield from _arrived(*waiting.popleft())


def _text(item: Item) -> str:
    return item.text


def _arrived(cargoes: list[Any], results: Any) -> Iterator[tuple[Any, Any]]:
    return zip(cargoes, results.get(), strict=True)


def _packages(items: Iterable[Item]) -> Iterator[list[Item]]:
    package: list[Item] = []
    size = 0
    for item in items:
        package.append(item)
        size += item.size
        if len(package) >= _PACKAGE or size >= _PACKAGE_SIZE:
            yield package
            package, size = [], 0
    if package:
        yield package


_shop: Shop | None = None


def _start(shop: Shop) -> None:
    """In a worker: get ready. Ctrl-C is for the first process, which ends the workers."""
    global _shop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _shop = shop
    shop.open()


def _work(task: Task[R], package: list[str]) -> list[R]:
    """In a worker: repair a package."""
    return task(_shop, package) if _shop else []
