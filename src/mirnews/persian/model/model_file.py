"""model_file: a spacing model on disk. Takes a path, returns a model; and the other way round.

    MIRNEWS-SPACING 2 ⏎ card (JSON, one line) ⏎ seven blocks, zlib

The card says what the model was trained on and how it scored; its `blocks` are the lengths of the compressed blocks:
names and weights of the inside, names and weights of the space between, first halves, second halves, pairs. Text is
UTF-16, an entry a line. A file is a table of numbers and words, never code.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any

from mirnews.errors import Misconfigured
from mirnews.persian.model.shelved_words import ShelvedWords
from mirnews.persian.model.spacing_model import Calibration, Neighbours, Side, SpacingModel

MAGIC = b"MIRNEWS-SPACING 2\n"
TEXT = "utf-16-le"  # smaller than UTF-8 once packed, and read in a twentieth of the time
MOST = 8 << 20  # bytes of a file, and of one block once unpacked
SHIPPED = "spacing.model"


def save(path: Path, model: SpacingModel, card: Mapping[str, Any]) -> int:
    """Write a model with its card; returns the bytes of the file. Raises OSError."""
    known = model.neighbours
    parts = [block for side in (model.joined, known.apart) for block in _side_blocks(side)]
    parts += ["\n".join(sorted(words)).encode(TEXT) for words in (known.firsts, known.seconds, known.pairs)]
    packed = [zlib.compress(part, 9) for part in parts]
    head = {
        **card,
        "constants": [model.joined.constant, known.apart.constant],
        "calibration": [list(model.joined.calibration), list(known.apart.calibration)],
        "blocks": [len(part) for part in packed],
    }
    whole = MAGIC + json.dumps(head, ensure_ascii=False, sort_keys=True).encode() + b"\n" + b"".join(packed)
    path.write_bytes(whole)
    return len(whole)


def _side_blocks(side: Side) -> tuple[bytes, bytes]:
    names = sorted(side.weights)
    return "\n".join(names).encode(TEXT), bytes(side.weights[name] for name in names)


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
    return ShelvedWords(_lines("words.z")).whole(), ShelvedWords(_lines("spelled.z")).whole()


@cache
def common_words() -> ShelvedWords:
    """The plain words alone, which the model needs."""
    return ShelvedWords(_lines("words.z"))


def _lines(name: str) -> list[str]:
    return _unpack(_data(name)).decode(TEXT).split("\n")


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
    ends = [*accumulate(map(int, head["blocks"]))]
    blocks = [_unpack(memoryview(rest)[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
    texts = [blocks[at].decode(TEXT) for at in (0, 2, 4, 5, 6)]
    joined, apart = (
        _side(texts[at], blocks[2 * at + 1], int(head["constants"][at]), head["calibration"][at]) for at in (0, 1)
    )

    def neighbours() -> Neighbours:
        firsts, seconds, pairs = (frozenset(text.split("\n")) for text in texts[2:])
        return Neighbours(apart(), firsts, seconds, pairs)

    return SpacingModel(joined(), common_words(), neighbours)


def _side(names: str, weights: bytes, constant: int, calibration: list[float]) -> Callable[[], Side]:
    """A side that is sound, and unpacked when it is called."""
    if names.count("\n") + 1 != len(weights):
        raise ValueError("names and weights differ in number")
    slope, offset = map(float, calibration)
    return lambda: Side(dict(zip(names.split("\n"), weights, strict=True)), constant, Calibration(slope, offset))


def _unpack(block: bytes | memoryview) -> bytes:
    opener = zlib.decompressobj()
    body = opener.decompress(block, MOST)
    if opener.unconsumed_tail or not opener.eof:
        raise ValueError("a block is too large or cut off")
    return body
