"""The fuzzer itself: the same seed gives the same inputs, and every kind of fault is seen. And what it once found."""

from __future__ import annotations

import os
import signal
from itertools import islice
from pathlib import Path

import pytest

from fuzz import child
from fuzz.extract import SAVED, fuzz, inputs, main, save
from fuzz.targets import TARGETS, Target, verdict
from mirnews.extract import extract
from mirnews.model import Page
from tests.growth import assert_linear

FINDS = sorted(path for path in SAVED.glob("*/*") if path.is_file())


def target(call: object) -> Target:
    return Target("x", lambda: [b"<p>a</p>", b"<b>c</b>"], call)  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_inputs() -> None:
    first, second = (list(islice(inputs(target(len), 5), 30)) for _ in range(2))
    assert first == second
    assert len(set(first)) > 20
    assert first != list(islice(inputs(target(len), 6), 30))


def test_an_exception_is_a_find_that_can_be_kept(tmp_path: Path) -> None:
    tried, found = fuzz(target(lambda body: 1 // 0), seed=1, seconds=60, most=5)
    assert (tried, [one.kind for one in found]) == (5, ["exception"])
    assert save(tmp_path / "x", found[0]).read_bytes() == found[0].body


def test_a_crash_is_a_find_and_the_next_input_is_read_by_a_new_process() -> None:
    tried, found = fuzz(target(lambda body: os.kill(os.getpid(), signal.SIGKILL)), seed=1, seconds=60, most=2)
    assert (tried, [(one.kind, one.detail) for one in found]) == (2, [("crash", "the process ended with -9")])


def test_what_never_ends_is_a_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "HANG_SECONDS", 0.5)
    assert [one.kind for one in fuzz(target(lambda body: signal.pause()), seed=1, seconds=60, most=1)[1]] == ["hang"]


def test_the_command_prints_its_seed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--target", "url", "--seconds", "0.2", "--seed", "3", "--save", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("url: seed 3, ")


@pytest.mark.parametrize("path", FINDS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_is_borne(path: Path) -> None:
    assert verdict(TARGETS[path.parent.name].call, path.read_bytes()) is None


@pytest.mark.parametrize(
    "piece",
    ["<svg><script></html>", "<svg><p><script></div></script><div>", "<svg><p><path/>", "<math><title>", "<svg/><div>"],
)
def test_drawings_hide_no_nesting(piece: str) -> None:
    assert_linear(extract, lambda size: Page(None, (piece * size).encode()), 16_000)
