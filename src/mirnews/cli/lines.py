"""lines: inputs a line at a time, answers a line at a time, and the exit code that says how it went."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

import click

from mirnews.errors import MirNewsError


def read_lines(file: str) -> Iterator[str]:
    """The lines of a file or of standard input (`-`). A line ends at LF only, one CR before it is dropped;
    undecodable bytes become U+FFFD with one notice. A missing file is a usage error.
    """
    warned = False
    with _open(file) as stream:
        for raw in stream:
            line = raw.removesuffix(b"\n").removesuffix(b"\r")
            text, is_damaged = _decoded(line)
            if is_damaged and not warned:
                warned = True
                _warn(file)
            yield text


def read_document(file: str) -> str:
    """The whole of a file or of standard input as one text; undecodable bytes as in `read_lines`."""
    with _open(file) as stream:
        text, is_damaged = _decoded(stream.read())
    if is_damaged:
        _warn(file)
    return text


def read_bytes(file: str) -> bytes:
    """All bytes of a file or of standard input. Raises OSError."""
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _decoded(raw: bytes) -> tuple[str, bool]:
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace"), True


def _warn(file: str) -> None:
    click.echo(f"mirnews: {file}: bytes that are not UTF-8 were replaced by U+FFFD", err=True)


def _open(file: str) -> AbstractContextManager[BinaryIO]:
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror or error}") from None


class Answers:
    """Writes one JSON line an input and counts errors for the exit code."""

    def __init__(self) -> None:
        self._good = 0
        self._bad = 0

    def put(self, answer: dict[str, Any], *, failed: bool = False) -> None:
        """Write an answer."""
        self._bad += failed
        self._good += not failed
        print_json(answer)

    def finish(self) -> None:
        """Leave with 0, 1 (every input failed) or 4 (some did)."""
        if self._bad:
            sys.exit(4 if self._good else 1)


def print_json(value: Any) -> None:
    """One JSON value on one line."""
    sys.stdout.write(json_text(value) + "\n")


def json_text(value: Any) -> str:
    """A JSON value as one line; U+2028 and the like stay escaped so that a line is a line."""
    text = json.dumps(value, ensure_ascii=False)
    for code in ("\u2028", "\u2029", "\x85"):
        text = text.replace(code, f"\\u{ord(code):04x}")
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def error_of(error: MirNewsError) -> dict[str, str]:
    """An error as the contract writes it."""
    return {"code": error.code, "message": error.message}


def answer_json_lines(
    file: str, answer: Callable[[Any], dict[str, Any]], blank: dict[str, Any], *, wanted: str
) -> None:
    """Read a JSON value a line and write what `answer` makes of it; a line that cannot be read gives `blank` with an
    `error` that names what is `wanted`. `answer` raises MirNewsError, ValueError, KeyError or TypeError for bad input.
    """
    answers = Answers()
    for line in read_lines(file):
        try:
            answers.put(answer(json.loads(line, parse_constant=no_constant)))
        except RecursionError:
            answers.put({**blank, "error": {"code": "bad_input", "message": "nested too deeply"}}, failed=True)
        except MirNewsError as error:
            answers.put({**blank, "error": error_of(error)}, failed=True)
        except (ValueError, KeyError, TypeError, AttributeError):
            message = f"the line is not the JSON that this command reads: {wanted}"
            answers.put({**blank, "error": {"code": "bad_input", "message": message}}, failed=True)
    answers.finish()


def no_constant(name: str) -> None:
    """For `json.loads(parse_constant=…)`: NaN and Infinity, which Python would take, are no JSON."""
    raise ValueError(f"{name} is no JSON")


def file_argument(*, many: bool = False) -> Callable[[Any], Any]:
    """The argument FILE (default `-`), or FILE... for commands that read whole files."""
    if many:
        return click.argument("files", nargs=-1, required=True, metavar="FILE...")
    return click.argument("file", default="-", metavar="FILE|-")
