"""suite: the expectations that feedparser's own test files state, asked of our reading, where both have a word for it.

A file says in a comment what a parser should find (`Expect: entries[0]['title'] == 'x'`). Neutral is what any reader
of feeds must find: titles, addresses, identities, times, names, labels, texts. Left out is what belongs to feedparser
(`bozo`, `*_detail` types, its own names of modules) and which tags or styles its cleaner keeps: texts are compared as
plain text. The expectation is read as a tree and never run.
"""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from mirnews import sources
from mirnews.decode import decode
from mirnews.errors import Quarantine
from mirnews.markup import plain
from mirnews.model import Entry, Feed

AT = datetime(2025, 2, 25, 12, tzinfo=UTC)
_EXPECT = re.compile(r"Expect:\s*(.*?)\s*-->", re.S)
_HEADER = re.compile(r"^Header:\s+Content-type:\s*(.*)$", re.M | re.I)
_ADDRESS = re.compile(r"\s*\(?\S+@\S+\)?\s*$")
_LOCATION = re.compile(r"^Header:\s+Content-Location:\s*(.*)$", re.M | re.I)
_DRAWN = re.compile(r"<(?:svg|math)\b")
# What feedparser calls versions that our command calls by one name.
_VERSIONS = {"rss10": "rdf10", "rss091n": "rss091", "rss091u": "rss091", "rss093": "rss092", "rss094": "rss092"}
_VERSIONS |= {"rss": "rss20"}
_DATES = ("published_parsed", "updated_parsed", "created_parsed", "date_parsed", "modified_parsed", "issued_parsed")
# Folders whose expectations are about feedparser's cleaner or about things that no article has.
_OUTSIDE = frozenset(["geo", "psc", "sanitize", "sgml", "cdf"])
Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One expectation: which file, which field, what it wants and what we found."""

    file: str
    path: Path_
    want: object
    found: object

    @property
    def right(self) -> bool:
        """Is what we found what was wanted?"""
        return _same(self.path, self.want, self.found)


def asked(folder: Path) -> Iterator[Asked]:
    """Every neutral expectation of the files under `wellformed` and `illformed` of this folder, with our answer."""
    for path in sorted([*folder.glob("wellformed/**/*.xml"), *folder.glob("illformed/**/*.xml")]):
        if _OUTSIDE.intersection(path.parts):
            continue
        body = path.read_bytes()
        text = decode(body, markup="xml").text
        wanted = list(_wanted(text))
        if not wanted:
            continue
        header = _HEADER.search(text)
        name = path.relative_to(folder).as_posix()
        location = _LOCATION.search(text)
        try:
            feed = sources.read(
                body,
                url=urljoin(f"http://127.0.0.1:8097/tests/{name}", location[1].strip() if location else ""),
                content_type=header[1].strip() if header else None,
                at=AT,
            )
        except Quarantine as refused:
            feed = Feed(f"refused: {refused.code}")
        for field, want in wanted:
            yield Asked(name, field, want, _found(feed, field))


def _wanted(text: str) -> Iterator[tuple[Path_, object]]:
    """The field and value of each `a == b` that is neutral."""
    stated = _EXPECT.search(text)
    try:
        tree = ast.parse(stated[1], mode="eval") if stated else None
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            path = _path(node.left)
            try:
                want = ast.literal_eval(node.comparators[0])
            except ValueError:
                continue
            if path and _is_neutral(path) and not _DRAWN.search(str(want)):
                yield path, want


def _path(node: ast.expr) -> Path_:
    """`entries[0]['title']` and `entries[0].title` as a path; empty for anything else."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        inner = _path(node.value)
        return (*inner, node.attr) if inner else ()
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        inner, key = _path(node.value), node.slice.value
        return (*inner, key) if inner and isinstance(key, str | int) else ()
    return ()


def _is_neutral(path: Path_) -> bool:
    match path:
        case ("version",) | ("feed", "title" | "link" | "language"):
            return True
        case ("feed", "title_detail", "value") | ("feed", "updated_parsed"):
            return True
        case ("entries", int(), "title" | "link" | "id" | "guid" | "summary" | "description" | "author" | "category"):
            return True
        case ("entries", int(), "title_detail" | "summary_detail", "value"):
            return True
        case ("entries", int(), "content", int(), "value") | ("entries", int(), "source", "title"):
            return True
        case ("entries", int(), "authors", int(), "name") | ("entries", int(), "author_detail", "name"):
            return True
        case ("entries", int(), "tags", int(), "term" | "label"):
            return True
        case ("entries", int(), str(name)):
            return name in _DATES
    return False


def _found(feed: Feed, path: Path_) -> object:
    match path:
        case ("version",):
            return feed.format
        case ("feed", str(name), *_):
            value = {"title": feed.title, "title_detail": feed.title, "link": feed.url, "language": feed.language}
            return feed.updated if name == "updated_parsed" else value[name]
        case ("entries", int(index), str(name), *rest) if index < len(feed.entries):
            return _of_entry(feed.entries[index], name, rest)
    return None


def _of_entry(entry: Entry, name: str, rest: list[str | int]) -> object:
    index = rest[0] if rest and isinstance(rest[0], int) else 0
    if name in _DATES:
        return (entry.published, entry.updated)  # which of the two a `dc:date` is, is nobody's to say
    listed = {"authors": entry.authors, "author": entry.authors, "author_detail": entry.authors}
    listed |= {"tags": entry.categories, "category": entry.categories}
    if name in listed:
        return listed[name][index] if index < len(listed[name]) else None
    texts: dict[str, str | None] = {
        "title": entry.title,
        "title_detail": entry.title,
        "link": entry.url,
        "id": entry.id,
        "guid": entry.id,
    }
    texts |= {"content": entry.content or entry.summary, "source": entry.source.title if entry.source else None}
    texts |= dict.fromkeys(("summary", "summary_detail", "description"), entry.summary or entry.content)
    return texts[name]


def _same(path: Path_, want: object, found: object) -> bool:
    if isinstance(want, tuple):
        wanted_at = datetime.fromtimestamp(calendar.timegm(want), UTC)
        return wanted_at == found or (isinstance(found, tuple) and wanted_at in found)
    if not isinstance(want, str):
        return want == found or (want is None and found in (None, ""))
    names = {"author", "authors", "author_detail"}.intersection(map(str, path))
    wanted = _ADDRESS.sub("", want) or want if names else _VERSIONS.get(want, want)
    got = str(found or "")
    return not {wanted, plain(wanted)}.isdisjoint((got, plain(got)))
