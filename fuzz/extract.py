"""`python -m fuzz.extract [--target extract|feed|url|credit|repair|all] [--seconds 600] [--seed N] [--save DIR]`.

Damages our own inputs and gives them to a reader in a child process: no exception but our own errors, no crash, no
hang, no input over two seconds of CPU. Seconds are for each target. The seed is printed; the same seed gives the same
inputs in the same order. What was not borne is saved under `tests/inputs/fuzz/TARGET`, where a test reads it from
then on. Exit code 1 when there was any.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random

from fuzz.child import Child, Find
from fuzz.mutation import mutated
from fuzz.targets import ROOT, TARGETS, Target

SAVED = ROOT / "tests" / "inputs" / "fuzz"
MOST_FINDS = 20  # of a target; more tell nothing new


def inputs(target: Target, seed: int) -> Iterator[bytes]:
    """Damaged inputs without end. Each follows from the seed and its number alone."""
    originals = target.load()
    for number in count():
        random = Random(f"{seed}:{target.name}:{number}")
        yield mutated(random.choice(originals), random.choice(originals), random)[: target.most]


def fuzz(target: Target, *, seed: int, seconds: float, most: int | None = None) -> tuple[int, list[Find]]:
    """Try inputs for so long, or so many; how many were tried, and what was not borne, each kind of fault once."""
    found: dict[str, Find] = {}
    child = Child(target.call)
    until, tried = time.monotonic() + seconds, 0
    try:
        for body in inputs(target, seed):
            if time.monotonic() >= until or tried == most or len(found) >= MOST_FINDS:
                break
            tried += 1
            if (find := child.try_(body)) is not None:
                found.setdefault(find.kind if find.kind != "exception" else find.detail[:60], find)
    finally:
        child.stop()
    return tried, list(found.values())


def save(folder: Path, find: Find) -> Path:
    """Keep an input that was not borne, named after what it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{find.kind}-{sha256(find.body).hexdigest()[:12]}.bin"
    path.write_bytes(find.body)
    return path


def main(arguments: list[str]) -> int:
    """Fuzz and tell; 1 when something was not borne."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.extract")
    parser.add_argument("--target", choices=[*TARGETS, "all"], default="extract")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--save", type=Path, default=SAVED)
    asked = parser.parse_args(arguments)
    seed = secrets.randbelow(1_000_000) if asked.seed is None else asked.seed
    chosen = list(TARGETS.values()) if asked.target == "all" else [TARGETS[asked.target]]
    wrong = False
    for target in chosen:
        tried, found = fuzz(target, seed=seed, seconds=asked.seconds)
        print(f"{target.name}: seed {seed}, {tried} inputs, {len(found)} not borne", flush=True)
        for find in found:
            path = save(asked.save / target.name, find)
            print(f"  {find.kind}: {find.detail}\n  kept as {path}", flush=True)
            wrong = True
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
