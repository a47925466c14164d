"""Runs the program as a user does: a process, bytes in, bytes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[Any]:
        """stdout as JSON lines."""
        return [json.loads(line) for line in self.out.split("\n")[:-1]]


Run = Callable[..., Ended]


@contextmanager
def started(*words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A command that runs on, with its stdout as lines; ended with the block, whatever happens in it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mirnews", *map(str, words)],
        env={**os.environ, "PYTHONPATH": "src"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*words: str | Path, given: str | bytes = b"", **environ: str) -> Ended:
        data = given.encode() if isinstance(given, str) else given
        done = subprocess.run(
            [sys.executable, "-m", "mirnews", *map(str, words)],
            input=data,
            capture_output=True,
            timeout=600,
            check=False,
            env={**os.environ, "PYTHONPATH": "src", "MIRNEWS_DATA": str(tmp_path / "data"), **environ},
        )
        ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ended.err, ended.err
        return ended

    return run
