"""Persian text out of free software: takes unpacked Debian packages, returns their messages and manuals as lines.

Run with `python -m evals.persian.gather FOLDER OUT`. FOLDER holds one folder a package, as `dpkg-deb -x` unpacks it
(packages.tsv beside this file lists them); OUT gets one text file a package. Nothing is fetched here.
"""

from __future__ import annotations

import gettext
import html
import json
import re
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from mirnews.persian.letters import LETTERS, ZWNJ, heal_characters

_PERSIAN = re.compile(rf"[{LETTERS}{ZWNJ}]+")
_TAG = re.compile(
    r"<[^<>]{0,400}>|\{\{[^{}]{0,400}\}\}|\[\[(?:[^\[\]|]*\|)?|\]\]|\{[^{}]{0,80}\}|%[-\d$.]*[a-zA-Z]|\$\d|&\w+;"
)
_ACCELERATOR = re.compile(rf"[&_~](?=[{LETTERS}])|\([&_~]\w\)")
_FTL = re.compile(r"^(?:[\w-]+|\s+\.?[\w-]+)\s*=\s*(.*)$|^\s+(.+)$")
_FEWEST = 3  # words a line


def main(arguments: list[str]) -> int:
    """Write a file of lines for every package folder; print how much each gave."""
    source, target = map(Path, arguments)
    target.mkdir(parents=True, exist_ok=True)
    for package in sorted(source.iterdir()):
        lines = list(dict.fromkeys(line for file in sorted(package.rglob("*")) for line in lines_of(file)))
        if lines:
            (target / f"{package.name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
            words = sum(len(line.split()) for line in lines)
            half = sum(line.count(ZWNJ) for line in lines)
            print(f"{package.name}\t{words}\t{1000 * half / words:.0f}")
    return 0


def lines_of(file: Path) -> Iterator[str]:
    """The Persian lines of one file, markup and placeholders out."""
    read = _READERS.get(file.suffix)
    if read is None or not file.is_file():
        return
    for text in read(file):
        clean = _TAG.sub(" ", html.unescape(_ACCELERATOR.sub("", text)))
        for line in clean.replace("\\n", "\n").split("\n"):
            line = heal_characters(" ".join(line.split()))
            words = _PERSIAN.findall(line)
            if len(words) >= _FEWEST and 2 * sum(map(len, words)) > len(line):
                yield line


def _mo(file: Path) -> Iterator[str]:
    with file.open("rb") as opened:
        try:
            catalogue = gettext.GNUTranslations(opened)._catalog  # type: ignore[attr-defined]
        except (OSError, UnicodeDecodeError, struct.error):
            return
    yield from (text for key, text in catalogue.items() if key)


def _json(file: Path) -> Iterator[str]:
    found = json.loads(file.read_text(encoding="utf-8"))
    if file.name == "fa.json" and isinstance(found, dict):
        yield from (text for key, text in found.items() if isinstance(text, str) and not key.startswith("@"))


def _page(file: Path) -> Iterator[str]:
    """HTML and Mallard: a block a line."""
    text = file.read_text(encoding="utf-8", errors="replace")
    text = re.sub(r"(?s)<(script|style|pre|screen)\b.*?</\1>", " ", text)
    blocks = re.split(r"</?(?:p|div|li|ul|h\d|td|tr|dt|dd|title|item|section|page|br|hr|table)\b[^>]*>", text)
    yield from (" ".join(block.split()) for block in blocks)


def _pak(file: Path) -> Iterator[str]:
    """Chromium's resource pack, version 5."""
    body = file.read_bytes()
    version, _, count, _ = struct.unpack_from("<IIHH", body)
    if version != 5:
        return
    offsets = [struct.unpack_from("<HI", body, 12 + 6 * at)[1] for at in range(count + 1)]
    for start, end in pairwise(offsets):
        yield body[start:end].decode("utf-8", errors="replace")


def _xpi(file: Path) -> Iterator[str]:
    with zipfile.ZipFile(file) as pack:
        for name in sorted(pack.namelist()):
            if not name.endswith((".ftl", ".properties", ".dtd")):
                continue
            for line in pack.read(name).decode("utf-8", errors="replace").split("\n"):
                quoted = re.search(r'<!ENTITY\s+\S+\s+"([^"]*)"', line)
                found = _FTL.match(line)
                if quoted or found:
                    yield quoted[1] if quoted else next(filter(None, found.groups()), "")


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    ".mo": _mo,
    ".json": _json,
    ".html": _page,
    ".page": _page,
    ".pak": _pak,
    ".xpi": _xpi,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
