"""model_file: a spacing model on disk. Takes a path, returns a model; and the other way round.

    MIRNEWS-SPACING 1 ⏎ card (JSON, one line) ⏎ seven blocks, zlib

The card says what the model was trained on and how it scored; its `blocks` are the lengths of the compressed blocks:
names and weights of the inside, names and weights of the space between, first halves, second halves, pairs. A file is
a table of numbers and words, never code.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from mirnews.errors import Misconfigured
from mirnews.persian.model.spacing_model import Calibration, Side, SpacingModel

MAGIC = b"MIRNEWS-SPACING 1\n"
MOST = 8 << 20  # bytes of a file, and of one block once unpacked
SHIPPED = "spacing.model"


def save(path: Path, model: SpacingModel, card: Mapping[str, Any]) -> int:
    """Write a model with its card; returns the bytes of the file. Raises OSError."""
    parts = [block for side in (model.joined, model.apart) for block in _side_blocks(side)]
    parts += ["\n".join(sorted(words)).encode() for words in (model.firsts, model.seconds, model.pairs)]
    packed = [zlib.compress(part, 9) for part in parts]
    head = {
        **card,
        "constants": [model.joined.constant, model.apart.constant],
        "calibration": [list(model.joined.calibration), list(model.apart.calibration)],
        "blocks": [len(part) for part in packed],
    }
    whole = MAGIC + json.dumps(head, ensure_ascii=False, sort_keys=True).encode() + b"\n" + b"".join(packed)
    path.write_bytes(whole)
    return len(whole)


def _side_blocks(side: Side) -> tuple[bytes, bytes]:
    names = sorted(side.weights)
    return "\n".join(names).encode(), bytes(side.weights[name] for name in names)


def load(path: Path) -> SpacingModel:
    """Read a model. Raises Misconfigured: `spacing_model_missing` or `spacing_model_broken`."""
    try:
        if path.stat().st_size > MOST:
            raise Misconfigured("spacing_model_broken", f"{path}: too large for a spacing model")
        whole = path.read_bytes()
    except OSError as error:
        raise Misconfigured("spacing_model_missing", f"{path}: {error.strerror or error}") from None
    return _checked(whole, str(path))


@cache
def shipped() -> SpacingModel:
    """The model that comes with the program."""
    return _checked(_data(SHIPPED), SHIPPED)


def card(path: Path | None = None) -> dict[str, Any]:
    """What a model file says of itself; None is the shipped one."""
    whole = _data(SHIPPED) if path is None else path.read_bytes()
    found: dict[str, Any] = json.loads(whole.removeprefix(MAGIC).partition(b"\n")[0])
    return found


@cache
def word_list() -> tuple[dict[str, int], dict[str, int]]:
    """Plain words and spellings with half-spaces, each with its commonness from 1 to 9."""
    spelled = _unpack(_data("words.z")).decode().partition("\n\n")[2]
    return common_words(), _steps(spelled)


@cache
def common_words() -> dict[str, int]:
    """The plain words alone, which the model needs."""
    return _steps(_unpack(_data("words.z")).decode().partition("\n\n")[0])


def _steps(block: str) -> dict[str, int]:
    """Lines of one commonness each: the step, then its words."""
    found: dict[str, int] = {}
    for line in block.split("\n"):
        words = line.split(" ")
        found.update(dict.fromkeys(words[1:], int(words[0])))
    return found


def _data(name: str) -> bytes:
    return files("mirnews.persian.model").joinpath("data").joinpath(name).read_bytes()


def _checked(whole: bytes, name: str) -> SpacingModel:
    try:
        return _read(whole)
    except (ValueError, KeyError, TypeError, IndexError, zlib.error, RecursionError):
        raise Misconfigured(
            "spacing_model_broken", f"{name} is no spacing model; make one: mirnews train spacing"
        ) from None


def _read(whole: bytes) -> SpacingModel:
    if not whole.startswith(MAGIC):
        raise ValueError("another file")
    line, _, rest = whole.removeprefix(MAGIC).partition(b"\n")
    head = json.loads(line)
    blocks = []
    for length in head["blocks"]:
        blocks.append(_unpack(rest[: int(length)]))
        rest = rest[int(length) :]
    sides = [
        _side(blocks[2 * at], blocks[2 * at + 1], int(head["constants"][at]), head["calibration"][at]) for at in (0, 1)
    ]
    firsts, seconds, pairs = (frozenset(block.decode().split("\n")) for block in blocks[4:7])
    plain = common_words()
    return SpacingModel(sides[0], sides[1], firsts, seconds, pairs, plain)


def _side(names: bytes, weights: bytes, constant: int, calibration: list[float]) -> Side:
    found = names.decode().split("\n")
    if len(found) != len(weights):
        raise ValueError("names and weights differ in number")
    slope, offset = calibration
    return Side(dict(zip(found, weights, strict=True)), constant, Calibration(float(slope), float(offset)))


def _unpack(block: bytes) -> bytes:
    opener = zlib.decompressobj()
    body = opener.decompress(block, MOST)
    if opener.unconsumed_tail or not opener.eof:
        raise ValueError("a block is too large or cut off")
    return body
